//! The table of operations and documented outcomes.

use serde::Serialize;

use super::page::{Link, link};
use crate::report::record::{CaseReport, OutcomeReport, OutcomeSeen, Report};
use crate::report::words::Language;
use crate::suite::{Level, OperationId, OutcomeId};

#[derive(Debug, Serialize)]
pub(super) struct OutcomeRow {
    name: String,
    cells: Vec<Option<Cell>>,
}

#[derive(Debug, Serialize)]
struct Cell {
    seen: OutcomeSeen,
    letter: char,
    words: &'static str,
    level: Level,
    cases: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(super) struct SeenLegend {
    seen: OutcomeSeen,
    letter: char,
    words: &'static str,
}

const SEEN: [OutcomeSeen; 4] = [
    OutcomeSeen::AsDocumented,
    OutcomeSeen::Otherwise,
    OutcomeSeen::NotJudged,
    OutcomeSeen::NotSelected,
];

pub(super) fn seen_legend(language: Language) -> Vec<SeenLegend> {
    let sentences = language.sentences();
    SEEN.map(|seen| SeenLegend {
        seen,
        letter: sentences.seen_letter(seen),
        words: sentences.seen(seen),
    })
    .into()
}

/// One row for each outcome that any operation documents, one column for each operation.
pub(super) fn outcomes(report: &Report, language: Language) -> Vec<OutcomeRow> {
    let sentences = language.sentences();
    let mut names: Vec<&OutcomeId> = report.outcomes.iter().map(|row| &row.outcome).collect();
    names.sort();
    names.dedup();
    let cell = |name: &OutcomeId, operation: &OperationId| {
        let documented = |row: &&OutcomeReport| row.operation == *operation && row.outcome == *name;
        let row = report.outcomes.iter().find(documented)?;
        let provoking = |case: &&CaseReport| case.operation == *operation && case.outcome == *name;
        Some(Cell {
            seen: row.seen,
            letter: sentences.seen_letter(row.seen),
            words: sentences.seen(row.seen),
            level: row.level,
            cases: report
                .cases
                .iter()
                .filter(provoking)
                .map(|case| link(case, language))
                .collect(),
        })
    };
    names
        .into_iter()
        .map(|name| OutcomeRow {
            name: name.to_string(),
            cells: report
                .operations
                .keys()
                .map(|operation| cell(name, operation))
                .collect(),
        })
        .collect()
}

/// Cases whose code no row documents, for each operation; empty if there are none.
pub(super) fn uncoded(report: &Report, language: Language) -> Vec<Vec<Link>> {
    let of_operation = |operation: &OperationId| {
        let cases = report
            .cases
            .iter()
            .filter(|case| case.operation == *operation && case.outcome == OutcomeId::AnyRefusal);
        cases.map(|case| link(case, language)).collect()
    };
    let cases: Vec<Vec<Link>> = report.operations.keys().map(of_operation).collect();
    if cases.iter().all(Vec::is_empty) {
        Vec::new()
    } else {
        cases
    }
}
