//! One row of one case file, read in the light of the others.

use std::collections::HashMap;
use std::sync::Arc;

use super::case_rules::Promise;
use super::change::{Change, ChangeError};
use super::check::SnapshotClaim;
use super::read_case::{CaseReader, ReadCase, Row, RowChange};
use super::{
    Case, CaseId, CaseIndex, Level, Outcome, OutcomeType, RequestTemplate, RulingId, StateName,
};
use crate::diagnostic::{Diagnostic, DiagnosticCode, known_names};

/// Reads one row in the light of the others.
pub(super) struct Reading<'a> {
    pub(super) reader: &'a CaseReader<'a>,
    pub(super) rows: &'a [Row<'a>],
    pub(super) places: &'a HashMap<&'a str, usize>,
    /// The operation's control, if it can be read.
    pub(super) control_place: Option<usize>,
    pub(super) row: &'a Row<'a>,
}

impl Reading<'_> {
    pub(super) fn read(&self) -> ReadCase {
        let mut problems = Vec::new();
        let mut claim = None;
        let case = self.case(&mut problems, &mut claim);
        ReadCase {
            // With any mistake in it, it is none.
            case: case.filter(|_| problems.is_empty()),
            claim,
            problems,
        }
    }

    fn case(
        &self,
        problems: &mut Vec<Diagnostic>,
        claim: &mut Option<SnapshotClaim>,
    ) -> Option<Case> {
        let Row {
            source, file, name, ..
        } = self.row;
        let definition = self.reader.definition;
        let id = format!("{}/{name}", definition.id);
        let id = CaseId::new(&id)
            .map_err(|error| {
                problems.push(Diagnostic::at(
                    DiagnosticCode::FileName,
                    source,
                    self.row.start..self.row.start,
                    error.to_string(),
                    "this case",
                ));
            })
            .ok()?;
        self.structure(problems);
        let promise = self.promise(&id, problems);
        let outcome = promise.map(|promise| &promise.outcome);
        let level = self.level(outcome, problems);
        let rulings = self.rulings(outcome, problems);
        let given = self.given(problems);
        let control = self.control(problems);
        let requests = self.before(&given, problems);
        let request = control.and_then(|control| self.request(control, problems));
        self.changes_something(outcome, problems);
        let promise = promise?;
        let (expected, snapshot) = self.expected(promise, problems)?;
        // A file under the name of another outcome has that one's snapshot.
        if id.file_stem().starts_with(&promise.file_start) {
            *claim = Some(SnapshotClaim {
                case: id.clone(),
                outcome: promise.outcome.id.clone(),
                text: Arc::clone(&snapshot),
            });
        }
        let (level, control, request) = (level?, control?, request?);
        Some(Case {
            id,
            operation: self.reader.operation,
            path: Arc::clone(&source.path),
            line: source.position(self.row.start).line,
            title: Arc::clone(&file.title.value),
            outcome: promise.outcome.id.clone(),
            level,
            rulings,
            given,
            control: CaseIndex(self.reader.first_case + control),
            before: requests
                .into_iter()
                .map(|place| CaseIndex(self.reader.first_case + place))
                .collect(),
            change: self.whole_change(),
            request,
            snapshot,
            expected,
        })
    }

    pub(super) fn problem(
        &self,
        code: DiagnosticCode,
        span: std::ops::Range<usize>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(code, self.row.source, span, title, label)
    }

    pub(super) fn change_span(&self) -> Option<std::ops::Range<usize>> {
        self.row.change_span.clone()
    }

    /// The change, be it written under `change:`, in a row, or as `given:`.
    fn whole_change(&self) -> Option<Arc<Change>> {
        let given = match self.row.change {
            RowChange::Made(change) => return Some(Arc::clone(change)),
            RowChange::Given(state) => Some(state),
            RowChange::Absent | RowChange::Unreadable => self.row.file.given.as_ref(),
        };
        given.map(|given| Arc::new(Change::Given(given.value.clone())))
    }

    fn promise(&self, id: &CaseId, problems: &mut Vec<Diagnostic>) -> Option<&Promise> {
        let spanned = &self.row.file.outcome;
        let promise = match self.reader.promises.of(&spanned.value) {
            Some(promise) => promise,
            None => {
                let outcomes = &self.reader.definition.outcomes;
                let known: Vec<String> = outcomes.keys().map(ToString::to_string).collect();
                let named = spanned.value.to_string();
                let known = known_names(&named, "outcomes", known.iter().map(String::as_str));
                problems.push(
                    self.problem(
                        DiagnosticCode::CaseWithoutOutcome,
                        spanned.span.clone(),
                        format!("the operation documents no outcome {named}"),
                        "no such outcome",
                    )
                    .help(format!(
                        "{known}; or add the outcome to cases/{}/operation.yaml",
                        self.reader.definition.id
                    )),
                );
                return None;
            }
        };
        let prefix = &promise.file_start;
        if !id.file_stem().starts_with(prefix) {
            problems.push(
                self.problem(
                    DiagnosticCode::FileName,
                    spanned.span.clone(),
                    "the name of the file and the outcome of the case disagree",
                    format!("so the file's name starts with `{prefix}`"),
                )
                .help("rename the file and its snapshot, or mend the outcome"),
            );
        }
        Some(promise)
    }

    fn level(&self, outcome: Option<&Outcome>, problems: &mut Vec<Diagnostic>) -> Option<Level> {
        let outcome = outcome?;
        match &self.row.file.level {
            Some(level) if level.value > outcome.level => {
                problems.push(self.problem(
                    DiagnosticCode::Contradiction,
                    level.span.clone(),
                    format!(
                        "a case cannot weigh more than its outcome, which is {}",
                        outcome.level
                    ),
                    format!("write {} or less", outcome.level),
                ));
                None
            }
            Some(level) => Some(level.value),
            None => Some(outcome.level),
        }
    }

    fn rulings(&self, outcome: Option<&Outcome>, problems: &mut Vec<Diagnostic>) -> Vec<RulingId> {
        let mut rulings: Vec<RulingId> = Vec::new();
        for ruling in &self.row.file.rulings {
            let source = self.row.source;
            problems.extend(self.reader.declared.unknown_ruling(source, ruling));
            rulings.push(ruling.value.clone());
        }
        rulings.extend(
            outcome
                .into_iter()
                .flat_map(|outcome| &outcome.rulings)
                .cloned(),
        );
        // R2 before R10: by length, then by letters.
        rulings.sort_by(|a, b| (a.as_str().len(), a.as_str()).cmp(&(b.as_str().len(), b.as_str())));
        rulings.dedup();
        rulings.shrink_to_fit();
        rulings
    }

    fn given(&self, problems: &mut Vec<Diagnostic>) -> StateName {
        let definition = self.reader.definition;
        let in_change = match self.row.change {
            RowChange::Given(state) => Some(state),
            _ => None,
        };
        let Some(given) = self.row.file.given.as_ref().or(in_change) else {
            return definition.given.value.clone();
        };
        let unknown = self.reader.declared.unknown_state(self.row.source, given);
        if let Some(problem) = unknown {
            problems.push(problem);
        } else if given.value.subject() != definition.given.value.subject() {
            problems.push(self.problem(
                DiagnosticCode::Contradiction,
                given.span.clone(),
                format!(
                    "the operation is about a {}",
                    definition.given.value.subject()
                ),
                "a state of something else",
            ));
        } else if given.value == definition.given.value {
            problems.push(self.problem(
                DiagnosticCode::NoChange,
                given.span.clone(),
                format!("{} is what the control is given already", given.value),
                "remove this line",
            ));
        }
        given.value.clone()
    }

    /// The place of the success case that this one is a change of. Success cases without a change of their own
    /// request, and the plain control, are their own control: they are what shows that a state was usable.
    fn control(&self, problems: &mut Vec<Diagnostic>) -> Option<usize> {
        let Some(control) = &self.row.file.control else {
            return self.control_place;
        };
        let Some(place) = self.places.get(control.value.as_str()).copied() else {
            problems.extend(
                self.reader
                    .unknown_case(self.row.source, control, self.rows),
            );
            return None;
        };
        let row = &self.rows[place];
        let success = self
            .reader
            .definition
            .outcomes
            .get(&row.file.outcome.value)
            .is_some_and(|outcome| outcome.kind == OutcomeType::Success);
        if !success || !row.file.before.is_empty() || row.file.simultaneously.is_some() {
            problems.push(
                self.problem(
                    DiagnosticCode::Contradiction,
                    control.span.clone(),
                    format!("`{}` cannot be a control", control.value),
                    "a control is one request that succeeds, with nothing before it",
                )
                .help("name a success case without `before` and `simultaneously`"),
            );
            return None;
        }
        Some(place)
    }

    fn before(&self, given: &StateName, problems: &mut Vec<Diagnostic>) -> Vec<usize> {
        let mut places = Vec::new();
        for name in &self.row.file.before {
            match self.places.get(name.value.as_str()).copied() {
                None => problems.extend(self.reader.unknown_case(self.row.source, name, self.rows)),
                Some(place)
                    if !self.rows[place].file.before.is_empty()
                        || self.rows[place].file.simultaneously.is_some() =>
                {
                    problems.push(self.problem(
                        DiagnosticCode::Contradiction,
                        name.span.clone(),
                        format!("`{}` cannot come before another case", name.value),
                        "it needs others before it, or is a race",
                    ));
                }
                Some(place) => places.push(place),
            }
        }
        if let Some(first) = self.row.file.before.first()
            && *given != self.reader.definition.given.value
        {
            problems.push(self.problem(
                DiagnosticCode::Contradiction,
                first.span.clone(),
                format!(
                    "what comes before starts from {}",
                    self.reader.definition.given.value
                ),
                format!("and this case is given {given}"),
            ));
        }
        places
    }

    /// The request of the control with this case's change made. Mistakes in the control's own file are said there.
    fn request(
        &self,
        control: usize,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Arc<RequestTemplate>> {
        let base = if self.is_the_control() {
            self.reader.definition.request.clone()?
        } else {
            match self.request_of(control, &mut vec![self.row.name.as_ref()]) {
                Ok(base) => base,
                Err(NoRequest::Mistaken) => return None,
                Err(NoRequest::Circle) => {
                    problems.push(self.problem(
                        DiagnosticCode::Contradiction,
                        self.row.start..self.row.start,
                        "the request of this case's control cannot be made out",
                        "its control goes in a circle",
                    ));
                    return None;
                }
            }
        };
        let change = match self.row.change {
            RowChange::Absent | RowChange::Given(_) => return Some(base),
            RowChange::Unreadable => return None,
            RowChange::Made(change) => change,
        };
        change
            .apply(&base)
            .map(Arc::new)
            .map_err(|error| {
                let code = match error {
                    ChangeError::Nothing => DiagnosticCode::NoChange,
                    _ => DiagnosticCode::Contradiction,
                };
                let span = self.change_span().unwrap_or_default();
                problems.push(self.problem(code, span, error.to_string(), "this change"));
            })
            .ok()
    }

    fn request_of<'b>(
        &'b self,
        place: usize,
        path: &mut Vec<&'b str>,
    ) -> Result<Arc<RequestTemplate>, NoRequest> {
        let row = &self.rows[place];
        if path.contains(&row.name.as_ref()) {
            return Err(NoRequest::Circle);
        }
        path.push(&row.name);
        let base = if Some(place) == self.control_place {
            self.reader.definition.request.clone()
        } else {
            let control = match &row.file.control {
                None => self.control_place,
                Some(name) => self.places.get(name.value.as_str()).copied(),
            };
            Some(self.request_of(control.ok_or(NoRequest::Mistaken)?, path)?)
        };
        let base = base.ok_or(NoRequest::Mistaken)?;
        match row.change {
            RowChange::Absent | RowChange::Given(_) => Ok(base),
            RowChange::Unreadable => Err(NoRequest::Mistaken),
            RowChange::Made(change) => change
                .apply(&base)
                .map(Arc::new)
                .map_err(|_| NoRequest::Mistaken),
        }
    }

    pub(super) fn is_the_control(&self) -> bool {
        self.control_place
            .is_some_and(|place| std::ptr::eq(&raw const self.rows[place], self.row))
    }
}

/// Why the request of a control cannot be made out.
enum NoRequest {
    /// There are mistakes in it, which are said where they stand.
    Mistaken,
    /// It is a change of itself.
    Circle,
}
