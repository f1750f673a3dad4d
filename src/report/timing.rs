//! When a case was asked and how long its exchanges took: all that most reports say of them.

use super::evidence::EvidenceReport;

pub(super) struct Timing<'a> {
    /// How long all exchanges took, in milliseconds.
    pub(super) took_ms: u64,
    /// When the first one began (RFC 3339, UTC).
    pub(super) started: Option<&'a str>,
}

impl<'a> Timing<'a> {
    pub(super) fn of(evidence: &'a EvidenceReport) -> Self {
        let exchanges = &evidence.exchanges;
        Self {
            took_ms: exchanges.iter().map(|exchange| exchange.elapsed_ms).sum(),
            started: exchanges.first().map(|exchange| exchange.started.as_str()),
        }
    }
}
