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
/// So long an idle connection is kept. Servers close those that they find idle, most after some seconds.
const LONGEST_REST: Duration = Duration::from_secs(1);
/// So many idle connections are kept.
const MOST_RESTING: usize = 64;
/// Before this, and before so many times the longest answer so far, nobody is taken for starved.
const PATIENCE: (Duration, u32) = (Duration::from_millis(100), 4);

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
    pub(super) fn take(&self) -> Option<Line> {
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
        while resting
            .lines
            .front()
            .is_some_and(|(since, _)| now - *since > LONGEST_REST)
        {
            resting.lines.pop_front();
        }
        if now - resting.lines.front()?.0 < REST {
            return None;
        }
        let (_, mut line) = resting.lines.pop_front()?;
        if line.is_quiet() {
            Some(line)
        } else {
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
            Trust::Withdrawn => return,
            Trust::Untried => resting.trust = Trust::Proving(now),
            Trust::Proving(_) | Trust::Proven => {}
        }
        if resting.lines.len() < MOST_RESTING {
            resting.lines.push_back((now, line));
        }
    }

    /// From now on each request has a connection of its own; those that rest are closed.
    pub(super) fn withdraw(&self) {
        self.resting().withdraw();
    }

    /// Ends when a request waits much longer than others did, while connections are kept: a server that serves one after
    /// the other waits for those to end.
    pub(super) async fn starved(&self, hearing: &Hearing) {
        let start = Instant::now();
        loop {
            let patience = {
                let resting = self.resting();
                if matches!(resting.trust, Trust::Withdrawn) {
                    break;
                }
                PATIENCE.0.max(resting.longest * PATIENCE.1)
            };
            if start.elapsed() < patience {
                tokio::time::sleep_until(start + patience).await;
            } else if hearing.any() {
                break;
            } else if matches!(self.resting().trust, Trust::Untried) {
                tokio::time::sleep(PATIENCE.0).await;
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
        self.lines.clear();
    }
}
