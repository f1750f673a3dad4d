//! A new operation: its definition, and a case for each outcome that it documents.

use std::fmt::Write as _;

use http::HeaderName;
use serde_json::Value as Json;

use super::case::{ChangeDraft, declare_state, header};
use super::{Draft, Scaffold, ScaffoldError};
use crate::schema::SchemaOf;
use crate::suite::{
    Change, Level, OperationId, OutcomeId, OutcomeType, Snapshots, StateName, Suite, SuiteFiles,
    TokenName, read,
};
use crate::yaml::text;

/// What is known of an operation before there is a file. `new operation` makes one of its flags; a documentation page
/// can be read into one as well.
#[derive(Debug, Clone)]
pub struct OperationDraft {
    /// Its folder.
    pub id: OperationId,
    /// What it does.
    pub title: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with `{{ subject }}` of the state that it is given where the identifier stands.
    pub path: String,
    /// The header fields beside `Authorization`, in the order in which they are sent.
    pub headers: Vec<(HeaderName, String)>,
    /// The JSON body, if there is one.
    pub body: Option<Json>,
    /// The token that it carries.
    pub token: TokenName,
    /// The state that its success uses up.
    pub given: StateName,
    /// The outcome of the same request once more, which must be among the rows.
    pub effect: OutcomeId,
    /// The documented rows. The first success is the control's.
    pub rows: Vec<(OutcomeId, RowDraft)>,
}

/// What is known of a documented row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDraft {
    /// Its type.
    pub kind: OutcomeType,
    /// Its weight.
    pub level: Level,
    /// The documented text.
    pub text: Option<String>,
}

impl RowDraft {
    /// The row as a line of `outcomes:`.
    pub(super) fn line(&self, outcome: &OutcomeId) -> String {
        let kind = match self.kind {
            OutcomeType::Success => "success",
            OutcomeType::Error => "error",
            OutcomeType::Validation => "validation",
        };
        let level = self.level;
        let documented = self
            .text
            .as_ref()
            .map(|documented| format!(", text: {}", text(documented)));
        let documented = documented.unwrap_or_default();
        format!("  {outcome}: {{ type: {kind}, level: {level}{documented} }}\n")
    }
}

/// The files of a new operation; a folder without a suite gets one.
///
/// # Errors
/// The suite has mistakes, or would have some; the operation is there already.
pub fn operation(
    files: &SuiteFiles,
    operation: &OperationDraft,
) -> Result<Scaffold, ScaffoldError> {
    let mut draft = Draft::of(files);
    let suite = if files.cases.is_empty() {
        let title = text(&operation.title);
        draft.create("suite", SchemaOf::Suite, &format!("title: {title}\n"))?;
        Suite::default()
    } else {
        read(files, Snapshots::Unchecked)?
    };
    let success = operation
        .rows
        .iter()
        .find(|(_, row)| row.kind == OutcomeType::Success)
        .map(|(outcome, _)| outcome)
        .ok_or_else(|| {
            ScaffoldError::Impossible("no row is a success, so there is no control".to_owned())
        })?;
    declare_token(&mut draft, &suite, &operation.token)?;
    let used_up = format!(
        "{}: what the request needs, and its success uses up",
        operation.title
    );
    declare_state(&mut draft, &suite, &operation.given, &used_up)?;
    let control = format!("{}-done", success.file_prefix());
    let definition = format!("{}/operation", operation.id);
    let lines = operation.text(&control);
    draft.create(&definition, SchemaOf::Operation, &lines)?;
    for (outcome, row) in &operation.rows {
        operation.case(&mut draft, &suite, outcome, row, success, &control)?;
    }
    draft.finish()
}

/// What a token is that is declared for an operation.
pub(super) const TOKEN: &str = "a token that the target accepts";

pub(super) fn declare_token(
    draft: &mut Draft,
    suite: &Suite,
    token: &TokenName,
) -> Result<(), ScaffoldError> {
    if suite.tokens.contains_key(token) {
        return Ok(());
    }
    let entry = format!("  {token}:\n    title: {TOKEN}\n    from: profile\n");
    draft.add("suite", "tokens", &entry)
}

impl OperationDraft {
    fn text(&self, control: &str) -> String {
        let mut lines = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "title: {}\n", text(&self.title));
        let _ = writeln!(lines, "# The control: the request that succeeds.\nrequest:");
        let _ = writeln!(lines, "  method: {}\n  path: {}", self.method, self.path);
        let _ = writeln!(
            lines,
            "  headers:\n    Authorization: Bearer {{{{ token.{} }}}}",
            self.token
        );
        for (name, value) in &self.headers {
            let _ = writeln!(lines, "    {}: {}", header(name), text(value));
        }
        if let Some(body) = &self.body {
            let _ = writeln!(lines, "  body:\n    json: {body}");
        }
        let _ = writeln!(lines, "given: {}\ncontrol: {control}", self.given);
        let _ = writeln!(
            lines,
            "# The same request once more.\neffect: {}\n",
            self.effect
        );
        let _ = writeln!(lines, "outcomes:");
        for (outcome, row) in &self.rows {
            lines.push_str(&row.line(outcome));
        }
        lines
    }

    /// A case for a row: the control, its repetition, the change that another operation has for the same row, or else a
    /// state named after the row.
    fn case(
        &self,
        draft: &mut Draft,
        suite: &Suite,
        outcome: &OutcomeId,
        row: &RowDraft,
        success: &OutcomeId,
        control: &str,
    ) -> Result<(), ScaffoldError> {
        let prefix = outcome.file_prefix();
        let says = row.text.as_deref().map(|text| format!(": {text}"));
        let says = says.unwrap_or_default();
        let (what, title, change) = if outcome == success {
            (
                "done".to_owned(),
                format!("{} succeeds", self.title),
                String::new(),
            )
        } else if *outcome == self.effect {
            let title = format!("The same request once more is refused{says}");
            (
                "repeated".to_owned(),
                title,
                format!("before: [{control}]\n"),
            )
        } else if let Some((what, title, change)) = elsewhere(suite, outcome) {
            (what, title, change.lines(self.given.subject()))
        } else {
            let state = StateName::new(&format!("{}.{prefix}", self.given.subject()))
                .map_err(|error| ScaffoldError::Impossible(error.to_string()))?;
            let cause = format!("what makes the target answer {outcome}{says}");
            declare_state(draft, suite, &state, &cause)?;
            let title = format!("What is answered {outcome}{says}");
            ("refused".to_owned(), title, format!("given: {state}\n"))
        };
        let lines = format!("title: {}\noutcome: {outcome}\n{change}", text(&title));
        draft.create(
            &format!("{}/{prefix}-{what}", self.id),
            SchemaOf::Case,
            &lines,
        )
    }
}

/// How another operation of the suite provokes the same row, if it does so by a header field, which this one has, too.
fn elsewhere(suite: &Suite, outcome: &OutcomeId) -> Option<(String, String, ChangeDraft)> {
    suite.cases.iter().find_map(|case| {
        let plain = case.id.row().is_none()
            && case.outcome == *outcome
            && case.control == suite[case.operation].control;
        let change = match case.change.as_deref() {
            Some(Change::NoHeader(name)) if plain => ChangeDraft::NoHeader(name.clone()),
            Some(Change::Header(name, value)) if plain => {
                ChangeDraft::Header(name.clone(), value.to_string())
            }
            _ => return None,
        };
        let prefix = format!("{}-", outcome.file_prefix());
        let what = case.id.file_stem().strip_prefix(&prefix)?;
        Some((what.to_owned(), case.title.to_string(), change))
    })
}
