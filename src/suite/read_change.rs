//! `change:` of a case file, which may hold exactly one change (ruling R11).

use std::ops::Range;
use std::sync::Arc;

use super::change::Change;
use super::file::ChangeEntry;
use super::read_request::{RequestScope, body, header_name, json, template};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::yaml::Spanned;

/// One entry of a change and where it stands.
type Entry<'a> = (Range<usize>, Reader<'a>);
type Reader<'a> = Box<dyn FnOnce(&mut Vec<Diagnostic>) -> Option<Change> + 'a>;

/// Reads the one change of an entry.
pub(super) fn read(
    source: &SourceText,
    entry: &Spanned<ChangeEntry>,
    scope: &RequestScope,
    problems: &mut Vec<Diagnostic>,
) -> Option<Change> {
    let mut entries = entries(source, &entry.value, scope);
    entries.sort_by_key(|(span, _)| span.start);
    let mut entries = entries.into_iter();
    let Some((_, first)) = entries.next() else {
        problems.push(
            Diagnostic::at(
                DiagnosticCode::MissingField,
                source,
                entry.span.clone(),
                "a change must change something",
                "nothing is changed",
            )
            .help("name one of headers, member, without, body, path, given"),
        );
        return None;
    };
    if let Some((span, _)) = entries.next() {
        problems.push(second_change(source, span));
        return None;
    }
    first(problems)
}

/// The diagnostic for a second change.
pub(super) fn second_change(source: &SourceText, span: Range<usize>) -> Diagnostic {
    Diagnostic::at(
        DiagnosticCode::SecondChange,
        source,
        span,
        "a case is its control plus exactly one change (R11)",
        "this is the second change",
    )
    .help(
        "a target may check in any order, so a case with two faults proves nothing: make two cases, or start \
         from another success case with `control:`",
    )
}

fn entries<'a>(
    source: &'a SourceText,
    change: &'a ChangeEntry,
    scope: &'a RequestScope,
) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for (name, value) in &change.headers {
        entries.push((
            value.span.clone(),
            Box::new(move |problems| {
                let header = header_name(source, name, value.span.clone(), problems)?;
                match &value.value {
                    None => Some(Change::NoHeader(header)),
                    Some(text) => {
                        let text = Spanned {
                            value: text.clone(),
                            span: value.span.clone(),
                        };
                        template(source, &text, scope, problems)
                            .map(|text| Change::Header(header, text))
                    }
                }
            }),
        ));
    }
    for (name, value) in &change.member {
        entries.push((
            value.span.clone(),
            Box::new(move |problems| {
                json(source, value.span.start, &value.value, scope, problems)
                    .map(|json| Change::Member(name.clone(), json))
            }),
        ));
    }
    if let Some(name) = &change.without {
        entries.push((
            name.span.clone(),
            Box::new(move |_| Some(Change::NoMember(name.value.clone()))),
        ));
    }
    if let Some(entry) = &change.body {
        entries.push((
            entry.span.clone(),
            Box::new(move |problems| {
                body(source, entry, scope, problems).map(|body| Change::Body(Arc::new(body)))
            }),
        ));
    }
    for (name, value) in &change.path {
        entries.push((
            value.span.clone(),
            Box::new(move |problems| {
                if let Some(subject) = scope.subject()
                    && name != subject
                {
                    problems.push(
                        Diagnostic::at(
                            DiagnosticCode::UnknownName,
                            source,
                            value.span.clone(),
                            format!("the path holds no `{name}`"),
                            "its value",
                        )
                        .help(format!("the path holds `{subject}`")),
                    );
                    return None;
                }
                template(source, value, scope, problems).map(Change::Path)
            }),
        ));
    }
    if let Some(state) = &change.given {
        entries.push((
            state.span.clone(),
            Box::new(move |_| Some(Change::Given(state.value.clone()))),
        ));
    }
    entries
}
