//! One difference between a page and an operation.

use std::fmt;

use serde::Serialize;

use crate::suite::OutcomeId;

/// A difference, and where each of the two says what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub item: Item,
    /// What of it differs.
    pub aspect: Aspect,
    /// How.
    pub change: Change,
    /// The line of the page, from 1; for what the page lacks, the line of the table or heading that it would stand under.
    pub page_line: usize,
    /// The line of the operation's file, from 1; for what the file lacks, the line that it would stand under.
    pub operation_line: usize,
}

/// A thing that page and operation document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The method.
    Method,
    /// The path.
    Path,
    /// A parameter of path or query.
    Parameter(String),
    /// A header field of a request.
    Header(String),
    /// A member of a request's body.
    BodyField(String),
    /// A field of the example of a body.
    BodyExampleField(String),
    /// A member of an answer.
    ResponseField(String),
    /// A field of an example of an answer.
    ResponseExampleField(String),
    /// What a request can come to.
    Outcome(OutcomeId),
}

/// What of a thing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// That it is there, or what it is.
    Itself,
    /// Its name.
    Name,
    /// Its type.
    Type,
    /// When it must be there.
    Required,
    /// Where it stands in a request.
    Place,
    /// Its value.
    Value,
    /// Its HTTP status.
    Status,
    /// Its internal code.
    MessageCode,
    /// Its text.
    Text,
}

/// What became of a thing since the operation was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Only the page has it: this.
    Added(String),
    /// Only the operation has it: this.
    Removed(String),
    /// Both have it.
    Changed {
        /// As the operation says.
        operation: String,
        /// As the page says.
        page: String,
    },
}

impl Item {
    /// The kind of thing, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Path => "path",
            Self::Parameter(_) => "parameter",
            Self::Header(_) => "header",
            Self::BodyField(_) => "body_field",
            Self::BodyExampleField(_) => "body_example_field",
            Self::ResponseField(_) => "response_field",
            Self::ResponseExampleField(_) => "response_example_field",
            Self::Outcome(_) => "outcome",
        }
    }

    /// Its name, if there can be several of its kind.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Method | Self::Path => None,
            Self::Parameter(name)
            | Self::Header(name)
            | Self::BodyField(name)
            | Self::BodyExampleField(name)
            | Self::ResponseField(name)
            | Self::ResponseExampleField(name) => Some(name.clone()),
            Self::Outcome(id) => Some(id.to_string()),
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("method"),
            Self::Path => f.write_str("path"),
            Self::Parameter(name) => write!(f, "parameter {name}"),
            Self::Header(name) => write!(f, "header {name}"),
            Self::BodyField(name) => write!(f, "body field {name}"),
            Self::BodyExampleField(name) => write!(f, "field {name} of the body's example"),
            Self::ResponseField(name) => write!(f, "response field {name}"),
            Self::ResponseExampleField(name) => {
                write!(f, "field {name} of the response's example")
            }
            Self::Outcome(id) => write!(f, "outcome {id}"),
        }
    }
}

impl Aspect {
    /// The word before "of" the thing; the thing itself has none.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Itself => None,
            Self::Name => Some("name"),
            Self::Type => Some("type"),
            Self::Required => Some("required mark"),
            Self::Place => Some("place"),
            Self::Value => Some("value"),
            Self::Status => Some("status"),
            Self::MessageCode => Some("message code"),
            Self::Text => Some("text"),
        }
    }
}

impl Change {
    /// What became of the thing, in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Removed(_) => "removed",
            Self::Changed { .. } => "changed",
        }
    }

    /// What the operation says, if it has the thing.
    pub fn operation(&self) -> Option<&str> {
        match self {
            Self::Added(_) => None,
            Self::Removed(said)
            | Self::Changed {
                operation: said, ..
            } => Some(said),
        }
    }

    /// What the page says, if it has the thing.
    pub fn page(&self) -> Option<&str> {
        match self {
            Self::Removed(_) => None,
            Self::Added(said) | Self::Changed { page: said, .. } => Some(said),
        }
    }
}

/// The difference in one line, without its places.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.change.word())?;
        if let Some(word) = self.aspect.word() {
            write!(f, "{word} of ")?;
        }
        write!(f, "{}", self.item)?;
        match &self.change {
            Change::Added(said) | Change::Removed(said) if said.is_empty() => Ok(()),
            Change::Added(said) | Change::Removed(said) => write!(f, ": {said}"),
            Change::Changed { operation, page } => write!(f, ": from {operation} to {page}"),
        }
    }
}
