//! A progress bar on a terminal, and nothing elsewhere.

use indicatif::{ProgressBar as Bar, ProgressDrawTarget, ProgressStyle};

use crate::exchange::{LaneRecord, Progress};

/// Shows how far a run is.
#[derive(Debug)]
pub struct ProgressBar(Bar);

impl ProgressBar {
    /// A bar on standard error; it hides itself where that is no terminal.
    pub fn visible() -> Self {
        Self(Bar::with_draw_target(None, ProgressDrawTarget::stderr()))
    }

    /// No bar.
    pub fn hidden() -> Self {
        Self(Bar::hidden())
    }

    /// Takes the bar away, before the report is printed.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for ProgressBar {
    fn started(&self, lanes: usize) {
        self.0.set_length(lanes as u64);
        if let Ok(style) =
            ProgressStyle::with_template("{bar:30} {pos}/{len} sequences of requests, {elapsed}")
        {
            self.0.set_style(style);
        }
    }

    fn lane_ended(&self, _: &LaneRecord) {
        self.0.inc(1);
    }
}
