//! GitHub Actions: annotations on the lines of the cases, and a job summary.

use std::io::Write as _;

use super::args::{Format, Shared};
use super::error::CliError;
use super::output;
use crate::report::{Mask, Report, annotations, markdown};

/// Says under GitHub Actions what its pages show. Elsewhere nothing.
pub(super) fn announce(shared: &Shared, report: &Report, mask: &Mask) -> Result<(), CliError> {
    if std::env::var_os("GITHUB_ACTIONS").is_none_or(|value| value != "true") {
        return Ok(());
    }
    // Annotations are lines on standard output, where JSON must stay alone.
    if shared.format == Format::Human {
        output::print(&without_credentials(annotations(report), mask)?)?;
    }
    if let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) {
        let summary = without_credentials(markdown(report, shared.language()), mask)?;
        let written = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .and_then(|mut file| file.write_all(summary.as_bytes()));
        // What the run found out stands, whether or not a page shows it.
        if let Err(error) = written {
            anstream::eprintln!("the job summary cannot be written: {error}");
        }
    }
    Ok(())
}

/// Logs and job summaries are read by more people than any other report.
fn without_credentials(text: String, mask: &Mask) -> Result<String, CliError> {
    if mask.leaks(&text) {
        return Err(CliError::Fault(
            "the job summary was not written: it would have held a credential".to_owned(),
        ));
    }
    Ok(text)
}
