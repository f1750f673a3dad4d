//! What people read in a terminal: a line for each case, then what is wrong, then the conclusion.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::evidence::EvidenceReport;
use super::record::{CaseReport, OutcomeSeen, Report, SubjectFate};
use super::words::Language;
use crate::inert::inert;
use crate::judge::{Conclusion, Scope, VerdictKind};
use crate::target::TargetKind;

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Everything.
    Normal,
    /// The conclusion only.
    Quiet,
}

/// At most so many identifiers are named in a line; there may be as many as cases.
const MOST_IDENTIFIERS: usize = 50;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The report as text with ANSI colours; print it through `anstream`, which takes them out where they do not belong.
pub fn console(report: &Report, verbosity: Verbosity, language: Language) -> String {
    let mut out = String::new();
    if verbosity == Verbosity::Normal && report.conclusion == Conclusion::Unreachable {
        unreachable(&mut out, report);
    } else if verbosity == Verbosity::Normal {
        cases(&mut out, report, language);
        for case in &report.cases {
            if !matches!(case.verdict, VerdictKind::Pass | VerdictKind::Blocked) {
                details(&mut out, report, case, language);
            }
        }
        blocked(&mut out, report, language);
        summary(&mut out, report, language);
    }
    let style = match report.exit_code {
        0 => AnsiColor::Green.on_default().bold(),
        1 => AnsiColor::Red.on_default().bold(),
        _ => AnsiColor::Yellow.on_default().bold(),
    };
    line(
        &mut out,
        format_args!("{style}{}{style:#}", inert(&language.conclusion(report))),
    );
    out
}

/// Why nothing was reached, once: it is the same for every case.
fn unreachable(out: &mut String, report: &Report) {
    let first = report.cases.iter().find_map(|case| {
        let evidence = case.evidence.open();
        let mut exchanges = evidence.exchanges.iter();
        exchanges.find_map(|exchange| exchange.failure.clone())
    });
    line(
        out,
        format_args!(
            "{}: {}",
            inert(&report.target),
            inert(&first.unwrap_or_default())
        ),
    );
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

fn cases(out: &mut String, report: &Report, language: Language) {
    let (labels, sentences) = (language.labels(), language.sentences());
    let kind = match report.target_kind {
        TargetKind::Reference => format!(" ({})", sentences.target_kind(report.target_kind)),
        TargetKind::Given => String::new(),
    };
    line(
        out,
        format_args!(
            "{BOLD}{}{BOLD:#}: {}{kind}",
            inert(&report.suite),
            sentences.cases_against(report.cases.len(), &inert(&report.target)),
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
            .map(|part| format!(", {} {part}", labels.part))
            .unwrap_or_default();
        line(out, format_args!("{}{part}", labels.only_a_part));
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
        let known = if case.known_failure {
            format!(", {}", labels.known)
        } else {
            String::new()
        };
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

/// One case with all that is to be said about it, in English and without colours; for other test harnesses.
pub fn case_details(report: &Report, case: &CaseReport) -> String {
    let mut out = String::new();
    details(&mut out, report, case, Language::En);
    anstream::adapter::strip_str(&out).to_string()
}

/// A named text of one line or several.
fn field(out: &mut String, name: &str, text: &str) {
    let mut lines = text.lines();
    let first = inert(lines.next().unwrap_or_default());
    line(out, format_args!("  {DIM}{name:<9}{DIM:#} {first}"));
    for more in lines {
        line(out, format_args!("            {}", inert(more)));
    }
}

fn details(out: &mut String, report: &Report, case: &CaseReport, language: Language) {
    let (labels, sentences) = (language.labels(), language.sentences());
    let style = style(case.verdict);
    line(
        out,
        format_args!(
            "\n{style}{}{style:#} {BOLD}{}{BOLD:#}",
            case.verdict, case.id
        ),
    );
    field(out, labels.console_asks, &case.title);
    if let Some(change) = &case.changed {
        let change = sentences.change(change);
        field(out, labels.console_change, &format!("{change}."));
    }
    let evidence = case.evidence.open();
    if evidence
        .exchanges
        .iter()
        .any(|exchange| exchange.response.is_some())
        && case.verdict != VerdictKind::Blocked
    {
        diff(out, &evidence, language);
    }
    for finding in &case.findings {
        let shows_in_diff = evidence
            .actual
            .lines()
            .any(|line| line.starts_with(&format!("{}: ", finding.field)));
        if !shows_in_diff {
            let (expected, got) = sentences.expected_got(&finding.expected, &finding.actual);
            let text = format!("{expected}\n{got}");
            field(out, finding.code.as_str(), &text);
        }
    }
    if let Some(why) = &case.why {
        let reason = sentences.why(why);
        field(out, labels.console_because, &format!("{reason}."));
    }
    if let Some(unblock) = &case.unblock {
        let text = format!("{}\n{unblock}", sentences.add_to_profile());
        field(out, labels.console_profile, &text);
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
    if let Some(curl) = &evidence.curl {
        field(out, labels.console_repeat, curl);
    }
    field(out, labels.console_case, &case.source);
}

/// Blocked cases by what they lack: the lack is what somebody can mend.
fn blocked(out: &mut String, report: &Report, language: Language) {
    let (labels, sentences) = (language.labels(), language.sentences());
    let mut lacks: Vec<(&CaseReport, Vec<&str>)> = Vec::new();
    let mut places = BTreeMap::new();
    for case in &report.cases {
        if case.verdict != VerdictKind::Blocked {
            continue;
        }
        let place = *places
            .entry((&case.reason, &case.unblock))
            .or_insert(lacks.len());
        match lacks.get_mut(place) {
            Some((_, ids)) => ids.push(case.id.as_str()),
            None => lacks.push((case, vec![case.id.as_str()])),
        }
    }
    for (first, ids) in lacks {
        let style = style(VerdictKind::Blocked);
        let reason = first.why.as_ref().map(|why| sentences.why(why));
        line(
            out,
            format_args!(
                "\n{style}blocked{style:#} {}: {}.",
                sentences.cases(ids.len()),
                inert(&reason.unwrap_or_default())
            ),
        );
        if let Some(unblock) = &first.unblock {
            let text = format!("{}\n{unblock}", sentences.add_to_profile());
            field(out, labels.console_profile, &text);
        }
        line(
            out,
            format_args!(
                "  {DIM}{:<9}{DIM:#} {}",
                labels.console_cases,
                ids.join(", ")
            ),
        );
    }
}

/// Expected against actual, line by line.
fn diff(out: &mut String, evidence: &EvidenceReport, language: Language) {
    let labels = language.labels();
    if evidence.expected == evidence.actual || evidence.actual.is_empty() {
        return;
    }
    let red = AnsiColor::Red.on_default();
    let green = AnsiColor::Green.on_default();
    line(
        out,
        format_args!(
            "  {red}- {}{red:#}  {green}+ {}{green:#}",
            labels.expected, labels.actual
        ),
    );
    let diff = TextDiff::from_lines(&evidence.expected, &evidence.actual);
    for change in diff.iter_all_changes() {
        let text = inert(change.value().trim_end_matches('\n'));
        match change.tag() {
            ChangeTag::Equal => line(out, format_args!("    {text}")),
            ChangeTag::Delete => line(out, format_args!("  {red}- {text}{red:#}")),
            ChangeTag::Insert => line(out, format_args!("  {green}+ {text}{green:#}")),
        }
    }
}

fn summary(out: &mut String, report: &Report, language: Language) {
    let (labels, sentences) = (language.labels(), language.sentences());
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
            "{}",
            sentences.counted(report.cases.len(), &counts.join(", "), report.elapsed_ms)
        ),
    );
    let seen = report
        .outcomes
        .iter()
        .filter(|outcome| outcome.seen == OutcomeSeen::AsDocumented)
        .count();
    line(
        out,
        format_args!("{}", sentences.outcomes_seen(seen, report.outcomes.len())),
    );
    if report.target_kind == TargetKind::Given {
        subjects(out, report, language);
    }
    let warning = AnsiColor::Yellow.on_default().bold();
    for note in &report.noted {
        line(
            out,
            format_args!(
                "{warning}{}{warning:#}: {}",
                labels.note,
                inert(&sentences.note(note))
            ),
        );
    }
    for stale in &report.stale_known_failures {
        line(
            out,
            format_args!(
                "{warning}{}{warning:#}: {}",
                labels.console_known,
                inert(&sentences.stale(stale))
            ),
        );
    }
}

/// Which identifiers were used up: their owner must know.
fn subjects(out: &mut String, report: &Report, language: Language) {
    let fates = [
        SubjectFate::UsedUp,
        SubjectFate::Unknown,
        SubjectFate::LeftAsFound,
    ];
    for fate in fates {
        let words = language.sentences().fate(fate);
        let ids: Vec<String> = report
            .subjects
            .iter()
            .filter(|subject| subject.fate == fate)
            .map(|subject| format!("{} {}", subject.state, inert(&subject.id)))
            .collect();
        let shown = &ids[..ids.len().min(MOST_IDENTIFIERS)];
        let more = match ids.len() - shown.len() {
            0 => String::new(),
            left => format!(" {}", language.sentences().more(left)),
        };
        if !ids.is_empty() {
            line(out, format_args!("{words}: {}{more}", shown.join(", ")));
        }
    }
}
