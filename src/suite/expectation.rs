//! What an outcome promises of an answer, and the text of it that snapshots hold.

use std::fmt;
use std::num::NonZeroUsize;

use super::outcome::{Alternative, Outcome, OutcomeId, OutcomeType};

/// What one answer must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The HTTP status.
    pub status: ExpectedStatus,
    /// The body.
    pub content: ExpectedContent,
}

/// The HTTP status that is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedStatus {
    /// Just this one.
    Exactly(u16),
    /// Any from 400 to 499 (rulings R6, R14).
    AnyClientError,
}

/// The body that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedContent {
    /// Any or none; but if it is in the error model, its `code` is the status (ruling R4).
    Unspecified,
    /// The documented three fields; `code` is always the status (ruling R1).
    Model {
        /// The name that the row's documented example gives to `message_code` (ruling R2).
        member: MessageCodeMember,
        /// The value of that member.
        message_code: ExpectedMessageCode,
        /// The value of `message`.
        message: ExpectedMessage,
    },
}

/// How a row spells `message_code`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageCodeMember {
    /// As the tables do.
    Regular,
    /// As this documented example does (ruling R2).
    Misspelt(String),
}

impl MessageCodeMember {
    /// The member's name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Regular => "message_code",
            Self::Misspelt(name) => name,
        }
    }
}

/// The internal code that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedMessageCode {
    /// Just this string.
    Exactly(String),
    /// Any string: no code is documented.
    AnyString,
}

/// The message that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedMessage {
    /// The documented text, or one that a ruling puts beside it (rulings R7, R8).
    Documented {
        /// As the table prints it, placeholders in braces.
        text: String,
        /// What a ruling allows instead.
        alternatives: Vec<Alternative>,
    },
    /// Any string: no text is documented.
    AnyString,
    /// Nothing is documented, not even that there is one (a success without a text, ruling R8).
    Unspecified,
}

impl Expectation {
    /// What a documented row promises.
    pub fn of(outcome: &Outcome) -> Self {
        match &outcome.id {
            OutcomeId::AnyRefusal => Self::any_refusal(),
            OutcomeId::StatusOnly { status } => Self {
                status: ExpectedStatus::Exactly(*status),
                content: ExpectedContent::Unspecified,
            },
            OutcomeId::Coded {
                status,
                message_code,
            } => Self {
                status: ExpectedStatus::Exactly(*status),
                content: ExpectedContent::Model {
                    member: match &outcome.misspelt {
                        None => MessageCodeMember::Regular,
                        Some(name) => MessageCodeMember::Misspelt(name.clone()),
                    },
                    message_code: ExpectedMessageCode::Exactly(message_code.to_string()),
                    message: match (&outcome.text, outcome.kind) {
                        (Some(text), _) => ExpectedMessage::Documented {
                            text: text.clone(),
                            alternatives: outcome.alternatives.clone(),
                        },
                        (None, OutcomeType::Success) => ExpectedMessage::Unspecified,
                        (None, _) => ExpectedMessage::AnyString,
                    },
                },
            },
        }
    }

    /// Any 4xx in the error model (rulings R6, R14).
    pub fn any_refusal() -> Self {
        Self {
            status: ExpectedStatus::AnyClientError,
            content: ExpectedContent::Model {
                member: MessageCodeMember::Regular,
                message_code: ExpectedMessageCode::AnyString,
                message: ExpectedMessage::AnyString,
            },
        }
    }

    /// The line that stands for the status.
    pub fn status_line(&self) -> String {
        format!("status: {}", self.status)
    }

    /// The line that stands for `code`.
    pub fn code_line(&self) -> String {
        match self.content {
            ExpectedContent::Unspecified => format!("code: {} or absent", self.status),
            ExpectedContent::Model { .. } => format!("code: {}", self.status),
        }
    }
}

impl fmt::Display for ExpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(status) => write!(f, "{status}"),
            Self::AnyClientError => f.write_str("4xx"),
        }
    }
}

impl fmt::Display for ExpectedMessageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(code) => f.write_str(&quoted(code)),
            Self::AnyString => f.write_str("string"),
        }
    }
}

/// The text of a snapshot: what is compared, one line each.
impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.status_line())?;
        write!(f, "{}", self.code_line())?;
        if let ExpectedContent::Model {
            member,
            message_code,
            message,
        } = &self.content
        {
            write!(f, "\n{}: {message_code}", member.as_str())?;
            match message {
                ExpectedMessage::Documented { text, .. } => {
                    write!(f, "\nmessage: {}", quoted(text))?
                }
                ExpectedMessage::AnyString => f.write_str("\nmessage: string")?,
                ExpectedMessage::Unspecified => {}
            }
        }
        Ok(())
    }
}

/// A string as JSON writes it.
pub fn quoted(text: &str) -> String {
    // Text always can be written as JSON.
    serde_json::to_string(text).unwrap_or_default()
}

/// What a case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// One request, one answer.
    Answer(Expectation),
    /// Simultaneous requests: one winner, the rest refused (ruling R18).
    Race {
        /// How many requests, two or more.
        requests: NonZeroUsize,
        /// The one winner's answer.
        winner: Expectation,
        /// The answer of each other.
        rest: Expectation,
    },
}

/// The text of the case's snapshot.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(expectation) => expectation.fmt(f),
            Self::Race {
                requests,
                winner,
                rest,
            } => {
                let others = requests.get() - 1;
                write!(
                    f,
                    "1 of {requests}\n{winner}\n\n{others} of {requests}\n{rest}"
                )
            }
        }
    }
}
