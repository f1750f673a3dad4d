//! What a case file may not say: fields that exclude each other, changes that change nothing, races of one.

use std::collections::HashMap;
use std::sync::Arc;

use super::read_change;
use super::read_operation::Definition;
use super::reading::Reading;
use super::{Expectation, Expected, Level, Outcome, OutcomeId, OutcomeType};
use crate::diagnostic::{Diagnostic, DiagnosticCode};

/// At most so many requests are sent at the same moment.
const MAX_SIMULTANEOUS: usize = 64;

/// What an outcome promises, made once for all cases that name it.
pub(super) struct Promise {
    pub(super) outcome: Outcome,
    /// What the names of its case files start with.
    pub(super) file_start: String,
    expected: Arc<Expected>,
    /// The text of its snapshots.
    snapshot: Arc<str>,
}

/// What the outcomes of an operation promise, those included that it need not document.
pub(super) struct Promises(HashMap<OutcomeId, Promise>);

impl Promises {
    pub(super) fn by(definition: &Definition) -> Self {
        let any_refusal = Outcome {
            id: OutcomeId::AnyRefusal,
            kind: OutcomeType::Validation,
            level: Level::Should,
            text: None,
            alternatives: Vec::new(),
            misspelt: None,
            rulings: Vec::new(),
        };
        let outcomes = definition.outcomes.values().cloned();
        let promises = outcomes.chain([any_refusal]).map(|outcome| {
            let (expected, snapshot) = shared(Expected::Answer(Expectation::of(&outcome)));
            let promise = Promise {
                file_start: format!("{}-", outcome.id.file_prefix()),
                expected,
                snapshot,
                outcome,
            };
            (promise.outcome.id.clone(), promise)
        });
        Self(promises.collect())
    }

    pub(super) fn of(&self, outcome: &OutcomeId) -> Option<&Promise> {
        self.0.get(outcome)
    }
}

fn shared(expected: Expected) -> (Arc<Expected>, Arc<str>) {
    let text = expected.to_string().into();
    (Arc::new(expected), text)
}

impl Reading<'_> {
    /// Fields that exclude each other.
    pub(super) fn structure(&self, problems: &mut Vec<Diagnostic>) {
        let file = self.row.file;
        if let Some(change) = &self.row.change_beside_table {
            problems.push(self.problem(
                DiagnosticCode::Contradiction,
                change.clone(),
                "`change` and `each` exclude each other",
                "give every row of `each` its own change",
            ));
        }
        if let (Some(given), Some(change)) = (&file.given, self.change_span()) {
            let later = given.span.start.max(change.start);
            let span = if given.span.start == later {
                given.span.clone()
            } else {
                change
            };
            problems.push(read_change::second_change(self.row.source, span));
        }
    }

    /// A case that sends what its control sends would ask the same question again.
    pub(super) fn changes_something(
        &self,
        outcome: Option<&Outcome>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let file = self.row.file;
        let plain = self.is_the_control();
        let success_before = file.before.iter().any(|name| {
            self.places.get(name.value.as_str()).is_some_and(|place| {
                let id = &self.rows[*place].file.outcome.value;
                let outcome = self.reader.definition.outcomes.get(id);
                outcome.is_some_and(|outcome| outcome.kind == OutcomeType::Success)
            })
        });
        let change = self.change_span();
        if plain {
            let extra = change.or(file.control.as_ref().map(|control| control.span.clone()));
            if let Some(span) = extra {
                problems.push(self.problem(
                    DiagnosticCode::Contradiction,
                    span,
                    "the operation's control is its request as it is",
                    "not here",
                ));
            }
            return;
        }
        if let (true, Some(span)) = (success_before, &change) {
            problems.push(read_change::second_change(self.row.source, span.clone()));
        }
        // What an unreadable case would have done before is not known.
        let unknown_before = file
            .before
            .iter()
            .any(|name| !self.places.contains_key(name.value.as_str()));
        let differs = change.is_some()
            || unknown_before
            || file.given.is_some()
            || file.simultaneously.is_some()
            || success_before
            // R17: a success after refusals asks whether they changed anything.
            || (!file.before.is_empty()
                && outcome.is_some_and(|outcome| outcome.kind == OutcomeType::Success));
        if !differs {
            problems.push(
                self.problem(
                    DiagnosticCode::NoChange,
                    self.row.start..self.row.start,
                    "the case sends just what its control sends",
                    "this case changes nothing",
                )
                .help("add a `change`, or `given` with another state"),
            );
        }
    }

    /// What the case expects, and the text of its snapshot.
    pub(super) fn expected(
        &self,
        promise: &Promise,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<(Arc<Expected>, Arc<str>)> {
        let Some(requests) = &self.row.file.simultaneously else {
            return Some((Arc::clone(&promise.expected), Arc::clone(&promise.snapshot)));
        };
        let outcome = &promise.outcome;
        if outcome.kind != OutcomeType::Success {
            problems.push(self.problem(
                DiagnosticCode::Contradiction,
                requests.span.clone(),
                "only successes compete",
                "this case expects a refusal",
            ));
            return None;
        }
        let definition = self.reader.definition;
        let number = std::num::NonZeroUsize::new(requests.value)
            .filter(|number| (2..=MAX_SIMULTANEOUS).contains(&number.get()));
        let Some(number) = number else {
            problems.push(self.problem(
                DiagnosticCode::InvalidValue,
                requests.span.clone(),
                format!("from 2 to {MAX_SIMULTANEOUS} requests can be simultaneous"),
                "not this many",
            ));
            return None;
        };
        let rest = definition.outcomes.get(&definition.effect)?;
        Some(shared(Expected::Race {
            requests: number,
            winner: Expectation::of(outcome),
            rest: Expectation::of(rest),
        }))
    }
}
