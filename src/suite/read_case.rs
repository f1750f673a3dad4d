//! Case files to cases: each is its control plus exactly one change.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::change::Change;
use super::check::SnapshotClaim;
use super::declared::Declared;
use super::file::{CaseFile, ChangeEntry};
use super::read::unknown_name;
use super::read_change;
use super::read_operation::Definition;
use super::reading::Reading;
use super::repetition;
use super::{Case, CaseIndex, OperationIndex};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::yaml::Spanned;

/// Reads the case files of one operation.
pub(super) struct CaseReader<'a> {
    pub(super) declared: Declared<'a>,
    /// The place of the operation's first case in the suite.
    pub(super) first_case: usize,
    pub(super) operation: OperationIndex,
    pub(super) definition: &'a Definition,
    pub(super) files: &'a IndexMap<&'a str, (&'a SourceText, CaseFile)>,
    /// Files with mistakes of their own: naming a case of theirs is no further mistake.
    pub(super) unreadable: &'a [&'a str],
}

/// One row of one case file; a file without a table is one row.
pub(super) struct Row<'a> {
    /// The case's name within its operation.
    pub(super) name: String,
    pub(super) source: &'a SourceText,
    pub(super) file: &'a CaseFile,
    /// The row's change in a table.
    pub(super) entry: Option<&'a Spanned<ChangeEntry>>,
    /// Where the case starts, in bytes of the file.
    pub(super) start: usize,
    pub(super) change: RowChange,
}

/// The change of a row, as far as it stands under `change:` or in a table.
pub(super) enum RowChange {
    /// There is none.
    Absent,
    /// There are mistakes in it.
    Unreadable,
    /// This one.
    Made(Change),
}

impl CaseReader<'_> {
    /// All cases, and which of them is the control without a change; none if one of them cannot be made.
    pub(super) fn read(
        &self,
        operation_source: &SourceText,
        problems: &mut Vec<Diagnostic>,
        claims: &mut Vec<SnapshotClaim>,
    ) -> Option<(CaseIndex, Vec<Case>)> {
        let rows = self.rows(problems);
        let places: HashMap<&str, usize> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| (row.name.as_str(), place))
            .collect();
        let control = &self.definition.control;
        let control_place = places.get(control.value.as_str()).copied();
        if control_place.is_none() {
            problems.extend(self.unknown_case(operation_source, control, &rows));
        }
        let mut cases = Vec::new();
        for row in &rows {
            let reading = Reading {
                reader: self,
                rows: &rows,
                places: &places,
                control_place,
                row,
            };
            if let Some(case) = reading.case(problems, claims) {
                cases.push((row, case));
            }
        }
        repetition::titles(self.files.values(), problems);
        repetition::requests(&cases, problems);
        let cases: Vec<Case> = cases.into_iter().map(|(_, case)| case).collect();
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
                let scope = &self.definition.scope;
                let change = match entry.or(file.change.as_ref()) {
                    None => RowChange::Absent,
                    Some(entry) => read_change::read(source, entry, scope, problems)
                        .map_or(RowChange::Unreadable, RowChange::Made),
                };
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
