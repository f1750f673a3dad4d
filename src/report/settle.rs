//! What follows from the cases of a report: counts, outcomes seen, conclusion, exit code. Runs and merged reports both
//! come through here.

use std::collections::BTreeMap;

use super::record::{OutcomeSeen, Report};
use super::words::conclusion_sentence;
use crate::judge::{
    Counts, Excuse, KnownList, Policy, Reach, Scope, VerdictKind, Weighed, conclude,
};
use crate::suite::{OperationId, OutcomeId};

/// Fills in everything that follows from the verdicts of the cases.
pub(super) fn settle(report: &mut Report) {
    let mut counts: Counts = VerdictKind::ALL.into_iter().map(|kind| (kind, 0)).collect();
    for case in &report.cases {
        *counts.entry(case.verdict).or_default() += 1;
    }
    let mut verdicts: BTreeMap<(&OperationId, &OutcomeId), Vec<VerdictKind>> = BTreeMap::new();
    for case in &report.cases {
        let provoked = verdicts.entry((&case.operation, &case.outcome));
        provoked.or_default().push(case.verdict);
    }
    for outcome in &mut report.outcomes {
        let provoking = verdicts.get(&(&outcome.operation, &outcome.outcome));
        let verdicts = provoking.map_or(&[][..], Vec::as_slice);
        outcome.cases = verdicts.len();
        outcome.seen = seen(verdicts);
    }
    let weighed: Vec<Weighed> = report
        .cases
        .iter()
        .map(|case| Weighed {
            level: case.level,
            verdict: case.verdict,
            reach: Reach::of(case.verdict, &case.findings),
            excuse: if case.known_failure {
                Excuse::Known
            } else {
                Excuse::None
            },
        })
        .collect();
    let policy = Policy {
        level: report.level,
        // A part of a split run is never the whole, whatever it was split from.
        scope: if report.part.is_some() {
            Scope::Filtered
        } else {
            report.scope
        },
    };
    let known = if report.stale_known_failures.is_empty() {
        KnownList::UpToDate
    } else {
        KnownList::Stale
    };
    report.conclusion = conclude(&weighed, &policy, known);
    report.exit_code = report.conclusion.code();
    report.summary = conclusion_sentence(report.conclusion, &counts, policy.scope);
    report.counts = counts;
}

fn seen(verdicts: &[VerdictKind]) -> OutcomeSeen {
    let has = |kinds: &[VerdictKind]| verdicts.iter().any(|verdict| kinds.contains(verdict));
    if verdicts.is_empty() {
        OutcomeSeen::NotSelected
    } else if has(&[VerdictKind::Fail]) {
        OutcomeSeen::Otherwise
    } else if has(&[VerdictKind::Pass, VerdictKind::Quirk]) {
        OutcomeSeen::AsDocumented
    } else {
        OutcomeSeen::NotJudged
    }
}
