//! Identifiers of states that a target's owner supplies.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// An identifier whose form is the target's own affair (ruling R13): any text that is not empty,
/// without control characters and without white space at its ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(Arc<str>);

/// A text that cannot be an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StateIdError {
    /// Nothing at all.
    #[error("an identifier is empty")]
    Empty,
    /// `.` and `..` are steps in a path (RFC 3986, section 3.3), and `…` stands for something that is left out.
    #[error("`.`, `..` and `…` are no identifiers")]
    NoName,
    /// Characters that come from a careless copy, such as a line break at the end.
    #[error("an identifier has white space at its ends or a control character in it")]
    Stray,
}

impl StateId {
    /// Checks a text.
    ///
    /// # Errors
    /// An empty text, or stray white space and control characters.
    pub fn new(text: &str) -> Result<Self, StateIdError> {
        if text.is_empty() {
            Err(StateIdError::Empty)
        } else if [".", "..", "…"].contains(&text) {
            Err(StateIdError::NoName)
        } else if text.trim() != text || text.chars().any(char::is_control) {
            Err(StateIdError::Stray)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// What tells it from others: letter case makes no difference in a GUID (RFC 9562, section 4), and does elsewhere.
    pub fn identity(&self) -> String {
        if uuid::Uuid::try_parse(&self.0).is_ok() {
            self.0.to_ascii_lowercase()
        } else {
            self.0.to_string()
        }
    }

    /// The identifier as the target knows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for StateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for StateId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// An identifier and where the profile gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenId {
    /// The identifier.
    pub id: StateId,
    /// The line of the profile, from 1.
    pub line: usize,
}
