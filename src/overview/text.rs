//! The table for a terminal.

use super::Overview;
use crate::judge::VerdictKind;
use crate::report::{Language, inert, verdict_letter};

/// Stands where nothing was asked for.
pub(super) const NOT_ASKED: char = '-';

/// The table as text.
pub fn text(overview: &Overview, language: Language) -> String {
    let sentences = language.comparison_sentences();
    let mut lines = Vec::new();
    for (number, target) in overview.targets.iter().enumerate() {
        lines.push(format!(
            "{:>3}  {}  {}  {}",
            number + 1,
            inert(&target.name),
            inert(&target.target),
            sentences.conclusion(target.conclusion)
        ));
    }
    if !overview.is_of_one_suite() {
        lines.push(format!(
            "{}: {}",
            language.labels().note,
            sentences.several_suites()
        ));
    }
    let numbers: String = (1..=overview.targets.len())
        .map(|number| format!("{number:>4}"))
        .collect();
    let names: Vec<String> = overview
        .rows
        .iter()
        .map(|row| format!("{} {}", row.operation, row.outcome))
        .collect();
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default();
    lines.push(format!("{:<width$}{numbers}", ""));
    for (name, row) in names.iter().zip(&overview.rows) {
        let cells: String = row
            .cells
            .iter()
            .map(|cell| format!("{:>4}", cell.map_or(NOT_ASKED, verdict_letter)))
            .collect();
        lines.push(format!("{name:<width$}{cells}"));
    }
    let letters = VerdictKind::ALL
        .iter()
        .map(|verdict| format!("{} {verdict}", verdict_letter(*verdict)));
    let legend: Vec<String> = letters
        .chain([format!("{NOT_ASKED} {}", sentences.not_asked())])
        .collect();
    lines.push(sentences.how_to_read().to_owned());
    lines.push(legend.join(" · "));
    lines.push(String::new());
    lines.join("\n")
}
