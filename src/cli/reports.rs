//! Reading JSON reports.

use std::path::Path;

use super::error::CliError;
use crate::report::{Report, SCHEMA_VERSION};

/// Reads a JSON report.
pub(super) fn read(path: &Path, way_out: &str) -> Result<Report, CliError> {
    let problem = |what: String| CliError::usage(format!("{}: {what}; {way_out}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| problem(format!("cannot be read: {error}")))?;
    let report: Report = serde_json::from_slice(&bytes)
        .map_err(|error| problem(format!("is no report of this version: {error}")))?;
    if report.schema_version != SCHEMA_VERSION {
        return Err(problem(format!(
            "has schema version {}, not {SCHEMA_VERSION}",
            report.schema_version
        )));
    }
    Ok(report)
}
