//! Case files to cases: each is its control plus exactly one change.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::change::{Change, ChangeError};
use super::check::SnapshotClaim;
use super::file::{CaseFile, ChangeEntry};
use super::read::unknown_name;
use super::read_change;
use super::read_operation::{Definition, unknown_ruling};
use super::{
    Case, CaseId, CaseIndex, Expectation, Expected, Level, OperationIndex, Outcome, OutcomeId,
    OutcomeType, RequestTemplate, RulingId, StateName, Suite,
};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::yaml::Spanned;

/// At most so many requests are sent at the same moment.
const MAX_SIMULTANEOUS: usize = 64;

/// Reads the case files of one operation.
pub(super) struct CaseReader<'a> {
    pub(super) suite: &'a Suite,
    pub(super) operation: OperationIndex,
    pub(super) definition: &'a Definition,
    pub(super) files: &'a IndexMap<&'a str, (&'a SourceText, CaseFile)>,
    /// Files with mistakes of their own: naming a case of theirs is no further mistake.
    pub(super) unreadable: &'a [&'a str],
}

/// One row of one case file; a file without a table is one row.
struct Row<'a> {
    /// The case's name within its operation.
    name: String,
    source: &'a SourceText,
    file: &'a CaseFile,
    /// The row's change in a table.
    entry: Option<&'a Spanned<ChangeEntry>>,
    /// Where the case starts, in bytes of the file.
    start: usize,
    change: Option<Change>,
}

impl CaseReader<'_> {
    /// All cases, and which of them is the control without a change.
    pub(super) fn read(
        &self,
        operation_source: &SourceText,
        problems: &mut Vec<Diagnostic>,
        claims: &mut Vec<SnapshotClaim>,
    ) -> Option<(CaseIndex, Vec<Case>)> {
        let rows = self.rows(problems);
        let base = self.suite.cases.len();
        let places: HashMap<&str, usize> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| (row.name.as_str(), place))
            .collect();
        let control = &self.definition.control;
        let Some(control_place) = places.get(control.value.as_str()).copied() else {
            problems.extend(self.unknown_case(operation_source, control, &rows));
            return None;
        };
        let mut cases = Vec::new();
        for row in &rows {
            let reading = Reading {
                reader: self,
                rows: &rows,
                places: &places,
                control_place,
                base,
                row,
            };
            if let Some(case) = reading.case(problems) {
                claims.push(SnapshotClaim::of(&case));
                cases.push(case);
            }
        }
        (cases.len() == rows.len()).then_some((CaseIndex(base + control_place), cases))
    }

    fn unknown_case(
        &self,
        source: &SourceText,
        name: &Spanned<String>,
        rows: &[Row<'_>],
    ) -> Option<Diagnostic> {
        let file = name.value.split('/').next().unwrap_or_default();
        (!self.unreadable.contains(&file)).then(|| {
            unknown_name(
                source,
                name.span.clone(),
                "case",
                &name.value,
                rows.iter().map(|row| row.name.as_str()),
            )
        })
    }

    fn rows(&self, problems: &mut Vec<Diagnostic>) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        for (stem, (source, file)) in self.files {
            let entries: Vec<(String, Option<&Spanned<ChangeEntry>>, usize)> = match &file.each {
                None => vec![((*stem).to_owned(), None, file.title.span.start)],
                Some(table) => {
                    if table.value.is_empty() {
                        problems.push(Diagnostic::at(
                            DiagnosticCode::MissingField,
                            source,
                            table.span.clone(),
                            "`each` has no rows",
                            "add a name and its one change",
                        ));
                    }
                    let row = |(key, entry)| -> (String, Option<&Spanned<ChangeEntry>>, usize) {
                        let entry: &Spanned<ChangeEntry> = entry;
                        let name: &String = key;
                        (format!("{stem}/{name}"), Some(entry), entry.span.start)
                    };
                    table.value.iter().map(row).collect()
                }
            };
            for (name, entry, start) in entries {
                let change = entry.or(file.change.as_ref()).and_then(|entry| {
                    read_change::read(source, entry, &self.definition.scope, problems)
                });
                rows.push(Row {
                    name,
                    source,
                    file,
                    entry,
                    start,
                    change,
                });
            }
        }
        rows
    }
}

/// Reads one row in the light of the others.
struct Reading<'a> {
    reader: &'a CaseReader<'a>,
    rows: &'a [Row<'a>],
    places: &'a HashMap<&'a str, usize>,
    control_place: usize,
    base: usize,
    row: &'a Row<'a>,
}

impl Reading<'_> {
    fn case(&self, problems: &mut Vec<Diagnostic>) -> Option<Case> {
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
        let (outcome, level, control, request) = (outcome?, level?, control?, request?);
        let expected = self.expected(&outcome, problems)?;
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
            control: CaseIndex(self.base + control),
            before: requests
                .into_iter()
                .map(|place| CaseIndex(self.base + place))
                .collect(),
            change: self.whole_change(),
            request,
            snapshot: expected.to_string(),
            expected,
        })
    }

    fn problem(
        &self,
        code: DiagnosticCode,
        span: std::ops::Range<usize>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(code, self.row.source, span, title, label)
    }

    /// Fields that exclude each other.
    fn structure(&self, problems: &mut Vec<Diagnostic>) {
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

    fn change_span(&self) -> Option<std::ops::Range<usize>> {
        let entry = self.row.entry.or(self.row.file.change.as_ref());
        entry.map(|entry| entry.span.clone())
    }

    /// The change, be it written under `change:`, in a row, or as `given:`.
    fn whole_change(&self) -> Option<Change> {
        let given = self.row.file.given.as_ref();
        self.row
            .change
            .clone()
            .or_else(|| given.map(|given| Change::Given(given.value.clone())))
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
                problems.push(unknown_name(
                    self.row.source,
                    spanned.span.clone(),
                    "outcome",
                    &spanned.value.to_string(),
                    known.iter().map(String::as_str),
                ));
                return None;
            }
        };
        let prefix = format!("{}-", outcome.id.file_prefix());
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
            problems.extend(unknown_ruling(self.reader.suite, self.row.source, ruling));
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
            Some(Change::Given(_)) => self
                .row
                .entry
                .or(self.row.file.change.as_ref())
                .and_then(|entry| entry.value.given.as_ref()),
            _ => None,
        };
        let Some(given) = self.row.file.given.as_ref().or(in_change) else {
            return definition.given.value.clone();
        };
        let states = &self.reader.suite.states;
        if !states.contains_key(&given.value) {
            problems.push(unknown_name(
                self.row.source,
                given.span.clone(),
                "state",
                given.value.as_str(),
                states.keys().map(StateName::as_str),
            ));
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
            return Some(self.control_place);
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

    /// The request of the control with this case's change made.
    fn request(&self, control: usize, problems: &mut Vec<Diagnostic>) -> Option<RequestTemplate> {
        let base = if self.is(self.control_place) {
            self.reader.definition.request.clone()
        } else {
            match self.request_of(control, &mut vec![self.row.name.as_str()]) {
                Some(base) => base,
                None => {
                    problems.push(self.problem(
                        DiagnosticCode::Contradiction,
                        self.row.start..self.row.start,
                        "the request of this case's control cannot be made out",
                        "its control is wrong, or goes in a circle",
                    ));
                    return None;
                }
            }
        };
        let Some(change) = &self.row.change else {
            return Some(base);
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

    fn request_of<'b>(&'b self, place: usize, path: &mut Vec<&'b str>) -> Option<RequestTemplate> {
        let row = &self.rows[place];
        if path.contains(&row.name.as_str()) {
            return None;
        }
        path.push(&row.name);
        let base = if place == self.control_place {
            self.reader.definition.request.clone()
        } else {
            let control = match &row.file.control {
                None => self.control_place,
                Some(name) => *self.places.get(name.value.as_str())?,
            };
            self.request_of(control, path)?
        };
        match &row.change {
            None => Some(base),
            Some(change) => change.apply(&base).ok(),
        }
    }

    fn is(&self, place: usize) -> bool {
        self.rows[place].name == self.row.name
    }

    /// A case that sends what its control sends would ask the same question again.
    fn changes_something(&self, outcome: Option<&Outcome>, problems: &mut Vec<Diagnostic>) {
        let file = self.row.file;
        let plain = self.is(self.control_place);
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
        let differs = change.is_some()
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

    fn expected(&self, outcome: &Outcome, problems: &mut Vec<Diagnostic>) -> Option<Expected> {
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
