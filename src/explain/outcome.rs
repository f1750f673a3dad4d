//! An outcome or a message code: where it is documented, and which cases provoke it.

use serde::Serialize;

use super::ruling::{self, Reading};
use crate::report::Language;
use crate::suite::{
    CaseId, Deviation, Level, Operation, OperationId, Outcome, OutcomeId, OutcomeType, RulingId,
    Suite,
};

/// A row that an operation documents, explained.
#[derive(Debug, Serialize)]
pub struct OutcomeExplanation {
    /// The operation.
    pub operation: OperationId,
    /// What the operation does.
    pub operation_title: String,
    /// Status and message code.
    pub outcome: OutcomeId,
    /// Its type; none for `4xx`, which no row documents.
    pub outcome_type: Option<OutcomeType>,
    /// Its weight.
    pub level: Option<Level>,
    /// The documented text.
    pub text: Option<String>,
    /// Other texts that pass.
    pub alternatives: Vec<String>,
    /// How the documented example misspells `message_code`.
    pub member: Option<String>,
    /// The rulings that decide how the row is read.
    pub rulings: Vec<Reading>,
    /// What may be answered instead, counted apart.
    pub quirks: Vec<QuirkExplanation>,
    /// The cases that provoke it.
    pub cases: Vec<CaseTitle>,
}

/// A deviation that a ruling allows.
#[derive(Debug, Serialize)]
pub struct QuirkExplanation {
    /// The operation.
    pub operation: OperationId,
    /// The ruling.
    pub ruling: RulingId,
    /// What it allows.
    pub allows: String,
}

/// A case by name and title.
#[derive(Debug, Serialize)]
pub struct CaseTitle {
    /// Its name.
    pub id: CaseId,
    /// What it asks.
    pub title: String,
}

/// Each row with that message code, status or short name.
pub(super) fn explain(suite: &Suite, name: &str) -> Vec<OutcomeExplanation> {
    let mut found = Vec::new();
    for operation in &suite.operations {
        let rows = operation.outcomes.values();
        found.extend(
            rows.filter(|row| is_named(&row.id, name))
                .map(|outcome| row(suite, operation, outcome)),
        );
        let any_refusal = cases(suite, operation, &OutcomeId::AnyRefusal);
        if is_named(&OutcomeId::AnyRefusal, name) && !any_refusal.is_empty() {
            found.push(undocumented(operation, any_refusal));
        }
    }
    found
}

fn is_named(outcome: &OutcomeId, name: &str) -> bool {
    let code = matches!(outcome, OutcomeId::Coded { message_code, .. } if **message_code == *name);
    code || outcome.to_string() == name
}

/// One documented row.
pub(super) fn row(suite: &Suite, operation: &Operation, outcome: &Outcome) -> OutcomeExplanation {
    let rulings = outcome.rulings.iter();
    OutcomeExplanation {
        operation: operation.id.clone(),
        operation_title: operation.title.clone(),
        outcome: outcome.id.clone(),
        outcome_type: Some(outcome.kind),
        level: Some(outcome.level),
        text: outcome.text.clone(),
        alternatives: outcome
            .alternatives
            .iter()
            .map(|alternative| alternative.text.clone())
            .collect(),
        member: outcome.misspelt.clone(),
        rulings: rulings
            .filter_map(|id| ruling::reading(suite, id))
            .collect(),
        quirks: operation
            .quirks
            .iter()
            .filter(|quirk| concerns(&quirk.allows, &outcome.id))
            .map(|quirk| QuirkExplanation {
                operation: operation.id.clone(),
                ruling: quirk.ruling.clone(),
                allows: allowed(&quirk.allows),
            })
            .collect(),
        cases: cases(suite, operation, &outcome.id),
    }
}

fn undocumented(operation: &Operation, cases: Vec<CaseTitle>) -> OutcomeExplanation {
    OutcomeExplanation {
        operation: operation.id.clone(),
        operation_title: operation.title.clone(),
        outcome: OutcomeId::AnyRefusal,
        outcome_type: None,
        level: None,
        text: Some(Language::En.labels().any_refusal.to_owned()),
        alternatives: Vec::new(),
        member: None,
        rulings: Vec::new(),
        quirks: Vec::new(),
        cases,
    }
}

fn cases(suite: &Suite, operation: &Operation, outcome: &OutcomeId) -> Vec<CaseTitle> {
    suite
        .cases
        .iter()
        .filter(|case| suite[case.operation].id == operation.id && case.outcome == *outcome)
        .map(CaseTitle::of)
        .collect()
}

impl CaseTitle {
    pub(super) fn of(case: &crate::suite::Case) -> Self {
        Self {
            id: case.id.clone(),
            title: case.title.to_string(),
        }
    }
}

/// Whether a quirk is about this outcome and no other.
fn concerns(allows: &Deviation, outcome: &OutcomeId) -> bool {
    match allows {
        Deviation::CodeInstead { outcome: other, .. } | Deviation::AnyRefusal(other) => {
            other == outcome
        }
        Deviation::MisspeltMessageCode(_)
        | Deviation::OtherMessage
        | Deviation::ByteOrderMark
        | Deviation::OtherContentType => false,
    }
}

/// What a quirk allows, in a sentence.
pub(super) fn allowed(allows: &Deviation) -> String {
    match allows {
        Deviation::CodeInstead { outcome, code } => format!("code {code} in the answer {outcome}"),
        Deviation::MisspeltMessageCode(name) => format!("{name} in the place of message_code"),
        Deviation::OtherMessage => "another text as message".to_owned(),
        Deviation::AnyRefusal(outcome) => {
            format!("any 4xx in the error model in the place of {outcome}")
        }
        Deviation::ByteOrderMark => "a byte order mark before the JSON".to_owned(),
        Deviation::OtherContentType => "a Content-Type that is not JSON, or none".to_owned(),
    }
}
