//! One answer against one expectation.

use serde_json::Value as Json;

use super::blindness::Blindness;
use super::comparer::{Comparer, MESSAGE_CODE, shorten};
use super::finding::{Finding, FindingCode, Severity};
use super::observation::{Member, Observation};
use crate::suite::{Deviation, Expectation, Operation, OutcomeId};

/// An answer beside its expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The answer in the form of a snapshot: a line that agrees reads as the snapshot's, another as the target's.
    pub text: String,
    /// The differences, the status first.
    pub findings: Vec<Finding>,
}

impl Comparison {
    /// Whether the answer is as documented, quirks included.
    pub fn is_as_documented(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.severity == Severity::Quirk)
    }
}

/// Compares an answer with what an outcome of an operation promises.
pub fn compare(
    operation: &Operation,
    outcome: &OutcomeId,
    expectation: &Expectation,
    observation: &Observation,
) -> Comparison {
    compare_blind(operation, outcome, expectation, observation, None)
}

/// The same, blind to one comparison or to none.
pub(super) fn compare_blind(
    operation: &Operation,
    outcome: &OutcomeId,
    expectation: &Expectation,
    observation: &Observation,
    blind: Option<Blindness>,
) -> Comparison {
    let comparer =
        |outcome, expectation| Comparer::new(operation, outcome, expectation, observation, blind);
    let strict = comparer(outcome, expectation).compare();
    if strict.findings.is_empty() {
        return strict;
    }
    if *outcome == OutcomeId::AnyRefusal && is_documented_example(operation, observation, blind) {
        return Comparison {
            text: expectation.to_string(),
            findings: Vec::new(),
        };
    }
    if strict.is_as_documented() {
        return strict;
    }
    let Some(ruling) = operation
        .quirks
        .iter()
        .find_map(|quirk| match &quirk.allows {
            Deviation::AnyRefusal(allowed) if allowed == outcome => Some(quirk.ruling.clone()),
            _ => None,
        })
    else {
        return strict;
    };
    // R9: refused, in the error model, but not in the documented way.
    let any = Expectation::any_refusal();
    let lenient = comparer(&OutcomeId::AnyRefusal, &any).compare();
    if !lenient.is_as_documented() {
        return strict;
    }
    let mut findings = vec![Finding {
        code: FindingCode::OtherRefusal,
        field: "answer".to_owned(),
        expected: outcome.to_string(),
        actual: answered(observation),
        ruling: Some(ruling),
        severity: Severity::Quirk,
    }];
    findings.retain(|_| blind != Some(Blindness::OtherRefusal));
    findings.extend(lenient.findings);
    Comparison {
        text: strict.text,
        findings,
    }
}

/// Whether an answer is a refusal just as one of the operation's examples prints it, misspelling included (R2): where
/// any refusal will do, that one does.
fn is_documented_example(
    operation: &Operation,
    observation: &Observation,
    blind: Option<Blindness>,
) -> bool {
    operation
        .outcomes
        .values()
        .filter(|outcome| outcome.misspelt.is_some())
        .any(|outcome| {
            let expectation = Expectation::of(outcome);
            (400..500).contains(&observation.status)
                && Comparer::new(operation, &outcome.id, &expectation, observation, blind)
                    .compare()
                    .findings
                    .is_empty()
        })
}

/// The short name of what a target answered, such as `400/4021`.
fn answered(observation: &Observation) -> String {
    match observation.member(MESSAGE_CODE) {
        Member::Once(Json::String(code)) => format!("{}/{}", observation.status, shorten(code)),
        _ => observation.status.to_string(),
    }
}
