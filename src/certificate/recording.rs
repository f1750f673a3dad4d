//! `exchanges.json`: everything that was sent and received, without credentials, complete enough to be judged again.
//!
//! Masking may alter an answer that holds a credential. So the verdicts of a certificate are made from the masked
//! bytes, as they stand in this file, and from nothing else: whoever verifies has the same bytes.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::exchange::{Exchange, Failure, HookError, LaneRecord, LaneStop, Response};
use crate::pipeline::Run;
use crate::plan::{BlockedReason, Lane, Purpose, Subject};
use crate::report::Mask;
use crate::suite::{CaseId, OperationId, StateName, Suite, TokenName};
use crate::target::{Target, TargetKind, Warning};

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
    /// Writes a run down, with the credentials of its target masked.
    pub fn of(suite: &Suite, target: &Target, run: &Run) -> Self {
        let recorder = Recorder {
            suite,
            mask: Mask::of(suite, &target.endpoint, &run.records),
        };
        let lanes = run.plan.lanes.iter().zip(&run.records);
        Self {
            schema_version: RECORDING_VERSION,
            tool: tool(),
            suite_digest: suite.digest.clone(),
            target: recorder.mask.text(&target.endpoint.base),
            target_kind: target.kind,
            warnings: target.warnings.clone(),
            headers: target.header_names(),
            started: run.started,
            elapsed_ms: millis(run.elapsed),
            needs: run.plan.needs.clone(),
            blocked: run
                .plan
                .blocked
                .iter()
                .map(|blocked| RecordedBlock {
                    case: suite[blocked.case].id.clone(),
                    reason: recorder.reason(&blocked.reason),
                })
                .collect(),
            lanes: lanes
                .map(|(lane, record)| recorder.lane(lane, record))
                .collect(),
        }
    }

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

struct Recorder<'a> {
    suite: &'a Suite,
    mask: Mask,
}

impl Recorder<'_> {
    fn reason(&self, reason: &BlockedReason) -> RecordedReason {
        match reason {
            BlockedReason::MissingState {
                state,
                listed,
                needed,
            } => RecordedReason::MissingState {
                state: state.clone(),
                listed: *listed,
                needed: *needed,
            },
            BlockedReason::MissingToken(token) => RecordedReason::MissingToken(token.clone()),
            BlockedReason::MissingControl { control, because } => RecordedReason::MissingControl {
                control: self.suite[*control].id.clone(),
                because: Box::new(self.reason(because)),
            },
            BlockedReason::ChangesForbidden => RecordedReason::ChangesForbidden,
            BlockedReason::Hook(text) => RecordedReason::Hook(self.mask.text(text)),
            BlockedReason::BeforeFailed(case) => {
                RecordedReason::BeforeFailed(self.suite[*case].id.clone())
            }
        }
    }

    fn lane(&self, lane: &Lane, record: &LaneRecord) -> RecordedLane {
        let sent = record.steps.iter().map(|step| {
            let exchanges = step.exchanges.iter();
            exchanges.map(|exchange| self.exchange(exchange)).collect()
        });
        let not_sent = std::iter::repeat_with(Vec::new);
        RecordedLane {
            operation: self.suite[lane.operation].id.clone(),
            state: lane.state.clone(),
            origin: match lane.subject {
                Subject::Listed(_) => IdOrigin::Listed,
                Subject::OnDemand => IdOrigin::OnDemand,
                Subject::MadeUp => IdOrigin::MadeUp,
                Subject::None => IdOrigin::None,
            },
            // A listed identifier is known even if nothing was sent.
            id: match (&record.subject, &lane.subject) {
                (Some(id), _) | (None, Subject::Listed(id)) => Some(self.mask.text(id)),
                (None, _) => None,
            },
            steps: lane
                .steps
                .iter()
                .zip(sent.chain(not_sent))
                .map(|(step, exchanges)| RecordedStep {
                    case: self.suite[step.case].id.clone(),
                    purpose: step.purpose,
                    exchanges,
                })
                .collect(),
            stopped: record.stopped.as_ref().map(|stopped| match stopped {
                LaneStop::Hook(error) => RecordedStop::Hook(self.hook(error)),
                LaneStop::Unreachable => RecordedStop::Unreachable,
                LaneStop::Interrupted => RecordedStop::Interrupted,
            }),
            teardown: record.teardown.as_ref().map(|error| self.hook(error)),
        }
    }

    fn hook(&self, error: &HookError) -> HookError {
        match error {
            HookError::NoAnswer(text) => HookError::NoAnswer(self.mask.text(text)),
            other => other.clone(),
        }
    }

    fn exchange(&self, exchange: &Exchange) -> RecordedExchange {
        let request = &exchange.request;
        RecordedExchange {
            request: RecordedRequest {
                method: request.method.to_string(),
                path: self.mask.text(&request.path),
                headers: request
                    .headers
                    .iter()
                    .map(|(name, value)| (name.to_string(), self.mask.text(value)))
                    .collect(),
                body: request
                    .body
                    .as_ref()
                    .map(|body| Content::of(self.mask.bytes(body))),
            },
            answer: match &exchange.answer {
                Ok(response) => RecordedAnswer::Response(self.response(response)),
                Err(failure) => RecordedAnswer::Failure(Failure {
                    kind: failure.kind,
                    detail: self.mask.text(&failure.detail),
                }),
            },
            started: exchange.started,
            elapsed_ms: millis(exchange.elapsed),
        }
    }

    fn response(&self, response: &Response) -> RecordedResponse {
        let headers = response.headers.iter();
        RecordedResponse {
            version: format!("{:?}", response.version),
            status: response.status.as_u16(),
            headers: headers
                .map(|(name, value)| {
                    let value = self.mask.header(name, value);
                    (name.to_string(), Content::of(value))
                })
                .collect(),
            body: Content::of(self.mask.bytes(&response.body)),
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
