//! Runs of the suite against many reference servers, side by side.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, iter, panic, thread};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::servers::name;
use crate::exchange::{LaneRecord, Progress, Stop};
use crate::judge::{Blindness, Judged, VerdictKind, judge_blind};
use crate::pipeline::{self, Run};
use crate::reference::{Behaviour, Options, Reference};
use crate::suite::{CaseIndex, Suite};
use crate::target::{TargetError, reference_target};

/// So many identifiers of one server are in use at the same time.
const LANES: usize = 16;
/// So many servers share a thread: while one waits for a pause or a slow answer, another is asked.
const SERVERS_PER_THREAD: usize = 3;
/// More threads are no faster.
const MOST_THREADS: usize = 4;

/// One run of the suite against one reference server.
#[derive(Debug)]
pub struct Trial {
    /// The server.
    pub server: Behaviour,
    /// What was sent, received and judged.
    pub run: Run,
}

/// The verdicts of one run.
#[derive(Debug, Clone)]
pub struct Verdicts {
    /// The server.
    pub server: Behaviour,
    /// What was said of each case.
    pub by_case: BTreeMap<CaseIndex, VerdictKind>,
}

impl Trial {
    /// What was said of each case.
    pub fn verdicts(&self) -> Verdicts {
        self.verdicts_of(&self.run.judged)
    }

    /// What a judge would have said of the same answers who does not make one of the comparisons.
    pub fn verdicts_blind(&self, suite: &Suite, blindness: Blindness) -> Verdicts {
        let Run {
            selected,
            plan,
            records,
            ..
        } = &self.run;
        self.verdicts_of(&judge_blind(suite, selected, plan, records, blindness))
    }

    fn verdicts_of(&self, judged: &[Judged]) -> Verdicts {
        Verdicts {
            server: self.server,
            by_case: judged
                .iter()
                .map(|judged| (judged.case, judged.verdict.kind()))
                .collect(),
        }
    }
}

/// Why the matrix cannot be made. None of it says anything of the suite.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// No runtime.
    #[error("no runtime can be made: {0}")]
    Runtime(#[source] io::Error),
    /// A server does not start.
    #[error("the reference server `{server}` does not start: {error}")]
    Start {
        /// Its name.
        server: String,
        /// Why not.
        #[source]
        error: io::Error,
    },
    /// A server cannot be asked.
    #[error("the reference server `{server}` cannot be asked: {error}")]
    Target {
        /// Its name.
        server: String,
        /// Why not.
        #[source]
        error: TargetError,
    },
}

/// Runs the whole suite against each of the servers and keeps of each run what `keep` makes of it, in the servers'
/// order. Each server is started for its run alone, on a port of its own.
///
/// # Errors
/// A server that cannot be started or asked; the others are then given up.
pub fn conduct<T: Send>(
    suite: &Suite,
    servers: &[Behaviour],
    keep: impl Fn(Trial) -> T + Sync,
) -> Result<Vec<T>, MatrixError> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, T)>, MatrixError> {
        // Server and client on one thread: no request waits for another core.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(MatrixError::Runtime)?;
        let mine = iter::from_fn(|| {
            let place = next.fetch_add(1, Ordering::Relaxed);
            servers.get(place).map(|server| (place, *server))
        });
        let kept = stream::iter(mine)
            .map(async |(place, server)| Ok((place, keep(trial(suite, server).await?))))
            .buffer_unordered(SERVERS_PER_THREAD)
            .try_collect();
        runtime.block_on(kept)
    };
    let threads = thread::available_parallelism()
        .map_or(1, NonZeroUsize::get)
        .min(MOST_THREADS);
    let mut kept = Vec::with_capacity(servers.len());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(done) => kept.extend(done?),
                Err(panic) => panic::resume_unwind(panic),
            }
        }
        Ok(())
    })?;
    kept.sort_by_key(|(place, _)| *place);
    Ok(kept.into_iter().map(|(_, kept)| kept).collect())
}

async fn trial(suite: &Suite, server: Behaviour) -> Result<Trial, MatrixError> {
    let options = Options {
        port: 0,
        behaviour: server,
    };
    let reference = Reference::start(options)
        .await
        .map_err(|error| MatrixError::Start {
            server: name(server),
            error,
        })?;
    let mut target = reference_target(suite, &reference).map_err(|error| MatrixError::Target {
        server: name(server),
        error,
    })?;
    // As many as could be needed, made beforehand: asking the hook for each would double the requests.
    for state in suite.states.keys() {
        let ids = suite.cases.iter().map(|_| reference.given(state.as_str()));
        if let Ok(ids) = ids.collect() {
            target.supply.states.insert(state.clone(), ids);
        }
    }
    let selected = suite.indexed_cases().map(|(index, _)| index).collect();
    let run = pipeline::run(suite, selected, &target, LANES, &Stop::default(), &Unseen).await;
    Ok(Trial { server, run })
}

/// The progress of one run among hundreds.
struct Unseen;

impl Progress for Unseen {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {}
}
