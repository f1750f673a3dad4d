//! Fires requests at a target and keeps what comes back, as it was received.
//!
//! This stage sends and records; it knows no expectation and judges nothing. It follows no redirect, retries
//! nothing, and sends only what the plan holds.

pub mod client;
mod connect;
mod depth;
mod endpoint;
mod failure;
mod hook;
mod kept;
mod lane;
mod pace;
mod records;
mod reuse;
mod run;
mod send;
mod stop;
mod talk;
mod tls;

use std::time::Duration;

use http::{HeaderName, StatusCode, Version};
use jiff::Timestamp;

pub use connect::Connector;
pub use endpoint::{Endpoint, Tokens};
pub use failure::{Failure, FailureKind};
pub use hook::{Hook, HookAction, HookError};
pub use pace::Pace;
pub use records::{CREDENTIAL_HEADERS, LaneHead, Records};
pub use run::{LaneRecord, LaneStop, Progress, Sending, StepRecord};
pub use stop::Stop;

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
