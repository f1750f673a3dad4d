//! The stages in a row: plan, exchange, judge. The command line and the test harness are two thin callers of this.

use std::time::Duration;

use jiff::Timestamp;

use crate::exchange::{self, Endpoint, Progress, Records, Stop};
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
    let started = Timestamp::now();
    let clock = std::time::Instant::now();
    let Planned {
        cases,
        plan,
        selected,
    } = planned;
    let records = exchange::run(suite, &plan, endpoint, jobs, stop, progress).await;
    let judged = judge::judge(suite, &cases, &plan, &records);
    Run {
        selected: cases,
        total: selected,
        plan,
        records,
        judged,
        started,
        elapsed: clock.elapsed(),
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
