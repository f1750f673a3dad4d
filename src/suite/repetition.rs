//! Two cases of one operation that ask the same, or look as if they did.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use super::file::CaseFile;
use super::read_case::Row;
use super::{Case, CaseIndex, Expected, StateName};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};

/// Reports titles that repeat: a reader of a report could not tell the cases apart.
pub(super) fn titles<'a>(
    files: impl IntoIterator<Item = &'a (&'a SourceText, CaseFile)>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut seen: HashMap<&str, (&SourceText, usize)> = HashMap::new();
    for (source, file) in files {
        let title = file.title.value.trim();
        let start = file.title.span.start;
        if let Some((first, at)) = seen.get(title) {
            problems.push(
                Diagnostic::at(
                    DiagnosticCode::TitleRepeated,
                    source,
                    file.title.span.clone(),
                    "another case of the operation has this title",
                    "the same title",
                )
                .help(format!(
                    "{}:{} has it; say what this case asks that the other does not",
                    first.path,
                    first.position(*at).line
                )),
            );
        } else {
            seen.insert(title, (source, start));
        }
    }
}

/// What makes two cases the same question.
#[derive(PartialEq, Eq, Hash)]
struct Question<'a> {
    request: String,
    state: Option<&'a StateName>,
    before: &'a [CaseIndex],
    simultaneously: Option<NonZeroUsize>,
}

impl<'a> Question<'a> {
    fn of(case: &'a Case) -> Self {
        Self {
            request: case.request.identity(),
            state: case.needed_state(),
            before: &case.before,
            simultaneously: match &case.expected {
                Expected::Answer(_) => None,
                Expected::Race { requests, .. } => Some(*requests),
            },
        }
    }
}

/// Reports cases that send the same request in the same state: they can only agree, or contradict each other.
pub(super) fn requests(cases: &[(&Row<'_>, Case)], problems: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<Question<'_>, &Case> = HashMap::new();
    for (row, case) in cases {
        let question = Question::of(case);
        if let Some(first) = seen.get(&question) {
            let entry = row.entry.or(row.file.change.as_ref());
            let span = entry.map_or(row.start..row.start, |entry| entry.span.clone());
            problems.push(
                Diagnostic::at(
                    DiagnosticCode::SameRequest,
                    row.source,
                    span,
                    format!("{} sends this request already, in the same state", first.id),
                    "the same request",
                )
                .help(format!(
                    "it stands at {}:{}; remove one of the two, or change something else",
                    first.path, first.line
                )),
            );
        } else {
            seen.insert(question, case);
        }
    }
}
