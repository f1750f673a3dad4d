//! What every language must be able to say of several reports.

use crate::comparison::{Change, Comparison, OneSided};
use crate::judge::Conclusion;

/// What `compare` and `matrix` say.
pub trait ComparisonSentences: Sync {
    /// The two reports are of different suites.
    fn other_suite(&self) -> &'static str;
    /// A case changed its verdict.
    fn changed(&self, change: &Change) -> String;
    /// A case is no longer there.
    fn vanished(&self, case: &OneSided) -> String;
    /// A case is new.
    fn appeared(&self, case: &OneSided) -> String;
    /// All of it in one sentence.
    fn summary(&self, comparison: &Comparison) -> String;
    /// The title of the table of many targets.
    fn targets_by_outcomes(&self) -> &'static str;
    /// How to read it.
    fn how_to_read(&self) -> &'static str;
    /// Not all targets were asked the same suite.
    fn several_suites(&self) -> &'static str;
    /// Nothing was asked for.
    fn not_asked(&self) -> &'static str;
    /// A conclusion in a few words.
    fn conclusion(&self, conclusion: Conclusion) -> &'static str;
}
