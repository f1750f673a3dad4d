//! Which connections may carry another exchange.
//!
//! A server may close a connection after an answer without a word (RFC 9112, section 9.6), a request that meets such an
//! end must not be sent again (RFC 9110, section 9.2.2), and what a server leaves behind an answer must not answer the
//! next request. So a target first has to show that it keeps connections, those that it keeps rest before they are used
//! again, and once one proves to be less than it seemed, the run goes on with a connection per request.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::talk::{Hearing, Line};
use crate::profile::ConnectionUse;

/// So long the first connections must stand idle, without a word, before any is used again.
const PROOF: Duration = Duration::from_millis(20);
/// So long each one rests: what follows an answer, an end or a byte too many, follows it closely.
const REST: Duration = Duration::from_millis(1);
/// So long an idle connection is kept. Servers close those that they find idle, most after a second or more.
const LONGEST_REST: Duration = Duration::from_millis(300);
/// So many idle connections are kept by all threads together.
const MOST_RESTING: usize = 64;
/// Before this, and before so many times the longest answer so far, nobody is taken for starved; but at so small a part
/// of the time limit at the latest.
const PATIENCE: (Duration, u32) = (Duration::from_millis(100), 4);
const PART_OF_LIMIT: u32 = 4;

/// What all threads of a run know of the target's connections.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Nobody wants them to be used again, or one was less than it seemed.
    withdrawn: AtomicBool,
    /// One was kept, which a target may be waiting for to end.
    any: AtomicBool,
    /// The longest time that an answer took so far, in nanoseconds.
    longest: AtomicU64,
    /// So many may rest on one thread.
    most_of_thread: usize,
}

/// The connections of one thread that rest between two exchanges: only the thread that opened one hears what it says.
pub(super) struct Reuse<'a> {
    kept: &'a Kept,
    resting: Mutex<Resting>,
}

struct Resting {
    trust: Trust,
    /// The one that rests longest stands first.
    lines: VecDeque<(Instant, Box<Line>)>,
}

/// Whether the target keeps connections.
#[derive(Clone, Copy)]
enum Trust {
    /// None has carried an exchange yet.
    Untried,
    /// The first one stands idle since then.
    Proving(Instant),
    /// They stood.
    Proven,
}

impl Kept {
    pub(super) fn new(allowed: ConnectionUse, threads: usize) -> Self {
        Self {
            most_of_thread: MOST_RESTING / threads.max(1),
            withdrawn: AtomicBool::new(matches!(allowed, ConnectionUse::OnePerRequest)),
            ..Self::default()
        }
    }

    fn took(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.longest.fetch_max(nanoseconds, Ordering::Relaxed);
    }

    fn longest(&self) -> Duration {
        Duration::from_nanos(self.longest.load(Ordering::Relaxed))
    }
}

impl<'a> Reuse<'a> {
    pub(super) fn new(kept: &'a Kept) -> Self {
        Self {
            kept,
            resting: Mutex::new(Resting {
                trust: Trust::Untried,
                lines: VecDeque::new(),
            }),
        }
    }

    /// What rests here, unless each request has a connection of its own.
    fn resting(&self) -> Option<MutexGuard<'_, Resting>> {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        if self.kept.withdrawn.load(Ordering::Relaxed) {
            resting.close();
            None
        } else {
            Some(resting)
        }
    }

    /// A connection that may carry another exchange.
    pub(super) async fn take(&self) -> Option<Box<Line>> {
        if matches!(self.resting()?.trust, Trust::Untried) {
            return None;
        }
        // Only now the runtime looks what came in meanwhile.
        tokio::task::yield_now().await;
        let taken = self.take_now();
        taken.unwrap_or_else(|Unquiet| {
            self.withdraw();
            None
        })
    }

    fn take_now(&self) -> Result<Option<Box<Line>>, Unquiet> {
        let Some(mut resting) = self.resting() else {
            return Ok(None);
        };
        let now = Instant::now();
        match resting.trust {
            Trust::Untried => return Ok(None),
            Trust::Proving(since) if now - since < PROOF => return Ok(None),
            Trust::Proving(_) => {
                if !resting.lines.iter_mut().all(|(_, line)| line.is_quiet()) {
                    return Err(Unquiet);
                }
                resting.trust = Trust::Proven;
            }
            Trust::Proven => {}
        }
        resting.close_old(now);
        let rested = |(since, _): &(Instant, Box<Line>)| now - *since >= REST;
        let Some(at) = resting.lines.iter().rposition(rested) else {
            return Ok(None);
        };
        let Some((since, mut line)) = resting.lines.remove(at) else {
            return Ok(None);
        };
        if line.is_quiet() {
            Ok(Some(line))
        } else {
            close((since, line));
            Err(Unquiet)
        }
    }

    /// Keeps a connection for another exchange.
    pub(super) fn rest(&self, line: Box<Line>, answer_took: Duration) {
        self.kept.took(answer_took);
        let Some(mut resting) = self.resting() else {
            return line.close();
        };
        let now = Instant::now();
        if let Trust::Untried = resting.trust {
            resting.trust = Trust::Proving(now);
        }
        if resting.lines.len() < self.kept.most_of_thread {
            self.kept.any.store(true, Ordering::Relaxed);
            resting.lines.push_back((now, line));
        } else {
            line.close();
        }
    }

    /// From now on each request of the run has a connection of its own. Those that rest here are closed, those of other
    /// threads when these next [`tidy`](Self::tidy).
    pub(super) fn withdraw(&self) {
        self.kept.withdrawn.store(true, Ordering::Relaxed);
        self.close();
    }

    /// Closes those that no longer should rest here, also where nothing asks for one for a while: a target may wait for
    /// them to end.
    pub(super) fn tidy(&self) {
        if let Some(mut resting) = self.resting() {
            resting.close_old(Instant::now());
        }
    }

    /// Closes those that rest here.
    pub(super) fn close(&self) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.close();
    }

    /// Waits for a part of an exchange that has a time limit. Where it is starved, each request has a connection of its
    /// own from now on.
    pub(super) async fn unless_starved<F: Future>(
        &self,
        mut part: Pin<&mut F>,
        hearing: &Hearing,
        limit: Duration,
    ) -> F::Output {
        tokio::select! {
            biased;
            output = &mut part => output,
            () = self.starved(hearing, limit) => {
                self.withdraw();
                part.await
            }
        }
    }

    /// Ends when a request waits much longer than others did, while connections are kept: a server that serves one after
    /// the other waits for those to end.
    async fn starved(&self, hearing: &Hearing, limit: Duration) {
        let start = Instant::now();
        while self.resting().is_some() {
            let patience = PATIENCE.0.max(self.kept.longest() * PATIENCE.1);
            let patience = patience.min(limit / PART_OF_LIMIT);
            if start.elapsed() < patience {
                tokio::time::sleep_until(start + patience).await;
            } else if hearing.any() {
                break;
            } else if !self.kept.any.load(Ordering::Relaxed) {
                tokio::time::sleep(patience).await;
            } else {
                return;
            }
        }
        std::future::pending().await
    }
}

impl Resting {
    fn close_old(&mut self, now: Instant) {
        while let Some((since, _)) = self.lines.front()
            && now - *since > LONGEST_REST
        {
            self.lines.pop_front().into_iter().for_each(close);
        }
    }

    fn close(&mut self) {
        self.lines.drain(..).for_each(close);
    }
}

/// A connection ended while it rested, or something lies on it that nobody asked for.
struct Unquiet;

fn close((_, line): (Instant, Box<Line>)) {
    line.close();
}
