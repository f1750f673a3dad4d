//! `check`: reads a suite and reports every mistake in it.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Format, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::suite::{Snapshots, read};

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
    let read = suite::source(shared)
        .load()
        .and_then(|files| read(&files, Snapshots::Required));
    match (shared.format, read) {
        (Format::Human, Err(problems)) => Err(problems.into()),
        (Format::Human, Ok(suite)) => {
            let outcomes: usize = suite
                .operations
                .iter()
                .map(|operation| operation.outcomes.len())
                .sum();
            output::print(&format!(
                "{}: {} operations, {outcomes} documented outcomes, {} cases; no mistakes\n",
                suite.title,
                suite.operations.len(),
                suite.cases.len()
            ))?;
            Ok(ExitCode::SUCCESS)
        }
        (Format::Json, read) => {
            let problems = read.err().unwrap_or(Diagnostics(Vec::new()));
            let entries: Vec<Entry<'_>> = problems.0.iter().map(entry).collect();
            output::print(&output::json(&entries)?)?;
            Ok(ExitCode::from(if entries.is_empty() { 0 } else { 2 }))
        }
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
