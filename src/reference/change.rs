//! The vocabulary of deviations: each a small change of the literal behaviour, as data.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};

use super::check::{Check, Field, Outcome, Payload, Refusal};
use super::domain::Records;
use super::reply::{Row, Spelling};
use super::request::Request;
use super::shape::Shape;

/// One change of what the literal server does.
#[derive(Debug, Clone, Copy)]
pub enum Change {
    /// These checks are not made: what they would refuse is done, and answered as success.
    Accept(&'static [Check]),
    /// These checks are made once for each body: what they refuse is done if its body is another than any before.
    AcceptAnotherBody(&'static [Check]),
    /// What these checks refuse is refused, and done all the same (R17).
    DoThoughRefused(&'static [Check]),
    /// What is refused this often for one identifier is done by the last of the refusals.
    DoAfterRefusals(u32),
    /// Something is refused that the documents allow.
    Demand(Demand),
    /// The outcome is written down in another way.
    Write(Writing),
    /// The outcome of a request with, or without, a body is not written down.
    Forget(Payload),
    /// The answer says something else.
    Reply(When, Edit),
    /// The answer says it in another form.
    Wire(When, Shape),
}

/// Which answers a change concerns.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// Every one.
    Always,
    /// Successes.
    Success,
    /// Refusals.
    Refusal,
    /// Refusals by one of these checks.
    Failed(&'static [Check]),
}

impl When {
    pub(super) fn concerns(self, outcome: Outcome) -> bool {
        match (self, outcome) {
            (Self::Always, _) | (Self::Success, Ok(())) | (Self::Refusal, Err(_)) => true,
            (Self::Failed(checks), Err(refusal)) => checks.contains(&refusal.check),
            (Self::Success, Err(_)) | (Self::Refusal | Self::Failed(_), Ok(())) => false,
        }
    }
}

/// What an answer says instead.
#[derive(Debug, Clone, Copy)]
pub enum Edit {
    /// Another HTTP status, in the status line and in `code`.
    Status(u16),
    /// Another HTTP status, in the status line only.
    StatusLine(u16),
    /// Another number in `code` only.
    Code(u16),
    /// The internal code, as a number, in `code`.
    CodeIsInternal,
    /// Another internal code.
    MessageCode(&'static str),
    /// The HTTP status, as text, for the internal code.
    MessageCodeIsStatus,
    /// A status and an internal code of the server's own, spelt as the tables do.
    Own(u16, &'static str),
    /// Another text.
    Message(&'static str),
    /// Every space of the text more than one character wide (R8).
    MessageSpaced,
    /// GUIDs in the text in capital letters.
    MessageGuidsUpper,
    /// Another spelling of `message_code` (R2).
    Spelling(Spelling),
    /// The answer of another row of the table.
    Row(Row),
    /// The answers of two rows, each in the other's place.
    Swap(Row, Row),
}

/// How the outcome of a passed request gets into the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Not at all.
    Never,
    /// After a pause in which others may come to the same conclusion (R18).
    AfterPause,
    /// The same; and if others came, each of them is told that it was too late (R18).
    AfterPauseUnwon,
}

/// Long enough that requests sent at the same time all pass their checks, on a busy machine too.
const PAUSE: Duration = Duration::from_millis(300);

impl Writing {
    pub(super) async fn run<Id>(
        self,
        subject: &str,
        records: &Mutex<Records>,
        check: impl Fn(&Records) -> Result<Id, Refusal>,
        set: impl Fn(&mut Records, Id),
    ) -> Outcome {
        let lock = || records.lock().unwrap_or_else(PoisonError::into_inner);
        let id = check(&lock())?;
        match self {
            Self::Never => {}
            Self::AfterPause => {
                tokio::time::sleep(PAUSE).await;
                set(&mut lock(), id);
            }
            Self::AfterPauseUnwon => {
                lock().count(subject);
                tokio::time::sleep(PAUSE).await;
                let mut records = lock();
                set(&mut records, id);
                // This one is counted as well.
                if records.tally.get(subject).is_some_and(|came| *came > 1) {
                    check(&records)?;
                }
            }
        }
        Ok(())
    }
}

/// The case of a member's first letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterCase {
    /// `result_1`.
    Lower,
    /// `Result_1`.
    Upper,
}

/// What a request must satisfy besides the documents.
#[derive(Debug, Clone, Copy)]
pub enum Demand {
    /// A body (against R16).
    Body,
    /// No body (against R6).
    NoBody,
    /// `charset` in the media type.
    Charset,
    /// Text in ASCII only.
    Ascii,
    /// Member names with their first letter in one case (against R5).
    Names(LetterCase),
    /// Without this member (against R15).
    Without(&'static str),
    /// This member wherever there is a body (against R15).
    With(&'static str),
    /// This member as text.
    Text(&'static str),
    /// Another value than this in a field (against R14).
    Not(Field, i64),
    /// Scores from 1 to 5 even if they are to be ignored (against R14).
    ScoresRegardless,
    /// No full set of scores where they are to be ignored (against R14).
    NoScoresIfAbsent,
}

impl Demand {
    /// # Errors
    /// The refusal that a request meets which does not satisfy the demand.
    pub(super) fn check(self, request: &Request) -> Outcome {
        let body = request.body()?;
        let members: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
        let value = |field: Field| {
            field
                .spellings()
                .into_iter()
                .find_map(|name| members.get(name))
        };
        match self {
            Self::Body => Check::BodyIsReadable.ensure(!body.is_empty()),
            Self::NoBody => Check::BodyIsReadable.ensure(body.is_empty()),
            Self::Charset => {
                let media_type = request.headers.get("content-type");
                let media_type = media_type.and_then(|value| value.to_str().ok());
                Check::MediaTypeIsJson(request.payload())
                    .ensure(media_type.is_some_and(|value| value.contains("charset")))
            }
            Self::Ascii => Check::BodyIsReadable.ensure(body.is_ascii()),
            Self::Names(LetterCase::Lower) => Check::BodyIsReadable.ensure(
                !members
                    .keys()
                    .any(|name| name.starts_with(char::is_uppercase)),
            ),
            Self::Names(LetterCase::Upper) => Check::BodyIsReadable.ensure(
                !members
                    .keys()
                    .any(|name| name.starts_with(char::is_lowercase)),
            ),
            Self::Without(name) => Check::BodyIsReadable.ensure(!members.contains_key(name)),
            Self::With(name) => {
                Check::BodyIsReadable.ensure(body.is_empty() || members.contains_key(name))
            }
            Self::Text(name) => {
                Check::BodyIsReadable.ensure(members.get(name).is_none_or(Value::is_string))
            }
            Self::Not(field, refused) => Check::FieldHasType(field)
                .ensure(value(field).and_then(Value::as_i64) != Some(refused)),
            Self::ScoresRegardless => Field::SCORES
                .into_iter()
                .try_for_each(|field| Check::FieldHasType(field).ensure(is_score(value(field)))),
            Self::NoScoresIfAbsent => {
                let absent = value(Field::DontVisit).and_then(Value::as_i64) == Some(1);
                let scored = Field::SCORES
                    .into_iter()
                    .all(|field| is_score(value(field)));
                Check::FieldHasType(Field::DontVisit).ensure(!(absent && scored))
            }
        }
    }
}

fn is_score(value: Option<&Value>) -> bool {
    value
        .and_then(Value::as_i64)
        .is_some_and(|score| (1..=5).contains(&score))
}
