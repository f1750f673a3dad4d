//! A ruling: what is read how, and which cases depend on it.

use serde::Serialize;

use super::outcome::{CaseTitle, QuirkExplanation, allowed};
use crate::suite::{OperationId, OutcomeId, Ruling, RulingId, Suite};

/// A ruling in short.
#[derive(Debug, Serialize)]
pub struct Reading {
    /// Its name.
    pub id: RulingId,
    /// The place of the documents.
    pub title: String,
    /// How it is read.
    pub text: String,
}

/// A ruling, explained.
#[derive(Debug, Serialize)]
pub struct RulingExplanation {
    /// The ruling.
    #[serde(flatten)]
    pub reading: Reading,
    /// The documented rows that are read by it.
    pub rows: Vec<RowName>,
    /// The deviations that it allows.
    pub allows: Vec<QuirkExplanation>,
    /// The cases that depend on it.
    pub cases: Vec<CaseTitle>,
}

/// A documented row by name.
#[derive(Debug, Serialize)]
pub struct RowName {
    /// The operation.
    pub operation: OperationId,
    /// Status and message code.
    pub outcome: OutcomeId,
}

pub(super) fn reading(suite: &Suite, id: &RulingId) -> Option<Reading> {
    suite.rulings.get(id).map(|ruling| Reading {
        id: id.clone(),
        title: ruling.title.clone(),
        text: ruling.text.clone(),
    })
}

pub(super) fn explain(suite: &Suite, id: &RulingId, ruling: &Ruling) -> RulingExplanation {
    let mut rows = Vec::new();
    let mut allows = Vec::new();
    for operation in &suite.operations {
        for outcome in operation.outcomes.values() {
            let alternatives = outcome.alternatives.iter();
            let mut ids = alternatives
                .map(|text| &text.ruling)
                .chain(&outcome.rulings);
            if ids.any(|other| other == id) {
                rows.push(RowName {
                    operation: operation.id.clone(),
                    outcome: outcome.id.clone(),
                });
            }
        }
        let quirks = operation.quirks.iter().filter(|quirk| quirk.ruling == *id);
        allows.extend(quirks.map(|quirk| QuirkExplanation {
            operation: operation.id.clone(),
            ruling: id.clone(),
            allows: allowed(&quirk.allows),
        }));
    }
    RulingExplanation {
        reading: Reading {
            id: id.clone(),
            title: ruling.title.clone(),
            text: ruling.text.clone(),
        },
        rows,
        allows,
        cases: suite
            .cases
            .iter()
            .filter(|case| case.rulings.contains(id))
            .map(CaseTitle::of)
            .collect(),
    }
}
