//! A documentation page as data.

use std::sync::Arc;

use http::Method;
use indexmap::IndexMap;

use super::example::Example;
use crate::suite::{FieldType, OutcomeId, OutcomeType, ParameterLocation, Requirement};

/// Something, and the line of the page that says it, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// What is said.
    pub value: T,
    /// Where.
    pub line: usize,
}

/// The rows of a table by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The line of the table's head; where there is no table, the nearest line that one could stand after.
    pub line: usize,
    /// The rows in order.
    pub rows: IndexMap<String, At<T>>,
}

/// What a page documents of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The file, as the user knows it.
    pub path: Arc<str>,
    /// The first line.
    pub title: At<String>,
    /// The method of the request.
    pub method: At<Method>,
    /// The path of the request from its first slash, parameters in braces.
    pub address: At<String>,
    /// The parameters of path and query.
    pub parameters: Listed<PageParameter>,
    /// The header fields of a request.
    pub headers: Listed<PageHeader>,
    /// The members of the request's body.
    pub body: Listed<PageField>,
    /// The example of a body.
    pub body_example: Option<Example>,
    /// The members of an answer.
    pub response: Listed<FieldType>,
    /// The examples of answers.
    pub response_examples: Vec<Example>,
    /// The line of the error table's head, or the nearest line that one could stand after.
    pub outcomes_line: usize,
    /// What a request can come to: the rows of the error table, and what sentences and examples say.
    pub outcomes: IndexMap<OutcomeId, PageOutcome>,
}

/// A row of the table of parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageParameter {
    /// Where it stands in a request.
    pub location: ParameterLocation,
    /// When it must be there.
    pub required: Requirement,
}

/// A row of the table of header fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageHeader {
    /// Its value, without an explanation in brackets after it.
    pub value: String,
    /// When it must be there.
    pub required: Requirement,
}

/// A row of the table of the body's members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageField {
    /// Its type.
    pub kind: FieldType,
    /// When it must be there.
    pub required: Requirement,
}

/// One thing that a request can come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOutcome {
    /// The line that says it.
    pub line: usize,
    /// Its type, where the page gives one.
    pub kind: Option<OutcomeType>,
    /// Its text, where the page gives one.
    pub text: Option<String>,
    /// Who says it.
    pub source: OutcomeSource,
}

/// What part of a page says an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeSource {
    /// A sentence.
    Sentence,
    /// A row of the error table.
    Row,
    /// An example of an answer.
    Example,
}
