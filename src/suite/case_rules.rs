//! What a case file may not say: fields that exclude each other, changes that change nothing, races of one.

use super::outcome::OutcomeType;
use super::read_change;
use super::reading::Reading;
use super::{Expectation, Expected, Outcome};
use crate::diagnostic::{Diagnostic, DiagnosticCode};

/// At most so many requests are sent at the same moment.
const MAX_SIMULTANEOUS: usize = 64;

impl Reading<'_> {
    /// Fields that exclude each other.
    pub(super) fn structure(&self, problems: &mut Vec<Diagnostic>) {
        let file = self.row.file;
        let is_first_row = self.rows.iter().find(|row| std::ptr::eq(row.file, file));
        let is_first_row = is_first_row.is_some_and(|row| row.name == self.row.name);
        if let (Some(change), Some(_), true) = (&file.change, &file.each, is_first_row) {
            problems.push(self.problem(
                DiagnosticCode::Contradiction,
                change.span.clone(),
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

    pub(super) fn expected(
        &self,
        outcome: &Outcome,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Expected> {
        let expectation = Expectation::of(outcome);
        let Some(requests) = &self.row.file.simultaneously else {
            return Some(Expected::Answer(expectation));
        };
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
        Some(Expected::Race {
            requests: number,
            winner: expectation,
            rest: Expectation::of(rest),
        })
    }
}
