//! Verdicts to one conclusion and its exit code.

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, FindingCode, Severity};
use super::verdict::{Judged, Verdict, VerdictKind};
use crate::suite::Level;

/// What a run as a whole says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Every case that decides passed, or is a quirk, and at least one was asked.
    Conforming,
    /// A case that decides failed.
    NotConforming,
    /// Every case that decides passed but for known failures: the build may go on, the target does not conform.
    OnlyKnownFailures,
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
            Self::Conforming | Self::OnlyKnownFailures => 0,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every case.
    Whole,
    /// A selection: never conforming, whatever it shows.
    Filtered,
}

/// How many cases have which verdict.
pub type Counts = BTreeMap<VerdictKind, usize>;

/// Turns denied quirks into failures. Comes before [`conclude`] and before any report.
pub fn apply_quirk_policy(judged: &mut [Judged], quirks: Quirks) {
    if quirks == Quirks::Denied {
        for judged in judged {
            if judged.verdict == Verdict::Quirk {
                judged.verdict = Verdict::Fail;
            }
            for finding in &mut judged.findings {
                if finding.severity == Severity::Quirk {
                    finding.severity = Severity::Fail;
                }
            }
        }
    }
}

/// What of a case matters for the conclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// Its level.
    pub level: Level,
    /// Its verdict.
    pub verdict: VerdictKind,
    /// Whether it is an error because nothing of the target could be reached.
    pub reach: Reach,
    /// Whether a list of known failures excuses it.
    pub excuse: Excuse,
}

/// Whether the target was reached for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It was, or was not tried.
    Reached,
    /// No connection could be made.
    Unreachable,
}

/// Whether a failed case decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excuse {
    /// It does.
    None,
    /// A list of known failures has all of its findings.
    Known,
}

/// Whether a list of known failures is up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownList {
    /// It is, or there is none.
    UpToDate,
    /// Some entry must go.
    Stale,
}

impl Reach {
    /// What the findings of a case say of it.
    pub fn of(verdict: VerdictKind, findings: &[Finding]) -> Self {
        let unreachable = verdict == VerdictKind::Error
            && findings.iter().all(|finding| {
                matches!(
                    finding.code,
                    FindingCode::NotConnected | FindingCode::NameNotResolved
                )
            });
        if unreachable {
            Self::Unreachable
        } else {
            Self::Reached
        }
    }
}

/// The one function that decides: console, reports and exit code follow from it.
pub fn conclude(cases: &[Weighed], policy: &Policy, known: KnownList) -> Conclusion {
    let mut asked = cases
        .iter()
        .filter(|case| case.verdict != VerdictKind::Blocked)
        .peekable();
    if asked.peek().is_some() && asked.all(|case| case.reach == Reach::Unreachable) {
        return Conclusion::Unreachable;
    }
    let deciding: Vec<&Weighed> = cases
        .iter()
        .filter(|case| case.level >= policy.level)
        .collect();
    let fails = |case: &&Weighed| case.verdict == VerdictKind::Fail && case.excuse == Excuse::None;
    let settled = |case: &&Weighed| {
        matches!(
            case.verdict,
            VerdictKind::Pass | VerdictKind::Quirk | VerdictKind::Fail
        )
    };
    if deciding.iter().any(fails) {
        Conclusion::NotConforming
    } else if known == KnownList::Stale {
        Conclusion::StaleKnownFailures
    } else if policy.scope == Scope::Filtered
        || deciding.is_empty()
        || !deciding.iter().all(settled)
    {
        Conclusion::Inconclusive
    } else if deciding.iter().any(|case| case.excuse == Excuse::Known) {
        Conclusion::OnlyKnownFailures
    } else {
        Conclusion::Conforming
    }
}
