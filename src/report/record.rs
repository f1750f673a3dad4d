//! The report as data. The JSON report is this, so its fields are an interface.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::why::{ChangeReport, Note, Why};
use crate::judge::{Conclusion, Counts, Finding, Scope, StaleEntry, VerdictKind};
use crate::plan::{Part, Purpose};
use crate::suite::{CaseId, Level, OperationId, OutcomeId, OutcomeType, RulingId, StateName};
use crate::target::TargetKind;

/// The version of the JSON report's form. It changes when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// All that a run found out, with credentials masked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The name and version of this program.
    pub tool: String,
    /// The suite's title.
    pub suite: String,
    /// SHA-256 of the suite's files, in hexadecimal.
    pub suite_digest: String,
    /// The address of the target.
    pub target: String,
    /// Whether the target is the reference server.
    pub target_kind: TargetKind,
    /// When the first request was sent (RFC 3339, UTC).
    pub started: String,
    /// How long the run took, in milliseconds.
    pub elapsed_ms: u64,
    /// Whether the run was filtered.
    pub scope: Scope,
    /// Which part of a split run this is.
    pub part: Option<Part>,
    /// How many cases were selected, over all parts.
    pub selected: usize,
    /// Cases of this level and above decide.
    pub level: Level,
    /// What the run as a whole says.
    pub conclusion: Conclusion,
    /// The exit code that follows from it.
    pub exit_code: u8,
    /// The conclusion in one sentence.
    pub summary: String,
    /// How many cases have which verdict.
    pub counts: Counts,
    /// How many identifiers of each state judge every selected case.
    pub needs: BTreeMap<StateName, usize>,
    /// The operations that the cases belong to, with their titles.
    pub operations: BTreeMap<OperationId, String>,
    /// The rulings that cases and findings name.
    pub rulings: BTreeMap<RulingId, RulingReport>,
    /// Each documented outcome, and whether the target showed it.
    pub outcomes: Vec<OutcomeReport>,
    /// Each answer of the target that no row of its operation documents.
    pub undocumented: Vec<UndocumentedReport>,
    /// Each selected case, in the suite's order.
    pub cases: Vec<CaseReport>,
    /// Entries of the list of known failures that must go.
    pub stale_known_failures: Vec<StaleEntry>,
    /// Each identifier that was touched.
    pub subjects: Vec<SubjectReport>,
    /// Anything else that the reader should know, in English.
    pub notes: Vec<String>,
    /// The same as data.
    pub noted: Vec<Note>,
}

/// How a doubtful place of the documents is read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RulingReport {
    /// The place.
    pub title: String,
    /// The reading.
    pub text: String,
}

/// A documented outcome in the light of a run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeReport {
    /// The operation that documents it.
    pub operation: OperationId,
    /// Status and message code.
    pub outcome: OutcomeId,
    /// What the tables call its type.
    pub kind: OutcomeType,
    /// The documented text, where there is one.
    pub text: Option<String>,
    /// Its weight.
    pub level: Level,
    /// Whether the target showed it.
    pub seen: OutcomeSeen,
    /// How many of the selected cases provoke it.
    pub cases: usize,
}

/// An answer that no row of its operation documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UndocumentedReport {
    /// The operation that was asked.
    pub operation: OperationId,
    /// The HTTP status.
    pub status: u16,
    /// The message code, if the body has one.
    pub message_code: Option<String>,
    /// The cases whose requests were answered so.
    pub cases: Vec<CaseId>,
}

/// Whether a target showed a documented outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeSeen {
    /// Every case that provokes it and was judged passed or is a quirk, and at least one was.
    AsDocumented,
    /// A case that provokes it failed.
    Otherwise,
    /// No case that provokes it was judged.
    NotJudged,
    /// No case that provokes it was selected.
    NotSelected,
}

/// One case with its verdict and evidence.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CaseReport {
    /// The case's stable name.
    pub id: CaseId,
    /// Its place among the cases that were read, from 0.
    pub place: usize,
    /// Its operation.
    pub operation: OperationId,
    /// What is asked.
    pub title: String,
    /// The documented outcome that it provokes.
    pub outcome: OutcomeId,
    /// Its weight.
    pub level: Level,
    /// The rulings that decide how it is judged.
    pub rulings: Vec<RulingId>,
    /// The file that the case stands in, and its line.
    pub source: String,
    /// The success case that this one is a change of; a success case may be its own.
    pub control: CaseId,
    /// The difference to the control, in one sentence.
    pub change: Option<String>,
    /// The same as data.
    pub changed: Option<ChangeReport>,
    /// What is said of it.
    pub verdict: VerdictKind,
    /// Whether the list of known failures has all that is wrong with it.
    pub known_failure: bool,
    /// Why it is unproven or blocked, or what shows the reason of a pass.
    pub reason: Option<String>,
    /// The same as data.
    pub why: Option<Why>,
    /// The lines of a profile that would unblock it, each `…` to be replaced by an identifier.
    pub unblock: Option<String>,
    /// The differences.
    pub findings: Vec<Finding>,
    /// What the verdict rests on.
    #[serde(flatten)]
    pub evidence: Evidence,
}

/// One request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ExchangeReport")]
pub struct ExchangeReport<T = String> {
    /// What the request was sent for.
    pub purpose: Purpose,
    /// The case whose request it is.
    pub case: CaseId,
    /// The request.
    pub request: RequestReport<T>,
    /// The answer, if there was one.
    pub response: Option<ResponseReport<T>>,
    /// Why there was none.
    pub failure: Option<T>,
    /// When it was sent (RFC 3339, UTC).
    pub started: T,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// A request as sent, credentials masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RequestReport")]
pub struct RequestReport<T = String> {
    /// The method.
    pub method: T,
    /// The whole address.
    pub url: T,
    /// The header fields in order.
    pub headers: Vec<(T, T)>,
    /// The content.
    pub body: Option<T>,
}

/// A response as received, credentials masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ResponseReport")]
pub struct ResponseReport<T = String> {
    /// The status.
    pub status: u16,
    /// The protocol version.
    pub version: T,
    /// The header fields in order.
    pub headers: Vec<(T, T)>,
    /// The content, if it is UTF-8; of a long one the beginning, and how long it is.
    pub body: Option<T>,
    /// The content in base64, if it is not; of a long one the beginning.
    pub body_base64: Option<T>,
}

/// An identifier that was touched, and how it was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectReport {
    /// The state it was in.
    pub state: StateName,
    /// The identifier.
    pub id: String,
    /// How it was left.
    pub fate: SubjectFate,
}

/// How an identifier was left.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SubjectFate {
    /// A request on it succeeded: it is no longer in its state.
    UsedUp,
    /// Every request on it was refused.
    LeftAsFound,
    /// A request on it was not answered, or not as documented: look before using it again.
    Unknown,
}
