//! Verdicts, each bound to its reason.
//!
//! An answer that is as documented is no proof by itself: a target that says 403 to everything says 403 to an
//! expired token too. So a refusal counts only if its control, which differs by the one change, succeeds; and a
//! success only if the same request once more is refused.

use super::bench::Bench;
use super::blindness::Blindness;
use super::verdict::Judged;
use crate::exchange::Records;
use crate::parallel;
use crate::plan::Plan;
use crate::suite::{CaseIndex, Suite};

/// Gives each selected case its verdict. Verdicts come in the order of the selection.
pub fn judge(suite: &Suite, selected: &[CaseIndex], plan: &Plan, records: &Records) -> Vec<Judged> {
    judge_all(suite, selected, plan, records, None)
}

/// The verdicts that a judge would give who does not make one of the comparisons. They say nothing of the target, only
/// of the comparison.
pub fn judge_blind(
    suite: &Suite,
    selected: &[CaseIndex],
    plan: &Plan,
    records: &Records,
    blindness: Blindness,
) -> Vec<Judged> {
    judge_all(suite, selected, plan, records, Some(blindness))
}

fn judge_all(
    suite: &Suite,
    selected: &[CaseIndex],
    plan: &Plan,
    records: &Records,
    blind: Option<Blindness>,
) -> Vec<Judged> {
    let bench = Bench::new(suite, plan, records, blind);
    let mut judged = Vec::with_capacity(selected.len());
    parallel::each(selected, |case| bench.judge(*case), |one| judged.push(one));
    judged
}
