//! GitHub Actions: annotations on the lines of the cases, and a job summary.

use std::io::Write as _;

use super::args::{Format, Shared};
use super::error::CliError;
use super::output;
use crate::report::{Report, annotations, markdown};

/// Says under GitHub Actions what its pages show. Elsewhere nothing.
pub(super) fn announce(shared: &Shared, report: &Report) -> Result<(), CliError> {
    if std::env::var_os("GITHUB_ACTIONS").is_none_or(|value| value != "true") {
        return Ok(());
    }
    // Annotations are lines on standard output, where JSON must stay alone.
    if shared.format == Format::Human {
        output::print(&annotations(report))?;
    }
    if let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) {
        let written = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .and_then(|mut file| file.write_all(markdown(report, shared.language()).as_bytes()));
        // What the run found out stands, whether or not a page shows it.
        if let Err(error) = written {
            anstream::eprintln!("the job summary cannot be written: {error}");
        }
    }
    Ok(())
}
