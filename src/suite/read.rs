//! Files to a checked suite.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::declared::Declared;
use super::read_operation::OperationReader;
use super::read_suite_file::read_suite_file;
use super::source::{SuiteFile, SuiteFiles};
use super::template::{Scope, TemplateError};
use super::{OperationIndex, Suite, check};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, SourceText, known_names};

/// What is asked of the snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshots {
    /// Each case has one that agrees: what a verdict may rest on.
    Required,
    /// They are still being made or compared by somebody else (insta, under `cargo test`).
    Unchecked,
}

/// Which cases are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked<'a> {
    /// All of them.
    All,
    /// Those of these names, and what they need.
    Cases(&'a [String]),
}

/// Reads and checks a suite.
///
/// # Errors
/// All mistakes that could be found, each with its place and the way out. No mistake hides another: what cannot be
/// read is left out, and naming something in it is no further mistake.
pub fn read(files: &SuiteFiles, snapshots: Snapshots) -> Result<Suite, Diagnostics> {
    read_asked(files, snapshots, Asked::All)
}

/// Reads the cases of these names, their controls and what comes before them; the files of other cases are not parsed,
/// so that a mistake in one of those does not keep somebody from running these. All operations are read, and that each
/// outcome has a case and each case a snapshot is checked by the names of the files.
///
/// # Errors
/// If anything is wrong with what is read, or a name is no case's, all of the suite is read, and all mistakes in it are
/// said as [`read`] says them.
pub fn read_cases(
    files: &SuiteFiles,
    snapshots: Snapshots,
    names: &[String],
) -> Result<Suite, Diagnostics> {
    match read_asked(files, snapshots, Asked::Cases(names)) {
        Ok(suite) if names.iter().all(|name| suite.find(name).is_some()) => Ok(suite),
        _ => read(files, snapshots),
    }
}

fn read_asked(
    files: &SuiteFiles,
    snapshots: Snapshots,
    asked: Asked<'_>,
) -> Result<Suite, Diagnostics> {
    let mut problems = files.unread.problems.clone();
    let folders = Folders::of(files, &mut problems);
    let declared = match folders.suite {
        Some(source) => read_suite_file(source, files.digest(), &mut problems),
        None => None,
    };
    let is_declared = declared.is_some();
    let mut suite = declared.unwrap_or_default();
    let mut claims = Vec::new();
    for (name, group) in &folders.operations {
        let declared = if is_declared {
            Declared::By(&suite)
        } else {
            Declared::Unknown
        };
        let reader = OperationReader {
            declared,
            first_case: suite.cases.len(),
            index: OperationIndex(suite.operations.len()),
            folder: name,
            definition: group.definition,
            files: &group.cases,
            unread: &group.unread,
            asked,
        };
        if let Some((operation, cases, extent)) = reader.read(&mut problems, &mut claims) {
            suite.extent = suite.extent.min(extent);
            suite.operations.push(operation);
            suite.add(cases);
        }
    }
    if snapshots == Snapshots::Required {
        check::snapshots(&claims, files, &mut problems);
    }
    if problems.is_empty() {
        return Ok(suite);
    }
    problems.sort_by(|a, b| (a.path(), a.position()).cmp(&(b.path(), b.position())));
    Err(Diagnostics(problems))
}

/// The files below `cases/`, by what they are.
struct Folders<'a> {
    suite: Option<&'a SourceText>,
    operations: IndexMap<&'a str, OperationFiles<'a>>,
}

#[derive(Default)]
struct OperationFiles<'a> {
    definition: Option<&'a SourceText>,
    cases: Vec<(&'a str, &'a SuiteFile)>,
    /// Those that are there, but of which nothing can be read.
    unread: Vec<&'a str>,
}

impl<'a> Folders<'a> {
    fn of(files: &'a SuiteFiles, problems: &mut Vec<Diagnostic>) -> Self {
        let mut folders = Self {
            suite: None,
            operations: IndexMap::new(),
        };
        for file in &files.cases {
            match file.name.split_once('/') {
                None if file.name == "suite" => folders.suite = Some(&file.source),
                None => problems.push(
                    Diagnostic::in_file(
                        DiagnosticCode::FileName,
                        file.source.path.clone(),
                        "only suite.yaml stands directly in cases/",
                    )
                    .help("put the file into the folder of its operation"),
                ),
                Some((operation, name)) => {
                    let group = folders.operations.entry(operation).or_default();
                    if name == "operation" {
                        group.definition = Some(&file.source);
                    } else {
                        group.cases.push((name, file));
                    }
                }
            }
        }
        for name in &files.unread.cases {
            if let Some((operation, name)) = name.split_once('/') {
                let group = folders.operations.entry(operation).or_default();
                group.unread.push(name);
            }
        }
        let unread: HashSet<&str> = files.unread.cases.iter().map(String::as_str).collect();
        folders.say_what_is_missing(&unread, problems);
        folders
    }

    fn say_what_is_missing(&self, unread: &HashSet<&str>, problems: &mut Vec<Diagnostic>) {
        if self.suite.is_none() && !unread.contains("suite") {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::Unreadable,
                    "cases/suite.yaml",
                    "the suite has no cases/suite.yaml",
                )
                .help("it names the suite's tokens, states and rulings"),
            );
        }
        if self.operations.is_empty() {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::Unreadable,
                    "cases",
                    "the suite has no operation",
                )
                .help(
                    "add cases/<operation>/operation.yaml: `rpgu-conformance new operation` does",
                ),
            );
        }
        for (name, group) in &self.operations {
            if group.definition.is_none() && !group.unread.contains(&"operation") {
                problems.push(
                    Diagnostic::in_file(
                        DiagnosticCode::Unreadable,
                        format!("cases/{name}"),
                        "the folder has no operation.yaml",
                    )
                    .help("it holds the control request and the documented outcomes"),
                );
            }
        }
    }
}

/// A diagnostic for a name that is not declared.
pub(super) fn unknown_name<'a>(
    source: &SourceText,
    span: std::ops::Range<usize>,
    kind: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    Diagnostic::at(
        DiagnosticCode::UnknownName,
        source,
        span,
        format!("there is no {kind} `{name}`"),
        format!("no such {kind}"),
    )
    .help(known_names(name, &format!("{kind}s"), known))
}

/// A diagnostic for a text that is no template. The text starts at or after `start`.
pub(super) fn template_problem(
    source: &SourceText,
    start: usize,
    text: &str,
    error: &TemplateError,
    scope: &dyn Scope,
) -> Diagnostic {
    let needle = text.get(error.at()).unwrap_or_default();
    let found = source.text.get(start..).and_then(|rest| rest.find(needle));
    let at = found.map_or(start..start, |at| start + at..start + at + needle.len());
    let diagnostic = Diagnostic::at(
        DiagnosticCode::Template,
        source,
        at,
        error.to_string(),
        match error {
            TemplateError::Unclosed { .. } => "close these braces",
            TemplateError::UnknownName { .. } => "no such name",
        },
    );
    let names = scope.names();
    match error {
        TemplateError::Unclosed { .. } => diagnostic.help("write {{ name }}"),
        TemplateError::UnknownName { name, .. } => {
            diagnostic.help(known_names(name, "names", names.iter().map(String::as_str)))
        }
    }
}
