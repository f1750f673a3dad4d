//! What a server may do otherwise without being wrong: the list that proves the cases ask no more than
//! the documents do.

use super::change::{Change, Edit, When};
use super::check::{Check, Field, Operation, Payload};
use super::front::Form;
use super::reply::Spelling;
use super::shape::{BytesShape, HeaderShape, JsonShape, Member, Shape};

/// One thing that a correct server may do.
#[derive(Debug, Clone, Copy)]
pub struct Freedom {
    /// A name in kebab-case, unique in the list.
    pub name: &'static str,
    /// What the server does, in one sentence.
    pub sentence: &'static str,
    /// The operations that show it.
    pub operations: &'static [Operation],
    /// The change itself.
    pub liberty: Liberty,
}

/// How a freedom shows.
#[derive(Debug, Clone, Copy)]
pub enum Liberty {
    /// In the answer.
    Change(Change),
    /// Only in the way that the answer takes on the wire.
    Front(Form),
}

impl Freedom {
    /// The freedom with that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FREEDOMS.iter().find(|freedom| freedom.name == name)
    }
}

const CANCEL: &[Operation] = &[Operation::Cancel];
const RATING: &[Operation] = &[Operation::Rating];
const BOTH: &[Operation] = &[Operation::Cancel, Operation::Rating];

const MEDIA_TYPE: When = When::Failed(&[
    Check::MediaTypeIsJson(Payload::Present),
    Check::MediaTypeIsJson(Payload::Absent),
]);
const NO_BEARER: When = When::Failed(&[
    Check::AuthorizationGiven,
    Check::SchemeIsBearer,
    Check::TokenGiven,
]);
/// Refusals of which no status is documented but 4xx (R6, R14).
const ANY_4XX: When = When::Failed(&[
    Check::ReasonIsGiven,
    Check::FieldIsGiven(Field::Result1),
    Check::FieldIsGiven(Field::Result2),
    Check::FieldIsGiven(Field::Result3),
    Check::FieldIsGiven(Field::Result4),
    Check::FieldIsGiven(Field::Notes),
    Check::FieldIsGiven(Field::DontVisit),
    Check::FieldHasType(Field::Result1),
    Check::FieldHasType(Field::Result2),
    Check::FieldHasType(Field::Result3),
    Check::FieldHasType(Field::Result4),
    Check::FieldHasType(Field::Notes),
    Check::FieldHasType(Field::DontVisit),
    Check::FieldIsNotBelow(Field::Result1),
    Check::FieldIsNotBelow(Field::Result2),
    Check::FieldIsNotBelow(Field::Result3),
    Check::FieldIsNotBelow(Field::Result4),
    Check::FieldIsNotAbove(Field::Result1),
    Check::FieldIsNotAbove(Field::Result2),
    Check::FieldIsNotAbove(Field::Result3),
    Check::FieldIsNotAbove(Field::Result4),
    Check::FieldIsNotAbove(Field::DontVisit),
]);

const fn json(shape: JsonShape) -> Liberty {
    Liberty::Change(Change::Wire(When::Always, Shape::Json(shape)))
}

const fn bytes(shape: BytesShape) -> Liberty {
    Liberty::Change(Change::Wire(When::Always, Shape::Bytes(shape)))
}

const fn header(shape: HeaderShape) -> Liberty {
    Liberty::Change(Change::Wire(When::Always, Shape::Header(shape)))
}

const fn edit(when: When, edit: Edit) -> Liberty {
    Liberty::Change(Change::Reply(when, edit))
}

const fn freedom(
    name: &'static str,
    operations: &'static [Operation],
    sentence: &'static str,
    liberty: Liberty,
) -> Freedom {
    Freedom {
        name,
        sentence,
        operations,
        liberty,
    }
}

/// Every freedom there is: in the JSON, in the bytes, in the headers, in what the documents leave open,
/// and on the wire.
pub static FREEDOMS: &[Freedom] = &[
    freedom(
        "more-members",
        BOTH,
        "Answers have members that are not documented (R3).",
        json(JsonShape::More),
    ),
    freedom(
        "members-reversed",
        BOTH,
        "Members stand in another order.",
        json(JsonShape::Reversed),
    ),
    freedom(
        "indented",
        BOTH,
        "Answers are indented.",
        bytes(BytesShape::Indented),
    ),
    freedom(
        "padded",
        BOTH,
        "White space stands around the JSON value.",
        bytes(BytesShape::Padded),
    ),
    freedom(
        "text-escaped",
        BOTH,
        "Everything beyond ASCII is escaped.",
        bytes(BytesShape::EscapedText),
    ),
    freedom(
        "names-escaped",
        BOTH,
        "Members' names are escaped.",
        bytes(BytesShape::EscapedNames),
    ),
    freedom(
        "gzip-if-accepted",
        BOTH,
        "Answers are compressed for those who accept that.",
        bytes(BytesShape::GzipIfAccepted),
    ),
    freedom(
        "charset",
        BOTH,
        "The media type names a charset.",
        header(HeaderShape::ContentType("application/json; charset=utf-8")),
    ),
    freedom(
        "charset-quoted",
        BOTH,
        "The media type names a charset between quotation marks.",
        header(HeaderShape::ContentType(
            "application/json;charset=\"UTF-8\"",
        )),
    ),
    freedom(
        "media-type-case",
        BOTH,
        "The media type is in capital letters.",
        header(HeaderShape::ContentType("APPLICATION/JSON")),
    ),
    freedom(
        "media-type-suffix",
        BOTH,
        "The media type is one of the vendor's own, and JSON by its suffix (RFC 6839).",
        header(HeaderShape::ContentType("application/vnd.portal+json")),
    ),
    freedom(
        "more-headers",
        BOTH,
        "Answers have headers that are not documented.",
        header(HeaderShape::More(&[
            ("cache-control", "no-store"),
            ("set-cookie", "session=1; Path=/; HttpOnly"),
            ("x-request-id", "5d1f1b8c"),
            ("content-language", "ru"),
        ])),
    ),
    freedom(
        "retry-after",
        BOTH,
        "Answers say when to come again.",
        header(HeaderShape::More(&[("retry-after", "0")])),
    ),
    freedom(
        "location",
        BOTH,
        "Answers name another place, which nobody is to follow.",
        header(HeaderShape::More(&[("location", "/elsewhere")])),
    ),
    freedom(
        "www-authenticate",
        BOTH,
        "Answers name the scheme, as they do with 401.",
        header(HeaderShape::More(&[("www-authenticate", "Bearer")])),
    ),
    freedom(
        "connection-close",
        BOTH,
        "Each connection is closed after its answer.",
        header(HeaderShape::More(&[("connection", "close")])),
    ),
    freedom(
        "cancel-5010-without-stray",
        CANCEL,
        "5010's text has no stray quotation mark (R7).",
        edit(
            NO_BEARER,
            Edit::Message("Запрос должен содержать 'Authorization: Bearer ...'"),
        ),
    ),
    freedom(
        "rating-5010-with-stray",
        RATING,
        "5010's text has the stray quotation mark of cancel's page (R7).",
        edit(
            NO_BEARER,
            Edit::Message("Запрос должен содержать 'Authorization: Bearer ...'\""),
        ),
    ),
    freedom(
        "message-code-in-404",
        CANCEL,
        "cancel's 404 spells `message_code`, as the table does (R2).",
        edit(
            When::Failed(&[
                Check::IdIsReadable,
                Check::IdIsKnown,
                Check::BodyIsReadable,
                Check::ReasonIsGiven,
            ]),
            Edit::Spelling(Spelling::MessageCode),
        ),
    ),
    freedom(
        "guids-upper-case",
        CANCEL,
        "5023's GUIDs are in capital letters (R8).",
        edit(When::Refusal, Edit::MessageGuidsUpper),
    ),
    freedom(
        "message-spaced",
        BOTH,
        "Texts have more white space between words (R8).",
        edit(When::Always, Edit::MessageSpaced),
    ),
    freedom(
        "415-empty",
        CANCEL,
        "415 has no body (R4).",
        Liberty::Change(Change::Wire(MEDIA_TYPE, Shape::Bytes(BytesShape::Empty))),
    ),
    freedom(
        "415-html",
        CANCEL,
        "415 is the framework's page (R4).",
        Liberty::Change(Change::Wire(MEDIA_TYPE, Shape::Bytes(BytesShape::Html))),
    ),
    freedom(
        "415-problem",
        CANCEL,
        "415 is a problem document (R4).",
        Liberty::Change(Change::Wire(MEDIA_TYPE, Shape::Json(JsonShape::Problem))),
    ),
    freedom(
        "415-another-code",
        CANCEL,
        "415 has an internal code of its own (R4).",
        edit(MEDIA_TYPE, Edit::MessageCode("4150")),
    ),
    freedom(
        "rating-success-text",
        RATING,
        "A rating's success has a text (R8).",
        edit(When::Success, Edit::Message("Отзыв сохранён")),
    ),
    freedom(
        "rating-success-blank",
        RATING,
        "A rating's success has an empty text (R8).",
        Liberty::Change(Change::Wire(
            When::Success,
            Shape::Json(JsonShape::Blank(Member::Message)),
        )),
    ),
    freedom(
        "invalid-422",
        BOTH,
        "What has no documented code is 422 (R6, R14).",
        edit(ANY_4XX, Edit::Own(422, "4001")),
    ),
    freedom(
        "invalid-another-code",
        BOTH,
        "What has no documented code has one of the server's own (R6, R14).",
        edit(ANY_4XX, Edit::Own(404, "4000")),
    ),
    freedom(
        "http-1.0",
        BOTH,
        "Answers are HTTP/1.0.",
        Liberty::Front(Form::Http10),
    ),
    freedom(
        "interim-answers",
        BOTH,
        "Interim answers, 100 and 103, come first.",
        Liberty::Front(Form::InterimFirst),
    ),
    freedom(
        "header-case",
        BOTH,
        "Header names are in odd case.",
        Liberty::Front(Form::HeaderCase),
    ),
    freedom(
        "no-reason-phrase",
        BOTH,
        "The status line has no reason phrase.",
        Liberty::Front(Form::NoReason),
    ),
    freedom(
        "chunked",
        BOTH,
        "Answers come in chunks of odd sizes, with an extension and a trailer.",
        Liberty::Front(Form::Chunked),
    ),
    freedom(
        "until-close",
        BOTH,
        "Answers have no length and end with the connection.",
        Liberty::Front(Form::UntilClose),
    ),
    freedom(
        "dripping",
        BOTH,
        "Answers come a few bytes at a time.",
        Liberty::Front(Form::Dripping),
    ),
    freedom(
        "slow",
        BOTH,
        "Answers take a while.",
        Liberty::Front(Form::Slow),
    ),
];
