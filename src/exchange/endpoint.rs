//! A target, ready to be asked.

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderName;
use uuid::Uuid;

use super::hook::Hook;
use super::pace::Pace;
use crate::secret::Secret;
use crate::suite::{Suite, TokenName, TokenOrigin, Values, Variable};

/// Where requests go, and with what.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The client that sends.
    pub client: reqwest::Client,
    /// The documents' `{{url}}`, without a slash at the end.
    pub base: String,
    /// Header fields that the profile adds to each request.
    pub headers: Vec<(HeaderName, Secret)>,
    /// The tokens.
    pub tokens: Tokens,
    /// Makes states on demand.
    pub hook: Option<Hook>,
    /// What a target may cost.
    pub limits: Limits,
    /// At most so many requests a second, if that is limited.
    pub pace: Option<Pace>,
}

/// What one exchange may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From sending until the answer is complete.
    pub total: Duration,
    /// The content of an answer, in bytes.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(10),
            body: 1024 * 1024,
        }
    }
}

/// The text of each token that a suite names.
#[derive(Debug, Clone, Default)]
pub struct Tokens(BTreeMap<TokenName, Secret>);

/// The token to be tampered with has no signature to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the token `{0}` is no JWT (three parts joined by dots), so its signature cannot be changed"
)]
pub struct NotAJwt(pub TokenName);

impl Tokens {
    /// Adds to the tokens that a profile supplies those that are made from them.
    ///
    /// # Errors
    /// A token without a signature that one must be changed in.
    pub fn complete(suite: &Suite, supplied: BTreeMap<TokenName, Secret>) -> Result<Self, NotAJwt> {
        let mut tokens = supplied;
        for (name, token) in &suite.tokens {
            match &token.origin {
                TokenOrigin::Profile => {}
                TokenOrigin::Literal(text) => {
                    tokens.insert(name.clone(), Secret::new(text.clone()));
                }
                TokenOrigin::Tampered(original) => {
                    if let Some(token) = tokens.get(original) {
                        let tampered = tamper(token).ok_or_else(|| NotAJwt(original.clone()))?;
                        tokens.insert(name.clone(), tampered);
                    }
                }
            }
        }
        Ok(Self(tokens))
    }

    /// The tokens with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&TokenName, &Secret)> {
        self.0.iter()
    }
}

/// Changes the signature of a JWT (RFC 7519). Its first character is changed, since that of the last can carry
/// bits that no decoder reads.
fn tamper(token: &Secret) -> Option<Secret> {
    let (signed, signature) = token.expose().rsplit_once('.')?;
    if signed.split('.').count() != 2 {
        return None;
    }
    let mut characters = signature.chars();
    let first = match characters.next()? {
        'A' => 'B',
        _ => 'A',
    };
    Some(Secret::new(format!(
        "{signed}.{first}{}",
        characters.as_str()
    )))
}

/// Fills in the variables of one request.
pub(super) struct LaneValues<'a> {
    pub(super) subject: &'a str,
    pub(super) tokens: &'a Tokens,
}

impl Values for LaneValues<'_> {
    fn value(&self, variable: &Variable) -> String {
        match variable {
            Variable::Subject => self.subject.to_owned(),
            // The plan sends nothing whose tokens are missing.
            Variable::Token(name) => self
                .tokens
                .0
                .get(name)
                .map(|token| token.expose().to_owned())
                .unwrap_or_default(),
            Variable::Guid => Uuid::new_v4().to_string(),
        }
    }
}
