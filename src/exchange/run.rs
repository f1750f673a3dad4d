//! Sends a plan: lanes side by side, the requests of one lane one after another.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior};

use super::endpoint::LaneValues;
use super::reuse::Reuse;
use super::send::RunDeadline;
use super::talk::Surplus;
use super::{Endpoint, Exchange, HookError, Records};
use crate::plan::{Lane, Plan, Step, Subject};
use crate::profile::ConnectionUse;
use crate::suite::{Expected, StateName, StateOrigin, Suite};

/// A timer that ends before all others makes the runtime wake itself, by a call of the system: hardly any ends before this
/// one, so that most exchanges do without.
const BEAT: Duration = Duration::from_millis(25);

/// What happened on one lane.
#[derive(Debug, Clone)]
pub struct LaneRecord {
    /// The place of the lane in its plan.
    pub lane: usize,
    /// The identifier that the requests carried, if they carried one.
    pub subject: Option<String>,
    /// The requests that were sent, in the lane's order. Shorter than the lane if it was stopped.
    pub steps: Vec<StepRecord>,
    /// Why requests of the lane were not sent.
    pub stopped: Option<LaneStop>,
    /// The hook could not remove what it had made.
    pub teardown: Option<HookError>,
}

/// The exchanges of one step: one, or as many as are simultaneous.
#[derive(Debug, Clone)]
pub struct StepRecord {
    /// What was sent, and what for.
    pub step: Step,
    /// What was sent and received.
    pub exchanges: Vec<Exchange>,
}

/// Why a lane was not sent, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LaneStop {
    /// The hook did not make the state.
    Hook(HookError),
    /// Nothing of the target can be reached; other lanes showed it.
    Unreachable,
    /// The user asked to stop.
    Interrupted,
    /// The time limit of the run was reached.
    OutOfTime,
}

/// A request to stop, given by the user.
#[derive(Debug, Default)]
pub struct Stop {
    asked: AtomicBool,
    wake: Notify,
}

impl Stop {
    /// Lets exchanges under way finish, and sends no further ones.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
        self.wake.notify_waiters();
    }

    /// Whether it was asked.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Waits until it is asked.
    pub async fn asked(&self) {
        let wake = self.wake.notified();
        tokio::pin!(wake);
        // Registered before looking, so that no call is missed between.
        wake.as_mut().enable();
        if !self.is_asked() {
            wake.await;
        }
    }
}

/// Is told how far the run is.
pub trait Progress: Sync {
    /// So many lanes will be sent.
    fn started(&self, lanes: usize);
    /// A lane has ended.
    fn lane_ended(&self, record: &LaneRecord);
}

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

/// Sends all lanes of a plan, at most `jobs` of them at the same time. Records come in the plan's order.
pub async fn run(
    suite: &Suite,
    plan: &Plan,
    endpoint: &Endpoint,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Records {
    let reach = Reach::default();
    progress.started(plan.lanes.len());
    let runner = Runner {
        suite,
        endpoint,
        stop,
        reach: &reach,
        deadline: RunDeadline(Instant::now() + endpoint.timeouts.run),
        given: Mutex::default(),
        reuse: Reuse::new(endpoint.connections),
        no_reuse: Reuse::new(ConnectionUse::OnePerRequest),
        doubtful: Mutex::default(),
    };
    let mut lanes = stream::iter(plan.lanes.iter().enumerate())
        .map(|(number, lane)| runner.lane(number, lane))
        .buffer_unordered(jobs.max(1));
    let mut records = Records::default();
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            biased;
            record = lanes.next() => match record {
                Some(record) => {
                    progress.lane_ended(&record);
                    records.push(record);
                }
                None => break,
            },
            _ = beat.tick() => {}
        }
    }
    drop(lanes);
    records.sort();
    // What came behind the last answers is looked for as well.
    tokio::task::yield_now().await;
    runner.reuse.withdraw();
    let doubtful = runner.doubtful.into_inner();
    let spoilt: HashSet<Place> = doubtful
        .unwrap_or_else(PoisonError::into_inner)
        .into_iter()
        .filter(|doubtful| doubtful.surplus.is_noted())
        .map(|doubtful| doubtful.place)
        .collect();
    records.without(&spoilt)
}

struct Runner<'a> {
    suite: &'a Suite,
    endpoint: &'a Endpoint,
    stop: &'a Stop,
    reach: &'a Reach,
    deadline: RunDeadline,
    /// The identifiers that the hook has given.
    given: Mutex<HashSet<String>>,
    /// The connections that rest between two exchanges.
    reuse: Reuse,
    no_reuse: Reuse,
    /// The exchanges on connections that had carried others before.
    doubtful: Mutex<Vec<Doubtful>>,
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

impl Runner<'_> {
    async fn lane(&self, number: usize, lane: &Lane) -> LaneRecord {
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
        if let (Subject::OnDemand, Some(hook)) = (&lane.subject, &self.endpoint.hook) {
            record.teardown = hook.teardown(&lane.state, &subject).await.err();
        }
        record
    }

    fn stopped(&self) -> Option<LaneStop> {
        if self.stop.is_asked() {
            Some(LaneStop::Interrupted)
        } else if Instant::now() >= self.deadline.0 {
            Some(LaneStop::OutOfTime)
        } else if self.reach.is_hopeless() {
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
            Subject::OnDemand => match &self.endpoint.hook {
                Some(hook) => {
                    let id = hook.setup(&lane.state).await?;
                    self.given_once(lane, &id)?;
                    Ok(Some(id))
                }
                None => Err(HookError::NoAnswer("the profile names none".to_owned())),
            },
        }
    }

    /// What a success uses up must not be given twice, or the second case would find it used up. A state that nothing
    /// uses up may have one identifier for all.
    fn given_once(&self, lane: &Lane, id: &str) -> Result<(), HookError> {
        let uses_up = self.suite[lane.operation].given == lane.state;
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.insert(id.to_owned()) || !uses_up {
            Ok(())
        } else {
            Err(HookError::Again(lane.state.clone()))
        }
    }

    fn made_up(&self, state: &StateName) -> Option<String> {
        match &self.suite.states.get(state)?.origin {
            StateOrigin::MadeUp(template) => Some(template.render(&self.values(""))),
            StateOrigin::Profile => None,
        }
    }

    fn values<'b>(&'b self, subject: &'b str) -> LaneValues<'b> {
        LaneValues {
            subject,
            tokens: &self.endpoint.tokens,
        }
    }

    /// Sends one step, unless the run is stopped while it waits for its turn.
    async fn step(
        &self,
        place: Place,
        step: &Step,
        subject: &str,
    ) -> Result<Vec<Exchange>, LaneStop> {
        let case = &self.suite[step.case];
        let simultaneous = match (&*case.expected, step.purpose) {
            (Expected::Race { requests, .. }, crate::plan::Purpose::Judge) => requests.get(),
            _ => 1,
        };
        if let Some(pace) = &self.endpoint.pace {
            tokio::select! {
                () = pace.turn(simultaneous) => {}
                () = self.stop.asked() => return Err(LaneStop::Interrupted),
                () = tokio::time::sleep_until(self.deadline.0) => return Err(LaneStop::OutOfTime),
            }
        }
        let request = case.request.render(&self.values(subject));
        // Requests that race must start alike, so each opens a connection.
        let reuse = if simultaneous == 1 {
            &self.reuse
        } else {
            &self.no_reuse
        };
        let sending =
            (0..simultaneous).map(|_| self.endpoint.send(request.clone(), self.deadline, reuse));
        let (exchanges, surplus): (Vec<_>, Vec<_>) = join_all(sending).await.into_iter().unzip();
        let mut doubtful = self.doubtful.lock().unwrap_or_else(PoisonError::into_inner);
        for surplus in surplus.into_iter().flatten() {
            doubtful.push(Doubtful { place, surplus });
        }
        for exchange in &exchanges {
            self.reach.note(exchange);
        }
        Ok(exchanges)
    }
}
