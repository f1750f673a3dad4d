//! Whether a recorded request is the one that its case sends: an answer proves nothing about a question that was not
//! asked.
//!
//! Credentials stand in the recording as [`crate::report::Mask`] writes them, and GUIDs are new each time; everything
//! else must be the same to the last byte.

use super::problem::{Flaw, Problem, RequestPart};
use super::recording::{Content, RecordedLane, RecordedRequest, RecordedStep, Recording};
use super::replay::FILE;
use crate::plan::Purpose;
use crate::suite::{Expected, StateOrigin, Suite, TokenName, TokenOrigin, Values, Variable};

/// Stands for any GUID. Unreserved characters only, so that it is the same in a path, in a header and in JSON.
const ANY_GUID: &str = "~any-guid~";
/// Stands for any one character: tampering with a token changes one.
const ANY_CHARACTER: &str = "~any-character~";

/// All recorded requests that are not those of their cases. Cases that the suite does not have are left out.
pub(super) fn check(suite: &Suite, recording: &Recording) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, lane) in recording.lanes.iter().enumerate() {
        let place = format!("{FILE}: lanes[{at}]");
        let mut problem = |place: &str, flaw: Flaw| problems.push(Problem::new(place, flaw));
        if let Some(flaw) = identifier(suite, lane) {
            problem(&place, flaw);
        }
        for (number, step) in lane.steps.iter().enumerate() {
            let place = format!("{place}.steps[{number}] ({})", step.case);
            if let Some(flaw) = how_many(suite, step) {
                problem(&place, flaw);
            }
            for exchange in &step.exchanges {
                if let Some(part) = different(suite, lane, step, &exchange.request) {
                    problem(&place, Flaw::OtherRequest { part });
                }
            }
        }
    }
    problems
}

/// A made-up identifier must be one that the suite makes up.
fn identifier(suite: &Suite, lane: &RecordedLane) -> Option<Flaw> {
    let state = suite.states.get(&lane.state);
    let Some(StateOrigin::MadeUp(template)) = state.map(|state| &state.origin) else {
        return None;
    };
    let id = lane.id.as_ref()?;
    let values = Expectation { suite, id: "" };
    let fits = matches(&values.finish(&template.render(&values)), id);
    (!fits).then(|| Flaw::NotMadeUp {
        id: id.clone(),
        state: lane.state.clone(),
    })
}

fn how_many(suite: &Suite, step: &RecordedStep) -> Option<Flaw> {
    let case = &suite[suite.find(step.case.as_str())?];
    let wanted = match (&*case.expected, step.purpose) {
        (Expected::Race { requests, .. }, Purpose::Judge) => requests.get(),
        _ => 1,
    };
    let found = step.exchanges.len();
    (found != 0 && found != wanted).then_some(Flaw::HowMany { found, wanted })
}

/// The part of the request that differs.
fn different(
    suite: &Suite,
    lane: &RecordedLane,
    step: &RecordedStep,
    recorded: &RecordedRequest,
) -> Option<RequestPart> {
    let case = &suite[suite.find(step.case.as_str())?];
    let values = Expectation {
        suite,
        id: lane.id.as_deref().unwrap_or_default(),
    };
    let expected = case.request.render(&values);
    let same = |pattern: &str, text: &str| matches(&values.finish(pattern), text);
    if expected.method.as_str() != recorded.method {
        return Some(RequestPart::Method);
    }
    if !same(&expected.path, &recorded.path) {
        return Some(RequestPart::Path);
    }
    let headers = expected.headers.iter().zip(&recorded.headers);
    let mut headers =
        headers.map(|((name, value), (known, text))| name.as_str() == known && same(value, text));
    if expected.headers.len() != recorded.headers.len() || !headers.all(|same| same) {
        return Some(RequestPart::Headers);
    }
    let body = match (&expected.body, &recorded.body) {
        (None, None) => true,
        (Some(bytes), Some(Content::Text(text))) => {
            std::str::from_utf8(bytes).is_ok_and(|pattern| same(pattern, text))
        }
        // Bodies come from text files, so they are never anything but text.
        _ => false,
    };
    (!body).then_some(RequestPart::Body)
}

/// Fills in what a recording shows in the place of variables.
struct Expectation<'a> {
    suite: &'a Suite,
    id: &'a str,
}

impl Values for Expectation<'_> {
    fn value(&self, variable: &Variable) -> String {
        match variable {
            Variable::Subject => self.id.to_owned(),
            Variable::Token(name) => match self.suite.tokens.get(name).map(|token| &token.origin) {
                Some(TokenOrigin::Literal(text)) => text.clone(),
                _ => placeholder(name),
            },
            Variable::Guid => ANY_GUID.to_owned(),
        }
    }
}

fn placeholder(token: &TokenName) -> String {
    format!("~token-{token}~")
}

impl Expectation<'_> {
    /// Puts what masking writes in the place of each token, after everything was encoded as it is sent.
    fn finish(&self, rendered: &str) -> String {
        let mut text = rendered.to_owned();
        for (name, token) in &self.suite.tokens {
            let masked = match &token.origin {
                TokenOrigin::Literal(_) => continue,
                TokenOrigin::Profile => format!("${}", token.variable),
                TokenOrigin::Tampered(original) => {
                    let variable = self.suite.token_variable(original);
                    format!("${{{variable}%.*}}.{ANY_CHARACTER}${{{variable}##*.?}}")
                }
            };
            text = text.replace(&placeholder(name), &masked);
        }
        text
    }
}

/// Whether a text is a pattern with a GUID and a character for each of their wildcards.
fn matches(pattern: &str, text: &str) -> bool {
    let guid = pattern.find(ANY_GUID);
    let character = pattern.find(ANY_CHARACTER);
    let (at, wildcard) = match (guid, character) {
        (None, None) => return pattern == text,
        (Some(guid), Some(character)) if character < guid => (character, ANY_CHARACTER),
        (Some(guid), _) => (guid, ANY_GUID),
        (None, Some(character)) => (character, ANY_CHARACTER),
    };
    let Some(rest) = text.strip_prefix(&pattern[..at]) else {
        return false;
    };
    let length = if wildcard == ANY_GUID {
        36
    } else {
        rest.chars().next().map_or(1, char::len_utf8)
    };
    let Some((value, rest)) = rest.split_at_checked(length) else {
        return false;
    };
    (wildcard == ANY_CHARACTER || is_guid(value)) && matches(&pattern[at + wildcard.len()..], rest)
}

/// The form of RFC 9562, section 4.
fn is_guid(text: &str) -> bool {
    text.char_indices().all(|(at, c)| match at {
        8 | 13 | 18 | 23 => c == '-',
        _ => c.is_ascii_hexdigit(),
    })
}
