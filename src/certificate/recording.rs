//! `exchanges.json`: everything that was sent and received, without credentials, complete enough to be judged again.
//!
//! Masking may alter an answer that holds a credential. So the verdicts of a certificate are made from the masked
//! bytes, as they stand in this file, and from nothing else: whoever verifies has the same bytes.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::exchange::{Failure, HookError};
use crate::plan::Purpose;
use crate::suite::{CaseId, OperationId, StateName, TokenName};
use crate::target::{TargetKind, Warning};

/// The version of the file's form.
pub const RECORDING_VERSION: u32 = 1;

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// [`RECORDING_VERSION`].
    pub schema_version: u32,
    /// The program that recorded, with its version.
    pub tool: String,
    /// SHA-256 of the suite's files.
    pub suite_digest: String,
    /// The address that was asked.
    pub target: String,
    /// What kind of target it was.
    pub target_kind: TargetKind,
    /// What readers must know about the way it was asked.
    pub warnings: Vec<Warning>,
    /// The names of the header fields that its profile adds to each request; their values may be secrets.
    pub headers: Vec<String>,
    /// When the first request was sent.
    pub started: Timestamp,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// How many identifiers of each state judge every case.
    pub needs: BTreeMap<StateName, usize>,
    /// The cases that were not asked.
    pub blocked: Vec<RecordedBlock>,
    /// The requests, identifier by identifier.
    pub lanes: Vec<RecordedLane>,
}

/// A case that was not asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedBlock {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: RecordedReason,
}

/// [`BlockedReason`] with names instead of places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RecordedReason {
    /// The profile lists no, or no more, identifiers in a state.
    MissingState {
        /// The state.
        state: StateName,
        /// How many it lists.
        listed: usize,
        /// How many judge every case.
        needed: usize,
    },
    /// The profile does not supply this token.
    MissingToken(TokenName),
    /// The success case that would show the reason of a refusal is blocked itself.
    MissingControl {
        /// That case.
        control: CaseId,
        /// Why it is blocked.
        because: Box<RecordedReason>,
    },
    /// The target is not on loopback and its owner has not allowed changes.
    ChangesForbidden,
    /// The provider-state hook did not make the state; in its own words.
    Hook(String),
    /// This case had to come first and was not answered as documented.
    BeforeFailed(CaseId),
}

/// All requests that concern one identifier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedLane {
    /// The operation.
    pub operation: OperationId,
    /// The state that the lane starts from.
    pub state: StateName,
    /// Where the identifier comes from.
    pub origin: IdOrigin,
    /// The identifier, if requests carry one.
    pub id: Option<String>,
    /// What was planned, in order; a step that was not sent has no exchanges.
    pub steps: Vec<RecordedStep>,
    /// Why steps were not sent.
    pub stopped: Option<RecordedStop>,
    /// The hook could not remove what it had made.
    pub teardown: Option<HookError>,
}

/// [`Subject`] without the identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdOrigin {
    /// The profile lists it.
    Listed,
    /// The provider-state hook made it.
    OnDemand,
    /// The suite makes it up.
    MadeUp,
    /// There is none.
    None,
}

/// [`LaneStop`], to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordedStop {
    /// The provider-state hook did not make the state.
    Hook(HookError),
    /// Nothing of the target was reached.
    Unreachable,
    /// Somebody stopped the run.
    Interrupted,
}

/// One request, or several at the same moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedStep {
    /// The case whose request it is.
    pub case: CaseId,
    /// What it was sent for.
    pub purpose: Purpose,
    /// What was sent and received.
    pub exchanges: Vec<RecordedExchange>,
}

/// A request and what came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedExchange {
    /// The request.
    pub request: RecordedRequest,
    /// The answer, or why there is none.
    pub answer: RecordedAnswer,
    /// When it was sent.
    pub started: Timestamp,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// A request, ready to be sent but for the credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The header fields in order.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Option<Content>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordedAnswer {
    /// An HTTP response.
    Response(RecordedResponse),
    /// None that could be judged.
    Failure(Failure),
}

/// A response, credentials masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedResponse {
    /// The protocol version, such as `HTTP/1.1`.
    pub version: String,
    /// The status.
    pub status: u16,
    /// The header fields in order.
    pub headers: Vec<(String, Content)>,
    /// The content.
    pub body: Content,
}

/// Bytes: as text where they are UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// As they are.
    Text(String),
    /// In base64.
    Base64(String),
}

impl Content {
    /// Bytes to text.
    pub fn of(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(text),
            Err(error) => Self::Base64(STANDARD.encode(error.as_bytes())),
        }
    }

    /// Back to bytes, unless the base64 is none.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Base64(text) => STANDARD.decode(text).ok(),
        }
    }
}

impl Recording {
    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Every key is a text: this cannot fail.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// This program and its version, as in reports.
pub(crate) fn tool() -> String {
    concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned()
}
