//! What the answers prove.
//!
//! Each answer is reduced to an [`Observation`] and compared with its case's expectation ([`compare`]); then each
//! case gets its verdict in the light of the other requests on the same identifier ([`judge`]); one function turns
//! the verdicts into a conclusion ([`conclude`]).

mod bench;
mod bind;
mod blindness;
mod compare;
mod comparer;
mod conclusion;
mod finding;
mod known;
mod message;
mod message_code;
mod observation;
mod proof;
mod race;
mod scene;
mod verdict;

pub use bind::{judge, judge_blind};
pub use blindness::Blindness;
pub use compare::{Comparison, compare};
pub use conclusion::{
    Conclusion, Counts, Excuse, KnownList, Policy, Quirks, Reach, Scope, Weighed,
    apply_quirk_policy, conclude,
};
pub use finding::{Finding, FindingCode, Severity};
pub use known::{Excuses, KnownFailures, StaleEntry, StaleProblem};
pub use observation::{Member, MemberValue, Observation, ObservedBody};
pub use verdict::{Evidence, Judged, Proof, Unproven, Verdict, VerdictKind};
