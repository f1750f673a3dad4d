//! `compare`: what changed between two reports.

use std::process::ExitCode;

use super::args::{CompareArguments, Format, Shared};
use super::error::CliError;
use super::{output, reports};
use crate::comparison::{Comparison, compare};
use crate::report::Language;

/// Something that was right no longer is.
const REGRESSION: u8 = 1;

const WAY_OUT: &str = "name a JSON report that `run --report json=PATH` or certify wrote";

pub(super) fn run(shared: &Shared, arguments: &CompareArguments) -> Result<ExitCode, CliError> {
    let old = reports::read(&arguments.old, WAY_OUT)?;
    let new = reports::read(&arguments.new, WAY_OUT)?;
    let comparison = compare(&old, &new);
    let text = match shared.format {
        Format::Json => output::json(&comparison)?,
        Format::Human if shared.quiet => {
            let sentences = shared.language().comparison_sentences();
            format!("{}\n", sentences.summary(&comparison))
        }
        Format::Human => human(&comparison, shared.language()),
    };
    output::print(&text)?;
    Ok(if comparison.regressions == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REGRESSION)
    })
}

fn human(comparison: &Comparison, language: Language) -> String {
    let sentences = language.comparison_sentences();
    let mut lines = Vec::new();
    if comparison.old.suite_digest != comparison.new.suite_digest {
        lines.push(format!(
            "{}: {}",
            language.labels().note,
            sentences.other_suite()
        ));
    }
    let changed = comparison.changed.iter();
    lines.extend(changed.map(|change| sentences.changed(change)));
    let vanished = comparison.vanished.iter();
    lines.extend(vanished.map(|case| sentences.vanished(case)));
    let appeared = comparison.appeared.iter();
    lines.extend(appeared.map(|case| sentences.appeared(case)));
    lines.push(sentences.summary(comparison));
    lines.push(String::new());
    lines.join("\n")
}
