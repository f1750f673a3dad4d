//! What is asked: the reference server, or a server that the user names with a profile.

mod choice;

use std::collections::BTreeMap;

pub use choice::{Choice, ChoiceError, choose};

use crate::exchange::client::{ClientError, client};
use crate::exchange::{Connector, Endpoint, Hook, Tokens};
use crate::plan::{ChangePolicy, StateSupply, Supply};
use crate::profile::{
    Connection, Limits, NotAJwt, Profile, Supplied, Target as Address, Timeouts, TokenErrors,
    Trust, UrlError, parse_url, resolve,
};
use crate::reference::{Options, Reference};
use crate::secret::Secret;
use crate::suite::{StateName, StateOrigin, Suite, TokenName, TokenOrigin, Validity};

/// Something that can be asked: how to reach it, and what its owner supplies.
#[derive(Debug, Clone)]
pub struct Target {
    /// What kind of target it is.
    pub kind: TargetKind,
    /// How to reach it.
    pub endpoint: Endpoint,
    /// What its owner supplies.
    pub supply: Supply,
    /// What readers of a report must know about the way it is asked.
    pub warnings: Vec<Warning>,
}

/// What readers of a report must know about the way a target is asked.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Its certificate is not checked: nothing proves that the answers are the target's.
    CertificateNotChecked,
}

impl Target {
    /// The names of the header fields that the profile adds to each request.
    pub fn header_names(&self) -> Vec<String> {
        let headers = self.endpoint.headers.iter();
        headers.map(|(name, _)| name.to_string()).collect()
    }
}

/// What kind of target is asked.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The reference server that this program carries.
    Reference,
    /// A server that the user named.
    Given,
}

/// Why a target cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The reference server does not start.
    #[error("the reference server does not start: {0}")]
    Reference(#[from] std::io::Error),
    /// No HTTP client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The reference server has an address that is none.
    #[error("the address of the reference server is {0}")]
    Address(#[from] UrlError),
    /// The reference server's token cannot be tampered with.
    #[error("the token `{0}`: {1}")]
    Token(TokenName, NotAJwt),
    /// Tokens that could not be had.
    #[error(transparent)]
    Tokens(#[from] TokenErrors),
}

/// The states and tokens that a suite lets a profile supply.
pub fn supplied(suite: &Suite) -> Supplied<'_> {
    let tampered = suite
        .tokens
        .values()
        .filter_map(|token| match &token.origin {
            TokenOrigin::Tampered(original) => Some(original),
            TokenOrigin::Profile | TokenOrigin::Literal(_) => None,
        });
    Supplied {
        states: supplied_states(suite).collect(),
        tokens: supplied_tokens(suite).collect(),
        expired: supplied_tokens(suite)
            .filter(|name| validity(suite, name) == Validity::Expired)
            .collect(),
        tampered: tampered.collect(),
    }
}

fn supplied_states(suite: &Suite) -> impl Iterator<Item = &StateName> {
    let states = suite.states.iter();
    states
        .filter(|(_, state)| state.origin == StateOrigin::Profile)
        .map(|(name, _)| name)
}

fn supplied_tokens(suite: &Suite) -> impl Iterator<Item = &TokenName> {
    let tokens = suite.tokens.iter();
    tokens
        .filter(|(_, token)| token.origin == TokenOrigin::Profile)
        .map(|(name, _)| name)
}

fn validity(suite: &Suite, name: &TokenName) -> Validity {
    let token = suite.tokens.get(name);
    token.map(|token| token.validity).unwrap_or_default()
}

/// What a choice supplies, as far as it can be told without asking anybody.
pub fn supply(suite: &Suite, choice: &Choice) -> Supply {
    match choice {
        Choice::Reference => reference_supply(suite),
        Choice::Given(profile, address) => given_supply(profile, address),
    }
}

/// A target that is ready to be asked, for as long as this lives.
#[derive(Debug)]
pub struct Ready {
    /// The target.
    pub target: Target,
    /// The reference server, if it is the target; it goes away with this.
    _server: Option<Reference>,
}

/// Makes a choice ready: starts the reference server, or gets the tokens of a profile.
///
/// # Errors
/// No server, no client, or no token.
pub async fn ready(suite: &Suite, choice: &Choice) -> Result<Ready, TargetError> {
    match choice {
        Choice::Reference => {
            let server = Reference::start(Options::default()).await?;
            Ok(Ready {
                target: reference_target(suite, &server)?,
                _server: Some(server),
            })
        }
        Choice::Given(profile, address) => Ok(Ready {
            target: given_target(suite, profile, address).await?,
            _server: None,
        }),
    }
}

/// What the reference server supplies: every token and, through its hook, every state.
pub fn reference_supply(suite: &Suite) -> Supply {
    Supply {
        tokens: supplied_tokens(suite).cloned().collect(),
        states: BTreeMap::new(),
        unlisted: StateSupply::OnDemand,
        changes: ChangePolicy::Allowed,
    }
}

/// A running reference server as target.
///
/// # Errors
/// No client can be made, or the server's tokens are unusable.
pub fn reference_target(suite: &Suite, server: &Reference) -> Result<Target, TargetError> {
    let hook = parse_url(&server.provider_states_url())?;
    let connection = Connection::default();
    let supplied = supplied_tokens(suite)
        .map(|name| {
            let text = match validity(suite, name) {
                Validity::Expired => server.expired_token(),
                Validity::Valid => server.valid_token(),
            };
            (name.clone(), Secret::new(text))
        })
        .collect();
    Ok(Target {
        kind: TargetKind::Reference,
        supply: reference_supply(suite),
        warnings: Vec::new(),
        endpoint: Endpoint {
            base: server.url(),
            headers: Vec::new(),
            tokens: complete(suite, supplied)?,
            connector: Connector::new(&connection, [&hook])?,
            hook: Some(Hook {
                client: client(&connection, [&hook])?,
                url: hook,
            }),
            connections: connection.reuse,
            timeouts: Timeouts::default(),
            limits: Limits::default(),
            pace: None,
        },
    })
}

/// What a profile supplies, as far as it can be told without asking anybody.
pub fn given_supply(profile: &Profile, address: &Address) -> Supply {
    let ids = profile.states.iter().map(|(state, ids)| {
        let ids = ids.iter().map(|given| given.id.as_str().to_owned());
        (state.clone(), ids.collect())
    });
    Supply {
        tokens: profile
            .tokens
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
        // With a hook, an empty list is no wish to do without.
        states: ids
            .filter(|(_, ids): &(_, Vec<String>)| {
                !ids.is_empty() || profile.provider_states.is_none()
            })
            .collect(),
        unlisted: match profile.provider_states {
            Some(_) => StateSupply::OnDemand,
            None => StateSupply::Missing,
        },
        changes: profile.changes(address),
    }
}

/// A server with its profile as target: its tokens are fetched, run or minted.
///
/// # Errors
/// No client can be made, or a token cannot be had.
pub async fn given_target(
    suite: &Suite,
    profile: &Profile,
    address: &Address,
) -> Result<Target, TargetError> {
    let connection = &profile.connection;
    let helper = client(connection, profile.peers(address))?;
    let tokens = resolve(&profile.tokens, &helper, address).await?;
    let hook = match &profile.provider_states {
        None => None,
        Some(url) => Some(Hook {
            client: client(&connection.direct(), [url])?,
            url: url.clone(),
        }),
    };
    let headers = profile.headers.iter();
    Ok(Target {
        kind: TargetKind::Given,
        supply: given_supply(profile, address),
        warnings: warnings(profile),
        endpoint: Endpoint {
            base: address.as_str().to_owned(),
            headers: headers
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            tokens: complete(suite, tokens)?,
            hook,
            connector: Connector::new(connection, [address.url()])?,
            connections: connection.reuse,
            timeouts: connection.timeouts,
            limits: profile.limits,
            pace: None,
        },
    })
}

fn warnings(profile: &Profile) -> Vec<Warning> {
    match profile.connection.trust {
        Trust::Anything => vec![Warning::CertificateNotChecked],
        Trust::System | Trust::Only(_) => Vec::new(),
    }
}

fn complete(suite: &Suite, supplied: BTreeMap<TokenName, Secret>) -> Result<Tokens, TargetError> {
    Tokens::complete(suite, supplied).map_err(|(name, error)| TargetError::Token(name, error))
}
