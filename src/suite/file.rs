//! The files of a suite as they are written; [`super::read`] turns them into checked types.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;

use super::documented::Documented;
use super::name::{RulingId, StateName, TokenName};
use super::outcome::{Level, OutcomeId, OutcomeType};
use crate::yaml::Spanned;

/// `cases/suite.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuiteFile {
    pub(super) title: String,
    #[serde(default)]
    pub(super) tokens: IndexMap<TokenName, TokenEntry>,
    #[serde(default)]
    pub(super) states: IndexMap<StateName, StateEntry>,
    #[serde(default)]
    pub(super) rulings: IndexMap<RulingId, RulingEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenEntry {
    pub(super) title: String,
    pub(super) from: Spanned<TokenOriginEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TokenOriginEntry {
    Profile,
    Tampered(TokenName),
    Literal(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StateEntry {
    pub(super) title: String,
    pub(super) from: StateOriginEntry,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateOriginEntry {
    Profile,
    MadeUp(Spanned<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulingEntry {
    pub(super) title: String,
    pub(super) text: String,
}

/// `cases/<operation>/operation.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationFile {
    pub(super) title: String,
    pub(super) request: RequestEntry,
    pub(super) given: Spanned<StateName>,
    pub(super) control: Spanned<String>,
    pub(super) effect: Spanned<OutcomeId>,
    pub(super) outcomes: IndexMap<OutcomeId, Spanned<OutcomeEntry>>,
    #[serde(default)]
    pub(super) quirks: Vec<QuirkEntry>,
    /// What the page says of requests and answers, as printed: `drift` compares it with the page.
    pub(super) documented: Option<Spanned<Documented>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestEntry {
    pub(super) method: Spanned<String>,
    pub(super) path: Spanned<String>,
    #[serde(default)]
    pub(super) headers: IndexMap<String, Spanned<String>>,
    pub(super) body: Option<Spanned<BodyEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum BodyEntry {
    None,
    Json(Json),
    Text(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeEntry {
    #[serde(rename = "type")]
    pub(super) kind: OutcomeType,
    pub(super) level: Level,
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) alternatives: Vec<AlternativeEntry>,
    pub(super) member: Option<String>,
    #[serde(default)]
    pub(super) rulings: Vec<Spanned<RulingId>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlternativeEntry {
    pub(super) ruling: Spanned<RulingId>,
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuirkEntry {
    pub(super) ruling: Spanned<RulingId>,
    pub(super) allows: DeviationEntry,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DeviationEntry {
    CodeInstead(CodeInsteadEntry),
    MisspeltMessageCode(String),
    OtherMessage,
    AnyRefusal(Spanned<OutcomeId>),
    ByteOrderMark,
    OtherContentType,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeInsteadEntry {
    pub(super) outcome: Spanned<OutcomeId>,
    pub(super) code: i64,
}

/// `cases/<operation>/<case>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseFile {
    pub(super) title: Spanned<String>,
    pub(super) outcome: Spanned<OutcomeId>,
    pub(super) level: Option<Spanned<Level>>,
    #[serde(default)]
    pub(super) rulings: Vec<Spanned<RulingId>>,
    pub(super) given: Option<Spanned<StateName>>,
    pub(super) control: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) before: Vec<Spanned<String>>,
    pub(super) simultaneously: Option<Spanned<usize>>,
    pub(super) change: Option<Spanned<ChangeEntry>>,
    pub(super) each: Option<Spanned<IndexMap<String, Spanned<ChangeEntry>>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeEntry {
    #[serde(default)]
    pub(super) headers: IndexMap<String, Spanned<Option<String>>>,
    #[serde(default)]
    pub(super) member: IndexMap<String, Spanned<Json>>,
    pub(super) without: Option<Spanned<String>>,
    pub(super) body: Option<Spanned<BodyEntry>>,
    #[serde(default)]
    pub(super) path: IndexMap<String, Spanned<String>>,
    pub(super) given: Option<Spanned<StateName>>,
}
