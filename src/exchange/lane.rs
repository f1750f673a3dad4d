//! Sends the requests of one lane, one after another.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::endpoint::LaneValues;
use super::reuse::{Kept, Reuse};
use super::send::RunDeadline;
use super::talk::Surplus;
use super::{Exchange, HookError, LaneRecord, LaneStop, Records, Sending, StepRecord};
use crate::plan::{Lane, Purpose, Step, Subject};
use crate::profile::ConnectionUse;
use crate::suite::{Expected, StateName, StateOrigin};

/// Whether anything of the target was ever reached.
#[derive(Debug, Default)]
struct Reach {
    answered: AtomicBool,
    refused: AtomicBool,
}

impl Reach {
    fn note(&self, exchange: &Exchange) {
        match &exchange.answer {
            Err(failure) if failure.kind.is_unreachable() => {
                self.refused.store(true, Ordering::Relaxed);
            }
            _ => self.answered.store(true, Ordering::Relaxed),
        }
    }

    fn is_hopeless(&self) -> bool {
        self.refused.load(Ordering::Relaxed) && !self.answered.load(Ordering::Relaxed)
    }
}

/// What all lanes of a run share, on whichever threads they are sent.
pub(super) struct Shared<'a> {
    sending: Sending<'a>,
    reach: Reach,
    deadline: RunDeadline,
    /// The lane that is sent next.
    next: AtomicUsize,
    /// The lanes that have ended, in the order in which they did.
    records: Mutex<Records>,
    /// The identifiers that the hook has given.
    given: Mutex<HashSet<String>>,
    /// The connections that may carry another exchange.
    kept: Kept,
    /// Those of requests that race, which may not.
    apart: Kept,
    /// The exchanges on connections that had carried others before.
    doubtful: Mutex<Vec<Doubtful>>,
}

/// Sends lanes on one thread.
pub(super) struct Sender<'a> {
    shared: &'a Shared<'a>,
    reuse: Reuse<'a>,
    no_reuse: Reuse<'a>,
}

/// Where a thread panics, no other one begins a lane: there will be no verdict.
impl Drop for Sender<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let none = self.shared.sending.plan.lanes.len();
            self.shared.next.store(none, Ordering::Relaxed);
        }
    }
}

/// The place of a step in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) lane: usize,
    pub(super) step: usize,
}

/// An exchange that is to be taken back if its connection brings more than was asked for.
struct Doubtful {
    place: Place,
    surplus: Surplus,
}

impl<'a> Shared<'a> {
    pub(super) fn new(sending: Sending<'a>, threads: usize) -> Self {
        sending.progress.started(sending.plan.lanes.len());
        Self {
            sending,
            reach: Reach::default(),
            deadline: RunDeadline(Instant::now() + sending.endpoint.timeouts.run),
            next: AtomicUsize::new(0),
            records: Mutex::default(),
            given: Mutex::default(),
            kept: Kept::new(sending.endpoint.connections, threads),
            apart: Kept::new(ConnectionUse::OnePerRequest, threads),
            doubtful: Mutex::default(),
        }
    }

    /// A lane that nobody has begun, and its place in the plan.
    pub(super) fn next(&self) -> Option<(usize, &'a Lane)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let lane = self.sending.plan.lanes.get(number);
        lane.map(|lane| (number, lane))
    }

    /// Keeps what happened on a lane.
    pub(super) fn ended(&self, record: LaneRecord) {
        self.sending.progress.lane_ended(&record);
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.push(record);
    }

    /// All records in the plan's order, without answers that may be to other requests: what came behind them is known
    /// only when all connections are closed.
    pub(super) fn end(self) -> Records {
        let doubtful = self.doubtful.into_inner();
        let spoilt: HashSet<Place> = doubtful
            .unwrap_or_else(PoisonError::into_inner)
            .into_iter()
            .filter(|doubtful| doubtful.surplus.is_noted())
            .map(|doubtful| doubtful.place)
            .collect();
        let records = self.records.into_inner();
        let mut records = records.unwrap_or_else(PoisonError::into_inner);
        records.sort();
        records.without(&spoilt)
    }

    /// What a success uses up must not be given twice, or the second case would find it used up. A state that nothing
    /// uses up may have one identifier for all.
    fn given_once(&self, lane: &Lane, id: &str) -> Result<(), HookError> {
        let uses_up = self.sending.suite[lane.operation].given == lane.state;
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.insert(id.to_owned()) || !uses_up {
            Ok(())
        } else {
            Err(HookError::Again(lane.state.clone()))
        }
    }

    fn doubt(&self, place: Place, surplus: Surplus) {
        let mut doubtful = self.doubtful.lock().unwrap_or_else(PoisonError::into_inner);
        doubtful.push(Doubtful { place, surplus });
    }
}

impl<'a> Sender<'a> {
    pub(super) fn new(shared: &'a Shared<'a>) -> Self {
        Self {
            shared,
            reuse: Reuse::new(&shared.kept),
            no_reuse: Reuse::new(&shared.apart),
        }
    }

    /// Closes connections that should no longer rest.
    pub(super) fn tidy(&self) {
        self.reuse.tidy();
    }

    /// Closes the connections that rest, and looks for what came behind the last answers.
    pub(super) async fn close(&self) {
        tokio::task::yield_now().await;
        self.reuse.close();
    }

    pub(super) async fn lane(&self, number: usize, lane: &Lane) -> LaneRecord {
        let mut record = LaneRecord {
            lane: number,
            subject: None,
            steps: Vec::new(),
            stopped: self.stopped(),
            teardown: None,
        };
        if record.stopped.is_some() {
            return record;
        }
        match self.subject(lane).await {
            Ok(subject) => record.subject = subject,
            Err(error) => {
                record.stopped = Some(LaneStop::Hook(error));
                return record;
            }
        }
        let subject = record.subject.clone().unwrap_or_default();
        for (at, step) in lane.steps.iter().enumerate() {
            record.stopped = self.stopped();
            if record.stopped.is_some() {
                break;
            }
            let place = Place {
                lane: number,
                step: at,
            };
            let exchanges = match self.step(place, step, &subject).await {
                Ok(exchanges) => exchanges,
                Err(stop) => {
                    record.stopped = Some(stop);
                    break;
                }
            };
            record.steps.push(StepRecord {
                step: *step,
                exchanges,
            });
        }
        if let (Subject::OnDemand, Some(hook)) = (&lane.subject, &self.shared.sending.endpoint.hook)
        {
            record.teardown = hook.teardown(&lane.state, &subject).await.err();
        }
        record
    }

    fn stopped(&self) -> Option<LaneStop> {
        if self.shared.sending.stop.is_asked() {
            Some(LaneStop::Interrupted)
        } else if Instant::now() >= self.shared.deadline.0 {
            Some(LaneStop::OutOfTime)
        } else if self.shared.reach.is_hopeless() {
            Some(LaneStop::Unreachable)
        } else {
            None
        }
    }

    async fn subject(&self, lane: &Lane) -> Result<Option<String>, HookError> {
        match &lane.subject {
            Subject::Listed(id) => Ok(Some(id.clone())),
            Subject::None => Ok(None),
            Subject::MadeUp => Ok(self.made_up(&lane.state)),
            Subject::OnDemand => match &self.shared.sending.endpoint.hook {
                Some(hook) => {
                    let id = hook.setup(&lane.state).await?;
                    self.shared.given_once(lane, &id)?;
                    Ok(Some(id))
                }
                None => Err(HookError::NoAnswer("the profile names none".to_owned())),
            },
        }
    }

    fn made_up(&self, state: &StateName) -> Option<String> {
        match &self.shared.sending.suite.states.get(state)?.origin {
            StateOrigin::MadeUp(template) => Some(template.render(&self.values(""))),
            StateOrigin::Profile => None,
        }
    }

    fn values<'b>(&'b self, subject: &'b str) -> LaneValues<'b> {
        LaneValues {
            subject,
            tokens: &self.shared.sending.endpoint.tokens,
        }
    }

    /// Sends one step, unless the run is stopped while it waits for its turn.
    async fn step(
        &self,
        place: Place,
        step: &Step,
        subject: &str,
    ) -> Result<Vec<Exchange>, LaneStop> {
        let case = &self.shared.sending.suite[step.case];
        let simultaneous = match (&*case.expected, step.purpose) {
            (Expected::Race { requests, .. }, Purpose::Judge) => requests.get(),
            _ => 1,
        };
        if let Some(pace) = &self.shared.sending.endpoint.pace {
            tokio::select! {
                () = pace.turn(simultaneous) => {}
                () = self.shared.sending.stop.asked() => return Err(LaneStop::Interrupted),
                () = tokio::time::sleep_until(self.shared.deadline.0) => return Err(LaneStop::OutOfTime),
            }
        }
        let request = case.request.render(&self.values(subject));
        let endpoint = self.shared.sending.endpoint;
        let deadline = self.shared.deadline;
        let sent = if simultaneous == 1 {
            vec![endpoint.send(request, deadline, &self.reuse).await]
        } else {
            // Requests that race must start alike, so each opens a connection.
            let sending =
                (0..simultaneous).map(|_| endpoint.send(request.clone(), deadline, &self.no_reuse));
            join_all(sending).await
        };
        let exchanges = sent.into_iter().map(|(exchange, surplus)| {
            if let Some(surplus) = surplus {
                self.shared.doubt(place, surplus);
            }
            self.shared.reach.note(&exchange);
            exchange
        });
        Ok(exchanges.collect())
    }
}
