//! What GitHub Actions shows beside the lines of the cases: workflow commands. Its job summary is the Markdown report.

use super::record::{CaseReport, Report};
use crate::diagnostic::Diagnostic;
use crate::inert::inert_lines;
use crate::judge::VerdictKind;

/// A workflow command for each case that is not as it should be, on the line of its file.
pub fn annotations(report: &Report) -> String {
    let mut text = String::new();
    for case in &report.cases {
        let command = match case.verdict {
            VerdictKind::Pass => continue,
            VerdictKind::Quirk => "notice",
            VerdictKind::Fail | VerdictKind::Error if case.known_failure => "notice",
            VerdictKind::Fail | VerdictKind::Error => "error",
            VerdictKind::Unproven | VerdictKind::Blocked => "warning",
        };
        let (file, line) = case.source.rsplit_once(':').unwrap_or((&case.source, "1"));
        let title = format!("{} {}", case.verdict, case.id);
        text.push_str(&workflow_command(
            command,
            file,
            line,
            &title,
            &sentence(case),
        ));
    }
    for stale in &report.stale_known_failures {
        let (file, line) = stale.place.rsplit_once(':').unwrap_or((&stale.place, "1"));
        let sentence = stale.to_string();
        text.push_str(&workflow_command(
            "error",
            file,
            line,
            "known failure",
            &sentence,
        ));
    }
    text
}

/// A workflow command for a mistake in a file.
pub(crate) fn mistake(diagnostic: &Diagnostic) -> String {
    let place = match diagnostic.position() {
        Some(position) => format!(",line={},col={}", position.line, position.column),
        None => String::new(),
    };
    let help = diagnostic.help_text().map(|help| format!("; {help}"));
    let message = format!("{}{}", diagnostic.title(), help.unwrap_or_default());
    format!(
        "::error file={}{place},title={}::{}\n",
        property(diagnostic.path()),
        property(diagnostic.code().as_str()),
        data(&message)
    )
}

/// A line that GitHub Actions shows beside a line of a file.
pub(crate) fn workflow_command(
    command: &str,
    file: &str,
    line: impl ToString,
    title: &str,
    text: &str,
) -> String {
    format!(
        "::{command} file={},line={},title={}::{}\n",
        property(file),
        property(&line.to_string()),
        property(title),
        data(text)
    )
}

fn sentence(case: &CaseReport) -> String {
    match (case.findings.first(), &case.reason) {
        (Some(finding), _) => format!(
            "{}. {}: expected {}, got {}",
            case.title, finding.field, finding.expected, finding.actual
        ),
        (None, Some(reason)) => format!("{}. {reason}", case.title),
        (None, None) => case.title.clone(),
    }
}

/// The text of a workflow command: a line break in it would start another command.
fn data(text: &str) -> String {
    inert_lines(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a workflow command, which ends at a comma or colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
