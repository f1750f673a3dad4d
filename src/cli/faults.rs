//! `faults`: the kill matrix.

use std::fmt::Write as _;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{FaultsArguments, Format, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::judge::VerdictKind;
use crate::matrix::{
    CannedRow, Change, FaultRow, Judgement, Matrix, conduct, grouped, named, servers,
};
use crate::reference::{Behaviour, CANNED, FAULTS, FREEDOMS};
use crate::suite::{CaseId, Suite};

const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Lines are no longer than this, unless a single word is.
const WIDTH: usize = 100;

pub(super) fn faults(shared: &Shared, arguments: &FaultsArguments) -> Result<ExitCode, CliError> {
    if arguments.list {
        output::print(&list())?;
        return Ok(ExitCode::SUCCESS);
    }
    let suite = suite::load(shared)?;
    let asked = asked(arguments)?;
    let bar = bar(shared, asked.len());
    let verdicts = conduct(&suite, &asked, |trial| {
        bar.inc(1);
        trial.verdicts()
    });
    bar.finish_and_clear();
    let verdicts = verdicts.map_err(CliError::usage)?;
    let (literal, others) = verdicts
        .split_first()
        .ok_or_else(|| CliError::usage("the literal server was not asked"))?;
    let matrix = Matrix::of(&suite, literal, others);
    let text = match shared.format {
        Format::Json => output::json(&matrix)?,
        Format::Human if shared.quiet => summary(&matrix),
        Format::Human => human(&suite, &matrix),
    };
    output::print(&text)?;
    Ok(ExitCode::from(u8::from(!matrix.summary.holds())))
}

/// The literal server, then those that were asked for.
fn asked(arguments: &FaultsArguments) -> Result<Vec<Behaviour>, CliError> {
    let mut asked = vec![Behaviour::Literal];
    if arguments.only.is_empty() {
        asked.extend(servers());
    }
    for name in &arguments.only {
        asked.push(named(name).map_err(CliError::usage)?);
    }
    Ok(asked)
}

fn bar(shared: &Shared, servers: usize) -> ProgressBar {
    if shared.quiet || shared.format == Format::Json {
        return ProgressBar::hidden();
    }
    // It hides itself where standard error is no terminal.
    let target = ProgressDrawTarget::stderr();
    let bar = ProgressBar::with_draw_target(Some(servers as u64), target);
    match ProgressStyle::with_template("{bar:30} {pos}/{len} servers, {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn list() -> String {
    let faults = FAULTS.iter().map(|fault| (fault.name, fault.sentence));
    let freedoms = FREEDOMS
        .iter()
        .map(|freedom| (freedom.name, freedom.sentence));
    let mut text = format!("{BOLD}faults{BOLD:#}, each of them wrong\n");
    for (name, sentence) in faults {
        let _ = writeln!(text, "  {name:<36}  {sentence}");
    }
    let _ = writeln!(text, "{BOLD}freedoms{BOLD:#}, none of them wrong");
    for (name, sentence) in freedoms {
        let _ = writeln!(text, "  {name:<36}  {sentence}");
    }
    let _ = writeln!(
        text,
        "{BOLD}canned servers{BOLD:#}, which answer everything alike"
    );
    for canned in CANNED {
        let _ = writeln!(text, "  {:<36}  {}", canned.name(), canned.sentence());
    }
    text
}

fn human(suite: &Suite, matrix: &Matrix) -> String {
    let mut text = String::new();
    changes(&mut text, suite, "literal server", &matrix.literal);
    for row in &matrix.faults {
        fault(&mut text, suite, row);
    }
    for row in &matrix.freedoms {
        changes(
            &mut text,
            suite,
            &format!("freedom {}", row.name),
            &row.changed,
        );
    }
    if !matrix.freedoms.is_empty() {
        let alarms = matrix.freedoms.iter().filter(|row| !row.changed.is_empty());
        let _ = writeln!(
            text,
            "\nfreedoms that changed a verdict: {} of {}",
            alarms.count(),
            matrix.freedoms.len()
        );
    }
    canned(&mut text, suite, &matrix.canned);
    if matrix.summary.idle_cases.is_some() {
        let idle = matrix.cases.iter().filter(|row| row.kills.is_empty());
        for row in idle {
            let _ = writeln!(text, "{BAD}idle{BAD:#} {} kills no fault", row.case);
        }
    }
    text.push('\n');
    text + &summary(matrix)
}

/// A fault in two lines or more: its judgement and what it is, then the cases that changed.
fn fault(text: &mut String, suite: &Suite, row: &FaultRow) {
    let style = match row.judgement {
        Judgement::Killed => GOOD,
        Judgement::Survived | Judgement::WrongKind | Judgement::Foreign => BAD,
    };
    let _ = writeln!(
        text,
        "{style}{:<10}{style:#}  {BOLD}{}{BOLD:#} ({}): {}",
        row.judgement,
        row.name,
        row.operations.join(", "),
        row.sentence
    );
    if row.judgement != Judgement::Killed {
        let _ = writeln!(text, "{:12}must be a {}", "", row.expected);
        verdicts(text, suite, &row.changed);
        return;
    }
    let (kills, besides): (Vec<Change>, Vec<Change>) =
        row.changed.iter().cloned().partition(Change::is_kill);
    verdicts(text, suite, &kills);
    let counts = VerdictKind::ALL.map(|verdict| {
        let cases = besides.iter().filter(|change| change.to == verdict);
        (verdict, cases.count())
    });
    if !besides.is_empty() {
        let _ = writeln!(text, "{:12}besides  {}", "", counted(counts));
    }
}

fn counted(counts: impl IntoIterator<Item = (VerdictKind, usize)>) -> String {
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let words = counts.map(|(verdict, count)| format!("{verdict} {count}"));
    words.collect::<Vec<_>>().join(", ")
}

/// Changes that there should be none of.
fn changes(text: &mut String, suite: &Suite, name: &str, changed: &[Change]) {
    if !changed.is_empty() {
        let _ = writeln!(text, "{BAD}false alarm{BAD:#}  {BOLD}{name}{BOLD:#}");
        verdicts(text, suite, changed);
    }
}

fn verdicts(text: &mut String, suite: &Suite, changed: &[Change]) {
    for verdict in VerdictKind::ALL {
        let cases = changed.iter().filter(|change| change.to == verdict);
        let ids: Vec<&CaseId> = cases.map(|change| &change.case).collect();
        cases_of(text, suite, &format!("{verdict}"), &ids);
    }
}

fn cases_of(text: &mut String, suite: &Suite, label: &str, ids: &[&CaseId]) {
    if ids.is_empty() {
        return;
    }
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    let mut line = format!("{:12}{label:<8}", "");
    let mut used = line.len();
    for word in grouped(suite, &ids) {
        if used + 1 + word.len() > WIDTH && used > 20 {
            let _ = write!(line, "\n{:20}", "");
            used = 20;
        }
        used += 1 + word.len();
        line.push(' ');
        line.push_str(&word);
    }
    let _ = writeln!(text, "{line}");
}

fn canned(text: &mut String, suite: &Suite, rows: &[CannedRow]) {
    if rows.is_empty() {
        return;
    }
    let cases = suite.cases.len();
    let _ = writeln!(text, "\n{BOLD}canned server         cases passed{BOLD:#}");
    for row in rows {
        let style = if row.passed.is_empty() { GOOD } else { BAD };
        let _ = writeln!(
            text,
            "{:<20}  {style}{} of {cases}{style:#}  ({})",
            row.name,
            row.passed.len(),
            counted(row.verdicts.clone())
        );
        let passed: Vec<&CaseId> = row.passed.iter().collect();
        cases_of(text, suite, "passed", &passed);
    }
}

fn summary(matrix: &Matrix) -> String {
    let style = if matrix.summary.holds() { GOOD } else { BAD };
    format!("{style}{}{style:#}\n", matrix.summary)
}
