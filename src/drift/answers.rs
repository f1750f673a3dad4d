//! What sentences and examples say of answers.

use serde_json::Value as Json;

use super::example::Example;
use super::page::{OutcomeSource, PageOutcome};
use super::table::said;
use crate::suite::{OutcomeId, OutcomeType};

/// The name that the tables give to the internal code of an answer.
const MESSAGE_CODE: &str = "message_code";

/// How like that name the name of a member must be to be a misprint of it.
const LIKENESS: f64 = 0.9;

/// What a sentence says of an answer, if it names a status.
pub(super) fn of_sentence(sentence: &str, line: usize) -> Option<(OutcomeId, PageOutcome)> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let status = number_after(&words, &["статус", "ошибк", "status", "error", "http"])
        .filter(|number| number.len() == 3)?;
    let code = number_after(&words, &["код", "code"]).filter(|code| *code != status);
    let success = status.starts_with('2');
    let id = match code {
        Some(code) => format!("{status}/{code}"),
        None => status.to_owned(),
    };
    let id = id.parse().ok()?;
    let outcome = PageOutcome {
        line,
        kind: success.then_some(OutcomeType::Success),
        text: quoted_after(sentence, "сообщени").and_then(said),
        source: OutcomeSource::Sentence,
    };
    Some((id, outcome))
}

/// What an example of an answer says.
pub(super) fn of_example(example: &Example) -> Option<(OutcomeId, PageOutcome)> {
    let members = example.value.as_object()?;
    let status = members.get("code")?.as_u64()?;
    let code = members
        .get(MESSAGE_CODE)
        .or_else(|| {
            members
                .iter()
                .map(|(name, value)| (strsim::jaro_winkler(name, MESSAGE_CODE), value))
                .filter(|(likeness, _)| *likeness > LIKENESS)
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, value)| value)
        })?
        .as_str()?;
    let id: OutcomeId = format!("{status}/{code}").parse().ok()?;
    let outcome = PageOutcome {
        line: example.line,
        kind: None,
        text: members.get("message").and_then(Json::as_str).and_then(said),
        source: OutcomeSource::Example,
    };
    Some((id, outcome))
}

/// The digits of the first number that stands directly after one of the words.
fn number_after<'a>(words: &[&'a str], stems: &[&str]) -> Option<&'a str> {
    words.windows(2).find_map(|pair| {
        let word = pair[0].to_lowercase();
        let is_word = stems.iter().any(|stem| word.starts_with(stem));
        let number = pair[1].trim_matches(|c: char| !c.is_ascii_digit());
        (is_word && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
            .then_some(number)
    })
}

/// The text between the quotation marks after a word.
fn quoted_after<'a>(sentence: &'a str, word: &str) -> Option<&'a str> {
    let rest = &sentence[sentence.find(word)?..];
    let (open, close) = rest.char_indices().find_map(|(at, c)| match c {
        '"' => Some((at + 1, '"')),
        '«' => Some((at + '«'.len_utf8(), '»')),
        '“' => Some((at + '“'.len_utf8(), '”')),
        _ => None,
    })?;
    let text = &rest[open..];
    Some(&text[..text.rfind(close)?])
}
