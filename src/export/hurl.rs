//! A Hurl file that asks cases.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::json;

use super::members::{any_of, pattern, spellings};
use super::pieces::{Piece, comment, pieces};
use crate::suite::{
    Body, Case, CaseIndex, Expectation, Expected, ExpectedContent, ExpectedMessageCode,
    ExpectedStatus, StateName, StateOrigin, Suite, TokenName, TokenOrigin, quoted,
};

/// The file. Tokens are variables of Hurl's and are not in it. Races are left out: Hurl asks one after another.
pub fn hurl(suite: &Suite, cases: &[CaseIndex]) -> String {
    let cases: Vec<&Case> = cases.iter().map(|index| &suite[*index]).collect();
    let mut file = head(suite, &cases);
    for case in cases {
        // Writing to a String cannot fail.
        let _ = write!(file, "\n# {}: {}\n", case.id, comment(&case.title));
        match &*case.expected {
            Expected::Race { requests, .. } => {
                let _ = writeln!(file, "# Left out: {requests} requests at once.");
            }
            Expected::Answer(expectation) => {
                let source = Identifier::of(suite, case);
                if let Identifier::Hook(state) = &source {
                    file.push_str(&setup(state));
                }
                for before in &case.before {
                    let first = &suite[*before];
                    if let Expected::Answer(expectation) = &*first.expected {
                        let _ = writeln!(file, "# Before: {}", first.id);
                        file.push_str(&entry(suite, first, &source, expectation));
                    }
                }
                file.push_str(&entry(suite, case, &source, expectation));
            }
        }
    }
    file
}

/// Where the identifier of a case comes from.
enum Identifier {
    /// The case has none.
    None,
    /// The provider-state hook makes it.
    Hook(StateName),
    /// It is made up: this text.
    MadeUp(String),
}

impl Identifier {
    fn of(suite: &Suite, case: &Case) -> Self {
        let Some(state) = case.needed_state() else {
            return Self::None;
        };
        match suite.states.get(state).map(|state| &state.origin) {
            Some(StateOrigin::MadeUp(template)) => {
                let parts = pieces(&template.to_string());
                Self::MadeUp(text(suite, &parts, &Self::None, escaped))
            }
            Some(StateOrigin::Profile) | None => Self::Hook(state.clone()),
        }
    }
}

fn head(suite: &Suite, cases: &[&Case]) -> String {
    let mut tokens = BTreeSet::new();
    for case in cases {
        for (_, value) in &case.request.headers {
            tokens.extend(
                pieces(&value.to_string())
                    .into_iter()
                    .filter_map(|piece| match piece {
                        Piece::Token(name) => Some(name),
                        Piece::Text(_) | Piece::Subject | Piece::Guid => None,
                    }),
            );
        }
    }
    let mut head = format!(
        "# Asks cases of \"{}\" once each, and asserts status and codes.\n\
         # Made by `rpgu-conformance export hurl` from the suite {}. It binds no answer to its reason: a server that\n\
         # refuses everything alike passes many an entry. Verdicts are what `rpgu-conformance run` is for.\n\
         #\n\
         #   hurl --test --variables-file FILE THIS\n\
         #\n\
         # target: the address of the target\n\
         # provider_states: a provider-state hook (Pact's protocol) that makes identifiers\n",
        comment(&suite.title),
        suite.digest.get(..12).unwrap_or_default(),
    );
    for name in tokens {
        let Some(token) = suite.tokens.get(&name) else {
            continue;
        };
        let how = match &token.origin {
            TokenOrigin::Literal(_) => continue,
            TokenOrigin::Profile => comment(&token.title),
            TokenOrigin::Tampered(original) => format!(
                "{}; {} with the first character after its last dot changed",
                comment(&token.title),
                variable(original)
            ),
        };
        let _ = writeln!(head, "# {}: {how}", variable(&name));
    }
    head
}

/// Asks the hook for an identifier.
fn setup(state: &StateName) -> String {
    let body = json!({
        "consumer": "rpgu-conformance",
        "state": state.as_str(),
        "params": {},
        "action": "setup",
    });
    format!(
        "POST {{{{provider_states}}}}\nContent-Type: application/json\n`{}`\nHTTP 200\n[Captures]\nid: jsonpath \"$.id\" urlEncode\n\n",
        escaped(&body.to_string())
    )
}

fn entry(suite: &Suite, case: &Case, source: &Identifier, expectation: &Expectation) -> String {
    let request = &case.request;
    let mut entry = format!(
        "{} {{{{target}}}}{}\n",
        request.method,
        text(suite, &pieces(&request.path_pattern()), source, escaped)
    );
    for (name, value) in &request.headers {
        let value = text(suite, &pieces(&value.to_string()), source, escaped);
        let _ = writeln!(entry, "{}", format!("{name}: {value}").trim_end());
    }
    let body = match &*request.body {
        Body::None => None,
        Body::Json(json) => Some(json.to_string()),
        Body::Text(text) => Some(text.to_string()),
    };
    if let Some(body) = body {
        let _ = writeln!(entry, "`{}`", text(suite, &pieces(&body), source, escaped));
    }
    entry.push_str(&answer(suite, case, expectation));
    entry
}

fn answer(suite: &Suite, case: &Case, expectation: &Expectation) -> String {
    let mut asserts = Vec::new();
    let status = match expectation.status {
        ExpectedStatus::Exactly(status) => status.to_string(),
        ExpectedStatus::AnyClientError => {
            asserts.push("status >= 400".to_owned());
            asserts.push("status < 500".to_owned());
            "*".to_owned()
        }
    };
    if let ExpectedContent::Model {
        member,
        message_code,
        ..
    } = &expectation.content
    {
        asserts.push(match expectation.status {
            ExpectedStatus::Exactly(status) => format!("jsonpath \"$.code\" == {status}"),
            ExpectedStatus::AnyClientError => "jsonpath \"$.code\" isInteger".to_owned(),
        });
        let names = spellings(suite, case, member, message_code);
        asserts.push(match (names.as_slice(), message_code) {
            ([name], ExpectedMessageCode::Exactly(code)) => {
                format!("jsonpath \"$.{name}\" == {}", quoted(code))
            }
            ([name], ExpectedMessageCode::AnyString) => {
                format!("jsonpath \"$.{name}\" isString")
            }
            (several, ExpectedMessageCode::Exactly(code)) => format!(
                "body matches /\"{}\"\\s*:\\s*\"{}\"/",
                any_of(several),
                pattern(code)
            ),
            (several, ExpectedMessageCode::AnyString) => {
                format!("body matches /\"{}\"\\s*:\\s*\"/", any_of(several))
            }
        });
    }
    let mut answer = format!("HTTP {status}\n");
    if !asserts.is_empty() {
        let _ = writeln!(answer, "[Asserts]\n{}", asserts.join("\n"));
    }
    answer.push('\n');
    answer
}

fn text(
    suite: &Suite,
    pieces: &[Piece],
    source: &Identifier,
    escape: fn(&str) -> String,
) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => escape(text),
            Piece::Guid => "{{newUuid}}".to_owned(),
            Piece::Subject => match source {
                Identifier::MadeUp(text) => text.clone(),
                Identifier::Hook(_) | Identifier::None => "{{id}}".to_owned(),
            },
            Piece::Token(name) => match suite.tokens.get(name).map(|token| &token.origin) {
                Some(TokenOrigin::Literal(text)) => escape(text),
                _ => format!("{{{{{}}}}}", variable(name)),
            },
        })
        .collect()
}

/// A text in which nothing means more than itself to Hurl.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '#' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// The Hurl variable of a token.
fn variable(name: &TokenName) -> String {
    format!("{}_token", name.as_str().replace('-', "_"))
}
