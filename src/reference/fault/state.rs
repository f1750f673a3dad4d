//! What is remembered: effects of success (R17), and races (R18).

use super::super::change::{Change, Writing};
use super::super::check::{Check, Payload, Rating, Status};
use super::{AUTHORIZATION, CANCEL, Fault, MEDIA_TYPE, MEMBERS, RATED, RATING, fail};

pub(super) const FAULTS: &[Fault] = &[
    fail(
        "cancel-not-persisted",
        CANCEL,
        "A cancelled visit stays active.",
        Change::Write(Writing::Never),
    ),
    fail(
        "cancel-with-reason-not-persisted",
        CANCEL,
        "A visit that is cancelled with a reason stays active.",
        Change::Forget(Payload::Present),
    ),
    fail(
        "rating-not-persisted",
        RATING,
        "A rating is thrown away.",
        Change::Write(Writing::Never),
    ),
    fail(
        "cancel-race",
        CANCEL,
        "A visit is checked first and cancelled later.",
        Change::Write(Writing::AfterPause),
    ),
    fail(
        "rating-race",
        RATING,
        "Whether a visit is rated is checked first, and the rating written later.",
        Change::Write(Writing::AfterPause),
    ),
    fail(
        "cancel-race-unwon",
        CANCEL,
        "Of simultaneous cancellations each is told that another was faster.",
        Change::Write(Writing::AfterPauseUnwon),
    ),
    fail(
        "rating-race-unwon",
        RATING,
        "Of simultaneous ratings each is told that another was faster.",
        Change::Write(Writing::AfterPauseUnwon),
    ),
    fail(
        "cancel-idempotent",
        CANCEL,
        "Cancelling again succeeds again.",
        Change::Accept(&[Check::VisitIsActive(Status::Cancelled)]),
    ),
    fail(
        "rating-duplicates",
        RATING,
        "A visit can be rated any number of times.",
        Change::Accept(RATED),
    ),
    fail(
        "cancelled-again-otherwise",
        CANCEL,
        "Only the same cancellation, with the same body, is refused the second time.",
        Change::AcceptAnotherBody(&[Check::VisitIsActive(Status::Cancelled)]),
    ),
    fail(
        "rated-again-otherwise",
        RATING,
        "Only the same rating, with the same body, is refused the second time.",
        Change::AcceptAnotherBody(&[Check::NotYetRated(Rating::Given)]),
    ),
    fail(
        "cancelled-though-unauthorized",
        CANCEL,
        "A bad token is refused after the visit was cancelled.",
        Change::DoThoughRefused(AUTHORIZATION),
    ),
    fail(
        "cancelled-though-expired",
        CANCEL,
        "An expired token is refused after the visit was cancelled.",
        Change::DoThoughRefused(&[Check::TokenIsInTime]),
    ),
    fail(
        "cancelled-though-unsupported",
        CANCEL,
        "A missing media type is refused after the visit was cancelled.",
        Change::DoThoughRefused(MEDIA_TYPE),
    ),
    fail(
        "cancelled-though-unreadable",
        CANCEL,
        "A body that cannot be read is refused after the visit was cancelled.",
        Change::DoThoughRefused(&[Check::BodyIsReadable]),
    ),
    fail(
        "cancelled-though-without-reason",
        CANCEL,
        "A missing reason is refused after the visit was cancelled.",
        Change::DoThoughRefused(&[Check::ReasonIsGiven]),
    ),
    fail(
        "cancelled-by-third-refusal",
        CANCEL,
        "The third request that is refused for a visit closes it.",
        Change::DoAfterRefusals(3),
    ),
    fail(
        "rated-though-unauthorized",
        RATING,
        "A bad token is refused after the rating was taken.",
        Change::DoThoughRefused(AUTHORIZATION),
    ),
    fail(
        "rated-though-unreadable",
        RATING,
        "A body that cannot be read is refused after it was taken for a rating.",
        Change::DoThoughRefused(&[Check::BodyIsReadable]),
    ),
    fail(
        "rated-though-invalid",
        RATING,
        "Fields are checked after the rating was taken.",
        Change::DoThoughRefused(MEMBERS),
    ),
    fail(
        "rated-by-third-refusal",
        RATING,
        "The third request that is refused for a visit closes it.",
        Change::DoAfterRefusals(3),
    ),
];
