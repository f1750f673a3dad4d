//! What a name means that reports and messages use: a case, an outcome, a ruling, or a code.

mod case;
mod code;
mod diagnostic;
mod http;
mod outcome;
mod ruling;
mod text;

use serde::Serialize;

pub use case::{CaseExplanation, Need, Under};
pub use code::CodeExplanation;
pub use outcome::{OutcomeExplanation, QuirkExplanation};
pub use ruling::RulingExplanation;

use crate::diagnostic::{DiagnosticCode, known_names};
use crate::judge::FindingCode;
use crate::plan::Plan;
use crate::suite::{Case, OutcomeId, Suite};

/// What a name means. Its form as JSON is an interface.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Explanation {
    /// A case, or each row of a case file's table.
    Case {
        /// The cases.
        cases: Vec<CaseExplanation>,
    },
    /// A message code, a status or an outcome: each place where it is documented.
    Outcome {
        /// The rows.
        outcomes: Vec<OutcomeExplanation>,
    },
    /// A ruling.
    Ruling(RulingExplanation),
    /// The code of a mistake in a file.
    Diagnostic(CodeExplanation),
    /// The code of a difference between an answer and the documents.
    Finding(CodeExplanation),
}

/// A name that means nothing here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no case, outcome, message code, ruling, finding or diagnostic code; {hint}")]
pub struct UnknownName {
    name: String,
    hint: String,
}

/// Says what a name means; of a case also, given a plan, what blocks it.
///
/// # Errors
/// Nothing has that name.
pub fn explain(suite: &Suite, name: &str, plan: Option<&Plan>) -> Result<Explanation, UnknownName> {
    let cases = cases(suite, name);
    if !cases.is_empty() {
        let explain = |case: &Case| case::explain(suite, case, plan);
        return Ok(Explanation::Case {
            cases: cases.into_iter().map(explain).collect(),
        });
    }
    if let Some((id, ruling)) = suite.rulings.get_key_value(name) {
        return Ok(Explanation::Ruling(ruling::explain(suite, id, ruling)));
    }
    let outcomes = outcome::explain(suite, name);
    if !outcomes.is_empty() {
        return Ok(Explanation::Outcome { outcomes });
    }
    if let Some(code) = DiagnosticCode::named(name) {
        return Ok(Explanation::Diagnostic(diagnostic::explain(code)));
    }
    if let Some(code) = FindingCode::ALL
        .into_iter()
        .find(|code| code.as_str() == name)
    {
        return Ok(Explanation::Finding(code::finding(suite, code)));
    }
    let names = names(suite);
    let known = names.iter().map(String::as_str);
    let near = known_names(name, "names", known);
    let hint = if near.starts_with("did you mean") {
        near
    } else {
        "`rpgu-conformance list` shows the cases".to_owned()
    };
    Err(UnknownName {
        name: name.to_owned(),
        hint,
    })
}

/// The case of that name, or the rows of the case file of that name or path.
fn cases<'a>(suite: &'a Suite, name: &str) -> Vec<&'a Case> {
    let file = name.strip_suffix(".yaml").unwrap_or(name);
    let file = file.strip_prefix("cases/").unwrap_or(file);
    suite
        .cases
        .iter()
        .filter(|case| {
            let of_file = format!("{}/{}", case.id.operation(), case.id.file_stem()) == file;
            case.id.as_str() == name || of_file
        })
        .collect()
}

fn names(suite: &Suite) -> Vec<String> {
    let mut names: Vec<String> = suite.cases.iter().map(|case| case.id.to_string()).collect();
    names.extend(suite.rulings.keys().map(ToString::to_string));
    for operation in &suite.operations {
        for outcome in operation.outcomes.keys() {
            names.push(outcome.to_string());
            if let OutcomeId::Coded { message_code, .. } = outcome {
                names.push(message_code.to_string());
            }
        }
    }
    names.extend(DiagnosticCode::ALL.map(|code| code.to_string()));
    names.extend(FindingCode::ALL.map(|code| code.to_string()));
    names
}
