//! The error model: three members, one JSON object, sent as JSON (R2, R3, R8, R12).

use super::super::change::{Change, Edit, When};
use super::super::reply::Spelling;
use super::super::shape::{Agreement, BytesShape, HeaderShape, JsonShape, Member, Naming, Shape};
use super::{BOTH, CANCEL, Fault, RATING, fail, quirk};

pub(super) const FAULTS: &[Fault] = &[
    fail(
        "error-html",
        BOTH,
        "Errors are pages.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::Html)),
    ),
    fail(
        "error-plain",
        BOTH,
        "Errors are plain text.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::Plain)),
    ),
    fail(
        "error-empty",
        BOTH,
        "Errors have no body.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::Empty)),
    ),
    fail(
        "error-empty-object",
        BOTH,
        "Errors are `{}`.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Bare)),
    ),
    fail(
        "error-array",
        BOTH,
        "Errors are a list of one.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Array)),
    ),
    fail(
        "error-nested",
        BOTH,
        "Errors are inside of a member `error`.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Nested("error"))),
    ),
    fail(
        "error-json-in-text",
        BOTH,
        "Errors are JSON inside of a JSON string.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Text)),
    ),
    fail(
        "error-problem",
        BOTH,
        "Errors are problem documents.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Problem)),
    ),
    fail(
        "error-camel-case",
        BOTH,
        "`message_code` is `messageCode`.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Named(Naming::Camel))),
    ),
    fail(
        "error-pascal-case",
        BOTH,
        "Members start with a capital letter.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Named(Naming::Pascal))),
    ),
    fail(
        "all-pascal-case",
        BOTH,
        "Members start with a capital letter, also on success.",
        Change::Wire(When::Always, Shape::Json(JsonShape::Named(Naming::Pascal))),
    ),
    fail(
        "error-code-text",
        BOTH,
        "`code` is a text.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Quoted(Member::Code))),
    ),
    fail(
        "error-code-float",
        BOTH,
        "`code` has a fraction of zero.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Float(Member::Code))),
    ),
    fail(
        "error-code-null",
        BOTH,
        "`code` is null.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Null(Member::Code))),
    ),
    fail(
        "error-code-missing",
        BOTH,
        "`code` is missing.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Missing(Member::Code))),
    ),
    fail(
        "error-code-internal",
        BOTH,
        "`code` carries the internal code.",
        Change::Reply(When::Refusal, Edit::CodeIsInternal),
    ),
    fail(
        "error-message-code-number",
        BOTH,
        "`message_code` is a number.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::Unquoted(Member::MessageCode)),
        ),
    ),
    fail(
        "error-message-code-null",
        BOTH,
        "`message_code` is null.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::Null(Member::MessageCode)),
        ),
    ),
    fail(
        "error-message-code-blank",
        BOTH,
        "`message_code` is an empty text.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::Blank(Member::MessageCode)),
        ),
    ),
    fail(
        "error-message-code-missing",
        BOTH,
        "`message_code` is missing.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::Missing(Member::MessageCode)),
        ),
    ),
    fail(
        "error-message-code-status",
        BOTH,
        "`message_code` repeats the HTTP status.",
        Change::Reply(When::Refusal, Edit::MessageCodeIsStatus),
    ),
    fail(
        "error-message-missing",
        BOTH,
        "`message` is missing.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::Missing(Member::Message)),
        ),
    ),
    fail(
        "error-message-null",
        BOTH,
        "`message` is null.",
        Change::Wire(When::Refusal, Shape::Json(JsonShape::Null(Member::Message))),
    ),
    fail(
        "error-message-list",
        BOTH,
        "`message` is a list of texts.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::Listed(Member::Message)),
        ),
    ),
    quirk(
        "error-message-blank",
        BOTH,
        "`message` is an empty text.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::Blank(Member::Message)),
        ),
    ),
    quirk(
        "error-message-english",
        BOTH,
        "`message` is in English.",
        Change::Reply(When::Refusal, Edit::Message("Request rejected")),
    ),
    quirk(
        "cancel-error-message-ode",
        CANCEL,
        "All of cancel's errors spell `message_ode`, as its example does.",
        Change::Reply(When::Refusal, Edit::Spelling(Spelling::MessageOde)),
    ),
    quirk(
        "cancel-error-both-spellings",
        CANCEL,
        "cancel's errors have `message_code` and `message_ode`, which agree.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::BothSpellings(Agreement::Equal)),
        ),
    ),
    fail(
        "cancel-error-spellings-differ",
        CANCEL,
        "cancel's errors have `message_code` and `message_ode`, which do not agree.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::BothSpellings(Agreement::Different)),
        ),
    ),
    fail(
        "rating-error-message-ode",
        RATING,
        "rating's errors spell `message_ode`.",
        Change::Reply(When::Refusal, Edit::Spelling(Spelling::MessageOde)),
    ),
    fail(
        "rating-error-both-spellings",
        RATING,
        "rating's errors have `message_code` and `message_ode`, which agree.",
        Change::Wire(
            When::Refusal,
            Shape::Json(JsonShape::BothSpellings(Agreement::Equal)),
        ),
    ),
    fail(
        "error-code-twice",
        BOTH,
        "`code` stands there twice.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::Twice(Member::Code))),
    ),
    fail(
        "error-message-code-twice",
        BOTH,
        "`message_code` stands there twice, with two values.",
        Change::Wire(
            When::Refusal,
            Shape::Bytes(BytesShape::TwiceDifferent(Member::MessageCode)),
        ),
    ),
    fail(
        "error-message-twice",
        BOTH,
        "`message` stands there twice.",
        Change::Wire(
            When::Refusal,
            Shape::Bytes(BytesShape::Twice(Member::Message)),
        ),
    ),
    fail(
        "success-message-code-twice",
        BOTH,
        "Success has `message_code` twice.",
        Change::Wire(
            When::Success,
            Shape::Bytes(BytesShape::Twice(Member::MessageCode)),
        ),
    ),
    fail(
        "error-trailing-brace",
        BOTH,
        "One brace too many follows.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::Followed("}"))),
    ),
    fail(
        "error-second-value",
        BOTH,
        "A second JSON value follows.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::Followed("\n{}"))),
    ),
    fail(
        "success-trailing-brace",
        BOTH,
        "One brace too many follows on success.",
        Change::Wire(When::Success, Shape::Bytes(BytesShape::Followed("}"))),
    ),
    fail(
        "error-cut-short",
        BOTH,
        "The last byte is missing.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::CutShort)),
    ),
    fail(
        "error-apostrophes",
        BOTH,
        "Texts stand between apostrophes.",
        Change::Wire(When::Refusal, Shape::Bytes(BytesShape::Apostrophes)),
    ),
    quirk(
        "byte-order-mark",
        BOTH,
        "Answers start with a byte-order mark.",
        Change::Wire(When::Always, Shape::Bytes(BytesShape::Bom)),
    ),
    fail(
        "windows-1251",
        BOTH,
        "Answers are encoded as windows-1251, and say so.",
        Change::Wire(When::Always, Shape::Bytes(BytesShape::Windows1251)),
    ),
    fail(
        "utf-16",
        BOTH,
        "Answers are encoded as UTF-16.",
        Change::Wire(When::Always, Shape::Bytes(BytesShape::Utf16)),
    ),
    quirk(
        "content-type-html",
        BOTH,
        "Answers are JSON and are called a page.",
        Change::Wire(
            When::Always,
            Shape::Header(HeaderShape::ContentType("text/html; charset=utf-8")),
        ),
    ),
    quirk(
        "content-type-text",
        BOTH,
        "Errors are JSON and are called plain text.",
        Change::Wire(
            When::Refusal,
            Shape::Header(HeaderShape::ContentType("text/plain")),
        ),
    ),
    quirk(
        "content-type-text-json",
        BOTH,
        "Answers are called `text/json`, which is no registered media type.",
        Change::Wire(
            When::Always,
            Shape::Header(HeaderShape::ContentType("text/json")),
        ),
    ),
    quirk(
        "content-type-missing",
        BOTH,
        "Answers are JSON and are not called anything.",
        Change::Wire(When::Always, Shape::Header(HeaderShape::NoContentType)),
    ),
    fail(
        "errors-with-200",
        BOTH,
        "Every answer has the status line 200, errors are inside.",
        Change::Reply(When::Refusal, Edit::StatusLine(200)),
    ),
    fail(
        "errors-with-200-throughout",
        BOTH,
        "Every answer has 200 in the status line and in `code`.",
        Change::Reply(When::Refusal, Edit::Status(200)),
    ),
];
