//! `merge`: the reports of a split run.

use std::process::ExitCode;

use super::args::{MergeArguments, Shared};
use super::error::CliError;
use super::reports;
use super::run::deliver;
use crate::report::{Mask, ReportFile, merge};

pub(super) fn run(shared: &Shared, arguments: &MergeArguments) -> Result<ExitCode, CliError> {
    let mut parts = Vec::new();
    for path in &arguments.parts {
        let name = path.display().to_string();
        let report = reports::read(path, "name a JSON report made with --partition")?;
        parts.push((name, report));
    }
    let files = ReportFile::open_all(&arguments.report)?;
    let report = merge(parts).map_err(CliError::usage)?;
    // The parts were masked when they were written; nothing is known here that could be looked for.
    deliver(shared, &report, &Mask::default(), files)?;
    Ok(report.conclusion.exit_code())
}
