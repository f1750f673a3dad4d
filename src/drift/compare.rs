//! A page beside an operation.

use std::ops::Range;

use super::compare_fields::{examples, listed};
use super::compare_outcomes::outcomes;
use super::difference::{Aspect, Change, Difference, Item};
use super::page::Page;
use crate::suite::{Documented, Operation, OperationId, Suite};

/// A page that no operation of the suite can be told for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// The suite has no operation of that name.
    #[error("the suite has no operation `{name}`; its operations: {known}")]
    Unknown {
        /// The name that was given.
        name: String,
        /// The operations that there are.
        known: String,
    },
    /// The page is about another request than each operation.
    #[error(
        "no operation of the suite has the page's method {method} and path {path}; name the one to compare with: --operation {known}"
    )]
    NoneLike {
        /// The page's method.
        method: String,
        /// The page's path.
        path: String,
        /// The operations that there are.
        known: String,
    },
    /// The page is as near to one operation as to another.
    #[error("the page could be about {0}; name the one to compare with: --operation NAME")]
    SeveralLike(String),
}

/// The operation that a page is about: the one with its path, or else the nearest with its method.
///
/// # Errors
/// There is none, or there are several.
pub fn find_operation<'a>(
    suite: &'a Suite,
    page: &Page,
    name: Option<&str>,
) -> Result<&'a Operation, OperationError> {
    let known = || names(&suite.operations, ", ");
    if let Some(name) = name {
        let found = suite.operations.iter().find(|o| o.id.as_str() == name);
        return found.ok_or_else(|| OperationError::Unknown {
            name: name.to_owned(),
            known: known(),
        });
    }
    let same_path = |operation: &&Operation| path_is(operation, &page.address.value);
    let mut like: Vec<&Operation> = suite.operations.iter().filter(same_path).collect();
    if like.is_empty() {
        let same_method = |operation: &&Operation| operation.request.method == page.method.value;
        like = suite.operations.iter().filter(same_method).collect();
    }
    let fewest = like.iter().map(|operation| compare(page, operation).len());
    let fewest = fewest.min().unwrap_or_default();
    like.retain(|operation| compare(page, operation).len() == fewest);
    match like.as_slice() {
        [operation] => Ok(operation),
        [] => Err(OperationError::NoneLike {
            method: page.method.value.to_string(),
            path: page.address.value.clone(),
            known: names(&suite.operations, " or "),
        }),
        several => {
            let names: Vec<&str> = several.iter().map(|o| o.id.as_str()).collect();
            Err(OperationError::SeveralLike(names.join(" or ")))
        }
    }
}

fn names(operations: &[Operation], between: &str) -> String {
    let names: Vec<&str> = operations
        .iter()
        .map(|operation| OperationId::as_str(&operation.id))
        .collect();
    names.join(between)
}

/// Everything that page and operation say differently, in the order of the page's parts.
pub fn compare(page: &Page, operation: &Operation) -> Vec<Difference> {
    let documented = &operation.documented;
    let places = &operation.places;
    let line = |span: &Range<usize>| places.line(span);
    // What the file lacks would stand in the part that it lacks, or, where that is not there, under `documented`.
    let part = |span: &Range<usize>| match span.start {
        0 => places.line(&places.documented),
        _ => places.line(span),
    };
    let mut differences = Vec::new();
    if operation.request.method != page.method.value {
        differences.push(Difference {
            item: Item::Method,
            aspect: Aspect::Itself,
            change: Change::Changed {
                operation: operation.request.method.to_string(),
                page: page.method.value.to_string(),
            },
            page_line: page.method.line,
            operation_line: line(&places.method),
        });
    }
    if !path_is(operation, &page.address.value) {
        let (path, span) = match &documented.path {
            Some(path) => (path.value.clone(), &path.span),
            None => (operation.request.path_pattern(), &places.path),
        };
        differences.push(Difference {
            item: Item::Path,
            aspect: Aspect::Itself,
            change: Change::Changed {
                operation: path,
                page: page.address.value.clone(),
            },
            page_line: page.address.line,
            operation_line: line(span),
        });
    }
    listed(
        &page.parameters,
        &documented.parameters.value,
        places,
        part(&documented.parameters.span),
        Item::Parameter,
        &mut differences,
    );
    listed(
        &page.headers,
        &documented.headers.value,
        places,
        part(&documented.headers.span),
        Item::Header,
        &mut differences,
    );
    listed(
        &page.body,
        &documented.body.value,
        places,
        part(&documented.body.span),
        Item::BodyField,
        &mut differences,
    );
    examples(
        page.body_example.as_slice(),
        documented.body_example.as_slice(),
        places,
        page.body.line,
        Item::BodyExampleField,
        &mut differences,
    );
    outcomes(page, operation, &mut differences);
    listed(
        &page.response,
        &documented.response.value,
        places,
        part(&documented.response.span),
        Item::ResponseField,
        &mut differences,
    );
    examples(
        &page.response_examples,
        &documented.response_examples,
        places,
        page.response.line,
        Item::ResponseExampleField,
        &mut differences,
    );
    differences
}

/// Whether an operation has a page's path: as it is documented, or else as its control request has it.
fn path_is(operation: &Operation, path: &str) -> bool {
    match &operation.documented.path {
        Some(documented) => documented.value == path,
        None => Documented::is_pattern_of(path, &operation.request.path_pattern()),
    }
}
