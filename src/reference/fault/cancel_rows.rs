//! The rows of cancel's table beyond the token, 415 and the example's 404.

use super::super::change::{Change, Edit, When};
use super::super::check::{Check, Payload, Status};
use super::super::reply::Row;
use super::super::shape::{BytesShape, JsonShape, Member, Shape};
use super::{ACTIVE, CANCEL, Fault, INCORRECT, MEDIA_TYPE, fail, quirk};

pub(super) const FAULTS: &[Fault] = &[
    fail(
        "past-422",
        CANCEL,
        "A past visit is 422.",
        Change::Reply(When::Failed(&[Check::VisitIsAhead]), Edit::Status(422)),
    ),
    fail(
        "past-another-code",
        CANCEL,
        "A past visit has the internal code 4020.",
        Change::Reply(
            When::Failed(&[Check::VisitIsAhead]),
            Edit::MessageCode("4020"),
        ),
    ),
    fail(
        "past-as-inactive",
        CANCEL,
        "A past visit is answered as an inactive one.",
        Change::Reply(
            When::Failed(&[Check::VisitIsAhead]),
            Edit::Row(Row::NotActive),
        ),
    ),
    fail(
        "past-accepted",
        CANCEL,
        "Past visits can be cancelled.",
        Change::Accept(&[Check::VisitIsAhead]),
    ),
    fail(
        "foreign-403",
        CANCEL,
        "Another card's visit is 403.",
        Change::Reply(When::Failed(&[Check::CardIsOwn]), Edit::Status(403)),
    ),
    fail(
        "foreign-another-code",
        CANCEL,
        "Another card's visit has the internal code 4024.",
        Change::Reply(When::Failed(&[Check::CardIsOwn]), Edit::MessageCode("4024")),
    ),
    fail(
        "foreign-as-unknown",
        CANCEL,
        "Another card's visit is answered as an unknown one.",
        Change::Reply(When::Failed(&[Check::CardIsOwn]), Edit::Row(Row::Incorrect)),
    ),
    fail(
        "foreign-accepted",
        CANCEL,
        "Anybody's visit can be cancelled.",
        Change::Accept(&[Check::CardIsOwn]),
    ),
    fail(
        "inactive-409",
        CANCEL,
        "An inactive visit is 409.",
        Change::Reply(When::Failed(ACTIVE), Edit::Status(409)),
    ),
    fail(
        "inactive-another-code",
        CANCEL,
        "An inactive visit has the internal code 4025.",
        Change::Reply(When::Failed(ACTIVE), Edit::MessageCode("4025")),
    ),
    fail(
        "inactive-as-past",
        CANCEL,
        "An inactive visit is answered as a past one.",
        Change::Reply(When::Failed(ACTIVE), Edit::Row(Row::TimePassed)),
    ),
    fail(
        "completed-accepted",
        CANCEL,
        "Completed visits can be cancelled.",
        Change::Accept(&[Check::VisitIsActive(Status::Completed)]),
    ),
    fail(
        "cancelled-twice-as-unknown",
        CANCEL,
        "A cancelled visit is no longer known.",
        Change::Reply(
            When::Failed(&[Check::VisitIsActive(Status::Cancelled)]),
            Edit::Row(Row::Incorrect),
        ),
    ),
    fail(
        "failing-clinic-503",
        CANCEL,
        "A clinic that cannot cancel is 503.",
        Change::Reply(When::Failed(&[Check::ClinicAgrees]), Edit::Status(503)),
    ),
    fail(
        "failing-clinic-400",
        CANCEL,
        "A clinic that cannot cancel is the client's error.",
        Change::Reply(When::Failed(&[Check::ClinicAgrees]), Edit::Status(400)),
    ),
    fail(
        "failing-clinic-another-code",
        CANCEL,
        "A clinic that cannot cancel has the internal code 5000.",
        Change::Reply(
            When::Failed(&[Check::ClinicAgrees]),
            Edit::MessageCode("5000"),
        ),
    ),
    fail(
        "failing-clinic-as-inactive",
        CANCEL,
        "A clinic that cannot cancel is answered as an inactive visit.",
        Change::Reply(
            When::Failed(&[Check::ClinicAgrees]),
            Edit::Row(Row::NotActive),
        ),
    ),
    fail(
        "failing-clinic-accepted",
        CANCEL,
        "Success does not wait for the clinic.",
        Change::Accept(&[Check::ClinicAgrees]),
    ),
    fail(
        "failing-clinic-html",
        CANCEL,
        "A clinic that cannot cancel brings up a proxy's page.",
        Change::Wire(
            When::Failed(&[Check::ClinicAgrees]),
            Shape::Bytes(BytesShape::Html),
        ),
    ),
    quirk(
        "failing-clinic-placeholders",
        CANCEL,
        "5023's placeholders are not filled in.",
        Change::Reply(
            When::Failed(&[Check::ClinicAgrees]),
            Edit::Message("Не удалось отменить вызов {callDoctorGuid} в лпу {lpuGuid}"),
        ),
    ),
    fail(
        "media-type-400",
        CANCEL,
        "A missing media type is 400.",
        Change::Reply(When::Failed(MEDIA_TYPE), Edit::Status(400)),
    ),
    fail(
        "media-type-400-line",
        CANCEL,
        "415 is only in the body, the status line says 400.",
        Change::Reply(When::Failed(MEDIA_TYPE), Edit::StatusLine(400)),
    ),
    fail(
        "media-type-400-code",
        CANCEL,
        "415 is only in the status line, `code` says 400.",
        Change::Reply(When::Failed(MEDIA_TYPE), Edit::Code(400)),
    ),
    fail(
        "media-type-code-twice",
        CANCEL,
        "415 has the error model for a body, and `code` stands there twice.",
        Change::Wire(
            When::Failed(MEDIA_TYPE),
            Shape::Bytes(BytesShape::Twice(Member::Code)),
        ),
    ),
    fail(
        "media-type-code-fraction",
        CANCEL,
        "415 has the error model for a body, and its `code` has a fraction of zero.",
        Change::Wire(
            When::Failed(MEDIA_TYPE),
            Shape::Json(JsonShape::Float(Member::Code)),
        ),
    ),
    fail(
        "media-type-as-incorrect",
        CANCEL,
        "A missing media type is answered as an incorrect request.",
        Change::Reply(When::Failed(MEDIA_TYPE), Edit::Row(Row::Incorrect)),
    ),
    fail(
        "media-type-not-needed",
        CANCEL,
        "The media type is not looked at.",
        Change::Accept(MEDIA_TYPE),
    ),
    fail(
        "media-type-not-needed-without-body",
        CANCEL,
        "The media type is only looked at if there is a body.",
        Change::Accept(&[Check::MediaTypeIsJson(Payload::Absent)]),
    ),
    fail(
        "media-type-not-needed-with-body",
        CANCEL,
        "Bodies are read whatever their media type.",
        Change::Accept(&[Check::MediaTypeIsJson(Payload::Present)]),
    ),
    quirk(
        "incorrect-cancel-400",
        CANCEL,
        "Incorrect cancellations are 400.",
        Change::Reply(When::Failed(INCORRECT), Edit::Status(400)),
    ),
    quirk(
        "unknown-visit-another-code",
        CANCEL,
        "An unknown visit has the internal code 4004.",
        Change::Reply(When::Failed(&[Check::IdIsKnown]), Edit::MessageCode("4004")),
    ),
    quirk(
        "unknown-visit-as-inactive",
        CANCEL,
        "An unknown visit is answered as an inactive one.",
        Change::Reply(When::Failed(&[Check::IdIsKnown]), Edit::Row(Row::NotActive)),
    ),
    fail(
        "unknown-visit-accepted",
        CANCEL,
        "An unknown visit is cancelled, so the answer says.",
        Change::Accept(&[Check::IdIsKnown]),
    ),
    fail(
        "unknown-visit-500",
        CANCEL,
        "An unknown visit breaks the server.",
        Change::Reply(When::Failed(&[Check::IdIsKnown]), Edit::Status(500)),
    ),
    fail(
        "unknown-visit-empty",
        CANCEL,
        "An unknown visit is 404 without a body.",
        Change::Wire(
            When::Failed(&[Check::IdIsKnown]),
            Shape::Bytes(BytesShape::Empty),
        ),
    ),
    fail(
        "malformed-visit-500",
        CANCEL,
        "A malformed identifier breaks the server.",
        Change::Reply(When::Failed(&[Check::IdIsReadable]), Edit::Status(500)),
    ),
    fail(
        "malformed-visit-html",
        CANCEL,
        "A malformed identifier brings up the framework's page.",
        Change::Wire(
            When::Failed(&[Check::IdIsReadable]),
            Shape::Bytes(BytesShape::Html),
        ),
    ),
    fail(
        "malformed-visit-accepted",
        CANCEL,
        "A malformed identifier is cancelled, so the answer says.",
        Change::Accept(&[Check::IdIsReadable]),
    ),
    fail(
        "unreadable-reason-500",
        CANCEL,
        "A body that cannot be read breaks the server.",
        Change::Reply(When::Failed(&[Check::BodyIsReadable]), Edit::Status(500)),
    ),
    fail(
        "unreadable-reason-accepted",
        CANCEL,
        "A body that cannot be read is passed over.",
        Change::Accept(&[Check::BodyIsReadable]),
    ),
];
