//! The table of operations and documented outcomes.

use serde::Serialize;

use super::index::Index;
use super::links::{Link, link};
use crate::judge::VerdictKind;
use crate::report::letter::verdict_letter;
use crate::report::record::{CaseReport, OutcomeSeen, Report};
use crate::report::words::Language;
use crate::suite::{Level, OperationId, OutcomeId};

/// Of more cases in one place, how many have which verdict is said, and only so many of those that did not pass are
/// shown one by one.
const CHIPS: usize = 50;

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
    cases: Chips,
}

/// The cases of an operation whose code no row documents.
#[derive(Debug, Serialize)]
pub(super) struct Uncoded {
    cases: Chips,
}

/// Cases as one letter each.
#[derive(Debug, Serialize)]
struct Chips {
    counts: Vec<VerdictCount>,
    links: Vec<Link>,
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct VerdictCount {
    verdict: VerdictKind,
    letter: char,
    total: usize,
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

fn chips(cases: &[&CaseReport], index: &Index<'_>, language: Language) -> Chips {
    let many = cases.len() > CHIPS;
    let singly: Vec<&CaseReport> = cases
        .iter()
        .filter(|case| !many || case.verdict != VerdictKind::Pass)
        .copied()
        .collect();
    let left = singly.len().saturating_sub(CHIPS);
    let count = |verdict| VerdictCount {
        verdict,
        letter: verdict_letter(verdict),
        total: cases.iter().filter(|case| case.verdict == verdict).count(),
    };
    let counts = VerdictKind::ALL.into_iter().filter(|_| many).map(count);
    Chips {
        counts: counts.filter(|count| count.total > 0).collect(),
        links: singly
            .into_iter()
            .take(CHIPS)
            .map(|case| link(case, index, language))
            .collect(),
        // How many they are is said already.
        more: (left > 0).then(|| "…".to_owned()),
    }
}

/// One row for each outcome that any operation documents, one column for each operation.
pub(super) fn outcomes(report: &Report, index: &Index<'_>, language: Language) -> Vec<OutcomeRow> {
    let sentences = language.sentences();
    let mut names: Vec<&OutcomeId> = report.outcomes.iter().map(|row| &row.outcome).collect();
    names.sort();
    names.dedup();
    let cell = |name: &OutcomeId, operation: &OperationId| {
        let row = index.rows.get(&(operation, name))?;
        let provoking = index.cases.get(&(operation, name));
        Some(Cell {
            seen: row.seen,
            letter: sentences.seen_letter(row.seen),
            words: sentences.seen(row.seen),
            level: row.level,
            cases: chips(provoking.map_or(&[], Vec::as_slice), index, language),
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
pub(super) fn uncoded(report: &Report, index: &Index<'_>, language: Language) -> Vec<Uncoded> {
    let of_operation = |operation: &OperationId| {
        let cases = index.cases.get(&(operation, &OutcomeId::AnyRefusal));
        Uncoded {
            cases: chips(cases.map_or(&[], Vec::as_slice), index, language),
        }
    };
    let all: Vec<Uncoded> = report.operations.keys().map(of_operation).collect();
    let is_empty = |cell: &Uncoded| cell.cases.links.is_empty() && cell.cases.counts.is_empty();
    if all.iter().all(is_empty) {
        Vec::new()
    } else {
        all
    }
}
