//! All that was sent and received in a run, kept small.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

use http::{HeaderName, Method, StatusCode, Version, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::run::Place;
use super::{
    Exchange, Failure, FailureKind, HookError, LaneRecord, LaneStop, Response, StepRecord,
};
use crate::packed::{PackError, Packed, PackedBytes, value};
use crate::plan::Step;
use crate::suite::RenderedRequest;

/// Header fields of answers that can only hold credentials, which the target made and nobody else knows.
pub const CREDENTIAL_HEADERS: [HeaderName; 2] = [header::SET_COOKIE, header::AUTHORIZATION];

/// What happened on each lane of a plan, in the plan's order. Exchanges are kept compressed and unpacked lane by lane.
#[derive(Debug, Default)]
pub struct Records {
    lanes: Vec<LaneHead>,
    exchanges: Packed,
}

/// What is said of a lane beside its exchanges.
#[derive(Debug)]
pub struct LaneHead {
    /// The place of the lane in its plan.
    pub lane: usize,
    /// The identifier that the requests carried, if they carried one.
    pub subject: Option<String>,
    /// The steps that were sent, in the lane's order.
    pub steps: Box<[Step]>,
    /// Why requests of the lane were not sent.
    pub stopped: Option<LaneStop>,
    /// The hook could not remove what it had made.
    pub teardown: Option<HookError>,
    /// Whether an answer has one of the [`CREDENTIAL_HEADERS`].
    hands_out: bool,
    /// Where the exchanges are kept, unless they could not be.
    exchanges: Option<usize>,
}

impl Records {
    /// Adds what happened on a lane.
    pub(super) fn push(&mut self, record: LaneRecord) {
        let exchanges = record.steps.iter().flat_map(|step| &step.exchanges);
        let mut headers = exchanges
            .filter_map(|exchange| exchange.answer.as_ref().ok())
            .flat_map(|response| &response.headers);
        let hands_out = headers.any(|(name, _)| CREDENTIAL_HEADERS.contains(name));
        let steps: Box<[Step]> = record.steps.iter().map(|step| step.step).collect();
        let kept: Vec<Vec<Kept<'_>>> = record
            .steps
            .iter()
            .map(|step| step.exchanges.iter().map(Kept::from).collect())
            .collect();
        let exchanges = self.exchanges.push(&kept);
        self.lanes.push(LaneHead {
            lane: record.lane,
            subject: record.subject,
            // What cannot be kept was as good as never sent: its cases must not be green.
            steps: exchanges
                .as_ref()
                .map_or_else(|_| Box::default(), |_| steps),
            stopped: match exchanges {
                Ok(_) => record.stopped,
                Err(_) => Some(LaneStop::Interrupted),
            },
            teardown: record.teardown,
            hands_out,
            exchanges: exchanges.ok(),
        });
    }

    /// Puts the lanes into the plan's order.
    pub(super) fn sort(&mut self) {
        self.lanes.sort_by_key(|head| head.lane);
    }

    /// The same records, but for answers that may be to other requests: those of these steps.
    pub(super) fn without(self, spoilt: &HashSet<Place>) -> Self {
        if spoilt.is_empty() {
            return self;
        }
        let lanes = self.iter().map(|mut record| {
            let lane = record.lane;
            let steps = record.steps.iter_mut().enumerate();
            let spoilt = steps.filter(|(step, _)| spoilt.contains(&Place { lane, step: *step }));
            for exchange in spoilt.flat_map(|(_, step)| &mut step.exchanges) {
                exchange.answer = Err(Failure::new(
                    FailureKind::BytesAfterAnswer,
                    "on a connection that carried several exchanges, so that no answer on it is sure to be to its request",
                ));
            }
            record
        });
        lanes.collect()
    }

    /// What is said of each lane beside its exchanges.
    pub fn heads(&self) -> &[LaneHead] {
        &self.lanes
    }

    /// What happened on a lane, if the plan has it.
    pub fn lane(&self, at: usize) -> Option<LaneRecord> {
        self.lanes.get(at).map(|head| self.unpacked(head))
    }

    /// What happened on each lane.
    pub fn iter(&self) -> impl Iterator<Item = LaneRecord> {
        self.lanes.iter().map(|head| self.unpacked(head))
    }

    /// The lanes with answers that have one of the [`CREDENTIAL_HEADERS`].
    pub fn handing_out(&self) -> impl Iterator<Item = LaneRecord> {
        let lanes = self.lanes.iter().filter(|head| head.hands_out);
        lanes.map(|head| self.unpacked(head))
    }

    fn unpacked(&self, head: &LaneHead) -> LaneRecord {
        let place = head.exchanges.ok_or_else(|| PackError::new("not kept"));
        let read = |bytes: &[u8]| {
            let steps: Vec<Vec<Kept<'_>>> = value(bytes)?;
            let steps = steps.into_iter().map(|step| {
                let exchanges = step.into_iter().map(Exchange::try_from);
                exchanges.collect::<Result<Vec<_>, _>>()
            });
            steps.collect::<Result<Vec<_>, _>>()
        };
        let exchanges = place.and_then(|at| self.exchanges.read(at, read));
        let stopped = match &exchanges {
            Ok(_) => head.stopped.clone(),
            // It was packed here, so it can be read; if ever it cannot, its cases must not be green.
            Err(_) => Some(LaneStop::Interrupted),
        };
        LaneRecord {
            lane: head.lane,
            subject: head.subject.clone(),
            steps: head
                .steps
                .iter()
                .zip(exchanges.unwrap_or_default())
                .map(|(step, exchanges)| StepRecord {
                    step: *step,
                    exchanges,
                })
                .collect(),
            stopped,
            teardown: head.teardown.clone(),
        }
    }
}

impl FromIterator<LaneRecord> for Records {
    fn from_iter<I: IntoIterator<Item = LaneRecord>>(lanes: I) -> Self {
        let mut records = Self::default();
        for lane in lanes {
            records.push(lane);
        }
        records.sort();
        records
    }
}

/// An [`Exchange`] as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept<'a> {
    method: &'a str,
    path: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    #[serde(borrow)]
    body: Option<PackedBytes<'a>>,
    url: &'a str,
    #[serde(borrow)]
    answer: Result<KeptResponse<'a>, Cow<'a, Failure>>,
    /// Nanoseconds since the start of the year 1970.
    started: i128,
    elapsed: Duration,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptResponse<'a> {
    /// Its place in [`VERSIONS`].
    version: u8,
    status: u16,
    #[serde(borrow)]
    headers: Vec<(&'a str, PackedBytes<'a>)>,
    #[serde(borrow)]
    body: PackedBytes<'a>,
}

const VERSIONS: [Version; 5] = [
    Version::HTTP_09,
    Version::HTTP_10,
    Version::HTTP_11,
    Version::HTTP_2,
    Version::HTTP_3,
];

impl<'a> From<&'a Exchange> for Kept<'a> {
    fn from(exchange: &'a Exchange) -> Self {
        let request = &exchange.request;
        let headers = request.headers.iter();
        Self {
            method: request.method.as_str(),
            path: &request.path,
            headers: headers
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            body: request.body.as_deref().map(PackedBytes),
            url: &exchange.url,
            answer: exchange
                .answer
                .as_ref()
                .map(KeptResponse::from)
                .map_err(Cow::Borrowed),
            started: exchange.started.as_nanosecond(),
            elapsed: exchange.elapsed,
        }
    }
}

impl<'a> From<&'a Response> for KeptResponse<'a> {
    fn from(response: &'a Response) -> Self {
        let mut versions = VERSIONS.iter().zip(0..);
        let headers = response.headers.iter();
        Self {
            version: versions
                .find(|(version, _)| **version == response.version)
                .map_or(u8::MAX, |(_, place)| place),
            status: response.status.as_u16(),
            headers: headers
                .map(|(name, value)| (name.as_str(), PackedBytes(value)))
                .collect(),
            body: PackedBytes(&response.body),
        }
    }
}

impl TryFrom<Kept<'_>> for Exchange {
    type Error = PackError;

    fn try_from(kept: Kept<'_>) -> Result<Self, PackError> {
        let headers = kept.headers.into_iter();
        let answer = match kept.answer {
            Ok(response) => Ok(Response::try_from(response)?),
            Err(failure) => Err(failure.into_owned()),
        };
        Ok(Self {
            request: RenderedRequest {
                method: Method::from_bytes(kept.method.as_bytes()).map_err(PackError::new)?,
                path: kept.path.to_owned(),
                headers: headers
                    .map(|(name, value)| Ok((header_name(name)?, value.to_owned())))
                    .collect::<Result<_, PackError>>()?,
                body: kept.body.map(|PackedBytes(body)| body.to_vec()),
            },
            url: kept.url.to_owned(),
            answer,
            started: Timestamp::from_nanosecond(kept.started).map_err(PackError::new)?,
            elapsed: kept.elapsed,
        })
    }
}

impl TryFrom<KeptResponse<'_>> for Response {
    type Error = PackError;

    fn try_from(kept: KeptResponse<'_>) -> Result<Self, PackError> {
        let headers = kept.headers.into_iter();
        Ok(Self {
            version: VERSIONS
                .get(usize::from(kept.version))
                .copied()
                .ok_or_else(|| PackError::new("no such version"))?,
            status: StatusCode::from_u16(kept.status).map_err(PackError::new)?,
            headers: headers
                .map(|(name, PackedBytes(value))| Ok((header_name(name)?, value.to_vec())))
                .collect::<Result<_, PackError>>()?,
            body: kept.body.0.to_vec(),
        })
    }
}

fn header_name(name: &str) -> Result<HeaderName, PackError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(PackError::new)
}
