//! The success model: status 200, `code` 200, `message_code` "2000" (R1).

use super::super::change::{Change, Edit, When};
use super::super::reply::{Row, Spelling};
use super::super::shape::{Agreement, BytesShape, JsonShape, Member, Shape};
use super::{BOTH, CANCEL, Fault, RATING, fail, quirk};

pub(super) const FAULTS: &[Fault] = &[
    quirk(
        "success-code-2000",
        BOTH,
        "Success carries 2000 in `code`.",
        Change::Reply(When::Success, Edit::Code(2000)),
    ),
    fail(
        "success-code-201",
        BOTH,
        "Success carries 201 in `code` under a status line of 200.",
        Change::Reply(When::Success, Edit::Code(201)),
    ),
    fail(
        "success-code-missing",
        BOTH,
        "Success has no `code`.",
        Change::Wire(When::Success, Shape::Json(JsonShape::Missing(Member::Code))),
    ),
    fail(
        "success-code-null",
        BOTH,
        "Success has null for `code`.",
        Change::Wire(When::Success, Shape::Json(JsonShape::Null(Member::Code))),
    ),
    fail(
        "success-code-text",
        BOTH,
        "Success has its `code` as text.",
        Change::Wire(When::Success, Shape::Json(JsonShape::Quoted(Member::Code))),
    ),
    fail(
        "success-message-code-missing",
        BOTH,
        "Success has no `message_code`.",
        Change::Wire(
            When::Success,
            Shape::Json(JsonShape::Missing(Member::MessageCode)),
        ),
    ),
    fail(
        "success-message-code-null",
        BOTH,
        "Success has null for `message_code`.",
        Change::Wire(
            When::Success,
            Shape::Json(JsonShape::Null(Member::MessageCode)),
        ),
    ),
    fail(
        "success-message-code-number",
        BOTH,
        "Success has its `message_code` as a number.",
        Change::Wire(
            When::Success,
            Shape::Json(JsonShape::Unquoted(Member::MessageCode)),
        ),
    ),
    fail(
        "success-message-code-200",
        BOTH,
        "Success repeats the HTTP status in `message_code`.",
        Change::Reply(When::Success, Edit::MessageCodeIsStatus),
    ),
    fail(
        "success-message-code-0",
        BOTH,
        "Success has the internal code 0.",
        Change::Reply(When::Success, Edit::MessageCode("0")),
    ),
    quirk(
        "cancel-success-message-ode",
        CANCEL,
        "A cancellation's success spells `message_code` as `message_ode`.",
        Change::Reply(When::Success, Edit::Spelling(Spelling::MessageOde)),
    ),
    fail(
        "rating-success-message-ode",
        RATING,
        "A rating's success spells `message_code` as `message_ode`.",
        Change::Reply(When::Success, Edit::Spelling(Spelling::MessageOde)),
    ),
    fail(
        "rating-success-both-spellings",
        RATING,
        "A rating's success has `message_code` and `message_ode`, which agree.",
        Change::Wire(
            When::Success,
            Shape::Json(JsonShape::BothSpellings(Agreement::Equal)),
        ),
    ),
    fail(
        "cancel-success-message-missing",
        CANCEL,
        "A cancellation's success has no `message`.",
        Change::Wire(
            When::Success,
            Shape::Json(JsonShape::Missing(Member::Message)),
        ),
    ),
    fail(
        "rating-success-message-twice",
        RATING,
        "A rating's success has a `message`, and twice.",
        Change::Wire(
            When::Success,
            Shape::Bytes(BytesShape::Twice(Member::Message)),
        ),
    ),
    quirk(
        "cancel-success-other-text",
        CANCEL,
        "A cancellation's success has another text.",
        Change::Reply(When::Success, Edit::Message("Запись к врачу отменена")),
    ),
    fail(
        "success-201",
        BOTH,
        "Success is 201, as if something had been created.",
        Change::Reply(When::Success, Edit::Status(201)),
    ),
    fail(
        "success-status-line-202",
        BOTH,
        "Success has the status line 202 over the documented body.",
        Change::Reply(When::Success, Edit::StatusLine(202)),
    ),
    fail(
        "success-204",
        BOTH,
        "Success is 204 without a body.",
        Change::Wire(When::Success, Shape::Bytes(BytesShape::NoContent)),
    ),
    fail(
        "success-empty",
        BOTH,
        "Success is 200 without a body.",
        Change::Wire(When::Success, Shape::Bytes(BytesShape::Empty)),
    ),
    fail(
        "success-empty-object",
        BOTH,
        "Success is 200 and `{}`.",
        Change::Wire(When::Success, Shape::Json(JsonShape::Bare)),
    ),
    fail(
        "success-plain-text",
        BOTH,
        "Success is plain text.",
        Change::Wire(When::Success, Shape::Bytes(BytesShape::Plain)),
    ),
    fail(
        "success-nested",
        BOTH,
        "Success is inside of a member `data`.",
        Change::Wire(When::Success, Shape::Json(JsonShape::Nested("data"))),
    ),
    fail(
        "success-answered-as-error",
        BOTH,
        "What was done is answered as an incorrect request.",
        Change::Reply(When::Success, Edit::Row(Row::Incorrect)),
    ),
    fail(
        "success-answered-as-500",
        BOTH,
        "What was done is answered with 500.",
        Change::Reply(When::Success, Edit::Status(500)),
    ),
];
