//! Verdicts to one conclusion and its exit code.

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde::Serialize;

use super::verdict::{Judged, Verdict, VerdictKind};
use crate::suite::{Level, Suite};

/// What a run as a whole says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Every case that decides passed, or is a quirk, and at least one was asked.
    Conforming,
    /// A case that decides failed.
    NotConforming,
    /// Nothing that decides failed, but not everything that decides was judged.
    Inconclusive,
    /// Nothing of the target could be reached.
    Unreachable,
    /// The list of known failures is wrong: an entry passes, matches nothing or has expired.
    StaleKnownFailures,
}

impl Conclusion {
    /// The exit code, which CI jobs depend on.
    pub fn code(self) -> u8 {
        match self {
            Self::Conforming => 0,
            Self::NotConforming => 1,
            Self::Inconclusive => 3,
            Self::Unreachable => 4,
            Self::StaleKnownFailures => 5,
        }
    }

    /// The same as a process's exit code.
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

/// What decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Cases of this level and above decide.
    pub level: Level,
    /// Whether all cases of the suite were selected.
    pub scope: Scope,
}

/// What a quirk counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quirks {
    /// A deviation that is allowed.
    Allowed,
    /// A failure.
    Denied,
}

/// How much of the suite a run covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every case.
    Whole,
    /// A selection: never conforming, whatever it shows.
    Filtered,
}

/// How many cases have which verdict.
pub type Counts = BTreeMap<VerdictKind, usize>;

/// Counts verdicts; those that nothing has count zero.
pub fn counts<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Counts {
    let mut counts: Counts = VerdictKind::ALL.into_iter().map(|kind| (kind, 0)).collect();
    for judged in judged {
        *counts.entry(judged.verdict.kind()).or_default() += 1;
    }
    counts
}

/// Turns denied quirks into failures. Comes before [`conclude`] and before any report.
pub fn apply_quirk_policy(judged: &mut [Judged], quirks: Quirks) {
    if quirks == Quirks::Denied {
        for judged in judged {
            if judged.verdict == Verdict::Quirk {
                judged.verdict = Verdict::Fail;
            }
        }
    }
}

/// The one function that decides: console, reports and exit code follow from it.
pub fn conclude(suite: &Suite, judged: &[Judged], policy: &Policy) -> Conclusion {
    let asked = judged
        .iter()
        .any(|judged| !matches!(judged.verdict, Verdict::Blocked(_)));
    let unreachable = asked
        && judged.iter().all(|judged| match judged.verdict {
            Verdict::Blocked(_) => true,
            Verdict::Error => judged.findings.iter().all(|finding| {
                matches!(
                    finding.code,
                    super::FindingCode::NotConnected | super::FindingCode::NameNotResolved
                )
            }),
            _ => false,
        });
    if unreachable {
        return Conclusion::Unreachable;
    }
    let deciding: Vec<VerdictKind> = judged
        .iter()
        .filter(|judged| suite[judged.case].level >= policy.level)
        .map(|judged| judged.verdict.kind())
        .collect();
    let settled = |kind: &VerdictKind| matches!(kind, VerdictKind::Pass | VerdictKind::Quirk);
    if deciding.contains(&VerdictKind::Fail) {
        Conclusion::NotConforming
    } else if policy.scope == Scope::Filtered
        || deciding.is_empty()
        || !deciding.iter().all(settled)
    {
        Conclusion::Inconclusive
    } else {
        Conclusion::Conforming
    }
}
