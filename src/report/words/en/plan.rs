//! What is said of a plan.

use super::English;
use crate::plan::{Purpose, Subject};
use crate::report::words::plan::PlanSentences;

impl PlanSentences for English {
    fn purpose(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Judge => "case",
            Purpose::Before => "before",
            Purpose::Control => "control",
            Purpose::Effect => "effect",
        }
    }

    fn subject<'a>(&self, subject: &'a Subject) -> &'a str {
        match subject {
            Subject::Listed(id) => id,
            Subject::OnDemand => "made by the hook",
            Subject::MadeUp => "made up",
            Subject::None => "none",
        }
    }

    fn at_once(&self, times: usize) -> String {
        format!("{times} times at once")
    }

    fn blocked(&self) -> &'static str {
        "blocked"
    }

    fn needs(&self) -> &'static str {
        "identifiers that judge every selected case"
    }

    fn would_be_sent(&self, requests: usize, sequences: usize, blocked: usize) -> String {
        format!(
            "{requests} requests would be sent in {sequences} sequences, {blocked} cases are blocked; nothing was sent"
        )
    }
}
