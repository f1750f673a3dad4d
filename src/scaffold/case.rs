//! A new case: its file, the outcome and the state that it needs, and its snapshot.

use http::HeaderName;
use serde_json::Value as Json;

use super::operation::RowDraft;
use super::{Draft, Scaffold, ScaffoldError};
use crate::diagnostic::{DiagnosticCode, known_names};
use crate::schema::SchemaOf;
use crate::suite::{
    CaseId, Operation, OutcomeId, RulingId, Snapshots, StateName, Suite, SuiteFiles, read,
};
use crate::yaml::text;

/// What is known of a case before there is a file.
#[derive(Debug, Clone)]
pub struct CaseDraft {
    /// `<operation>/<status>-<message code>-<what>`.
    pub id: CaseId,
    /// What it asks, in one sentence.
    pub title: String,
    /// Another success case to start from than the operation's control.
    pub control: Option<String>,
    /// The rulings that decide how it is judged.
    pub rulings: Vec<RulingId>,
    /// The one change.
    pub change: ChangeDraft,
    /// The documented row, for an outcome that the operation does not have yet.
    pub row: RowDraft,
    /// What holds in the state, if the change is a state that the suite does not have yet.
    pub state_title: Option<String>,
}

/// The one change of a new case.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeDraft {
    /// Another state.
    Given(StateName),
    /// A header field with another value.
    Header(HeaderName, String),
    /// A header field left out.
    NoHeader(HeaderName),
    /// A member of the body with another value.
    Member(String, Json),
    /// A member of the body left out.
    NoMember(String),
    /// Another JSON body.
    Body(Json),
    /// A body that is just text.
    Text(String),
    /// Another text in the place of the identifier in the path.
    Path(String),
}

/// The files of a new case.
///
/// # Errors
/// The suite has mistakes, or would have some; the file is there already.
pub fn case(files: &SuiteFiles, case: &CaseDraft) -> Result<Scaffold, ScaffoldError> {
    let draft = Draft::of(files);
    let operation = case.id.operation();
    let definition = format!("{operation}/operation");
    if draft.find(&definition).is_none() {
        let operations = files
            .cases
            .iter()
            .filter_map(|file| file.name.strip_suffix("/operation"));
        let operations: Vec<&str> = operations.collect();
        let hint = known_names(operation, "operations", operations);
        return Err(ScaffoldError::Impossible(format!(
            "there is no operation `{operation}`; {hint}; `new operation` makes one"
        )));
    }
    if case.id.row().is_some() {
        return Err(ScaffoldError::Impossible(format!(
            "{} names a row; a row is a line under `each:` of its file",
            case.id
        )));
    }
    let suite = read(files, Snapshots::Unchecked).ok();
    let known = suite.as_ref().and_then(|suite| {
        suite
            .operations
            .iter()
            .find(|known| known.id.as_str() == operation)
    });
    let outcome = outcome_of(case.id.file_stem(), known)?;
    let mut needs = Needs::default();
    loop {
        let attempt = attempt(files, case, &outcome, needs);
        let Err(ScaffoldError::Mistakes(problems)) = &attempt else {
            return attempt;
        };
        // Only the reader knows what is declared: a suite with a row that lacks its case has no other account of it.
        let lacks = |code| problems.0.iter().any(|problem| problem.code() == code);
        if !needs.row && lacks(DiagnosticCode::CaseWithoutOutcome) {
            needs.row = true;
        } else if !needs.state
            && lacks(DiagnosticCode::UnknownName)
            && case.is_given_a_new_state(suite.as_ref())
        {
            needs.state = true;
        } else {
            return attempt;
        }
    }
}

/// What a new case needs that the suite does not have yet.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    row: bool,
    state: bool,
}

fn attempt(
    files: &SuiteFiles,
    case: &CaseDraft,
    outcome: &OutcomeId,
    needs: Needs,
) -> Result<Scaffold, ScaffoldError> {
    let mut draft = Draft::of(files);
    let definition = format!("{}/operation", case.id.operation());
    if needs.row {
        draft.add(&definition, "outcomes", &case.row.line(outcome))?;
    }
    if let (true, ChangeDraft::Given(state)) = (needs.state, &case.change) {
        let title = case.state_title.as_deref().unwrap_or(&case.title);
        draft.add("suite", "states", &state_entry(state, title))?;
    }
    let subject = draft.find(&definition).map(|source| subject(&source.text));
    let text = case.text(outcome, &subject.unwrap_or_default());
    draft.create(case.id.as_str(), SchemaOf::Case, &text)?;
    draft.finish()
}

/// The name of the identifier in the path, for files that may have mistakes elsewhere.
fn subject(definition: &str) -> String {
    let given = definition
        .lines()
        .find_map(|line| line.strip_prefix("given:"));
    let name = given.and_then(|state| state.trim().split('.').next());
    name.unwrap_or_default().to_owned()
}

fn state_entry(state: &StateName, title: &str) -> String {
    format!(
        "  {state}:\n    title: {}\n    from: profile\n",
        text(title)
    )
}

/// Adds a state to `suite.yaml` unless it is there.
pub(super) fn declare_state(
    draft: &mut Draft,
    suite: &Suite,
    state: &StateName,
    title: &str,
) -> Result<(), ScaffoldError> {
    if !suite.states.contains_key(state) {
        draft.add("suite", "states", &state_entry(state, title))?;
    }
    Ok(())
}

/// The outcome that a file name starts with: its message code, if digits stand behind the status; else a documented
/// one; else the status alone.
fn outcome_of(stem: &str, operation: Option<&Operation>) -> Result<OutcomeId, ScaffoldError> {
    let mut words = stem.splitn(3, '-');
    let (status, second, third) = (words.next(), words.next(), words.next());
    let status = status.unwrap_or_default();
    let is_code = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    if let (Some(code), Some(_)) = (second.filter(is_code), third) {
        return format!("{status}/{code}")
            .parse()
            .map_err(|_| no_case_name(stem));
    }
    let documented = operation
        .into_iter()
        .flat_map(|known| known.outcomes.keys());
    let known = documented
        .filter(|outcome| stem.starts_with(&format!("{}-", outcome.file_prefix())))
        .max_by_key(|outcome| outcome.file_prefix().len());
    match known {
        Some(outcome) => Ok(outcome.clone()),
        None if second.is_some_and(|word| !is_code(&word)) => {
            status.parse().map_err(|_| no_case_name(stem))
        }
        None => Err(no_case_name(stem)),
    }
}

fn no_case_name(stem: &str) -> ScaffoldError {
    ScaffoldError::Impossible(format!(
        "`{stem}` is no name of a case; write <status>-<message code>-<what> such as 400-4024-locked, \
         <status>-<what> where no code is documented, or 4xx-<what>"
    ))
}

impl CaseDraft {
    fn is_given_a_new_state(&self, suite: Option<&Suite>) -> bool {
        match &self.change {
            ChangeDraft::Given(state) => {
                suite.is_none_or(|suite| !suite.states.contains_key(state))
            }
            _ => false,
        }
    }

    fn text(&self, outcome: &OutcomeId, subject: &str) -> String {
        let mut lines = format!("title: {}\noutcome: {outcome}\n", text(&self.title));
        if !self.rulings.is_empty() {
            let rulings: Vec<&str> = self.rulings.iter().map(RulingId::as_str).collect();
            lines.push_str(&format!("rulings: [{}]\n", rulings.join(", ")));
        }
        if let Some(control) = &self.control {
            lines.push_str(&format!("control: {}\n", text_of_name(control)));
        }
        lines.push_str(&self.change.lines(subject));
        lines
    }
}

/// Names of cases start with digits, but hold a dash: plain to every reader of YAML.
fn text_of_name(name: &str) -> String {
    if name.contains('-') {
        name.to_owned()
    } else {
        text(name)
    }
}

impl ChangeDraft {
    pub(super) fn lines(&self, subject: &str) -> String {
        let change = match self {
            Self::Given(state) => return format!("given: {state}\n"),
            Self::Header(name, value) => format!(
                "headers: {{ {}: {} }}",
                header(name),
                Json::from(value.as_str())
            ),
            Self::NoHeader(name) => format!("headers: {{ {}: null }}", header(name)),
            Self::Member(name, value) => format!("member: {{ {}: {value} }}", text(name)),
            Self::NoMember(name) => format!("without: {}", text(name)),
            Self::Body(value) => format!("body: {{ json: {value} }}"),
            Self::Text(value) => format!("body: {{ text: {} }}", Json::from(value.as_str())),
            Self::Path(value) => format!("path: {{ {subject}: {} }}", Json::from(value.as_str())),
        };
        format!("change:\n  {change}\n")
    }
}

/// A header field's name as the documents spell such names; HTTP does not mind.
pub(super) fn header(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    let words: Vec<String> = words.collect();
    words.join("-")
}
