//! `exchanges.json` back to a run, as if it had just been made: judged with the suite, never with what was said then.

use std::collections::BTreeMap;
use std::time::Duration;

use http::{HeaderName, Method, StatusCode, Version};

use super::problem::{Flaw, Problem};
use super::recording::{
    IdOrigin, RECORDING_VERSION, RecordedAnswer, RecordedExchange, RecordedLane, RecordedReason,
    RecordedResponse, RecordedStep, RecordedStop, Recording,
};
use crate::exchange::{Exchange, LaneRecord, LaneStop, Records, Response, StepRecord};
use crate::judge;
use crate::pipeline::Run;
use crate::plan::{Blocked, BlockedReason, Lane, Plan, Purpose, Step, Subject};
use crate::report::{Asked, Report, rebuild};
use crate::suite::{CaseId, CaseIndex, RenderedRequest, Suite};

/// The file that recordings stand in.
pub(super) const FILE: &str = "exchanges.json";

/// Judges a recording and reports, as a run of the whole suite.
///
/// # Errors
/// All places where the recording is none of this suite.
pub fn replay(suite: &Suite, recording: &Recording) -> Result<Report, Vec<Problem>> {
    let mut reader = Reader {
        suite,
        base: &recording.target,
        problems: Vec::new(),
    };
    if recording.schema_version != RECORDING_VERSION {
        reader.problem(
            "schema_version",
            Flaw::RecordingVersion {
                found: recording.schema_version,
                known: RECORDING_VERSION,
            },
        );
    }
    let plan = Plan {
        lanes: reader.lanes(&recording.lanes),
        blocked: reader.blocked(recording),
        needs: recording.needs.clone(),
    };
    let records = reader.records(&recording.lanes, &plan);
    reader.every_case_once(&plan);
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let selected: Vec<CaseIndex> = suite.indexed_cases().map(|(index, _)| index).collect();
    let judged = judge::judge(suite, &selected, &plan, &records);
    let run = Run {
        total: selected.len(),
        selected,
        plan,
        records,
        judged,
        started: recording.started,
        elapsed: Duration::from_millis(recording.elapsed_ms),
    };
    let asked = Asked {
        base: &recording.target,
        kind: recording.target_kind,
        warnings: &recording.warnings,
        headers: &recording.headers,
    };
    Ok(rebuild(suite, asked, &run))
}

struct Reader<'a> {
    suite: &'a Suite,
    base: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, place: &str, flaw: Flaw) {
        self.problems
            .push(Problem::new(format!("{FILE}: {place}"), flaw));
    }

    fn case(&mut self, place: &str, id: &CaseId) -> Option<CaseIndex> {
        let found = self.suite.find(id.as_str());
        if found.is_none() {
            self.problem(place, Flaw::UnknownCase { case: id.clone() });
        }
        found
    }

    fn blocked(&mut self, recording: &Recording) -> Vec<Blocked> {
        let mut blocked = Vec::new();
        for (at, entry) in recording.blocked.iter().enumerate() {
            let place = format!("blocked[{at}]");
            let case = self.case(&place, &entry.case);
            let reason = self.reason(&place, &entry.reason);
            if let (Some(case), Some(reason)) = (case, reason) {
                blocked.push(Blocked { case, reason });
            }
        }
        blocked
    }

    fn reason(&mut self, place: &str, reason: &RecordedReason) -> Option<BlockedReason> {
        Some(match reason {
            RecordedReason::MissingState {
                state,
                listed,
                needed,
            } => BlockedReason::MissingState {
                state: state.clone(),
                listed: *listed,
                needed: *needed,
            },
            RecordedReason::MissingToken(token) => BlockedReason::MissingToken(token.clone()),
            RecordedReason::MissingControl { control, because } => BlockedReason::MissingControl {
                control: self.case(place, control)?,
                because: Box::new(self.reason(place, because)?),
            },
            RecordedReason::ChangesForbidden => BlockedReason::ChangesForbidden,
            RecordedReason::Hook(text) => BlockedReason::Hook(text.clone()),
            RecordedReason::BeforeFailed(case) => {
                BlockedReason::BeforeFailed(self.case(place, case)?)
            }
        })
    }

    fn lanes(&mut self, recorded: &[RecordedLane]) -> Vec<Lane> {
        let mut lanes = Vec::new();
        for (at, lane) in recorded.iter().enumerate() {
            let place = format!("lanes[{at}]");
            let subject = match (lane.origin, &lane.id) {
                (IdOrigin::Listed, Some(id)) => Some(Subject::Listed(id.clone())),
                (IdOrigin::OnDemand, _) => Some(Subject::OnDemand),
                (IdOrigin::MadeUp, _) => Some(Subject::MadeUp),
                (IdOrigin::None, None) => Some(Subject::None),
                (IdOrigin::Listed, None) | (IdOrigin::None, Some(_)) => None,
            };
            if subject.is_none() {
                self.problem(&place, Flaw::IdWithoutOrigin);
            }
            let mut operation = None;
            let mut steps = Vec::new();
            for step in &lane.steps {
                let Some(case) = self.case(&place, &step.case) else {
                    continue;
                };
                let of_case = self.suite[case].operation;
                if self.suite[of_case].id != lane.operation {
                    let (case, operation) = (step.case.clone(), lane.operation.clone());
                    self.problem(&place, Flaw::OtherOperation { case, operation });
                }
                operation = Some(of_case);
                steps.push(Step {
                    case,
                    purpose: step.purpose,
                });
            }
            match (operation, subject) {
                (Some(operation), Some(subject)) => lanes.push(Lane {
                    operation,
                    state: lane.state.clone(),
                    subject,
                    steps,
                }),
                (None, _) => self.problem(&place, Flaw::NoSteps),
                (Some(_), None) => {}
            }
        }
        lanes
    }

    fn records(&mut self, recorded: &[RecordedLane], plan: &Plan) -> Records {
        // Otherwise some lane is not understood, which was said.
        let whole = plan.lanes.len() == recorded.len();
        let mut records = Vec::new();
        for (at, lane) in recorded.iter().enumerate() {
            let place = format!("lanes[{at}]");
            let sent = self.sent(&place, &lane.steps);
            if sent < lane.steps.len() && lane.stopped.is_none() {
                self.problem(&place, Flaw::Unexplained);
            }
            let mut steps = Vec::new();
            for (number, step) in lane.steps.iter().take(sent).enumerate() {
                let place = format!("{place}.steps[{number}] ({})", step.case);
                let mut exchanges = Vec::new();
                for exchange in &step.exchanges {
                    exchanges.extend(self.exchange(&place, exchange));
                }
                let planned = plan.lanes.get(at).filter(|_| whole);
                if let Some(step) = planned.and_then(|lane| lane.steps.get(number)) {
                    steps.push(StepRecord {
                        step: *step,
                        exchanges,
                    });
                }
            }
            records.push(LaneRecord {
                lane: at,
                subject: lane.id.clone(),
                steps,
                stopped: lane.stopped.as_ref().map(|stopped| match stopped {
                    RecordedStop::Hook(error) => LaneStop::Hook(error.clone()),
                    RecordedStop::Unreachable => LaneStop::Unreachable,
                    RecordedStop::Interrupted => LaneStop::Interrupted,
                    RecordedStop::OutOfTime => LaneStop::OutOfTime,
                }),
                teardown: lane.teardown.clone(),
            });
        }
        records.into_iter().collect()
    }

    /// How many steps were sent: the first ones.
    fn sent(&mut self, place: &str, steps: &[RecordedStep]) -> usize {
        let sent = steps
            .iter()
            .take_while(|step| !step.exchanges.is_empty())
            .count();
        if steps
            .iter()
            .skip(sent)
            .any(|step| !step.exchanges.is_empty())
        {
            self.problem(place, Flaw::Gap { step: sent });
        }
        sent
    }

    fn exchange(&mut self, place: &str, recorded: &RecordedExchange) -> Option<Exchange> {
        let request = &recorded.request;
        let Ok(method) = Method::from_bytes(request.method.as_bytes()) else {
            let text = request.method.clone();
            self.problem(place, Flaw::NoMethod { text });
            return None;
        };
        let mut headers = Vec::new();
        for (name, value) in &request.headers {
            headers.push((self.header(place, name)?, value.clone()));
        }
        let body = match &request.body {
            None => None,
            Some(content) => Some(self.bytes(place, content.bytes())?),
        };
        let answer = match &recorded.answer {
            RecordedAnswer::Response(response) => Ok(self.response(place, response)?),
            RecordedAnswer::Failure(failure) => Err(failure.clone()),
        };
        Some(Exchange {
            url: format!("{}{}", self.base, request.path),
            request: RenderedRequest {
                method,
                path: request.path.clone(),
                headers,
                body,
            },
            answer,
            started: recorded.started,
            elapsed: Duration::from_millis(recorded.elapsed_ms),
        })
    }

    fn response(&mut self, place: &str, recorded: &RecordedResponse) -> Option<Response> {
        let version = [
            Version::HTTP_09,
            Version::HTTP_10,
            Version::HTTP_11,
            Version::HTTP_2,
            Version::HTTP_3,
        ]
        .into_iter()
        .find(|version| format!("{version:?}") == recorded.version);
        let Some(version) = version else {
            let text = recorded.version.clone();
            self.problem(place, Flaw::NoVersion { text });
            return None;
        };
        let Ok(status) = StatusCode::from_u16(recorded.status) else {
            let status = recorded.status;
            self.problem(place, Flaw::NoStatus { status });
            return None;
        };
        let mut headers = Vec::new();
        for (name, value) in &recorded.headers {
            let name = self.header(place, name)?;
            headers.push((name, self.bytes(place, value.bytes())?));
        }
        Some(Response {
            version,
            status,
            headers,
            body: self.bytes(place, recorded.body.bytes())?,
        })
    }

    fn header(&mut self, place: &str, name: &str) -> Option<HeaderName> {
        let header = HeaderName::from_bytes(name.as_bytes()).ok();
        if header.is_none() {
            let text = name.to_owned();
            self.problem(place, Flaw::NoHeader { text });
        }
        header
    }

    fn bytes(&mut self, place: &str, bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
        if bytes.is_none() {
            self.problem(place, Flaw::NoBase64);
        }
        bytes
    }

    /// Each case of the suite is judged by one step, or blocked; nothing is left out and nothing is there twice.
    fn every_case_once(&mut self, plan: &Plan) {
        let mut count: BTreeMap<CaseIndex, usize> = BTreeMap::new();
        let steps = plan.lanes.iter().flat_map(|lane| &lane.steps);
        let judged = steps
            .filter(|step| step.purpose == Purpose::Judge)
            .map(|step| step.case);
        for case in judged.chain(plan.blocked.iter().map(|blocked| blocked.case)) {
            *count.entry(case).or_default() += 1;
        }
        for (index, case) in self.suite.indexed_cases() {
            match count.get(&index) {
                Some(1) => {}
                None => self.problems.push(Problem::new(
                    FILE,
                    Flaw::CaseMissing {
                        case: case.id.clone(),
                    },
                )),
                Some(times) => self.problems.push(Problem::new(
                    FILE,
                    Flaw::CaseRepeated {
                        case: case.id.clone(),
                        times: *times,
                    },
                )),
            }
        }
    }
}
