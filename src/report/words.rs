//! Sentences about verdicts.

use crate::judge::{Conclusion, Counts, Proof, Scope, Unproven, VerdictKind};
use crate::plan::BlockedReason;
use crate::suite::{CaseIndex, Suite};

/// Why a case is blocked, in one sentence.
pub fn blocked_reason(suite: &Suite, reason: &BlockedReason) -> String {
    match reason {
        BlockedReason::MissingState {
            state,
            listed: 0,
            needed,
        } => {
            format!("the profile lists no identifier for {state} ({needed} would do for all cases)")
        }
        BlockedReason::MissingState {
            state,
            listed,
            needed,
        } => {
            format!("the profile lists {listed} for {state}, and {needed} are needed for all cases")
        }
        BlockedReason::MissingToken(token) => {
            format!("the profile supplies no token `{token}`")
        }
        BlockedReason::MissingControl { control, because } => format!(
            "its control {} cannot be sent: {}",
            suite[*control].id,
            blocked_reason(suite, because)
        ),
        BlockedReason::ChangesForbidden => {
            "the target is not on loopback, and its owner has not allowed changes".to_owned()
        }
        BlockedReason::Hook(error) => error.clone(),
        BlockedReason::BeforeFailed(case) => format!(
            "{} has to come first and was not answered as documented",
            suite[*case].id
        ),
    }
}

/// The profile line that would unblock a case.
pub fn unblock(reason: &BlockedReason) -> Option<String> {
    match reason {
        BlockedReason::MissingState { state, needed, .. } => {
            let ids = vec!["…"; (*needed).min(3)].join(", ");
            let more = if *needed > 3 { ", …" } else { "" };
            Some(format!("states: {{ {state}: [{ids}{more}] }}"))
        }
        BlockedReason::MissingToken(token) => Some(format!(
            "tokens: {{ {token}: \"${{{}}}\" }}",
            token.variable()
        )),
        BlockedReason::MissingControl { because, .. } => unblock(because),
        BlockedReason::ChangesForbidden => Some("allow_changes: true".to_owned()),
        BlockedReason::Hook(_) | BlockedReason::BeforeFailed(_) => None,
    }
}

fn names(suite: &Suite, cases: &[CaseIndex]) -> String {
    cases
        .iter()
        .map(|case| suite[*case].id.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why an answer that is as documented is no proof.
pub(super) fn unproven(suite: &Suite, reason: &Unproven) -> String {
    match reason {
        Unproven::ControlFailed { control, followed } => format!(
            "the control {} did not succeed on the same identifier after {}: one of them changed something, success \
             does not work, or the identifier was not in the state that the profile says",
            suite[*control].id,
            names(suite, followed)
        ),
        Unproven::ControlUnanswered { control } => format!(
            "the control {} was not answered on the same identifier afterwards",
            suite[*control].id
        ),
        Unproven::NoSuccess { control } => format!(
            "the success case {} succeeded nowhere in this run, so nothing shows that this refusal is for its reason",
            suite[*control].id
        ),
        Unproven::EffectNotShown => {
            "the same request once more was not refused as documented, so nothing shows that the success had an effect"
                .to_owned()
        }
        Unproven::UsedUpBefore { followed } => format!(
            "it was refused as if it had been sent before, after {} on the same identifier: one of them changed \
             something, or the identifier was not in the state that the profile says",
            names(suite, followed)
        ),
    }
}

/// What shows that a verdict has the stated reason.
pub(super) fn proof(suite: &Suite, proof: &Proof) -> String {
    match proof {
        Proof::Effect => "the same request once more was refused as documented".to_owned(),
        Proof::ControlAfter(control) => format!(
            "the control {} succeeded on the same identifier afterwards",
            suite[*control].id
        ),
        Proof::SuccessBefore(success) => {
            format!(
                "{} succeeded on the same identifier before",
                suite[*success].id
            )
        }
        Proof::SuccessElsewhere(control) => {
            format!("the control {} succeeded in this run", suite[*control].id)
        }
    }
}

/// The conclusion in one sentence.
pub fn conclusion_sentence(conclusion: Conclusion, counts: &Counts, scope: Scope) -> String {
    let count = |kind| counts.get(&kind).copied().unwrap_or_default();
    match conclusion {
        Conclusion::Conforming => match count(VerdictKind::Quirk) {
            0 => "The target conforms: every case that decides passed.".to_owned(),
            quirks => format!(
                "The target conforms: every case that decides passed, with {quirks} that a ruling allows."
            ),
        },
        Conclusion::OnlyKnownFailures => {
            "The target does not conform, but every failure that decides is a known one.".to_owned()
        }
        Conclusion::NotConforming => {
            "The target does not conform: a case that decides failed.".to_owned()
        }
        Conclusion::Inconclusive if scope == Scope::Filtered => {
            "Inconclusive: only a part of the suite was run.".to_owned()
        }
        Conclusion::Inconclusive => {
            "Inconclusive: not every case that decides could be judged.".to_owned()
        }
        Conclusion::Unreachable => "The target cannot be reached.".to_owned(),
        Conclusion::StaleKnownFailures => "The list of known failures is out of date.".to_owned(),
    }
}
