//! Verdicts, one meaning each.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use crate::plan::BlockedReason;
use crate::suite::CaseIndex;

/// What is said of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As documented, and shown to be for the stated reason.
    Pass,
    /// A deviation that a ruling allows, and shown to be for the stated reason.
    Quirk,
    /// Not as documented.
    Fail,
    /// As documented, but nothing shows that it is for the stated reason.
    Unproven(Unproven),
    /// Not asked, or not judged.
    Blocked(BlockedReason),
    /// No answer that could be judged.
    Error,
}

/// A verdict without its reason.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum VerdictKind {
    /// See [`Verdict::Pass`].
    Pass,
    /// See [`Verdict::Quirk`].
    Quirk,
    /// See [`Verdict::Fail`].
    Fail,
    /// See [`Verdict::Unproven`].
    Unproven,
    /// See [`Verdict::Blocked`].
    Blocked,
    /// See [`Verdict::Error`].
    Error,
}

impl VerdictKind {
    /// All of them, the best first.
    pub const ALL: [Self; 6] = [
        Self::Pass,
        Self::Quirk,
        Self::Fail,
        Self::Unproven,
        Self::Blocked,
        Self::Error,
    ];
}

impl fmt::Display for VerdictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pass => "pass",
            Self::Quirk => "quirk",
            Self::Fail => "fail",
            Self::Unproven => "unproven",
            Self::Blocked => "blocked",
            Self::Error => "error",
        })
    }
}

impl Verdict {
    /// The verdict without its reason.
    pub fn kind(&self) -> VerdictKind {
        match self {
            Self::Pass => VerdictKind::Pass,
            Self::Quirk => VerdictKind::Quirk,
            Self::Fail => VerdictKind::Fail,
            Self::Unproven(_) => VerdictKind::Unproven,
            Self::Blocked(_) => VerdictKind::Blocked,
            Self::Error => VerdictKind::Error,
        }
    }
}

/// Why an answer that is as documented is no proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unproven {
    /// The control did not succeed on the same identifier afterwards. Either one of the requests before it changed
    /// something (R17), or success does not work, or the identifier was not in the state that the profile says.
    ControlFailed {
        /// The success case.
        control: CaseIndex,
        /// The requests that came before it on that identifier.
        followed: Vec<CaseIndex>,
    },
    /// The control was not answered, or not sent any more.
    ControlUnanswered {
        /// The success case.
        control: CaseIndex,
    },
    /// The success case succeeded nowhere in this run.
    NoSuccess {
        /// The success case.
        control: CaseIndex,
    },
    /// The same request once more was refused, but not as documented, or not answered.
    EffectNotShown,
    /// The success was refused as if it had been sent before, after other requests on the same identifier.
    UsedUpBefore {
        /// The requests that came before it.
        followed: Vec<CaseIndex>,
    },
}

/// What bound a verdict to its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The same request once more was refused as documented.
    Effect,
    /// The control succeeded afterwards on the same identifier.
    ControlAfter(CaseIndex),
    /// What had to come first did, on the same identifier.
    SuccessBefore(CaseIndex),
    /// The control succeeded elsewhere in the run.
    SuccessElsewhere(CaseIndex),
}

/// A case with its verdict and what it rests on.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The case.
    pub case: CaseIndex,
    /// What is said of it.
    pub verdict: Verdict,
    /// The differences, or why there was no answer.
    pub findings: Vec<Finding>,
    /// What binds a pass or quirk to its reason.
    pub proof: Option<Proof>,
    /// The answer in the form of a snapshot; empty if there was none.
    pub text: String,
    /// The lane that the case was asked on, and those of its steps that concern the case.
    pub evidence: Option<Evidence>,
}

/// Where the exchanges stand that a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The lane, by its place in the plan.
    pub lane: usize,
    /// Its steps, by their places in the lane's record.
    pub steps: Vec<usize>,
}
