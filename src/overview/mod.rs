//! Many targets side by side: what each showed of each documented outcome.

mod page;
mod text;

use indexmap::IndexMap;
pub use page::html;
use schemars::JsonSchema;
use serde::Serialize;
pub use text::text;

use crate::judge::{Conclusion, VerdictKind};
use crate::report::Report;
use crate::suite::{OperationId, OutcomeId};

/// The verdicts by which an outcome is told, the worst first.
const WORST_FIRST: [VerdictKind; 6] = [
    VerdictKind::Fail,
    VerdictKind::Error,
    VerdictKind::Unproven,
    VerdictKind::Blocked,
    VerdictKind::Quirk,
    VerdictKind::Pass,
];

/// The version of the form of `matrix --format json`.
pub const OVERVIEW_VERSION: u32 = 1;

/// Targets by outcomes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Overview {
    /// [`OVERVIEW_VERSION`].
    pub schema_version: u32,
    /// The targets, in the order in which they were named.
    pub targets: Vec<OverviewTarget>,
    /// The outcomes that any of their suites documents.
    pub rows: Vec<OverviewRow>,
}

/// One target.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OverviewTarget {
    /// What the report was named as.
    pub name: String,
    /// The address.
    pub target: String,
    /// When it was asked.
    pub started: String,
    /// The digest of the suite that it was asked with.
    pub suite_digest: String,
    /// What the run as a whole says.
    pub conclusion: Conclusion,
}

/// One documented outcome.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OverviewRow {
    /// The operation.
    pub operation: OperationId,
    /// Status and message code.
    pub outcome: OutcomeId,
    /// For each target the worst verdict of all cases that provoke the outcome; `None` if none was asked for.
    pub cells: Vec<Option<VerdictKind>>,
}

/// Puts reports side by side, each under a name.
pub fn overview(reports: &[(String, Report)]) -> Overview {
    let mut rows: IndexMap<(OperationId, OutcomeId), Vec<Option<VerdictKind>>> = IndexMap::new();
    for (_, report) in reports {
        let documented = report.outcomes.iter();
        let documented = documented.map(|row| (row.operation.clone(), row.outcome.clone()));
        // Cases also ask for refusals that no table has a row for.
        let asked = report.cases.iter();
        let asked = asked.map(|case| (case.operation.clone(), case.outcome.clone()));
        for key in documented.chain(asked) {
            rows.entry(key).or_insert_with(|| vec![None; reports.len()]);
        }
    }
    // Operations side by side, whichever report named them first.
    rows.sort_by(|one, _, other, _| one.cmp(other));
    for (column, (_, report)) in reports.iter().enumerate() {
        for ((operation, outcome), cells) in &mut rows {
            let cases = report.cases.iter();
            let verdicts: Vec<VerdictKind> = cases
                .filter(|case| case.operation == *operation && case.outcome == *outcome)
                .map(|case| case.verdict)
                .collect();
            if let Some(cell) = cells.get_mut(column) {
                *cell = WORST_FIRST
                    .into_iter()
                    .find(|verdict| verdicts.contains(verdict));
            }
        }
    }
    Overview {
        schema_version: OVERVIEW_VERSION,
        targets: reports
            .iter()
            .map(|(name, report)| OverviewTarget {
                name: name.clone(),
                target: report.target.clone(),
                started: report.started.clone(),
                suite_digest: report.suite_digest.clone(),
                conclusion: report.conclusion,
            })
            .collect(),
        rows: rows
            .into_iter()
            .map(|((operation, outcome), cells)| OverviewRow {
                operation,
                outcome,
                cells,
            })
            .collect(),
    }
}

impl Overview {
    /// Whether all targets were asked the same questions.
    pub fn is_of_one_suite(&self) -> bool {
        let mut digests = self.targets.iter().map(|target| &target.suite_digest);
        let first = digests.next();
        digests.all(|digest| Some(digest) == first)
    }
}
