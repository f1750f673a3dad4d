//! Fires requests at a target and keeps what comes back, as it was received.
//!
//! This stage sends and records; it knows no expectation and judges nothing. It follows no redirect, retries
//! nothing, and sends only what the plan holds.

pub mod client;
mod endpoint;
mod hook;
mod pace;
mod run;
mod send;

use std::time::Duration;

use http::{HeaderName, StatusCode, Version};
use jiff::Timestamp;

pub use endpoint::{Endpoint, Limits, Tokens};
pub use hook::{Hook, HookAction, HookError};
pub use pace::Pace;
pub use run::{LaneRecord, LaneStop, Progress, StepRecord, Stop, run};

use crate::suite::RenderedRequest;

/// A request and what came back.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was sent; it holds credentials.
    pub request: RenderedRequest,
    /// The whole address that it was sent to.
    pub url: String,
    /// The answer, or why there is none.
    pub answer: Result<Response, Failure>,
    /// When it was sent.
    pub started: Timestamp,
    /// From then until the answer was complete, or given up.
    pub elapsed: Duration,
}

/// An HTTP response, with the bytes as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The protocol version.
    pub version: Version,
    /// The status (RFC 9110, section 15).
    pub status: StatusCode,
    /// The header fields; a field that came several times stands here several times.
    pub headers: Vec<(HeaderName, Vec<u8>)>,
    /// The content, neither decoded nor unpacked.
    pub body: Vec<u8>,
}

impl Response {
    /// The first value of a header field, if it is text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    }
}

/// Why there is no answer that could be judged.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    thiserror::Error,
)]
#[serde(deny_unknown_fields)]
#[error("{kind}{}", detail_suffix(detail))]
pub struct Failure {
    /// The class.
    pub kind: FailureKind,
    /// What the network library said, without addresses and credentials; may be empty.
    pub detail: String,
}

fn detail_suffix(detail: &str) -> String {
    if detail.is_empty() {
        String::new()
    } else {
        format!(" ({detail})")
    }
}

/// The classes of [`Failure`].
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    thiserror::Error,
)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The host name is not known.
    #[error("the target's host name cannot be resolved")]
    NameNotResolved,
    /// No connection could be made, TLS included.
    #[error("no connection to the target")]
    NotConnected,
    /// A time limit was reached.
    #[error("no complete answer within the time limit")]
    TimedOut,
    /// The connection ended before the answer did.
    #[error("the connection ended before the answer was complete")]
    Interrupted,
    /// The body is larger than the limit.
    #[error("the answer's body is larger than the limit")]
    TooLarge,
    /// What came back is no HTTP.
    #[error("the answer is no valid HTTP")]
    NotHttp,
    /// The request could not be made; a fault of this program or of the suite.
    #[error("the request could not be made")]
    NotSent,
}

impl FailureKind {
    /// Whether nothing of the target was reached at all.
    pub fn is_unreachable(self) -> bool {
        matches!(self, Self::NameNotResolved | Self::NotConnected)
    }
}
