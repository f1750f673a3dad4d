//! What every language must be able to say of a plan.

use crate::plan::{Purpose, Subject};

/// What `run --dry-run` says.
pub trait PlanSentences: Sync {
    /// What a request would be sent for, in one word.
    fn purpose(&self, purpose: Purpose) -> &'static str;
    /// Where an identifier comes from, or the identifier.
    fn subject<'a>(&self, subject: &'a Subject) -> &'a str;
    /// So many times at the same moment.
    fn at_once(&self, times: usize) -> String;
    /// Stands above what is missing.
    fn blocked(&self) -> &'static str;
    /// Stands above how many identifiers judge everything.
    fn needs(&self) -> &'static str;
    /// How much would be sent.
    fn would_be_sent(&self, requests: usize, sequences: usize, blocked: usize) -> String;
}
