//! What every language must be able to say.

use crate::judge::{Conclusion, FindingCode, Scope, StaleEntry, VerdictKind};
use crate::plan::{Part, Purpose};
use crate::report::record::{OutcomeSeen, SubjectFate};
use crate::report::why::{ChangeReport, Note, Why};
use crate::suite::{Level, OutcomeType};
use crate::target::TargetKind;

/// Sentences with something filled in. They end without a full stop where they may stand inside another sentence.
pub trait Sentences: Sync {
    /// The conclusion in one sentence.
    fn conclusion(&self, conclusion: Conclusion, quirks: usize, scope: Scope) -> String;
    /// What a verdict means.
    fn verdict(&self, verdict: VerdictKind) -> &'static str;
    /// What a level means.
    fn level(&self, level: Level) -> &'static str;
    /// What a kind of difference means.
    fn finding(&self, code: FindingCode) -> &'static str;
    /// Why a case is blocked or unproven, or what shows the reason of a pass.
    fn why(&self, why: &Why) -> String;
    /// The one change of a case.
    fn change(&self, change: &ChangeReport) -> String;
    /// What is wrong with an entry of the list of known failures.
    fn stale(&self, entry: &StaleEntry) -> String;
    /// Anything else that the reader should know.
    fn note(&self, note: &Note) -> String;
    /// What a request was sent for.
    fn purpose(&self, purpose: Purpose) -> &'static str;
    /// Whether a documented outcome was seen.
    fn seen(&self, seen: OutcomeSeen) -> &'static str;
    /// The letter that stands for it beside its colour.
    fn seen_letter(&self, seen: OutcomeSeen) -> char;
    /// How an identifier was left.
    fn fate(&self, fate: SubjectFate) -> &'static str;
    /// What kind of target it is.
    fn target_kind(&self, kind: TargetKind) -> &'static str;
    /// The type of an outcome.
    fn outcome_type(&self, kind: OutcomeType) -> &'static str;
    /// How much of the suite was run.
    fn scope(&self, scope: Scope, part: Option<Part>) -> String;
    /// So many cases.
    fn cases(&self, count: usize) -> String;
    /// So many cases against that target.
    fn cases_against(&self, count: usize, target: &str) -> String;
    /// So many cases with these verdicts in that time.
    fn counted(&self, count: usize, verdicts: &str, milliseconds: u64) -> String;
    /// A duration.
    fn milliseconds(&self, milliseconds: u64) -> String;
    /// How many documented outcomes were seen.
    fn outcomes_seen(&self, seen: usize, of: usize) -> String;
    /// Stands above lines to add to the profile.
    fn add_to_profile(&self) -> &'static str;
    /// A finding's two sides.
    fn expected_got(&self, expected: &str, got: &str) -> (String, String);
    /// A body that is cut off.
    fn cut(&self, bytes: usize) -> String;
    /// So many more of anything than are shown on a page.
    fn more(&self, count: usize) -> String;
    /// Stands above the names of passed cases, of which a page is too full to show more.
    fn only_names(&self) -> &'static str;
    /// Stands above so many cases that are shown in full and above others that are not.
    fn first_in_full(&self, count: usize) -> String;
    /// More cases than are shown.
    fn more_cases(&self, count: usize) -> String;
}
