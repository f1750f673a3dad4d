//! Two reports, case by case: what changed its verdict, what appeared, what vanished.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use crate::judge::VerdictKind;
use crate::report::Report;
use crate::suite::CaseId;

/// The version of the form of `compare --format json`.
pub const COMPARISON_VERSION: u32 = 1;

/// What changed between two reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// [`COMPARISON_VERSION`].
    pub schema_version: u32,
    /// The earlier report.
    pub old: Side,
    /// The later one.
    pub new: Side,
    /// How many cases were right and no longer are, or are no longer there.
    pub regressions: usize,
    /// The cases whose verdict changed.
    pub changed: Vec<Change>,
    /// The cases that only the later report has.
    pub appeared: Vec<OneSided>,
    /// The cases that only the earlier report has.
    pub vanished: Vec<OneSided>,
}

/// Which run a report is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// The address that was asked.
    pub target: String,
    /// The digest of the suite.
    pub suite_digest: String,
    /// When.
    pub started: String,
}

/// A case whose verdict changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The case.
    pub id: CaseId,
    /// What was said of it.
    pub old: VerdictKind,
    /// What is said of it.
    pub new: VerdictKind,
    /// Whether it was right and no longer is.
    pub regression: bool,
}

/// A case that one report has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OneSided {
    /// The case.
    pub id: CaseId,
    /// What is said of it.
    pub verdict: VerdictKind,
}

/// Compares two reports. A case that vanished is a regression whatever was said of it: what is not asked any more
/// cannot be known to hold.
pub fn compare(old: &Report, new: &Report) -> Comparison {
    let (before, after) = (verdicts(old), verdicts(new));
    let mut changed = Vec::new();
    let mut vanished = Vec::new();
    for (id, old) in &before {
        match after.get(id) {
            None => vanished.push(OneSided {
                id: (*id).clone(),
                verdict: *old,
            }),
            Some(new) if new == old => {}
            Some(new) => changed.push(Change {
                id: (*id).clone(),
                old: *old,
                new: *new,
                regression: is_right(*old) && !is_right(*new),
            }),
        }
    }
    let appeared = after
        .iter()
        .filter(|(id, _)| !before.contains_key(*id))
        .map(|(id, verdict)| OneSided {
            id: (*id).clone(),
            verdict: *verdict,
        })
        .collect();
    let regressions = vanished.len() + changed.iter().filter(|change| change.regression).count();
    Comparison {
        schema_version: COMPARISON_VERSION,
        old: side(old),
        new: side(new),
        regressions,
        changed,
        appeared,
        vanished,
    }
}

fn verdicts(report: &Report) -> IndexMap<&CaseId, VerdictKind> {
    let cases = report.cases.iter();
    cases.map(|case| (&case.id, case.verdict)).collect()
}

fn is_right(verdict: VerdictKind) -> bool {
    matches!(verdict, VerdictKind::Pass | VerdictKind::Quirk)
}

fn side(report: &Report) -> Side {
    Side {
        target: report.target.clone(),
        suite_digest: report.suite_digest.clone(),
        started: report.started.clone(),
    }
}
