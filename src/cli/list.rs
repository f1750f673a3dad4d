//! `list`: the cases, and what each needs.

use std::fmt::Write as _;
use std::process::ExitCode;

use serde::Serialize;

use super::args::{Format, Selection, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::suite::{Case, CaseId, Level, OperationId, OutcomeId, RulingId, Suite};

/// One case in `list --format json`; its fields are an interface.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: &'a CaseId,
    operation: &'a OperationId,
    title: &'a str,
    outcome: &'a OutcomeId,
    level: Level,
    /// The state, and the tokens as `token.<name>`, that the target's owner supplies.
    needs: Vec<String>,
    rulings: &'a [RulingId],
    /// The file and line that the case stands in.
    source: String,
}

pub(super) fn list(shared: &Shared, selection: &Selection) -> Result<ExitCode, CliError> {
    let suite = suite::load_selected(shared, selection)?;
    let selected = suite::select(&suite, selection)?;
    let entries: Vec<Entry<'_>> = selected
        .iter()
        .map(|index| entry(&suite, &suite[*index]))
        .collect();
    let text = match shared.format {
        Format::Json => output::json(&entries)?,
        Format::Human => human(&entries),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn entry<'a>(suite: &'a Suite, case: &'a Case) -> Entry<'a> {
    let tokens = suite.needed_tokens(case);
    let needs = case
        .needed_state()
        .into_iter()
        .map(ToString::to_string)
        .chain(tokens.iter().map(|token| format!("token.{token}")))
        .collect();
    Entry {
        id: &case.id,
        operation: &suite[case.operation].id,
        title: &case.title,
        outcome: &case.outcome,
        level: case.level,
        needs,
        rulings: &case.rulings,
        source: format!("{}:{}", case.path, case.line),
    }
}

fn human(entries: &[Entry<'_>]) -> String {
    let width = entries
        .iter()
        .map(|entry| entry.id.as_str().len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for entry in entries {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:<width$}  {:<8}  {:<6}  {}",
            entry.id,
            entry.outcome,
            entry.level,
            crate::inert::inert(entry.title)
        );
    }
    text
}
