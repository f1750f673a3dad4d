//! What people read in a terminal: a line for each case, then what is wrong, then the conclusion.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::inert::inert;
use super::record::{CaseReport, OutcomeSeen, Report, SubjectFate};
use crate::judge::{Scope, VerdictKind};
use crate::target::TargetKind;

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Everything.
    Normal,
    /// The conclusion only.
    Quiet,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The report as text with ANSI colours; print it through `anstream`, which takes them out where they do not belong.
pub fn console(report: &Report, verbosity: Verbosity) -> String {
    let mut out = String::new();
    if verbosity == Verbosity::Normal {
        cases(&mut out, report);
        for case in &report.cases {
            if !matches!(case.verdict, VerdictKind::Pass | VerdictKind::Blocked) {
                details(&mut out, report, case);
            }
        }
        blocked(&mut out, report);
        summary(&mut out, report);
    }
    let style = match report.exit_code {
        0 => AnsiColor::Green.on_default().bold(),
        1 => AnsiColor::Red.on_default().bold(),
        _ => AnsiColor::Yellow.on_default().bold(),
    };
    line(
        &mut out,
        format_args!("{style}{}{style:#}", inert(&report.summary)),
    );
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{text}");
}

fn style(verdict: VerdictKind) -> Style {
    match verdict {
        VerdictKind::Pass => AnsiColor::Green.on_default(),
        VerdictKind::Quirk => AnsiColor::Cyan.on_default().bold(),
        VerdictKind::Fail => AnsiColor::Red.on_default().bold(),
        VerdictKind::Unproven | VerdictKind::Blocked => AnsiColor::Yellow.on_default(),
        VerdictKind::Error => AnsiColor::Magenta.on_default().bold(),
    }
}

fn cases(out: &mut String, report: &Report) {
    let kind = match report.target_kind {
        TargetKind::Reference => " (the reference server)",
        TargetKind::Given => "",
    };
    line(
        out,
        format_args!(
            "{BOLD}{}{BOLD:#}: {} against {}{kind}",
            inert(&report.suite),
            plural(report.cases.len(), "case"),
            inert(&report.target)
        ),
    );
    let width = report
        .cases
        .iter()
        .map(|case| case.id.within_operation().len())
        .max()
        .unwrap_or_default();
    let mut operation = None;
    if report.scope == Scope::Filtered || report.part.is_some() {
        let part = report
            .part
            .map(|part| format!(", part {part}"))
            .unwrap_or_default();
        line(out, format_args!("only a part of the suite{part}"));
    }
    for case in &report.cases {
        if operation != Some(&case.operation) {
            operation = Some(&case.operation);
            let title = report
                .operations
                .get(&case.operation)
                .map_or("", String::as_str);
            line(
                out,
                format_args!("\n{BOLD}{}{BOLD:#}  {}", case.operation, inert(title)),
            );
        }
        let style = style(case.verdict);
        let known = if case.known_failure { ", known" } else { "" };
        line(
            out,
            format_args!(
                "  {style}{:<8}{style:#}  {:<width$}  {DIM}{:<8}  {}{known}{DIM:#}",
                case.verdict,
                case.id.within_operation(),
                case.outcome,
                case.level
            ),
        );
    }
}

/// One case with all that is to be said about it, without colours; for other test harnesses.
pub fn case_details(report: &Report, case: &CaseReport) -> String {
    let mut out = String::new();
    details(&mut out, report, case);
    anstream::adapter::strip_str(&out).to_string()
}

fn details(out: &mut String, report: &Report, case: &CaseReport) {
    let style = style(case.verdict);
    line(
        out,
        format_args!(
            "\n{style}{}{style:#} {BOLD}{}{BOLD:#}",
            case.verdict, case.id
        ),
    );
    let field = |out: &mut String, name: &str, text: &str| {
        let mut lines = text.lines();
        let first = inert(lines.next().unwrap_or_default());
        line(out, format_args!("  {DIM}{name:<9}{DIM:#} {first}"));
        for more in lines {
            line(out, format_args!("            {}", inert(more)));
        }
    };
    field(out, "asks", &case.title);
    if let Some(change) = &case.change {
        field(out, "change", &format!("{change}."));
    }
    if case
        .exchanges
        .iter()
        .any(|exchange| exchange.response.is_some())
        && case.verdict != VerdictKind::Blocked
    {
        diff(out, case);
    }
    for finding in &case.findings {
        let shows_in_diff = case
            .actual
            .lines()
            .any(|line| line.starts_with(&format!("{}: ", finding.field)));
        if !shows_in_diff {
            let text = format!("expected {}\ngot {}", finding.expected, finding.actual);
            field(out, finding.code.as_str(), &text);
        }
    }
    if let Some(reason) = &case.reason {
        field(out, "because", &format!("{reason}."));
    }
    if let Some(unblock) = &case.unblock {
        field(out, "profile", &format!("add `{unblock}`"));
    }
    let mut named: Vec<_> = case
        .findings
        .iter()
        .filter_map(|finding| finding.ruling.as_ref())
        .collect();
    if named.is_empty() {
        named.extend(&case.rulings);
    }
    named.dedup();
    for ruling in named {
        if let Some(ruling_report) = report.rulings.get(ruling) {
            field(out, ruling.as_str(), &ruling_report.text);
        }
    }
    if let Some(curl) = &case.curl {
        field(out, "repeat", curl);
    }
    field(out, "case", &case.source);
}

/// Blocked cases by what they lack: the lack is what somebody can mend.
fn blocked(out: &mut String, report: &Report) {
    let mut lacks: Vec<(&CaseReport, Vec<&str>)> = Vec::new();
    for case in &report.cases {
        if case.verdict != VerdictKind::Blocked {
            continue;
        }
        let alike = lacks
            .iter_mut()
            .find(|(first, _)| (&first.reason, &first.unblock) == (&case.reason, &case.unblock));
        match alike {
            Some((_, ids)) => ids.push(case.id.as_str()),
            None => lacks.push((case, vec![case.id.as_str()])),
        }
    }
    for (first, ids) in lacks {
        let style = style(VerdictKind::Blocked);
        let reason = first.reason.as_deref().unwrap_or_default();
        line(
            out,
            format_args!(
                "\n{style}blocked{style:#} {}: {}.",
                plural(ids.len(), "case"),
                inert(reason)
            ),
        );
        if let Some(unblock) = &first.unblock {
            line(
                out,
                format_args!("  {DIM}profile{DIM:#}   add `{}`", inert(unblock)),
            );
        }
        line(
            out,
            format_args!("  {DIM}cases{DIM:#}     {}", ids.join(", ")),
        );
    }
}

/// Expected against actual, line by line.
fn diff(out: &mut String, case: &CaseReport) {
    if case.expected == case.actual || case.actual.is_empty() {
        return;
    }
    let red = AnsiColor::Red.on_default();
    let green = AnsiColor::Green.on_default();
    line(
        out,
        format_args!("  {red}- documented{red:#}  {green}+ answered{green:#}"),
    );
    let diff = TextDiff::from_lines(&case.expected, &case.actual);
    for change in diff.iter_all_changes() {
        let text = inert(change.value().trim_end_matches('\n'));
        match change.tag() {
            ChangeTag::Equal => line(out, format_args!("    {text}")),
            ChangeTag::Delete => line(out, format_args!("  {red}- {text}{red:#}")),
            ChangeTag::Insert => line(out, format_args!("  {green}+ {text}{green:#}")),
        }
    }
}

fn summary(out: &mut String, report: &Report) {
    line(out, format_args!(""));
    let counts: Vec<String> = report
        .counts
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(kind, count)| {
            let style = style(*kind);
            format!("{style}{count} {kind}{style:#}")
        })
        .collect();
    line(
        out,
        format_args!(
            "{}: {} in {} ms",
            plural(report.cases.len(), "case"),
            counts.join(", "),
            report.elapsed_ms
        ),
    );
    let seen = report
        .outcomes
        .iter()
        .filter(|outcome| outcome.seen == OutcomeSeen::AsDocumented)
        .count();
    line(
        out,
        format_args!(
            "documented outcomes: {seen} of {} seen as documented",
            report.outcomes.len()
        ),
    );
    if report.target_kind == TargetKind::Given {
        subjects(out, report);
    }
    let warning = AnsiColor::Yellow.on_default().bold();
    for note in &report.notes {
        line(
            out,
            format_args!("{warning}note{warning:#}: {}", inert(note)),
        );
    }
    for stale in &report.stale_known_failures {
        line(
            out,
            format_args!(
                "{warning}known failure{warning:#}: {}",
                inert(&stale.to_string())
            ),
        );
    }
}

/// Which identifiers were used up: their owner must know.
fn subjects(out: &mut String, report: &Report) {
    let fates = [
        (SubjectFate::UsedUp, "used up"),
        (SubjectFate::Unknown, "look before using again"),
        (SubjectFate::LeftAsFound, "left as found"),
    ];
    for (fate, words) in fates {
        let ids: Vec<String> = report
            .subjects
            .iter()
            .filter(|subject| subject.fate == fate)
            .map(|subject| format!("{} {}", subject.state, inert(&subject.id)))
            .collect();
        if !ids.is_empty() {
            line(out, format_args!("{words}: {}", ids.join(", ")));
        }
    }
}

fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}
