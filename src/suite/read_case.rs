//! Case files to cases: each is its control plus exactly one change.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::case_rules::Promises;
use super::change::Change;
use super::check::SnapshotClaim;
use super::declared::Declared;
use super::file::{CaseFile, ChangeEntry};
use super::read::unknown_name;
use super::read_change;
use super::read_operation::Definition;
use super::read_request::RequestScope;
use super::reading::Reading;
use super::repetition::{self, Question};
use super::{Case, CaseIndex, Level, OperationIndex, OutcomeId, RulingId, StateName};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::parallel;
use crate::yaml::Spanned;

/// Reads the case files of one operation in the light of each other.
pub(super) struct CaseReader<'a> {
    pub(super) declared: Declared<'a>,
    /// The place of the operation's first case in the suite.
    pub(super) first_case: usize,
    pub(super) operation: OperationIndex,
    pub(super) definition: &'a Definition,
    pub(super) promises: Promises,
    pub(super) files: &'a [FileDraft<'a>],
    /// Files with mistakes of their own: naming a case of theirs is no further mistake.
    pub(super) unreadable: &'a [&'a str],
}

/// What one case file says, as far as it can be read by itself. Ten thousands of these live at the same time, so they
/// are small: of changes and tables only what was made of them is kept.
pub(super) struct FileDraft<'a> {
    /// The file's name within its operation.
    pub(super) stem: &'a str,
    pub(super) source: &'a SourceText,
    pub(super) title: Spanned<Arc<str>>,
    pub(super) outcome: Spanned<OutcomeId>,
    pub(super) level: Option<Spanned<Level>>,
    pub(super) rulings: Vec<Spanned<RulingId>>,
    pub(super) given: Option<Spanned<StateName>>,
    pub(super) control: Option<Spanned<String>>,
    pub(super) before: Vec<Spanned<String>>,
    pub(super) simultaneously: Option<Spanned<usize>>,
    /// Where `change:` stands beside `each:`, which exclude each other.
    change_beside_table: Option<Range<usize>>,
    rows: Rows,
}

enum Rows {
    /// The file is one case.
    One(RowDraft),
    /// Each row of its table is one, under this name.
    Table(Vec<(String, RowDraft)>),
}

struct RowDraft {
    start: usize,
    change: RowChange,
    change_span: Option<Range<usize>>,
}

/// One row of one case file; a file without a table is one row.
pub(super) struct Row<'a> {
    /// The case's name within its operation.
    pub(super) name: Cow<'a, str>,
    pub(super) source: &'a SourceText,
    pub(super) file: &'a FileDraft<'a>,
    /// Where the case starts, in bytes of the file.
    pub(super) start: usize,
    pub(super) change: &'a RowChange,
    /// Where the row's change stands, if it has one.
    pub(super) change_span: Option<Range<usize>>,
    /// Where `change:` stands beside `each:`; the first row of the table says so.
    pub(super) change_beside_table: Option<Range<usize>>,
}

/// The change of a row, as far as it stands under `change:` or in a table.
pub(super) enum RowChange {
    /// There is none.
    Absent,
    /// There are mistakes in it.
    Unreadable,
    /// Only the state is another.
    Given(Spanned<StateName>),
    /// This one.
    Made(Arc<Change>),
}

impl<'a> FileDraft<'a> {
    /// Reads the changes of a file; all else is read in the light of the operation's other cases.
    pub(super) fn of(
        stem: &'a str,
        source: &'a SourceText,
        file: CaseFile,
        scope: &RequestScope,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut draft = |start, entry: Option<&Spanned<ChangeEntry>>| RowDraft {
            start,
            change: entry.map_or(RowChange::Absent, |entry| {
                let change = read_change::read(source, entry, scope, problems);
                match (change, &entry.value.given) {
                    (Some(Change::Given(_)), Some(state)) => RowChange::Given(state.clone()),
                    (Some(change), _) => RowChange::Made(Arc::new(change)),
                    (None, _) => RowChange::Unreadable,
                }
            }),
            change_span: entry.map(|entry| entry.span.clone()),
        };
        let rows = match &file.each {
            None => Rows::One(draft(file.title.span.start, file.change.as_ref())),
            Some(table) => Rows::Table(
                table
                    .value
                    .iter()
                    .map(|(name, entry)| (name.clone(), draft(entry.span.start, Some(entry))))
                    .collect(),
            ),
        };
        if let Some(table) = file.each.as_ref().filter(|table| table.value.is_empty()) {
            problems.push(Diagnostic::at(
                DiagnosticCode::MissingField,
                source,
                table.span.clone(),
                "`each` has no rows",
                "add a name and its one change",
            ));
        }
        let beside = file.change.as_ref().filter(|_| file.each.is_some());
        Self {
            stem,
            source,
            title: Spanned {
                value: file.title.value.into(),
                span: file.title.span,
            },
            outcome: file.outcome,
            level: file.level,
            rulings: file.rulings,
            given: file.given,
            control: file.control,
            before: file.before,
            simultaneously: file.simultaneously,
            change_beside_table: beside.map(|change| change.span.clone()),
            rows,
        }
    }

    /// The cases that this one cannot do without.
    pub(super) fn needs(&self) -> impl Iterator<Item = &str> {
        let names = self.control.iter().chain(&self.before);
        names.map(|name| name.value.as_str())
    }

    fn rows(&'a self) -> impl Iterator<Item = Row<'a>> {
        let row = |name, draft: &'a RowDraft| Row {
            name,
            source: self.source,
            file: self,
            start: draft.start,
            change: &draft.change,
            change_span: draft.change_span.clone(),
            change_beside_table: None,
        };
        let (one, table) = match &self.rows {
            Rows::One(draft) => (Some(row(Cow::Borrowed(self.stem), draft)), [].as_slice()),
            Rows::Table(rows) => (None, rows.as_slice()),
        };
        let table = table.iter().enumerate().map(move |(place, (name, draft))| {
            let name = Cow::Owned(format!("{}/{name}", self.stem));
            Row {
                change_beside_table: self.change_beside_table.clone().filter(|_| place == 0),
                ..row(name, draft)
            }
        });
        one.into_iter().chain(table)
    }
}

/// What came of one row.
pub(super) struct ReadCase {
    pub(super) case: Option<Case>,
    pub(super) claim: Option<SnapshotClaim>,
    pub(super) problems: Vec<Diagnostic>,
}

impl CaseReader<'_> {
    /// All cases, and which of them is the control without a change; none if one of them cannot be made.
    pub(super) fn read(
        &self,
        operation_source: &SourceText,
        problems: &mut Vec<Diagnostic>,
        claims: &mut Vec<SnapshotClaim>,
    ) -> Option<(CaseIndex, Vec<Case>)> {
        let mut rows: Vec<Row<'_>> = Vec::with_capacity(self.files.len());
        rows.extend(self.files.iter().flat_map(FileDraft::rows));
        let places: HashMap<&str, usize> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| (row.name.as_ref(), place))
            .collect();
        let control = &self.definition.control;
        let control_place = places.get(control.value.as_str()).copied();
        if control_place.is_none() {
            problems.extend(self.unknown_case(operation_source, control, &rows));
        }
        let read = |row: &Row<'_>| {
            let reading = Reading {
                reader: self,
                rows: &rows,
                places: &places,
                control_place,
                row,
            };
            let read = reading.read();
            let question = read.case.as_ref().map(|case| Question::of(case).digest());
            (read, question)
        };
        let mut cases = Vec::with_capacity(rows.len());
        let mut asked = Vec::with_capacity(rows.len());
        let mut remaining = rows.iter();
        parallel::each(&rows, read, |(read, question)| {
            problems.extend(read.problems);
            claims.extend(read.claim);
            let row = remaining.next();
            if let (Some(case), Some(question), Some(row)) = (read.case, question, row) {
                cases.push(case);
                asked.push((row, question));
            }
        });
        repetition::titles(self.files, problems);
        repetition::requests(&asked, &cases, problems);
        let control = CaseIndex(self.first_case + control_place?);
        (cases.len() == rows.len()).then_some((control, cases))
    }

    pub(super) fn unknown_case(
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
                rows.iter().map(|row| row.name.as_ref()),
            )
        })
    }
}
