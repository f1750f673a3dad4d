//! At most so many requests a second.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Hands out turns to send, evenly spaced. Clones share the turns.
#[derive(Debug, Clone)]
pub struct Pace {
    interval: Duration,
    next: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    /// So many turns a second.
    pub fn per_second(requests: NonZeroU32) -> Self {
        Self {
            interval: Duration::from_secs(1) / requests.get(),
            next: Arc::default(),
        }
    }

    /// Waits for a turn to send some requests at the same moment; the turns after it move by as many.
    pub(super) async fn turn(&self, requests: usize) {
        let requests = u32::try_from(requests).unwrap_or(u32::MAX);
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let turn = next.map_or(now, |next| next.max(now));
            *next = Some(turn + self.interval * requests);
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}
