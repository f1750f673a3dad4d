//! A target and what its owner supplies: tokens, states, and how to connect.
//!
//! A profile is a YAML file. [`read`] checks all of it without asking any network;
//! [`resolve`] then gets the tokens. `rpgu-conformance init` writes one to fill in.

mod connection;
mod duration;
mod headers;
mod limits;
mod read;
mod size;
mod state_id;
mod target;
mod token;

use std::collections::BTreeMap;

use reqwest::Url;

use crate::plan::ChangePolicy;
use crate::suite::{StateName, TokenName};

pub use connection::{Connection, ConnectionUse, Identity, Proxy, Timeouts, Trust};
pub use duration::{DurationError, LONGEST, parse_duration};
pub use headers::{HeaderError, Headers};
pub use limits::Limits;
pub use read::read;
pub(crate) use read::schema;
pub use size::{SizeError, parse_size};
pub use state_id::{GivenId, StateId, StateIdError};
pub use target::{Target, UrlError, parse_url};
pub use token::{
    Algorithm, Endpoint, MAX_TOKEN_BYTES, Mint, MintError, NotAJwt, OneLineError, Origin,
    TokenBody, TokenCommand, TokenError, TokenErrors, TokenFailure, TokenRequest, TokenShape,
    TokenSource, TokenSources, check_jwt, resolve, tampered,
};

/// What a suite lets a profile supply: its states and tokens with `from: profile`.
#[derive(Debug, Clone, Default)]
pub struct Supplied<'a> {
    /// The states whose identifiers a profile may list.
    pub states: Vec<&'a StateName>,
    /// The tokens that a profile may give.
    pub tokens: Vec<&'a TokenName>,
    /// Those among the tokens whose time has run out, which a mint makes so.
    pub expired: Vec<&'a TokenName>,
    /// Those among the tokens that the suite tampers with, so that they must be JWTs.
    pub tampered: Vec<&'a TokenName>,
}

/// A target and all that its owner says about it. Printing it shows no secret.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The base URL; without one the caller names it.
    pub target: Option<Target>,
    /// What the profile says about requests that could change something; see [`Profile::changes`].
    pub allow_changes: Option<ChangePolicy>,
    /// Where the tokens come from.
    pub tokens: TokenSources,
    /// Identifiers by state, in the order of the file. A state that is named without any has an
    /// empty list.
    pub states: BTreeMap<StateName, Vec<GivenId>>,
    /// The hook that makes states on demand (Pact's provider states).
    pub provider_states: Option<Url>,
    /// Extra headers for each request to the target, and for no other.
    pub headers: Headers,
    /// How the target is reached.
    pub connection: Connection,
    /// How much of an answer is taken.
    pub limits: Limits,
}

impl Profile {
    /// The profile of a target about which nothing else is known.
    pub fn for_target(target: Target) -> Self {
        Self {
            target: Some(target),
            allow_changes: None,
            tokens: TokenSources::none(),
            states: BTreeMap::new(),
            provider_states: None,
            headers: Headers::default(),
            connection: Connection::default(),
            limits: Limits::default(),
        }
    }

    /// Whether changes may be requested of a target, which a flag may have put in the place of the
    /// profile's: as the profile says, else only on this very machine. A proxy's loopback is
    /// another machine's.
    pub fn changes(&self, target: &Target) -> ChangePolicy {
        match self.allow_changes {
            Some(policy) => policy,
            None if target.is_loopback() && self.connection.proxy.is_none() => {
                ChangePolicy::Allowed
            }
            None => ChangePolicy::Forbidden,
        }
    }

    /// The URLs that a run sends requests to, for [`crate::exchange::client::client`].
    pub fn peers<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a Url> {
        std::iter::once(target.url())
            .chain(&self.provider_states)
            .chain(self.tokens.urls())
    }
}
