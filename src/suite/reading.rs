//! One row of one case file, read in the light of the others.

use std::collections::HashMap;

use super::change::{Change, ChangeError};
use super::check::SnapshotClaim;
use super::read_case::{CaseReader, Row, RowChange};
use super::{
    Case, CaseId, CaseIndex, Level, Outcome, OutcomeId, OutcomeType, RequestTemplate, RulingId,
    StateName,
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
    pub(super) fn case(
        &self,
        problems: &mut Vec<Diagnostic>,
        claims: &mut Vec<SnapshotClaim>,
    ) -> Option<Case> {
        let before = problems.len();
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
        let outcome = self.outcome(&id, problems);
        let level = self.level(outcome.as_ref(), problems);
        let rulings = self.rulings(outcome.as_ref(), problems);
        let given = self.given(problems);
        let control = self.control(problems);
        let requests = self.before(&given, problems);
        let request = control.and_then(|control| self.request(control, problems));
        self.changes_something(outcome.as_ref(), problems);
        let outcome = outcome?;
        let expected = self.expected(&outcome, problems)?;
        // A file under the name of another outcome has that one's snapshot.
        if id.file_stem().starts_with(&file_start(&outcome.id)) {
            let text = expected.to_string();
            claims.push(SnapshotClaim::of(&id, outcome.id.clone(), text));
        }
        let (level, control, request) = (level?, control?, request?);
        if problems.len() > before {
            return None;
        }
        Some(Case {
            id,
            operation: self.reader.operation,
            path: source.path.to_string(),
            line: source.position(self.row.start).line,
            title: file.title.value.clone(),
            outcome: outcome.id,
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
            snapshot: expected.to_string(),
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
        let entry = self.row.entry.or(self.row.file.change.as_ref());
        entry.map(|entry| entry.span.clone())
    }

    /// The change, be it written under `change:`, in a row, or as `given:`.
    fn whole_change(&self) -> Option<Change> {
        let given = self.row.file.given.as_ref();
        match &self.row.change {
            RowChange::Made(change) => Some(change.clone()),
            RowChange::Absent | RowChange::Unreadable => {
                given.map(|given| Change::Given(given.value.clone()))
            }
        }
    }

    fn outcome(&self, id: &CaseId, problems: &mut Vec<Diagnostic>) -> Option<Outcome> {
        let spanned = &self.row.file.outcome;
        let outcomes = &self.reader.definition.outcomes;
        let outcome = match outcomes.get(&spanned.value) {
            Some(outcome) => outcome.clone(),
            None if spanned.value == OutcomeId::AnyRefusal => Outcome {
                id: OutcomeId::AnyRefusal,
                kind: OutcomeType::Validation,
                level: Level::Should,
                text: None,
                alternatives: Vec::new(),
                misspelt: None,
                rulings: Vec::new(),
            },
            None => {
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
        let prefix = file_start(&outcome.id);
        if !id.file_stem().starts_with(&prefix) {
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
        Some(outcome)
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
                .flat_map(|outcome| outcome.rulings.clone()),
        );
        // R2 before R10: by length, then by letters.
        rulings.sort_by(|a, b| (a.as_str().len(), a.as_str()).cmp(&(b.as_str().len(), b.as_str())));
        rulings.dedup();
        rulings
    }

    fn given(&self, problems: &mut Vec<Diagnostic>) -> StateName {
        let definition = self.reader.definition;
        let in_change = match &self.row.change {
            RowChange::Made(Change::Given(_)) => self
                .row
                .entry
                .or(self.row.file.change.as_ref())
                .and_then(|entry| entry.value.given.as_ref()),
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
    fn request(&self, control: usize, problems: &mut Vec<Diagnostic>) -> Option<RequestTemplate> {
        let base = if self.is_the_control() {
            self.reader.definition.request.clone()?
        } else {
            match self.request_of(control, &mut vec![self.row.name.as_str()]) {
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
        let change = match &self.row.change {
            RowChange::Absent => return Some(base),
            RowChange::Unreadable => return None,
            RowChange::Made(change) => change,
        };
        change
            .apply(&base)
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
    ) -> Result<RequestTemplate, NoRequest> {
        let row = &self.rows[place];
        if path.contains(&row.name.as_str()) {
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
        match &row.change {
            RowChange::Absent => Ok(base),
            RowChange::Unreadable => Err(NoRequest::Mistaken),
            RowChange::Made(change) => change.apply(&base).map_err(|_| NoRequest::Mistaken),
        }
    }

    pub(super) fn is_the_control(&self) -> bool {
        self.control_place
            .is_some_and(|place| self.rows[place].name == self.row.name)
    }
}

/// What the name of a case file starts with.
fn file_start(outcome: &OutcomeId) -> String {
    format!("{}-", outcome.file_prefix())
}

/// Why the request of a control cannot be made out.
enum NoRequest {
    /// There are mistakes in it, which are said where they stand.
    Mistaken,
    /// It is a change of itself.
    Circle,
}
