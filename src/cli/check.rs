//! `check`: reads a suite and reports every mistake in it.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{AskedFormat, Shared};
use super::error::{CliError, USAGE};
use super::{output, suite};
use crate::diagnostic::Diagnostic;
use crate::report::mistake;
use crate::suite::{Snapshots, Suite, read};

/// One mistake in `check --format json`; its fields are an interface.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    code: &'static str,
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    help: Option<&'a str>,
}

pub(super) fn check(shared: &Shared) -> Result<ExitCode, CliError> {
    let checked = suite::source(shared)
        .load()
        .and_then(|files| read(&files, Snapshots::Required));
    match (shared.asked_format, checked) {
        (AskedFormat::Human, Err(problems)) => Err(problems.into()),
        (AskedFormat::Human, Ok(suite)) => {
            output::print(&summary(&suite))?;
            Ok(ExitCode::SUCCESS)
        }
        (AskedFormat::Json, checked) => {
            let problems = checked.err().map_or(Vec::new(), |problems| problems.0);
            let entries: Vec<Entry<'_>> = problems.iter().map(entry).collect();
            output::print(&output::json(&entries)?)?;
            Ok(exit_code(&problems))
        }
        (AskedFormat::Github, checked) => {
            let problems = checked.err().map_or(Vec::new(), |problems| problems.0);
            let commands: String = problems.iter().map(mistake).collect();
            output::print(&commands)?;
            Ok(exit_code(&problems))
        }
    }
}

fn summary(suite: &Suite) -> String {
    let outcomes = suite.operations.iter();
    let outcomes: usize = outcomes.map(|operation| operation.outcomes.len()).sum();
    format!(
        "{}: {} operations, {outcomes} documented outcomes, {} cases; no mistakes\n",
        suite.title,
        suite.operations.len(),
        suite.cases.len()
    )
}

fn exit_code(problems: &[Diagnostic]) -> ExitCode {
    if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(USAGE)
    }
}

fn entry(problem: &Diagnostic) -> Entry<'_> {
    let position = problem.position();
    Entry {
        code: problem.code().as_str(),
        path: problem.path(),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        message: problem.title(),
        help: problem.help_text(),
    }
}
