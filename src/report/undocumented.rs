//! Answers of the target that no row of their operation documents.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::evidence::EvidenceReport;
use super::record::{OutcomeReport, UndocumentedReport};
use crate::suite::{CaseId, OperationId, OutcomeId};

/// Collects them case by case.
pub(super) struct Undocumented {
    documented: HashSet<(OperationId, u16, Option<String>)>,
    answers: BTreeMap<(OperationId, u16, Option<String>), BTreeSet<CaseId>>,
}

impl Undocumented {
    /// None so far, beside these documented outcomes.
    pub(super) fn beside(outcomes: &[OutcomeReport]) -> Self {
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
        Self {
            documented: documented.collect(),
            answers: BTreeMap::new(),
        }
    }

    /// Looks at the answers of one case.
    pub(super) fn look_at(&mut self, operation: &OperationId, evidence: &EvidenceReport) {
        for exchange in &evidence.exchanges {
            let Some(response) = &exchange.response else {
                continue;
            };
            let of_status = (operation.clone(), response.status, None);
            if self.documented.contains(&of_status) {
                continue;
            }
            let (operation, status, _) = of_status;
            let code = message_code(response.body.as_deref().unwrap_or_default());
            let answer = (operation, status, code);
            if answer.2.is_none() || !self.documented.contains(&answer) {
                let cases = self.answers.entry(answer).or_default();
                cases.insert(exchange.case.clone());
            }
        }
    }

    /// All of them, sorted.
    pub(super) fn finish(self) -> Vec<UndocumentedReport> {
        self.answers
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
