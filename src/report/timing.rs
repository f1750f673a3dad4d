//! When a case was asked and how long its exchanges took: all that most reports say of them.

use jiff::Timestamp;

use super::evidence::EvidenceReport;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timing {
    /// How long all exchanges took, in milliseconds.
    pub(super) took_ms: u64,
    /// When the first one began, in milliseconds since 1970.
    pub(super) started: Option<i64>,
}

impl Timing {
    pub(super) fn of(evidence: &EvidenceReport) -> Self {
        let exchanges = &evidence.exchanges;
        let times = exchanges.iter().map(|exchange| exchange.elapsed_ms);
        let first = exchanges.first().map(|exchange| exchange.started.as_str());
        let started: Option<Timestamp> = first.and_then(|time| time.parse().ok());
        Self {
            // A report that is merged may say anything.
            took_ms: times.fold(0, u64::saturating_add),
            started: started.map(Timestamp::as_millisecond),
        }
    }
}
