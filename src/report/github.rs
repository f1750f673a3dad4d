//! What GitHub Actions shows: workflow commands and a job summary in Markdown.

use std::fmt::Write as _;

use super::inert::inert;
use super::record::{CaseReport, Report};
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
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "::{command} file={},line={},title={}::{}",
            property(file),
            property(line),
            property(&format!("{} {}", case.verdict, case.id)),
            data(&sentence(case))
        );
    }
    for stale in &report.stale_known_failures {
        let (file, line) = stale.place.rsplit_once(':').unwrap_or((&stale.place, "1"));
        let _ = writeln!(
            text,
            "::error file={},line={},title=known failure::{}",
            property(file),
            property(line),
            data(&stale.to_string())
        );
    }
    text
}

/// The report as Markdown, for the page of the job.
pub fn job_summary(report: &Report) -> String {
    let mut text = format!(
        "## {}\n\n{}\n\nTarget: {}\n\n| verdict | cases |\n| --- | ---: |\n",
        markdown(&report.suite),
        markdown(&report.summary),
        markdown(&report.target)
    );
    for (verdict, count) in report.counts.iter().filter(|(_, count)| **count > 0) {
        let _ = writeln!(text, "| {verdict} | {count} |");
    }
    let mut rows = report
        .cases
        .iter()
        .filter(|case| case.verdict != VerdictKind::Pass)
        .peekable();
    if rows.peek().is_some() {
        text.push_str("\n| case | level | verdict | why |\n| --- | --- | --- | --- |\n");
    }
    for case in rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            markdown(case.id.as_str()),
            case.level,
            case.verdict,
            markdown(&sentence(case))
        );
    }
    text.push('\n');
    text
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

fn inert_lines(text: &str) -> String {
    text.lines().map(inert).collect::<Vec<_>>().join("\n")
}

/// A text inside a Markdown table: no markup, no HTML, one line.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in inert(&text.replace('\n', " ")).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '!' | '~' | '@' => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            other => escaped.push(other),
        }
    }
    escaped
}
