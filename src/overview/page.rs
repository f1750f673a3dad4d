//! The table as one self-contained page: no script, nothing from elsewhere, and nothing of a report is markup.

use jiff::Timestamp;
use serde::Serialize;

use super::Overview;
use super::text::NOT_ASKED;
use crate::judge::{Conclusion, VerdictKind};
use crate::report::{HtmlError, Language, render_page, shown, verdict_letter};

const TEMPLATE: &str = include_str!("overview.html");

#[derive(Debug, Serialize)]
struct Page {
    lang: &'static str,
    title: &'static str,
    how_to_read: &'static str,
    several_suites: Option<&'static str>,
    outcome: &'static str,
    suite: &'static str,
    legend_label: &'static str,
    legend: Vec<Cell>,
    targets: Vec<Target>,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Target {
    name: String,
    target: String,
    started: String,
    digest: String,
    conclusion: &'static str,
    tone: &'static str,
}

/// The outcomes of one operation.
#[derive(Debug, Serialize)]
struct Group {
    operation: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    outcome: String,
    cells: Vec<Cell>,
}

/// A verdict, or that nothing was asked for.
#[derive(Debug, Serialize)]
struct Cell {
    letter: char,
    class: String,
    words: String,
}

/// The table as HTML.
///
/// # Errors
/// The template asks for something that the page does not have.
pub fn html(overview: &Overview, language: Language) -> Result<String, HtmlError> {
    let (labels, sentences) = (language.labels(), language.comparison_sentences());
    let cell = |verdict: Option<VerdictKind>| Cell {
        letter: verdict.map_or(NOT_ASKED, verdict_letter),
        class: verdict.map_or_else(|| "none".to_owned(), |verdict| verdict.to_string()),
        words: verdict.map_or_else(
            || sentences.not_asked().to_owned(),
            |verdict| verdict.to_string(),
        ),
    };
    let mut groups: Vec<Group> = Vec::new();
    for row in &overview.rows {
        let operation = row.operation.to_string();
        let shown = Row {
            outcome: row.outcome.to_string(),
            cells: row.cells.iter().map(|verdict| cell(*verdict)).collect(),
        };
        match groups.last_mut() {
            Some(group) if group.operation == operation => group.rows.push(shown),
            _ => groups.push(Group {
                operation,
                rows: vec![shown],
            }),
        }
    }
    let targets = overview.targets.iter().map(|target| Target {
        name: shown(&target.name),
        target: shown(&target.target),
        started: minute(&target.started),
        digest: shown(&target.suite_digest).chars().take(12).collect(),
        conclusion: sentences.conclusion(target.conclusion),
        tone: match target.conclusion {
            Conclusion::Conforming => "good",
            Conclusion::NotConforming => "bad",
            _ => "unsure",
        },
    });
    let page = Page {
        lang: language.tag(),
        title: sentences.targets_by_outcomes(),
        how_to_read: sentences.how_to_read(),
        several_suites: (!overview.is_of_one_suite()).then(|| sentences.several_suites()),
        outcome: labels.outcome,
        suite: labels.suite,
        legend_label: labels.legend,
        legend: VerdictKind::ALL
            .into_iter()
            .map(Some)
            .chain([None])
            .map(cell)
            .collect(),
        targets: targets.collect(),
        groups,
    };
    render_page(TEMPLATE, page)
}

/// A time to the minute: finer ones only make columns wide.
fn minute(time: &str) -> String {
    match time.parse::<Timestamp>() {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => shown(time),
    }
}
