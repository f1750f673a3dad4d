//! Whether what an operation's file says of its page hangs together.

use serde_json::Value as Json;

use super::RequestTemplate;
use super::declared::Declared;
use super::documented::{Documented, Requirement};
use super::file::OperationFile;
use super::read::unknown_name;
use super::read_request::header_name;
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::yaml::Spanned;

/// Reports what contradicts the control request, the tables or the suite.
pub(super) fn check(
    declared: Declared<'_>,
    source: &SourceText,
    file: &OperationFile,
    request: &RequestTemplate,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(documented) = &file.documented else {
        return;
    };
    let documented = &documented.value;
    if let Some(path) = &documented.path
        && !Documented::is_pattern_of(&path.value, &request.path_pattern())
    {
        problems.push(
            Diagnostic::at(
                DiagnosticCode::Contradiction,
                source,
                path.span.clone(),
                "the path of the control request is not of this form",
                "documented here",
            )
            .help("the two have the same segments; a parameter in braces stands for any text"),
        );
    }
    for (name, header) in &documented.headers.value {
        header_name(source, name, header.span.clone(), problems);
    }
    for field in documented.body.value.values() {
        if let Requirement::When(condition) = &field.value.required
            && !documented.body.value.contains_key(&condition.field)
        {
            problems.push(unknown_name(
                source,
                field.span.clone(),
                "field",
                &condition.field,
                documented.body.value.keys().map(String::as_str),
            ));
        }
    }
    for misprint in &documented.misprints {
        problems.extend(declared.unknown_ruling(source, &misprint.value.ruling));
    }
    let body: Vec<&str> = names(&documented.body.value);
    if let Some(example) = &documented.body_example {
        members(source, documented, example, &body, problems);
    }
    let response: Vec<&str> = names(&documented.response.value);
    for example in &documented.response_examples {
        members(source, documented, example, &response, problems);
    }
}

fn names<T>(fields: &indexmap::IndexMap<String, T>) -> Vec<&str> {
    fields.keys().map(String::as_str).collect()
}

/// A field of an example that its table does not have is a misprint that a ruling reads, or a mistake.
fn members(
    source: &SourceText,
    documented: &Documented,
    example: &Spanned<Json>,
    known: &[&str],
    problems: &mut Vec<Diagnostic>,
) {
    let Json::Object(members) = &example.value else {
        return;
    };
    // A page may have an example and no table.
    if known.is_empty() {
        return;
    }
    for name in members.keys() {
        if !known.contains(&documented.meant(name)) {
            problems.push(
                Diagnostic::at(
                    DiagnosticCode::Contradiction,
                    source,
                    example.span.clone(),
                    format!("the example's field `{name}` is not in the table"),
                    "in this example",
                )
                .help(format!(
                    "if the page prints it so, say how it is read: `misprints: [{{ ruling: …, printed: {name}, meant: … }}]`"
                )),
            );
        }
    }
}
