//! The report as Markdown: for job summaries, tickets and chats.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::record::{CaseReport, Report};
use super::words::Language;
use crate::inert::{inert, inert_lines};
use crate::judge::VerdictKind;
use crate::suite::Level;

/// So many cases are shown with everything: GitHub drops a job summary over 1 MiB.
const DETAILED: usize = 25;

/// A table has at most so many rows.
const ROWS: usize = 500;

/// No row begins after so many bytes, and no case with everything after twice as many: a target may say much.
const ROOM: usize = 256 * 1024;

/// The report as Markdown.
pub fn markdown(report: &Report, language: Language) -> String {
    let (t, sentences) = (language.labels(), language.sentences());
    let mut out = format!(
        "## {}\n\n**{}**\n\n",
        escaped(&report.suite),
        escaped(&language.conclusion(report))
    );
    let facts = [
        (t.target, report.target.clone()),
        (t.tool, report.tool.clone()),
        (t.digest, report.suite_digest.clone()),
        (t.started, report.started.clone()),
        (t.scope, sentences.scope(report.scope, report.part)),
    ];
    for (label, value) in facts {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "- {label}: {}", escaped(&value));
    }
    counts(&mut out, report, language);
    outcomes(&mut out, report, language);
    not_passed(&mut out, report, language);
    let telling =
        |case: &&CaseReport| !matches!(case.verdict, VerdictKind::Pass | VerdictKind::Blocked);
    let mut told = report.cases.iter().filter(telling);
    for case in told.by_ref().take(DETAILED) {
        details(&mut out, report, case, language);
        if out.len() > 2 * ROOM {
            break;
        }
    }
    more(&mut out, told.count(), |left| sentences.more_cases(left));
    for note in &report.noted {
        let _ = writeln!(out, "\n{}: {}", t.note, escaped(&sentences.note(note)));
    }
    for stale in &report.stale_known_failures {
        let _ = writeln!(out, "\n{}: {}", t.stale, escaped(&sentences.stale(stale)));
    }
    out.push('\n');
    out
}

/// A word on what is left out, if anything is.
fn more(out: &mut String, left: usize, said: impl Fn(usize) -> String) {
    if left > 0 {
        let _ = writeln!(out, "\n{}", said(left));
    }
}

fn counts(out: &mut String, report: &Report, language: Language) {
    let t = language.labels();
    let _ = write!(
        out,
        "\n| {} | must | should | may | {} |\n| --- | ---: | ---: | ---: | ---: |\n",
        t.verdict, t.total
    );
    for (verdict, total) in report.counts.iter().filter(|(_, count)| **count > 0) {
        let of = |level| {
            let cases = report.cases.iter();
            cases
                .filter(|case| case.verdict == *verdict && case.level == level)
                .count()
        };
        let _ = writeln!(
            out,
            "| {verdict} | {} | {} | {} | {total} |",
            of(Level::Must),
            of(Level::Should),
            of(Level::May)
        );
    }
}

fn outcomes(out: &mut String, report: &Report, language: Language) {
    let (t, sentences) = (language.labels(), language.sentences());
    let _ = write!(
        out,
        "\n<details><summary>{}</summary>\n\n| {} | {} | {} | |\n| --- | --- | --- | --- |\n",
        t.outcomes, t.operation, t.outcome, t.level
    );
    for row in report.outcomes.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            escaped(row.operation.as_str()),
            row.outcome,
            row.level,
            sentences.seen(row.seen)
        );
    }
    let left = report.outcomes.len().saturating_sub(ROWS);
    more(out, left, |left| sentences.more(left));
    out.push_str("\n</details>\n");
    if report.undocumented.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "\n{}:\n\n| {} | {} | {} | {} |\n| --- | ---: | --- | --- |\n",
        t.undocumented, t.operation, t.status, t.message_code, t.seen_in
    );
    let mut answers = report.undocumented.iter();
    for answer in answers.by_ref().take(DETAILED) {
        let mut cases: Vec<String> = answer
            .cases
            .iter()
            .take(DETAILED)
            .map(|case| escaped(case.as_str()))
            .collect();
        let left = answer.cases.len() - cases.len();
        cases.extend((left > 0).then(|| sentences.more(left)));
        let code = answer.message_code.as_deref();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            escaped(answer.operation.as_str()),
            answer.status,
            code.map_or_else(|| t.no_message_code.to_owned(), escaped),
            cases.join(", ")
        );
    }
    more(out, answers.count(), |left| sentences.more(left));
}

fn not_passed(out: &mut String, report: &Report, language: Language) {
    let (t, sentences) = (language.labels(), language.sentences());
    let mut rows = report
        .cases
        .iter()
        .filter(|case| case.verdict != VerdictKind::Pass)
        .peekable();
    if rows.peek().is_some() {
        let _ = write!(
            out,
            "\n| {} | {} | {} | {} |\n| --- | --- | --- | --- |\n",
            t.case, t.level, t.verdict, t.why
        );
    }
    for case in rows.by_ref().take(ROWS) {
        let why = match (case.findings.first(), &case.why) {
            (Some(finding), _) => {
                let (expected, got) = sentences.expected_got(&finding.expected, &finding.actual);
                format!("{}. {}: {expected}, {got}", case.title, finding.field)
            }
            (None, Some(why)) => format!("{}. {}", case.title, sentences.why(why)),
            (None, None) => case.title.clone(),
        };
        let known = if case.known_failure {
            format!(" ({})", t.known_failure)
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "| {} | {} | {}{known} | {} |",
            escaped(case.id.as_str()),
            case.level,
            case.verdict,
            escaped(&why)
        );
        if out.len() > ROOM {
            break;
        }
    }
    more(out, rows.count(), |left| sentences.more_cases(left));
}

fn details(out: &mut String, report: &Report, case: &CaseReport, language: Language) {
    let (t, sentences) = (language.labels(), language.sentences());
    let _ = write!(
        out,
        "\n### {} {}\n\n{}.",
        case.verdict,
        escaped(case.id.as_str()),
        escaped(&case.title)
    );
    if let Some(change) = &case.changed {
        let change = sentences.change(change);
        let _ = write!(out, " {}: {}.", t.the_change, escaped(&change));
    }
    out.push_str("\n\n");
    let evidence = case.evidence.open();
    if !evidence.actual.is_empty() {
        let mut diff = format!("--- {}\n+++ {}\n", t.expected, t.actual);
        for change in TextDiff::from_lines(&evidence.expected, &evidence.actual).iter_all_changes()
        {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let text = inert(change.value().trim_end_matches('\n'));
            let _ = writeln!(diff, "{sign}{text}");
        }
        fenced(out, "diff", &diff);
    }
    let mut named: Vec<_> = case
        .findings
        .iter()
        .filter_map(|finding| finding.ruling.as_ref())
        .collect();
    named.dedup();
    for id in named {
        if let Some(ruling) = report.rulings.get(id) {
            let _ = writeln!(out, "\n> {id}: {}", escaped(&ruling.text));
        }
    }
    if let Some(why) = &case.why {
        let _ = writeln!(out, "\n{}: {}.", t.why, escaped(&sentences.why(why)));
    }
    if let Some(curl) = &evidence.curl {
        out.push('\n');
        fenced(out, "sh", &inert_lines(curl));
    }
}

/// A block of code whose fence is longer than any in the text.
fn fenced(out: &mut String, language: &str, text: &str) {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(
        out,
        "{fence}{language}\n{}\n{fence}",
        text.trim_end_matches('\n')
    );
}

/// A text inside a Markdown line or table: no markup, no HTML, no mention, one line.
fn escaped(text: &str) -> String {
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
