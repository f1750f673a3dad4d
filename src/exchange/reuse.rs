//! Which connections may carry another exchange.
//!
//! A server may close a connection after an answer without a word (RFC 9112, section 9.6), a request that meets such an
//! end must not be sent again (RFC 9110, section 9.2.2), and what a server leaves behind an answer must not answer the
//! next request. So a target first has to show that it keeps connections, those that it keeps rest before they are used
//! again, and once one proves to be less than it seemed, the run goes on with a connection per request.

use std::collections::VecDeque;
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
/// So many idle connections are kept.
const MOST_RESTING: usize = 64;
/// Before this, and before so many times the longest answer so far, nobody is taken for starved; but at so small a part
/// of the time limit at the latest.
const PATIENCE: (Duration, u32) = (Duration::from_millis(100), 4);
const PART_OF_LIMIT: u32 = 4;

/// The connections of a run that rest between two exchanges.
pub(super) struct Reuse(Mutex<Resting>);

struct Resting {
    trust: Trust,
    /// The one that rests longest stands first.
    lines: VecDeque<(Instant, Line)>,
    /// The longest time that an answer took so far.
    longest: Duration,
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
    /// Nobody wants to know, or one did not.
    Withdrawn,
}

impl Reuse {
    pub(super) fn new(allowed: ConnectionUse) -> Self {
        Self(Mutex::new(Resting {
            trust: match allowed {
                ConnectionUse::Reused => Trust::Untried,
                ConnectionUse::OnePerRequest => Trust::Withdrawn,
            },
            lines: VecDeque::new(),
            longest: Duration::ZERO,
        }))
    }

    fn resting(&self) -> MutexGuard<'_, Resting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that may carry another exchange.
    pub(super) async fn take(&self) -> Option<Line> {
        if matches!(self.resting().trust, Trust::Untried | Trust::Withdrawn) {
            return None;
        }
        // Only now the runtime looks what came in meanwhile.
        tokio::task::yield_now().await;
        self.take_now()
    }

    fn take_now(&self) -> Option<Line> {
        let mut resting = self.resting();
        let now = Instant::now();
        match resting.trust {
            Trust::Untried | Trust::Withdrawn => return None,
            Trust::Proving(since) if now - since < PROOF => return None,
            Trust::Proving(_) => {
                if !resting.lines.iter_mut().all(|(_, line)| line.is_quiet()) {
                    resting.withdraw();
                    return None;
                }
                resting.trust = Trust::Proven;
            }
            Trust::Proven => {}
        }
        while let Some((since, _)) = resting.lines.front()
            && now - *since > LONGEST_REST
        {
            resting.lines.pop_front().into_iter().for_each(close);
        }
        let rested = |(since, _): &(Instant, Line)| now - *since >= REST;
        let at = resting.lines.iter().rposition(rested)?;
        let (since, mut line) = resting.lines.remove(at)?;
        if line.is_quiet() {
            Some(line)
        } else {
            close((since, line));
            resting.withdraw();
            None
        }
    }

    /// Keeps a connection for another exchange.
    pub(super) fn rest(&self, line: Line, answer_took: Duration) {
        let mut resting = self.resting();
        resting.longest = resting.longest.max(answer_took);
        let now = Instant::now();
        match resting.trust {
            Trust::Withdrawn => return line.close(),
            Trust::Untried => resting.trust = Trust::Proving(now),
            Trust::Proving(_) | Trust::Proven => {}
        }
        if resting.lines.len() < MOST_RESTING {
            resting.lines.push_back((now, line));
        } else {
            line.close();
        }
    }

    /// From now on each request has a connection of its own; those that rest are closed.
    pub(super) fn withdraw(&self) {
        self.resting().withdraw();
    }

    /// Waits for a part of an exchange that has a time limit. Where it is starved, each request has a connection of its
    /// own from now on.
    pub(super) async fn unless_starved<F: Future>(
        &self,
        part: F,
        hearing: &Hearing,
        limit: Duration,
    ) -> F::Output {
        tokio::pin!(part);
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
        loop {
            let patience = {
                let resting = self.resting();
                if matches!(resting.trust, Trust::Withdrawn) {
                    break;
                }
                let patience = PATIENCE.0.max(resting.longest * PATIENCE.1);
                patience.min(limit / PART_OF_LIMIT)
            };
            if start.elapsed() < patience {
                tokio::time::sleep_until(start + patience).await;
            } else if hearing.any() {
                break;
            } else if matches!(self.resting().trust, Trust::Untried) {
                tokio::time::sleep(patience).await;
            } else {
                return;
            }
        }
        std::future::pending().await
    }
}

impl Resting {
    fn withdraw(&mut self) {
        self.trust = Trust::Withdrawn;
        self.lines.drain(..).for_each(close);
    }
}

fn close((_, line): (Instant, Line)) {
    line.close();
}
