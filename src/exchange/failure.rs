//! Why there is no answer that could be judged.

use std::error::Error;
use std::io;

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
    /// The limit that was reached, or what the network library said, without addresses and credentials; may be empty.
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
    /// No connection within the time limit.
    #[error("no connection to the target within the time limit")]
    ConnectTimedOut,
    /// Not one byte of the answer within the time limit.
    #[error("not one byte of the answer within the time limit")]
    FirstByteTimedOut,
    /// The time limit of an exchange was reached.
    #[error("no complete answer within the time limit")]
    TimedOut,
    /// The time limit of the run was reached.
    #[error("no complete answer within the time limit of the run")]
    RunTimedOut,
    /// The connection ended before the answer did.
    #[error("the connection ended before the answer was complete")]
    Interrupted,
    /// The body is larger than the limit.
    #[error("the answer's body is larger than the limit")]
    TooLarge,
    /// The header or trailer fields are larger than the limit, or too many.
    #[error("the answer's header fields are over the limit")]
    HeadersTooLarge,
    /// The body is JSON that is nested deeper than the limit.
    #[error("the answer's JSON is nested deeper than the limit")]
    TooDeep,
    /// More interim responses than the limit.
    #[error("more interim responses (1xx) than the limit")]
    TooManyInformational,
    /// More bytes came after the end of the answer.
    #[error("more bytes came after the end of the answer")]
    BytesAfterAnswer,
    /// What came back is no HTTP.
    #[error("the answer is no valid HTTP")]
    NotHttp,
    /// The request could not be made.
    #[error("the request could not be made")]
    NotSent,
}

impl FailureKind {
    /// Whether nothing of the target was reached at all.
    pub fn is_unreachable(self) -> bool {
        matches!(
            self,
            Self::NameNotResolved | Self::NotConnected | Self::ConnectTimedOut
        )
    }
}

impl Failure {
    pub(super) fn new(kind: FailureKind, detail: impl ToString) -> Self {
        Self {
            kind,
            detail: detail.to_string(),
        }
    }

    /// The same on a connection that had carried other exchanges before, which may be why.
    pub(super) fn after(mut self, exchanges: usize) -> Self {
        if exchanges > 0 && self.kind == FailureKind::Interrupted {
            let detail = if self.detail.is_empty() {
                String::new()
            } else {
                format!("{}; ", self.detail)
            };
            self.detail = format!(
                "{detail}the connection had carried other exchanges; `connections: one_per_request` in the profile \
                 opens one for each request"
            );
        }
        self
    }

    /// Sorts what hyper says of a connection that stood.
    pub(super) fn of_exchange(error: &hyper::Error) -> Self {
        // A request that was given up holds the reason of its connection.
        let error = causes(error)
            .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
            .last()
            .unwrap_or(error);
        let said = innermost(error);
        let kind = if error.is_parse_too_large() {
            FailureKind::HeadersTooLarge
        } else if error.is_parse() {
            FailureKind::NotHttp
        } else {
            match io_kind(error) {
                // hyper's words for chunks and trailers that are none; of those that are too many it tells by text only.
                Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
                    if said.contains("trailers") =>
                {
                    FailureKind::HeadersTooLarge
                }
                Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
                    FailureKind::NotHttp
                }
                Some(_) => FailureKind::Interrupted,
                None if error.is_incomplete_message()
                    || error.is_canceled()
                    || error.is_closed() =>
                {
                    FailureKind::Interrupted
                }
                // What came before anything was asked.
                None => FailureKind::NotHttp,
            }
        };
        Self::new(kind, said)
    }
}

/// The kind of the input or output error that is behind an error.
fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    causes(error).find_map(|cause| Some(cause.downcast_ref::<io::Error>()?.kind()))
}

/// The first cause says most.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// An error and what is behind it, the outermost first.
pub(super) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let current = next?;
        next = current.source();
        Some(current)
    })
}
