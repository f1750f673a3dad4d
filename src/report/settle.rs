//! What follows from the cases of a report: counts, outcomes seen, conclusion, exit code. Runs and merged reports both
//! come through here.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{OutcomeReport, OutcomeSeen, Report, UndocumentedReport};
use super::words::conclusion_sentence;
use crate::judge::{
    Counts, Excuse, KnownList, Policy, Reach, Scope, VerdictKind, Weighed, conclude,
};
use crate::suite::{CaseId, OperationId, OutcomeId};

/// Fills in everything that follows from the cases.
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
    report.undocumented = undocumented(report);
    report.conclusion = conclude(&weighed, &policy, known);
    report.exit_code = report.conclusion.code();
    report.summary = conclusion_sentence(report.conclusion, &counts, policy.scope);
    report.counts = counts;
}

/// What the rows of operations document.
#[derive(Default)]
struct Documented<'a> {
    coded: BTreeSet<(&'a OperationId, u16, &'a str)>,
    by_status: BTreeSet<(&'a OperationId, u16)>,
}

impl<'a> Documented<'a> {
    fn by(rows: &'a [OutcomeReport]) -> Self {
        let mut documented = Self::default();
        for row in rows {
            match &row.outcome {
                OutcomeId::Coded {
                    status,
                    message_code,
                } => {
                    let coded = (&row.operation, *status, message_code.as_str());
                    documented.coded.insert(coded);
                }
                OutcomeId::StatusOnly { status } => {
                    documented.by_status.insert((&row.operation, *status));
                }
                OutcomeId::AnyRefusal => {}
            }
        }
        documented
    }

    fn has(&self, operation: &OperationId, status: u16, code: Option<&str>) -> bool {
        self.by_status.contains(&(operation, status))
            || code.is_some_and(|code| self.coded.contains(&(operation, status, code)))
    }
}

/// Every (status, message code) that the target sent though no row of the operation documents it.
fn undocumented(report: &Report) -> Vec<UndocumentedReport> {
    let mut answers: BTreeMap<(OperationId, u16, Option<String>), BTreeSet<CaseId>> =
        BTreeMap::new();
    let documented = Documented::by(&report.outcomes);
    for case in &report.cases {
        for exchange in &case.exchanges {
            let Some(response) = &exchange.response else {
                continue;
            };
            let code = message_code(response.body.as_deref().unwrap_or_default());
            if !documented.has(&case.operation, response.status, code.as_deref()) {
                answers
                    .entry((case.operation.clone(), response.status, code))
                    .or_default()
                    .insert(exchange.case.clone());
            }
        }
    }
    answers
        .into_iter()
        .map(
            |((operation, status, message_code), cases)| UndocumentedReport {
                operation,
                status,
                message_code,
                cases: cases.into_iter().collect(),
            },
        )
        .collect()
}

/// The message code of a body, also under the name that ruling R2 knows.
fn message_code(body: &str) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body.trim_start_matches('\u{feff}')).ok()?;
    let code = body
        .get("message_code")
        .or_else(|| body.get("message_ode"))?;
    match code {
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
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
