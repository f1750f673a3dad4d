//! The token: the four rows that both tables share (R10, R19).

use super::super::change::{Change, Edit, When};
use super::super::check::Check;
use super::super::reply::Row;
use super::{AUTHORIZATION, BEARER, BOTH, CANCEL, Fault, RATING, fail};

pub(super) const FAULTS: &[Fault] = &[
    fail(
        "authorization-401",
        BOTH,
        "Every refusal of a token is 401.",
        Change::Reply(When::Failed(AUTHORIZATION), Edit::Status(401)),
    ),
    fail(
        "authorization-401-line",
        BOTH,
        "Refusals of a token have the status line 401 over `code` 403.",
        Change::Reply(When::Failed(AUTHORIZATION), Edit::StatusLine(401)),
    ),
    fail(
        "authorization-redirect",
        BOTH,
        "Refusals of a token redirect to a page for logging in.",
        Change::Reply(When::Failed(AUTHORIZATION), Edit::StatusLine(302)),
    ),
    fail(
        "authorization-401-code",
        BOTH,
        "Refusals of a token have `code` 401 under the status line 403.",
        Change::Reply(When::Failed(AUTHORIZATION), Edit::Code(401)),
    ),
    fail(
        "authorization-unchecked-on-cancel",
        CANCEL,
        "Cancelling needs no token.",
        Change::Accept(AUTHORIZATION),
    ),
    fail(
        "authorization-unchecked-on-rating",
        RATING,
        "Rating needs no token.",
        Change::Accept(AUTHORIZATION),
    ),
    fail(
        "bearer-401",
        BOTH,
        "A missing token is 401.",
        Change::Reply(When::Failed(BEARER), Edit::Status(401)),
    ),
    fail(
        "bearer-400-on-rating",
        RATING,
        "A missing token is 400 on rating.",
        Change::Reply(When::Failed(BEARER), Edit::Status(400)),
    ),
    fail(
        "bearer-another-code",
        BOTH,
        "A missing token has the internal code 5011.",
        Change::Reply(When::Failed(BEARER), Edit::MessageCode("5011")),
    ),
    fail(
        "bearer-as-bad-token",
        BOTH,
        "A missing token is answered as one that is no token.",
        Change::Reply(When::Failed(BEARER), Edit::Row(Row::BadToken)),
    ),
    fail(
        "bearer-not-needed",
        BOTH,
        "A request without a token is taken for anonymous and done.",
        Change::Accept(BEARER),
    ),
    fail(
        "header-not-needed",
        BOTH,
        "Only the lack of the whole header lets a request through.",
        Change::Accept(&[Check::AuthorizationGiven]),
    ),
    fail(
        "header-not-needed-on-cancel",
        CANCEL,
        "The lack of the whole header lets a cancellation through.",
        Change::Accept(&[Check::AuthorizationGiven]),
    ),
    fail(
        "header-not-needed-on-rating",
        RATING,
        "The lack of the whole header lets a rating through.",
        Change::Accept(&[Check::AuthorizationGiven]),
    ),
    fail(
        "scheme-ignored",
        BOTH,
        "The token is taken from any scheme.",
        Change::Accept(&[Check::SchemeIsBearer]),
    ),
    fail(
        "scheme-ignored-on-cancel",
        CANCEL,
        "The token is taken from any scheme on cancel.",
        Change::Accept(&[Check::SchemeIsBearer]),
    ),
    fail(
        "scheme-ignored-on-rating",
        RATING,
        "The token is taken from any scheme on rating.",
        Change::Accept(&[Check::SchemeIsBearer]),
    ),
    fail(
        "scheme-as-bad-token",
        BOTH,
        "Another scheme is answered as a bad token.",
        Change::Reply(
            When::Failed(&[Check::SchemeIsBearer]),
            Edit::Row(Row::BadToken),
        ),
    ),
    fail(
        "empty-bearer-accepted",
        BOTH,
        "`Bearer` without a token is enough.",
        Change::Accept(&[Check::TokenGiven]),
    ),
    fail(
        "empty-bearer-as-bad-token",
        BOTH,
        "`Bearer` without a token is answered as a bad token.",
        Change::Reply(When::Failed(&[Check::TokenGiven]), Edit::Row(Row::BadToken)),
    ),
    fail(
        "bad-token-401",
        BOTH,
        "What is no token is 401.",
        Change::Reply(When::Failed(&[Check::TokenIsJwt]), Edit::Status(401)),
    ),
    fail(
        "bad-token-500",
        BOTH,
        "What is no token breaks the server.",
        Change::Reply(When::Failed(&[Check::TokenIsJwt]), Edit::Status(500)),
    ),
    fail(
        "bad-token-another-code",
        BOTH,
        "What is no token has the internal code 5000.",
        Change::Reply(
            When::Failed(&[Check::TokenIsJwt]),
            Edit::MessageCode("5000"),
        ),
    ),
    fail(
        "bad-token-as-bad-signature",
        BOTH,
        "What is no token is answered as a wrong signature.",
        Change::Reply(
            When::Failed(&[Check::TokenIsJwt]),
            Edit::Row(Row::BadSignature),
        ),
    ),
    fail(
        "bad-token-accepted",
        BOTH,
        "Anything after `Bearer` will do.",
        Change::Accept(&[Check::TokenIsJwt]),
    ),
    fail(
        "bad-token-accepted-on-cancel",
        CANCEL,
        "Anything after `Bearer` will do on cancel.",
        Change::Accept(&[Check::TokenIsJwt]),
    ),
    fail(
        "bad-token-accepted-on-rating",
        RATING,
        "Anything after `Bearer` will do on rating.",
        Change::Accept(&[Check::TokenIsJwt]),
    ),
    fail(
        "expired-401",
        BOTH,
        "An expired token is 401.",
        Change::Reply(When::Failed(&[Check::TokenIsInTime]), Edit::Status(401)),
    ),
    fail(
        "expired-another-code",
        BOTH,
        "An expired token has the internal code 5006.",
        Change::Reply(
            When::Failed(&[Check::TokenIsInTime]),
            Edit::MessageCode("5006"),
        ),
    ),
    fail(
        "expired-as-bad-token",
        BOTH,
        "An expired token is answered as one that is no token.",
        Change::Reply(
            When::Failed(&[Check::TokenIsInTime]),
            Edit::Row(Row::BadToken),
        ),
    ),
    fail(
        "expired-accepted",
        BOTH,
        "When a token runs out is not looked at.",
        Change::Accept(&[Check::TokenIsInTime]),
    ),
    fail(
        "expired-accepted-on-cancel",
        CANCEL,
        "When a token runs out is not looked at on cancel.",
        Change::Accept(&[Check::TokenIsInTime]),
    ),
    fail(
        "expired-accepted-on-rating",
        RATING,
        "When a token runs out is not looked at on rating.",
        Change::Accept(&[Check::TokenIsInTime]),
    ),
    fail(
        "signature-401",
        BOTH,
        "A wrong signature is 401.",
        Change::Reply(When::Failed(&[Check::SignatureIsRight]), Edit::Status(401)),
    ),
    fail(
        "signature-another-code",
        BOTH,
        "A wrong signature has the internal code 5019.",
        Change::Reply(
            When::Failed(&[Check::SignatureIsRight]),
            Edit::MessageCode("5019"),
        ),
    ),
    fail(
        "signature-as-bad-token",
        BOTH,
        "A wrong signature is answered as what is no token.",
        Change::Reply(
            When::Failed(&[Check::SignatureIsRight]),
            Edit::Row(Row::BadToken),
        ),
    ),
    fail(
        "signature-unchecked",
        BOTH,
        "The signature is not looked at.",
        Change::Accept(&[Check::SignatureIsRight]),
    ),
    fail(
        "signature-unchecked-on-cancel",
        CANCEL,
        "The signature is not looked at on cancel.",
        Change::Accept(&[Check::SignatureIsRight]),
    ),
    fail(
        "signature-unchecked-on-rating",
        RATING,
        "The signature is not looked at on rating.",
        Change::Accept(&[Check::SignatureIsRight]),
    ),
    fail(
        "expired-and-signature-swapped",
        BOTH,
        "5007 and 5009 stand in each other's place.",
        Change::Reply(
            When::Refusal,
            Edit::Swap(Row::TokenExpired, Row::BadSignature),
        ),
    ),
];
