//! Two cases of one operation that ask the same, or look as if they did.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::num::NonZeroUsize;

use super::read_case::{FileDraft, Row};
use super::{Case, CaseIndex, Expected, StateName};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};

/// Reports titles that repeat: a reader of a report could not tell the cases apart.
pub(super) fn titles(files: &[FileDraft<'_>], problems: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, (&SourceText, usize)> = HashMap::with_capacity(files.len());
    for file in files {
        let source = file.source;
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
pub(super) struct Question<'a> {
    request: String,
    state: Option<&'a StateName>,
    before: &'a [CaseIndex],
    simultaneously: Option<NonZeroUsize>,
}

/// A number that two equal questions share. Others hardly ever do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct QuestionDigest(u64);

impl<'a> Question<'a> {
    pub(super) fn of(case: &'a Case) -> Self {
        Self {
            request: case.request.identity(),
            state: case.needed_state(),
            before: &case.before,
            simultaneously: match &*case.expected {
                Expected::Answer(_) => None,
                Expected::Race { requests, .. } => Some(*requests),
            },
        }
    }

    pub(super) fn digest(&self) -> QuestionDigest {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        QuestionDigest(hasher.finish())
    }
}

/// Reports cases that send the same request in the same state: they can only agree, or contradict each other. Questions
/// are long; so they are held only while two of the same digest are compared.
pub(super) fn requests(
    asked: &[(&Row<'_>, QuestionDigest)],
    cases: &[Case],
    problems: &mut Vec<Diagnostic>,
) {
    let mut seen: HashMap<QuestionDigest, Vec<&Case>> = HashMap::with_capacity(asked.len());
    for ((row, digest), case) in asked.iter().zip(cases) {
        let like = seen.entry(*digest).or_default();
        let same = |first: &&&Case| Question::of(first) == Question::of(case);
        if let Some(first) = like.iter().find(same) {
            let span = row.change_span.clone().unwrap_or(row.start..row.start);
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
            like.push(case);
        }
    }
}
