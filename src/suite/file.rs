//! The files of a suite as they are written; [`super::read`] turns them into checked types.
//!
//! The comments here are what editors show: `schemas/` is generated from these types.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value as Json;

use super::Validity;
use super::documented::Documented;
use super::name::{RulingId, StateName, TokenName};
use super::outcome::{Level, OutcomeId, OutcomeType};
use crate::yaml::Spanned;

/// The schema of `cases/suite.yaml`.
pub(crate) fn suite_schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<SuiteFile>()
}

/// The schema of `cases/<operation>/operation.yaml`.
pub(crate) fn operation_schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<OperationFile>()
}

/// The schema of a case file.
pub(crate) fn case_schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<CaseFile>()
}

/// `cases/suite.yaml`: the names that operations and cases use.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SuiteFile {
    /// What the suite is about.
    pub(super) title: String,
    /// The tokens that requests may carry, as `{{ token.<name> }}`.
    #[serde(default)]
    pub(super) tokens: IndexMap<TokenName, TokenEntry>,
    /// The preconditions that cases may need: Pact's provider states. The part before the dot is the name that paths
    /// use, so `visit.past` is for paths with `{{ visit }}`.
    #[serde(default)]
    pub(super) states: IndexMap<StateName, StateEntry>,
    /// How the doubtful places of the documents are read.
    #[serde(default)]
    pub(super) rulings: IndexMap<RulingId, RulingEntry>,
}

/// A token that requests may carry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenEntry {
    /// What kind of token it is.
    pub(super) title: String,
    /// Where it comes from.
    pub(super) from: Spanned<TokenOriginEntry>,
    /// Whether its time has run out; `valid` unless said.
    #[serde(default)]
    pub(super) validity: Validity,
    /// The environment variable that profiles and `curl` commands take it from; `RPGU_<NAME>_TOKEN` unless said.
    #[schemars(regex(pattern = "^RPGU_[A-Z0-9_]+$"))]
    pub(super) variable: Option<Spanned<String>>,
}

/// Where a token comes from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TokenOriginEntry {
    /// The target's owner supplies it.
    Profile,
    /// That token with another signature.
    Tampered(TokenName),
    /// This text.
    Literal(String),
}

/// A precondition.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StateEntry {
    /// What holds in that state.
    pub(super) title: String,
    /// Where an identifier in that state comes from.
    pub(super) from: StateOriginEntry,
}

/// Where an identifier comes from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateOriginEntry {
    /// The target's owner supplies it, as a list or by a hook.
    Profile,
    /// It is made up on the spot and hits nothing: a text with `{{ guid }}` in it.
    MadeUp(Spanned<String>),
}

/// How a doubtful place of the documents is read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RulingEntry {
    /// The place, in a few words.
    pub(super) title: String,
    /// The reading.
    pub(super) text: String,
}

/// `cases/<operation>/operation.yaml`: one documented method of the API.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationFile {
    /// What it does.
    pub(super) title: String,
    /// The control: the request that succeeds. Every case is this request, or another success case, plus one change.
    pub(super) request: RequestEntry,
    /// The state that the request needs and that its success uses up.
    pub(super) given: Spanned<StateName>,
    /// The case that is this request without a change: the name of its file without `.yaml`.
    pub(super) control: Spanned<String>,
    /// The outcome of the same request once more: what shows that the success had an effect.
    pub(super) effect: Spanned<OutcomeId>,
    /// The documented outcomes: HTTP status / message code, or the status alone where no code is documented.
    #[schemars(extend("minProperties" = 1))]
    pub(super) outcomes: IndexMap<OutcomeId, Spanned<OutcomeEntry>>,
    /// The deviations that a ruling allows.
    #[serde(default)]
    pub(super) quirks: Vec<QuirkEntry>,
    /// What the page says of requests and answers, as printed: `drift` compares it with the page.
    pub(super) documented: Option<Spanned<Documented>>,
}

/// The request that succeeds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestEntry {
    /// The HTTP method, in capitals.
    #[schemars(regex(pattern = "^[A-Z]+$"))]
    pub(super) method: Spanned<String>,
    /// The path below the target's address. `{{ visit }}` is the identifier of a `visit.…` state.
    #[schemars(regex(pattern = "^/"))]
    pub(super) path: Spanned<String>,
    /// The header fields, in the order in which they are sent. `{{ token.<name> }}` is a token.
    #[serde(default)]
    pub(super) headers: IndexMap<String, Spanned<String>>,
    /// The body; none unless said.
    pub(super) body: Option<Spanned<BodyEntry>>,
}

/// The body of a request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum BodyEntry {
    /// No body at all.
    None,
    /// A JSON value; its texts may hold `{{ names }}`.
    Json(Json),
    /// These characters, JSON or not.
    Text(String),
}

/// One row that the operation documents.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeEntry {
    /// What the documents call its type.
    #[serde(rename = "type")]
    pub(super) kind: OutcomeType,
    /// Its weight, which a case may lower.
    pub(super) level: Level,
    /// The documented text of `message`, where there is one.
    pub(super) text: Option<String>,
    /// Other texts that a ruling allows in its place.
    #[serde(default)]
    pub(super) alternatives: Vec<AlternativeEntry>,
    /// Another name of the member `message_code`, as this row's documented example prints it.
    pub(super) member: Option<String>,
    /// The rulings that decide how the row is read.
    #[serde(default)]
    pub(super) rulings: Vec<Spanned<RulingId>>,
}

/// Another text that passes like the documented one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlternativeEntry {
    /// The ruling that says so.
    pub(super) ruling: Spanned<RulingId>,
    /// The text.
    pub(super) text: String,
}

/// A deviation that a ruling allows: reported and counted apart.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuirkEntry {
    /// The ruling that allows it.
    pub(super) ruling: Spanned<RulingId>,
    /// What it allows.
    pub(super) allows: DeviationEntry,
}

/// What a quirk allows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum DeviationEntry {
    /// Another `code` in the answer of one outcome.
    CodeInstead(CodeInsteadEntry),
    /// `message_code` under this name.
    MisspeltMessageCode(String),
    /// Another text than the documented one.
    OtherMessage,
    /// Any 4xx in the error model instead of this outcome.
    AnyRefusal(Spanned<OutcomeId>),
    /// A byte order mark before the JSON.
    ByteOrderMark,
    /// A Content-Type that is not JSON, or none.
    OtherContentType,
}

/// Another `code` in the answer of one outcome.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeInsteadEntry {
    /// The outcome.
    pub(super) outcome: Spanned<OutcomeId>,
    /// The other code.
    pub(super) code: i64,
}

/// `cases/<operation>/<status>-<message code>-<what>.yaml`: one question to the target, which is its control plus
/// exactly one change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseFile {
    /// What is asked, in one sentence.
    pub(super) title: Spanned<String>,
    /// The documented outcome that it provokes: `403/5010`, `415`, or `4xx` where no code is documented.
    pub(super) outcome: Spanned<OutcomeId>,
    /// Its weight, if it is lower than its outcome's.
    pub(super) level: Option<Spanned<Level>>,
    /// The rulings that decide how it is judged, beside those of its outcome.
    #[serde(default)]
    pub(super) rulings: Vec<Spanned<RulingId>>,
    /// Another state as the one change: the request carries an identifier in that state.
    pub(super) given: Option<Spanned<StateName>>,
    /// Another success case to start from than the operation's control.
    pub(super) control: Option<Spanned<String>>,
    /// Cases whose outcomes must come first on the same identifier.
    #[serde(default)]
    pub(super) before: Vec<Spanned<String>>,
    /// So many requests at the same moment, of which one may succeed.
    #[schemars(range(min = 2, max = 64))]
    pub(super) simultaneously: Option<Spanned<usize>>,
    /// The one change.
    pub(super) change: Option<Spanned<ChangeEntry>>,
    /// A table of like changes, by name; each row is a case of its own.
    #[schemars(extend("minProperties" = 1))]
    pub(super) each: Option<Spanned<IndexMap<String, Spanned<ChangeEntry>>>>,
}

/// Exactly one change of the control request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct ChangeEntry {
    /// One header field with another value; `null` leaves it out.
    #[serde(default)]
    #[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
    pub(super) headers: IndexMap<String, Spanned<Option<String>>>,
    /// One member of the JSON body with another value.
    #[serde(default)]
    #[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
    pub(super) member: IndexMap<String, Spanned<Json>>,
    /// A member of the JSON body that is left out.
    pub(super) without: Option<Spanned<String>>,
    /// Another body.
    pub(super) body: Option<Spanned<BodyEntry>>,
    /// Another text in the place of the identifier in the path.
    #[serde(default)]
    #[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
    pub(super) path: IndexMap<String, Spanned<String>>,
    /// An identifier in another state.
    pub(super) given: Option<Spanned<StateName>>,
}
