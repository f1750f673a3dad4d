//! All that was sent and received in a run, kept small where there is much of it.

use std::borrow::Cow;
use std::collections::HashSet;

use http::{HeaderName, header};

use super::kept::{Kept, weight};
use super::lane::Place;
use super::{Exchange, Failure, FailureKind, HookError, LaneRecord, LaneStop, StepRecord};
use crate::packed::{PackError, Packed, value};
use crate::plan::Step;

/// Header fields of answers that can only hold credentials, which the target made and nobody else knows.
pub const CREDENTIAL_HEADERS: [HeaderName; 2] = [header::SET_COOKIE, header::AUTHORIZATION];

/// As long as all exchanges take about so many bytes, they stay as they are: each is read several times, and to pack and
/// to unpack it takes longer than to judge it.
const FEW: usize = 8 * 1024 * 1024;

/// What happened on each lane of a plan, in the plan's order. Where there is much of it, it is kept compressed and
/// unpacked lane by lane.
#[derive(Debug, Default)]
pub struct Records {
    lanes: Vec<LaneHead>,
    packed: Packed,
    /// About how many bytes all exchanges take as they are.
    weight: usize,
    /// The first lane that is not packed, in the order in which they came.
    unpacked: usize,
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
    exchanges: Store,
}

/// Where the exchanges of a lane are.
#[derive(Debug)]
enum Store {
    /// Here, as they are.
    Here(Box<LaneRecord>),
    /// At this place among the packed ones.
    Packed(usize),
    /// Nowhere, since they could not be packed.
    Nowhere,
}

impl Records {
    /// Adds what happened on a lane.
    pub(super) fn push(&mut self, record: LaneRecord) {
        let exchanges = || record.steps.iter().flat_map(|step| &step.exchanges);
        let mut headers = exchanges()
            .filter_map(|exchange| exchange.answer.as_ref().ok())
            .flat_map(|response| &response.headers);
        let hands_out = headers.any(|(name, _)| CREDENTIAL_HEADERS.contains(name));
        let texts = record.subject.as_ref().map_or(0, String::len);
        self.weight += exchanges().map(weight).sum::<usize>() + texts + size_of::<LaneRecord>();
        self.lanes.push(LaneHead {
            lane: record.lane,
            subject: record.subject.clone(),
            steps: record.steps.iter().map(|step| step.step).collect(),
            stopped: record.stopped.clone(),
            teardown: record.teardown.clone(),
            hands_out,
            exchanges: Store::Here(Box::new(record)),
        });
        if self.weight > FEW {
            // Two for each that comes: all are packed in the end, and no exchange under way waits for it for long.
            for head in self.lanes.iter_mut().skip(self.unpacked).take(2) {
                head.pack(&mut self.packed);
                self.unpacked += 1;
            }
        }
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
        let lanes = self.iter().map(|record| {
            let mut record = record.into_owned();
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
    pub fn lane(&self, at: usize) -> Option<Cow<'_, LaneRecord>> {
        self.lanes.get(at).map(|head| self.record(head))
    }

    /// What happened on each lane.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, LaneRecord>> {
        self.lanes.iter().map(|head| self.record(head))
    }

    /// The lanes with answers that have one of the [`CREDENTIAL_HEADERS`].
    pub fn handing_out(&self) -> impl Iterator<Item = Cow<'_, LaneRecord>> {
        let lanes = self.lanes.iter().filter(|head| head.hands_out);
        lanes.map(|head| self.record(head))
    }

    fn record<'a>(&self, head: &'a LaneHead) -> Cow<'a, LaneRecord> {
        let exchanges = match &head.exchanges {
            Store::Here(record) => return Cow::Borrowed(record),
            Store::Packed(place) => self.unpacked(*place),
            Store::Nowhere => Err(PackError::new("not kept")),
        };
        let stopped = match &exchanges {
            Ok(_) => head.stopped.clone(),
            // It was packed here, so it can be read; if ever it cannot, its cases must not be green.
            Err(_) => Some(LaneStop::Interrupted),
        };
        Cow::Owned(LaneRecord {
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
        })
    }

    /// The exchanges of each step of a lane.
    fn unpacked(&self, place: usize) -> Result<Vec<Vec<Exchange>>, PackError> {
        self.packed.read(place, |bytes| {
            let steps: Vec<Vec<Kept<'_>>> = value(bytes)?;
            let steps = steps.into_iter().map(|step| {
                let exchanges = step.into_iter().map(Exchange::try_from);
                exchanges.collect::<Result<Vec<_>, _>>()
            });
            steps.collect()
        })
    }
}

impl LaneHead {
    fn pack(&mut self, packed: &mut Packed) {
        let Store::Here(record) = &self.exchanges else {
            return;
        };
        let kept: Vec<Vec<Kept<'_>>> = record
            .steps
            .iter()
            .map(|step| step.exchanges.iter().map(Kept::from).collect())
            .collect();
        self.exchanges = match packed.push(&kept) {
            Ok(place) => Store::Packed(place),
            Err(_) => {
                // What cannot be kept was as good as never sent: its cases must not be green.
                self.steps = Box::default();
                self.stopped = Some(LaneStop::Interrupted);
                Store::Nowhere
            }
        };
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use http::{Method, StatusCode, Version};
    use jiff::Timestamp;

    use super::{FEW, Records, Store};
    use crate::exchange::lane::Place;
    use crate::exchange::{Exchange, FailureKind, LaneRecord, LaneStop, Response, StepRecord};
    use crate::plan::{Purpose, Step};
    use crate::suite::{RenderedRequest, Snapshots, Source, read};

    const BODY: usize = 64 * 1024;

    /// So many lanes that all but a few are packed.
    fn packed() -> Records {
        let suite = read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap();
        let (case, _) = suite.indexed_cases().next().unwrap();
        let exchange = |lane: usize| Exchange {
            request: RenderedRequest {
                method: Method::POST,
                path: format!("/{lane}"),
                headers: Vec::new(),
                body: None,
            },
            url: String::new(),
            answer: Ok(Response {
                version: Version::HTTP_11,
                status: StatusCode::OK,
                headers: Vec::new(),
                body: vec![b'a'; BODY],
            }),
            started: Timestamp::UNIX_EPOCH,
            elapsed: Duration::ZERO,
        };
        let step = Step {
            case,
            purpose: Purpose::Judge,
        };
        let record = |lane| LaneRecord {
            lane,
            subject: None,
            steps: vec![StepRecord {
                step,
                exchanges: vec![exchange(lane)],
            }],
            stopped: None,
            teardown: None,
        };
        let records: Records = (0..4 * FEW / BODY).map(record).collect();
        let here = |store: &Store| matches!(store, Store::Here(_));
        assert!(records.lanes.iter().all(|head| !here(&head.exchanges)));
        records
    }

    #[test]
    fn spoilt_answers_are_taken_back_and_no_others() {
        let spoilt = [3, FEW / BODY, 4 * FEW / BODY - 1];
        let places: HashSet<Place> = spoilt.map(|lane| Place { lane, step: 0 }).into();
        let records = packed().without(&places);
        for (lane, record) in records.iter().enumerate() {
            let exchange = &record.steps[0].exchanges[0];
            assert_eq!(exchange.request.path, format!("/{lane}"));
            match &exchange.answer {
                Ok(answer) => assert!(!spoilt.contains(&lane) && answer.body.len() == BODY),
                Err(failure) => {
                    assert!(spoilt.contains(&lane));
                    assert_eq!(failure.kind, FailureKind::BytesAfterAnswer);
                }
            }
        }
    }

    /// What cannot be read again was as good as never sent.
    #[test]
    fn a_lane_that_is_lost_was_stopped() {
        let mut records = packed();
        records.lanes[5].exchanges = Store::Nowhere;
        records.lanes[6].exchanges = Store::Packed(usize::MAX);
        for (lane, record) in records.iter().enumerate() {
            let lost = lane == 5 || lane == 6;
            assert_eq!(record.steps.is_empty(), lost, "lane {lane}");
            let stopped = lost.then_some(LaneStop::Interrupted);
            assert_eq!(record.stopped, stopped, "lane {lane}");
        }
    }
}
