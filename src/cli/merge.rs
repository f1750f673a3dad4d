//! `merge`: the reports of a split run.

use std::process::ExitCode;

use super::args::{MergeArguments, Shared};
use super::error::CliError;
use super::run::{deliver, open_reports};
use crate::report::{Mask, Report, SCHEMA_VERSION, merge};

pub(super) fn run(shared: &Shared, arguments: &MergeArguments) -> Result<ExitCode, CliError> {
    let mut parts = Vec::new();
    for path in &arguments.parts {
        let name = path.display().to_string();
        let problem = |what: String| {
            CliError::usage(format!(
                "{name}: {what}; name a JSON report made with --partition"
            ))
        };
        let bytes =
            std::fs::read(path).map_err(|error| problem(format!("cannot be read: {error}")))?;
        let report: Report = serde_json::from_slice(&bytes)
            .map_err(|error| problem(format!("is no report of this version: {error}")))?;
        if report.schema_version != SCHEMA_VERSION {
            return Err(problem(format!(
                "has schema version {}, not {SCHEMA_VERSION}",
                report.schema_version
            )));
        }
        parts.push((name, report));
    }
    let files = open_reports(&arguments.report)?;
    let report = merge(parts).map_err(CliError::usage)?;
    // The parts were masked when they were written; nothing is known here that could be looked for.
    deliver(shared, &report, &Mask::default(), files)?;
    Ok(report.conclusion.exit_code())
}
