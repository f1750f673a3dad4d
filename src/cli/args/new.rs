//! What may be typed after `new`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use http::HeaderName;
use serde_json::Value as Json;

use crate::suite::{CaseId, Level, OperationId, OutcomeId, RulingId, StateName, TokenName};

#[derive(Debug, Args)]
pub(in crate::cli) struct NewArguments {
    #[command(subcommand)]
    pub(in crate::cli) what: New,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum New {
    /// Write a case, with its snapshot; an outcome or a state that the suite does not have yet is added to it
    Case(Box<NewCase>),
    /// Write an operation, with a case for each of its outcomes
    Operation(Box<NewOperation>),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewCase {
    /// <operation>/<status>-<message code>-<what>, such as visit-cancel/400-4024-locked
    #[arg(value_name = "CASE", value_parser = CaseId::new)]
    pub(in crate::cli) id: CaseId,
    /// What the case asks, in one sentence
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: String,
    #[command(flatten)]
    pub(in crate::cli) change: OneChange,
    /// Another success case to start from than the operation's control
    #[arg(long, value_name = "CASE")]
    pub(in crate::cli) control: Option<String>,
    /// A ruling that decides how the case is judged; may be given several times
    #[arg(long, value_name = "RULING", value_parser = RulingId::new)]
    pub(in crate::cli) ruling: Vec<RulingId>,
    /// For an outcome that is new: the documented text
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) text: Option<String>,
    /// For an outcome that is new: its weight
    #[arg(long, value_name = "LEVEL", default_value = "must")]
    pub(in crate::cli) level: Level,
    /// For a state that is new: what holds in it
    #[arg(long, value_name = "TEXT", requires = "given")]
    pub(in crate::cli) state: Option<String>,
}

/// The one change to the control.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(in crate::cli) struct OneChange {
    /// The one change: another state, such as visit.locked
    #[arg(long, value_name = "STATE", value_parser = StateName::new)]
    pub(in crate::cli) given: Option<StateName>,
    /// The one change: a header field with another value
    #[arg(long, value_name = "NAME=VALUE", value_parser = header)]
    pub(in crate::cli) header: Option<(HeaderName, String)>,
    /// The one change: a header field that is not sent
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) no_header: Option<HeaderName>,
    /// The one change: a member of the body with another value
    #[arg(long, value_name = "NAME=JSON", value_parser = member)]
    pub(in crate::cli) member: Option<(String, Json)>,
    /// The one change: a member of the body that is not sent
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) without: Option<String>,
    /// The one change: another body
    #[arg(long, value_name = "JSON", value_parser = json)]
    pub(in crate::cli) body: Option<Json>,
    /// The one change: a body that is just text
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) body_text: Option<String>,
    /// The one change: another text in the place of the identifier in the path
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) path: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewOperation {
    /// The name of its folder, such as visit-confirm
    #[arg(value_name = "OPERATION", value_parser = OperationId::new)]
    pub(in crate::cli) id: OperationId,
    /// A documentation page, saved as text, that says everything else
    #[arg(long, value_name = "PAGE", conflicts_with_all = ["title", "method", "path", "given", "effect", "outcome", "header", "body", "token"])]
    pub(in crate::cli) from: Option<PathBuf>,
    /// What it does
    #[arg(long, value_name = "TEXT", required_unless_present = "from")]
    pub(in crate::cli) title: Option<String>,
    /// The HTTP method
    #[arg(long, value_name = "METHOD", required_unless_present = "from")]
    pub(in crate::cli) method: Option<String>,
    /// The path; the identifier stands as the first word of --given: '/api/visit/{{ visit }}'
    #[arg(long, value_name = "PATH", required_unless_present = "from")]
    pub(in crate::cli) path: Option<String>,
    /// The state that its success uses up, such as visit.active
    #[arg(long, value_name = "STATE", value_parser = StateName::new, required_unless_present = "from")]
    pub(in crate::cli) given: Option<StateName>,
    /// The outcome of the same request once more, such as 400/4022
    #[arg(long, value_name = "OUTCOME", required_unless_present = "from")]
    pub(in crate::cli) effect: Option<OutcomeId>,
    /// A documented row, such as '400/4022=The visit is not active'; may be given several times. 200/2000 and the effect
    /// need not be given
    #[arg(long, value_name = "OUTCOME=TEXT", value_parser = row)]
    pub(in crate::cli) outcome: Vec<(OutcomeId, Option<String>)>,
    /// A header field beside Authorization; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = header)]
    pub(in crate::cli) header: Vec<(HeaderName, String)>,
    /// The JSON body
    #[arg(long, value_name = "JSON", value_parser = json)]
    pub(in crate::cli) body: Option<Json>,
    /// The token that it carries
    #[arg(long, value_name = "TOKEN", default_value = "valid", value_parser = TokenName::new)]
    pub(in crate::cli) token: TokenName,
}

fn header(text: &str) -> Result<(HeaderName, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let name = name
        .parse()
        .map_err(|_| format!("`{name}` is no name of a header field"))?;
    Ok((name, value.to_owned()))
}

fn member(text: &str) -> Result<(String, Json), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=JSON")?;
    Ok((name.to_owned(), json(value)?))
}

fn json(text: &str) -> Result<Json, String> {
    serde_json::from_str(text)
        .map_err(|error| format!("no JSON: {error}; a text needs its quotes, as in '\"text\"'"))
}

fn row(text: &str) -> Result<(OutcomeId, Option<String>), String> {
    let (outcome, text) = match text.split_once('=') {
        Some((outcome, text)) => (outcome, Some(text.to_owned())),
        None => (text, None),
    };
    let outcome: OutcomeId = outcome.parse().map_err(|error| format!("{error}"))?;
    Ok((outcome, text))
}
