//! Request bodies: what each operation reads from them and what it refuses.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::check::{Check, Field, Refusal};

/// `ReasonCode` that only goes with a text (R6).
const REASON_IN_WORDS: i64 = 6;

/// cancel's body. `SourceName` and `SourceCode` mean nothing to this server (R15).
#[derive(Debug, Default, Deserialize)]
struct Reasons {
    #[serde(rename = "ReasonCode")]
    code: Option<i64>,
    #[serde(rename = "Reason")]
    text: Option<String>,
}

/// Checks cancel's body, which may be left out (R16).
///
/// # Errors
/// 404/4001 when it is no JSON object, a member has another type, or the reason is missing (R6).
pub(super) fn check_cancel(body: &[u8]) -> Result<(), Refusal> {
    if body.is_empty() {
        return Ok(());
    }
    let members = object(body)?;
    let reasons: Reasons =
        serde_json::from_value(Value::Object(members)).map_err(|_| Check::BodyIsReadable)?;
    let in_words = reasons.text.is_some_and(|text| !text.trim().is_empty());
    Check::ReasonIsGiven.ensure(in_words || reasons.code != Some(REASON_IN_WORDS))
}

/// Checks rating's body: all six fields are required, scores are 1 to 5 (R14).
///
/// # Errors
/// 404/4001 for everything that is not so.
pub(super) fn check_rating(body: &[u8]) -> Result<(), Refusal> {
    let members = object(body)?;
    let notes = required(&members, Field::Notes)?;
    Check::FieldHasType(Field::Notes).ensure(notes.is_string())?;
    let absent = integer(&members, Field::DontVisit)?;
    within(Field::DontVisit, absent, 0, 1)?;
    for field in Field::SCORES {
        if absent == 1 {
            // Required all the same, but not looked at.
            required(&members, field)?;
        } else {
            within(field, integer(&members, field)?, 1, 5)?;
        }
    }
    Ok(())
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Check> {
    serde_json::from_slice(body).map_err(|_| Check::BodyIsReadable)
}

/// A field in either spelling (R5).
fn required(members: &Map<String, Value>, field: Field) -> Result<&Value, Check> {
    field
        .spellings()
        .into_iter()
        .find_map(|name| members.get(name))
        .ok_or(Check::FieldIsGiven(field))
}

fn integer(members: &Map<String, Value>, field: Field) -> Result<i64, Check> {
    required(members, field)?
        .as_i64()
        .ok_or(Check::FieldHasType(field))
}

fn within(field: Field, value: i64, lowest: i64, highest: i64) -> Result<(), Refusal> {
    Check::FieldIsNotBelow(field).ensure(lowest <= value)?;
    Check::FieldIsNotAbove(field).ensure(value <= highest)
}
