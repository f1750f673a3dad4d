//! Simultaneous requests: exactly one succeeds (ruling R18).

use super::blindness::Blindness;
use super::compare::{Comparison, compare_blind};
use super::finding::{Finding, FindingCode, Severity};
use super::observation::Observation;
use crate::suite::{Expectation, Operation, OutcomeId};

/// Compares the answers to simultaneous requests with what one winner and the others are promised.
pub(super) fn compare_race(
    operation: &Operation,
    outcome: &OutcomeId,
    winner: &Expectation,
    rest: &Expectation,
    observations: &[Observation],
    blind: Option<Blindness>,
) -> Comparison {
    let refused = rest_outcome(operation, rest);
    let mut winners = Vec::new();
    let mut others = Vec::new();
    for observation in observations {
        let as_winner = compare_blind(operation, outcome, winner, observation, blind);
        if as_winner.is_as_documented() {
            winners.push(as_winner);
        } else {
            others.push(compare_blind(operation, &refused, rest, observation, blind));
        }
    }
    let total = observations.len();
    let mut findings: Vec<Finding> = Vec::new();
    let unseen = blind.is_some_and(|blind| blind.allows(winners.len()));
    if winners.len() != 1 && !unseen {
        findings.push(Finding {
            code: FindingCode::Winners,
            field: "answers".to_owned(),
            expected: format!("1 of {total} answered {outcome}"),
            actual: format!("{} of {total}", winners.len()),
            ruling: None,
            severity: Severity::Fail,
        });
    }
    for comparison in winners.iter().chain(&others) {
        for finding in &comparison.findings {
            if !findings.contains(finding) {
                findings.push(finding.clone());
            }
        }
    }
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for comparison in winners.iter().chain(&others) {
        match groups.iter_mut().find(|(text, _)| *text == comparison.text) {
            Some((_, count)) => *count += 1,
            None => groups.push((&comparison.text, 1)),
        }
    }
    let text: Vec<String> = groups
        .iter()
        .map(|(text, count)| format!("{count} of {total}\n{text}"))
        .collect();
    Comparison {
        text: text.join("\n\n"),
        findings,
    }
}

/// The outcome that the losers' expectation was made from.
fn rest_outcome(operation: &Operation, rest: &Expectation) -> OutcomeId {
    operation
        .outcomes
        .iter()
        .find(|(_, outcome)| Expectation::of(outcome) == *rest)
        .map_or(OutcomeId::AnyRefusal, |(id, _)| id.clone())
}
