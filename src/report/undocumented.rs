//! Answers of the target that no row of their operation documents.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::evidence::EvidenceReport;
use super::record::{OutcomeReport, UndocumentedReport};
use crate::suite::{CaseId, OperationId, OutcomeId};

/// An answer that was received: of which operation, with which status and which code.
type Answer = (OperationId, u16, Option<String>);

/// What is documented.
pub(super) struct Documented(HashSet<Answer>);

/// Collects the other answers case by case.
#[derive(Default)]
pub(super) struct Undocumented(BTreeMap<Answer, BTreeSet<CaseId>>);

impl Documented {
    pub(super) fn of(outcomes: &[OutcomeReport]) -> Self {
        let documented = outcomes.iter().filter_map(|row| {
            let (status, message_code) = match &row.outcome {
                OutcomeId::Coded {
                    status,
                    message_code,
                } => (*status, Some(message_code.to_string())),
                // Whatever code comes with it.
                OutcomeId::StatusOnly { status } => (*status, None),
                OutcomeId::AnyRefusal => return None,
            };
            Some((row.operation.clone(), status, message_code))
        });
        Self(documented.collect())
    }

    /// The answers of one case that are not among them, and the cases that were asked.
    pub(super) fn not_in(
        &self,
        operation: &OperationId,
        evidence: &EvidenceReport,
    ) -> Vec<(Answer, CaseId)> {
        let mut others = Vec::new();
        for exchange in &evidence.exchanges {
            let Some(response) = &exchange.response else {
                continue;
            };
            let of_status = (operation.clone(), response.status, None);
            if self.0.contains(&of_status) {
                continue;
            }
            let (operation, status, _) = of_status;
            let code = message_code(response.body.as_deref().unwrap_or_default());
            let answer = (operation, status, code);
            if answer.2.is_none() || !self.0.contains(&answer) {
                others.push((answer, exchange.case.clone()));
            }
        }
        others
    }
}

impl Undocumented {
    /// Adds those of one case.
    pub(super) fn add(&mut self, answers: Vec<(Answer, CaseId)>) {
        for (answer, case) in answers {
            self.0.entry(answer).or_default().insert(case);
        }
    }

    /// All of them, sorted.
    pub(super) fn finish(self) -> Vec<UndocumentedReport> {
        self.0
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
