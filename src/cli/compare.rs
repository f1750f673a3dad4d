//! `compare`: what changed between two reports.

use std::process::ExitCode;

use super::args::{CompareArguments, Format, Shared};
use super::error::CliError;
use super::{output, reports};
use crate::comparison::{Comparison, compare};

/// Something that was right no longer is.
const REGRESSION: u8 = 1;

const WAY_OUT: &str = "name a JSON report that `run --report json=PATH` or certify wrote";

pub(super) fn run(shared: &Shared, arguments: &CompareArguments) -> Result<ExitCode, CliError> {
    let old = reports::read(&arguments.old, WAY_OUT)?;
    let new = reports::read(&arguments.new, WAY_OUT)?;
    let comparison = compare(&old, &new);
    let text = match shared.format {
        Format::Json => output::json(&comparison)?,
        Format::Human if shared.quiet => format!("{}\n", comparison.summary()),
        Format::Human => human(&comparison),
    };
    output::print(&text)?;
    Ok(if comparison.regressions == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REGRESSION)
    })
}

fn human(comparison: &Comparison) -> String {
    let mut lines = Vec::new();
    if comparison.old.suite_digest != comparison.new.suite_digest {
        lines.push("note: the two runs asked different suites".to_owned());
    }
    for change in &comparison.changed {
        let word = if change.regression {
            "regressed"
        } else {
            "changed"
        };
        lines.push(format!(
            "{word} {}: {} -> {}",
            change.id, change.old, change.new
        ));
    }
    for case in &comparison.vanished {
        lines.push(format!("vanished {} (was {})", case.id, case.verdict));
    }
    for case in &comparison.appeared {
        lines.push(format!("appeared {}: {}", case.id, case.verdict));
    }
    lines.push(comparison.summary());
    lines.push(String::new());
    lines.join("\n")
}
