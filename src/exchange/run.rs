//! Sends a plan: lanes side by side, the requests of one lane one after another.

use std::num::NonZeroUsize;
use std::time::Duration;
use std::{io, iter, panic, thread};

use futures_util::stream::{self, StreamExt};
use tokio::runtime::{Builder, Runtime};
use tokio::time::MissedTickBehavior;

use super::lane::{Sender, Shared};
use super::stop::Stop;
use super::{Endpoint, Exchange, HookError, Records};
use crate::parallel::cores;
use crate::plan::{Plan, Step};
use crate::suite::Suite;

/// A timer that ends before all others makes the runtime wake itself, by a call of the system: hardly any ends before this
/// one, so that most exchanges do without.
const BEAT: Duration = Duration::from_millis(25);

/// Fewer lanes than this are sent sooner than a thread starts.
const LANES_PER_THREAD: usize = 64;

/// So many jobs keep a thread busy.
const JOBS_PER_THREAD: usize = 4;

/// More threads than this wait for each other and for the target.
const MOST_THREADS: usize = 4;

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

/// Is told how far the run is.
pub trait Progress: Sync {
    /// So many lanes will be sent.
    fn started(&self, lanes: usize);
    /// A lane has ended, on whichever thread sends.
    fn lane_ended(&self, record: &LaneRecord);
}

/// What is to be sent, and how.
#[derive(Clone, Copy)]
pub struct Sending<'a> {
    /// The suite that the requests are of.
    pub suite: &'a Suite,
    /// Which requests, and in which order.
    pub plan: &'a Plan,
    /// Where to.
    pub endpoint: &'a Endpoint,
    /// At most so many lanes are sent at the same time.
    pub jobs: usize,
    /// Ends it before its end.
    pub stop: &'a Stop,
    /// Is told how far it is.
    pub progress: &'a dyn Progress,
}

impl Sending<'_> {
    /// Sends all lanes. Records come in the plan's order.
    pub async fn run(self) -> Records {
        let shared = Shared::new(self, 1);
        lanes(&shared, self.jobs.max(1)).await;
        shared.end()
    }

    /// The same, on the thread of this runtime and on others: one alone would keep a target waiting that answers at
    /// once. A hook belongs to one runtime, so that with one there are no others.
    pub fn run_on_threads(self, runtime: &Runtime, threads: NonZeroUsize) -> Records {
        let threads = match self.endpoint.hook {
            Some(_) => 1,
            None => threads.get().min(self.jobs).max(1),
        };
        let shared = Shared::new(self, threads);
        let jobs = |number: usize| {
            let share = self.jobs * (number + 1) / threads - self.jobs * number / threads;
            share.max(1)
        };
        thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .filter_map(|number| {
                    let shared = &shared;
                    let send = move || -> io::Result<()> {
                        let runtime = Builder::new_current_thread().enable_all().build()?;
                        runtime.block_on(lanes(shared, jobs(number)));
                        // A name may still be looked up for nobody.
                        runtime.shutdown_background();
                        Ok(())
                    };
                    // Where no thread can be had, the others send its lanes.
                    thread::Builder::new().spawn_scoped(scope, send).ok()
                })
                .collect();
            runtime.block_on(lanes(&shared, jobs(0)));
            for other in others {
                // The same if there was a thread and nothing else could be had for it.
                if let Err(panic) = other.join() {
                    panic::resume_unwind(panic);
                }
            }
        });
        shared.end()
    }

    /// As many threads as are worth it: requests at a set pace have time, and so have few.
    pub fn worthwhile_threads(&self) -> NonZeroUsize {
        let lanes = self.plan.lanes.len() / LANES_PER_THREAD;
        let jobs = self.jobs / JOBS_PER_THREAD;
        let threads = match self.endpoint.pace {
            Some(_) => 1,
            None => lanes.min(jobs).min(cores()).min(MOST_THREADS),
        };
        NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN)
    }
}

/// Sends lanes that nobody else has begun, at most `jobs` of them at the same time, until there are no more.
async fn lanes(shared: &Shared<'_>, jobs: usize) {
    let sender = Sender::new(shared);
    let mut sending = stream::iter(iter::from_fn(|| shared.next()))
        .map(|(number, lane)| sender.lane(number, lane))
        .buffer_unordered(jobs);
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            biased;
            record = sending.next() => match record {
                Some(record) => shared.ended(record),
                None => break,
            },
            _ = beat.tick() => sender.tidy(),
        }
    }
    drop(sending);
    sender.close().await;
}
