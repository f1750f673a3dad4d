//! The stages in a row: plan, exchange, judge. The command line and the test harness are two thin callers of this.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::runtime::Runtime;

use crate::exchange::{Endpoint, Progress, Records, Sending, Stop};
use crate::judge::{self, Judged};
use crate::plan::{self, Part, Plan, Supply};
use crate::suite::{CaseIndex, Suite};
use crate::target::Target;

/// All that a run found out.
#[derive(Debug)]
pub struct Run {
    /// The cases that were asked for.
    pub selected: Vec<CaseIndex>,
    /// How many were selected before the run was split.
    pub total: usize,
    /// What was to be sent.
    pub plan: Plan,
    /// What was sent and received.
    pub records: Records,
    /// What it proves.
    pub judged: Vec<Judged>,
    /// When the first request was sent.
    pub started: Timestamp,
    /// How long the run took.
    pub elapsed: Duration,
}

/// What is to be sent, and the cases that it judges.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The cases, in the suite's order.
    pub cases: Vec<CaseIndex>,
    /// The plan.
    pub plan: Plan,
    /// How many cases were selected before the run was split.
    pub selected: usize,
}

/// Plans the selected cases, or the part of them that a split run asks for.
pub fn plan(
    suite: &Suite,
    selected: Vec<CaseIndex>,
    supply: &Supply,
    part: Option<Part>,
) -> Planned {
    let plan = plan::deal(suite, &selected, supply);
    let total = selected.len();
    match part {
        None => Planned {
            cases: selected,
            plan,
            selected: total,
        },
        Some(part) => {
            let (plan, cases) = plan::partition(suite, plan, part);
            Planned {
                cases,
                plan,
                selected: total,
            }
        }
    }
}

/// Sends a plan and judges the answers. At most `jobs` identifiers are in use at the same time.
pub async fn send(
    suite: &Suite,
    planned: Planned,
    endpoint: &Endpoint,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Run {
    let begun = Begun::now();
    let sending = Sending {
        suite,
        plan: &planned.plan,
        endpoint,
        jobs,
        stop,
        progress,
    };
    let records = sending.run().await;
    begun.end(suite, planned, records)
}

/// The same, from the thread of this runtime and as many others as are worth it.
pub fn send_on_threads(
    runtime: &Runtime,
    suite: &Suite,
    planned: Planned,
    endpoint: &Endpoint,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Run {
    let begun = Begun::now();
    let sending = Sending {
        suite,
        plan: &planned.plan,
        endpoint,
        jobs,
        stop,
        progress,
    };
    let threads = sending.worthwhile_threads();
    let records = sending.run_on_threads(runtime, threads);
    begun.end(suite, planned, records)
}

/// When a run began, by the calendar and by the clock.
struct Begun {
    started: Timestamp,
    clock: Instant,
}

impl Begun {
    fn now() -> Self {
        Self {
            started: Timestamp::now(),
            clock: Instant::now(),
        }
    }

    /// Judges what was received.
    fn end(self, suite: &Suite, planned: Planned, records: Records) -> Run {
        let judged = judge::judge(suite, &planned.cases, &planned.plan, &records);
        Run {
            selected: planned.cases,
            total: planned.selected,
            plan: planned.plan,
            records,
            judged,
            started: self.started,
            elapsed: self.clock.elapsed(),
        }
    }
}

/// Plans, sends and judges the selected cases.
pub async fn run(
    suite: &Suite,
    selected: Vec<CaseIndex>,
    target: &Target,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Run {
    let planned = plan(suite, selected, &target.supply, None);
    send(suite, planned, &target.endpoint, jobs, stop, progress).await
}
