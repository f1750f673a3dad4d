//! The rows of rating's table beyond the token, and the example's 404.

use super::super::change::{Change, Edit, When};
use super::super::check::{Check, Rating};
use super::super::reply::{Row, Spelling};
use super::super::shape::{BytesShape, Shape};
use super::{Fault, INCORRECT, RATED, RATING, fail, quirk};

pub(super) const FAULTS: &[Fault] = &[
    fail(
        "rated-409",
        RATING,
        "A second rating is 409.",
        Change::Reply(When::Failed(RATED), Edit::Status(409)),
    ),
    fail(
        "rated-another-code",
        RATING,
        "A second rating has the internal code 5031.",
        Change::Reply(When::Failed(RATED), Edit::MessageCode("5031")),
    ),
    fail(
        "rated-as-incorrect",
        RATING,
        "A second rating is answered as an incorrect request.",
        Change::Reply(When::Failed(RATED), Edit::Row(Row::Incorrect)),
    ),
    fail(
        "rated-500",
        RATING,
        "A second rating runs into the database's constraint.",
        Change::Reply(When::Failed(RATED), Edit::Status(500)),
    ),
    fail(
        "rated-200",
        RATING,
        "A second rating is 200 with the error inside.",
        Change::Reply(When::Failed(RATED), Edit::StatusLine(200)),
    ),
    fail(
        "rated-here-409",
        RATING,
        "A rating that was given by this operation makes a second one 409.",
        Change::Reply(
            When::Failed(&[Check::NotYetRated(Rating::Given)]),
            Edit::Status(409),
        ),
    ),
    fail(
        "rated-elsewhere-again",
        RATING,
        "A rating that was given in another way does not count.",
        Change::Accept(&[Check::NotYetRated(Rating::GivenElsewhere)]),
    ),
    quirk(
        "incorrect-rating-400",
        RATING,
        "Incorrect ratings are 400.",
        Change::Reply(When::Failed(INCORRECT), Edit::Status(400)),
    ),
    quirk(
        "incorrect-rating-another-code",
        RATING,
        "Incorrect ratings have the internal code 4000.",
        Change::Reply(When::Failed(INCORRECT), Edit::MessageCode("4000")),
    ),
    quirk(
        "unknown-history-as-rated",
        RATING,
        "An unknown visit is answered as a rated one.",
        Change::Reply(
            When::Failed(&[Check::IdIsKnown]),
            Edit::Row(Row::AlreadyRated),
        ),
    ),
    fail(
        "unknown-history-accepted",
        RATING,
        "Anything can be rated.",
        Change::Accept(&[Check::IdIsKnown]),
    ),
    fail(
        "unknown-history-500",
        RATING,
        "An unknown visit breaks the server.",
        Change::Reply(When::Failed(&[Check::IdIsKnown]), Edit::Status(500)),
    ),
    fail(
        "unknown-history-message-ode",
        RATING,
        "An unknown visit is answered with `message_ode`, as cancel's page prints it.",
        Change::Reply(
            When::Failed(&[Check::IdIsKnown]),
            Edit::Spelling(Spelling::MessageOde),
        ),
    ),
    fail(
        "malformed-history-500",
        RATING,
        "A malformed identifier breaks the server.",
        Change::Reply(When::Failed(&[Check::IdIsReadable]), Edit::Status(500)),
    ),
    fail(
        "malformed-history-plain",
        RATING,
        "A malformed identifier is answered in plain text.",
        Change::Wire(
            When::Failed(&[Check::IdIsReadable]),
            Shape::Bytes(BytesShape::Plain),
        ),
    ),
    fail(
        "malformed-history-accepted",
        RATING,
        "A malformed identifier is rated.",
        Change::Accept(&[Check::IdIsReadable]),
    ),
    fail(
        "unreadable-rating-500",
        RATING,
        "A body that cannot be read breaks the server.",
        Change::Reply(When::Failed(&[Check::BodyIsReadable]), Edit::Status(500)),
    ),
    fail(
        "unreadable-rating-plain",
        RATING,
        "A body that cannot be read is answered in plain text.",
        Change::Wire(
            When::Failed(&[Check::BodyIsReadable]),
            Shape::Bytes(BytesShape::Plain),
        ),
    ),
    fail(
        "unreadable-rating-accepted",
        RATING,
        "A body that cannot be read is a rating all the same.",
        Change::Accept(&[Check::BodyIsReadable]),
    ),
];
