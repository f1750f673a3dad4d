//! A run to a recording, without its credentials.

use std::time::Duration;

use super::recording::{
    Content, IdOrigin, RECORDING_VERSION, RecordedAnswer, RecordedBlock, RecordedExchange,
    RecordedLane, RecordedReason, RecordedRequest, RecordedResponse, RecordedStep, RecordedStop,
    Recording, tool,
};
use crate::exchange::{Exchange, Failure, HookError, LaneRecord, LaneStop, Response};
use crate::pipeline::Run;
use crate::plan::{BlockedReason, Lane, Subject};
use crate::report::Mask;
use crate::suite::Suite;
use crate::target::Target;

impl Recording {
    /// Writes a run down, with the credentials of its target masked.
    pub fn of(suite: &Suite, target: &Target, run: &Run) -> Self {
        let recorder = Recorder {
            suite,
            mask: Mask::of(suite, &target.endpoint, &run.records),
        };
        let lanes = run.plan.lanes.iter().zip(run.records.iter());
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
                .map(|(lane, record)| recorder.lane(lane, &record))
                .collect(),
        }
    }
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
                LaneStop::OutOfTime => RecordedStop::OutOfTime,
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
