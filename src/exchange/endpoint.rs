//! A target, ready to be asked.

use std::collections::BTreeMap;

use http::HeaderName;
use uuid::Uuid;

use super::connect::Connector;
use super::hook::Hook;
use super::pace::Pace;
use crate::profile::{ConnectionUse, Limits, NotAJwt, Timeouts, tampered};
use crate::secret::Secret;
use crate::suite::{Suite, TokenName, TokenOrigin, Values, Variable};

/// Where requests go, and with what.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Opens the connections that requests are sent on.
    pub connector: Connector,
    /// The documents' `{{url}}`, without a slash at the end.
    pub base: String,
    /// Header fields that the profile adds to each request.
    pub headers: Vec<(HeaderName, Secret)>,
    /// The tokens.
    pub tokens: Tokens,
    /// Makes states on demand.
    pub hook: Option<Hook>,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Whether a connection may carry more than one exchange.
    pub connections: ConnectionUse,
    /// How much of an answer is taken.
    pub limits: Limits,
    /// At most so many requests a second, if that is limited.
    pub pace: Option<Pace>,
}

/// The text of each token that a suite names.
#[derive(Debug, Clone, Default)]
pub struct Tokens(BTreeMap<TokenName, Secret>);

impl Tokens {
    /// Adds to the tokens that a profile supplies those that are made from them.
    ///
    /// # Errors
    /// A token without a signature that one must be changed in.
    pub fn complete(
        suite: &Suite,
        supplied: BTreeMap<TokenName, Secret>,
    ) -> Result<Self, (TokenName, NotAJwt)> {
        let mut tokens = supplied;
        for (name, token) in &suite.tokens {
            match &token.origin {
                TokenOrigin::Profile => {}
                TokenOrigin::Literal(text) => {
                    tokens.insert(name.clone(), Secret::new(text.clone()));
                }
                TokenOrigin::Tampered(original) => {
                    if let Some(token) = tokens.get(original) {
                        let tampered =
                            tampered(token).map_err(|error| (original.clone(), error))?;
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
