//! How a user ends a run before its end.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

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
