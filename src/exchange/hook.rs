//! The provider-state hook: Pact's protocol for preconditions on demand.

use reqwest::Url;
use serde_json::{Value as Json, json};

use crate::suite::StateName;

/// Asks a target's owner to make and remove states.
#[derive(Debug, Clone)]
pub struct Hook {
    /// The client that asks; it need not be the one that tests.
    pub client: reqwest::Client,
    /// Where setup and teardown are posted.
    pub url: Url,
}

/// What a hook is asked to do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum HookAction {
    /// Make a state.
    Setup,
    /// Remove it again.
    Teardown,
}

/// As Pact's protocol spells it.
impl std::fmt::Display for HookAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Setup => "setup",
            Self::Teardown => "teardown",
        })
    }
}

/// The hook did not do its part.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    thiserror::Error,
)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HookError {
    /// No answer.
    #[error("the provider_states hook does not answer: {0}")]
    NoAnswer(String),
    /// Another status than 200.
    #[error("the provider_states hook answered {status} to {action} of {state}, not 200")]
    Status {
        /// What it answered.
        status: u16,
        /// What it was asked to do.
        action: HookAction,
        /// The state.
        state: StateName,
    },
    /// The answer is no JSON.
    #[error("the provider_states hook answered setup of {0} with something that is no JSON")]
    NotJson(StateName),
    /// The answer names an identifier that was given before.
    #[error(
        "the provider_states hook gave one identifier twice for {0}, which each success uses up"
    )]
    Again(StateName),
    /// The answer names no identifier.
    #[error("the provider_states hook answered setup of {0} without a text or number as `id`")]
    NoId(StateName),
}

/// The hook's answers are short; more than this is not read.
const MAX_ANSWER: usize = 64 * 1024;

impl Hook {
    /// Has a state made and returns its identifier.
    ///
    /// # Errors
    /// Every way in which the hook can fail to do so.
    pub async fn setup(&self, state: &StateName) -> Result<String, HookError> {
        let body = self.ask(state, HookAction::Setup, json!({})).await?;
        let answer: Json =
            serde_json::from_slice(&body).map_err(|_| HookError::NotJson(state.clone()))?;
        match answer.get("id") {
            Some(Json::String(id)) if !id.is_empty() => Ok(id.clone()),
            Some(Json::Number(id)) => Ok(id.to_string()),
            _ => Err(HookError::NoId(state.clone())),
        }
    }

    /// Has a state removed again.
    ///
    /// # Errors
    /// The hook does not answer, or not with 200.
    pub async fn teardown(&self, state: &StateName, id: &str) -> Result<(), HookError> {
        self.ask(state, HookAction::Teardown, json!({ "id": id }))
            .await?;
        Ok(())
    }

    async fn ask(
        &self,
        state: &StateName,
        action: HookAction,
        params: Json,
    ) -> Result<Vec<u8>, HookError> {
        let no_answer =
            |error: reqwest::Error| HookError::NoAnswer(error.without_url().to_string());
        let request = json!({
            "consumer": env!("CARGO_PKG_NAME"),
            "state": state,
            "params": params,
            "action": action,
        });
        let mut response = self
            .client
            .post(self.url.clone())
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(request.to_string())
            .send()
            .await
            .map_err(no_answer)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(HookError::Status {
                status,
                action,
                state: state.clone(),
            });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if body.len() + chunk.len() > MAX_ANSWER {
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}
