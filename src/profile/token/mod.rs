//! Where the tokens of a profile come from, and getting them.

mod command;
mod failure;
mod jwt;
mod mint;
mod request;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use reqwest::{Client, Url};

use super::target::Target;
use crate::diagnostic::SourceText;
use crate::secret::Secret;
use crate::suite::{TokenName, Validity};

pub use command::TokenCommand;
pub use failure::{OneLineError, TokenError, TokenErrors, TokenFailure};
pub use jwt::{NotAJwt, check_jwt, tampered};
pub use mint::{Algorithm, Mint, MintError};
pub use request::{Endpoint, TokenBody, TokenRequest};

/// The most that a token may have, in bytes: far above what servers accept in one header.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

/// Where each token of a profile comes from. Getting them is [`resolve`]'s work.
#[derive(Clone)]
pub struct TokenSources {
    /// The profile without its values, for messages.
    profile: SourceText,
    sources: BTreeMap<TokenName, TokenSource>,
}

/// Where one token comes from.
#[derive(Debug, Clone)]
pub struct TokenSource {
    /// The way to get it.
    pub origin: Origin,
    /// What it must look like.
    pub shape: TokenShape,
    /// Its key in the profile, in bytes.
    pub(super) span: Range<usize>,
}

/// The ways to get a token.
#[derive(Debug, Clone)]
pub enum Origin {
    /// It stands in the profile or in an environment variable.
    Given(Secret),
    /// An authorisation service is asked for it.
    Request(TokenRequest),
    /// A program prints it.
    Command(TokenCommand),
    /// It is signed here.
    Minted(Arc<Mint>, Validity),
}

/// What a token must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenShape {
    /// Anything that a header can carry.
    Any,
    /// A JWT, since the suite tampers with its signature.
    Jwt,
}

impl TokenSources {
    /// No token at all.
    pub(super) fn none() -> Self {
        Self::new(SourceText::new("", ""), BTreeMap::new())
    }

    pub(super) fn new(profile: SourceText, sources: BTreeMap<TokenName, TokenSource>) -> Self {
        Self { profile, sources }
    }

    /// The source of one token.
    pub fn get(&self, name: &TokenName) -> Option<&TokenSource> {
        self.sources.get(name)
    }

    /// The tokens that have a source, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&TokenName, &TokenSource)> {
        self.sources.iter()
    }

    /// The URLs outside the target that [`resolve`] asks.
    pub fn urls(&self) -> impl Iterator<Item = &Url> {
        self.sources
            .values()
            .filter_map(|source| match &source.origin {
                Origin::Request(request) => match &request.endpoint {
                    Endpoint::Url(url) => Some(url),
                    Endpoint::BelowTarget(_) => None,
                },
                Origin::Given(_) | Origin::Command(_) | Origin::Minted(..) => None,
            })
    }

    fn error(&self, name: &TokenName, source: &TokenSource, failure: TokenFailure) -> TokenError {
        TokenError {
            token: name.clone(),
            failure,
            profile: self.profile.clone(),
            span: source.span.clone(),
        }
    }
}

impl fmt::Debug for TokenSources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.sources).finish()
    }
}

/// Gets every token: asks the authorisation service, runs the commands, signs what is minted.
/// One after another, so that a service sees them in the order of their names.
///
/// # Errors
/// Every token that could not be had, each with its line in the profile and the way out.
pub async fn resolve(
    sources: &TokenSources,
    client: &Client,
    target: &Target,
) -> Result<BTreeMap<TokenName, Secret>, TokenErrors> {
    let now = Timestamp::now();
    let mut tokens = BTreeMap::new();
    let mut errors = Vec::new();
    for (name, source) in sources.iter() {
        let token = match &source.origin {
            Origin::Given(token) => Ok(token.clone()),
            Origin::Request(request) => request.send(client, target).await,
            Origin::Command(command) => command.run().await,
            Origin::Minted(mint, validity) => mint.token(*validity, now).map_err(Into::into),
        };
        match token.and_then(|token| source.shape.check(token)) {
            Ok(token) => {
                tokens.insert(name.clone(), token);
            }
            Err(failure) => errors.push(sources.error(name, source, failure)),
        }
    }
    if errors.is_empty() {
        Ok(tokens)
    } else {
        Err(TokenErrors(errors))
    }
}

impl TokenShape {
    pub(super) fn check(self, token: Secret) -> Result<Secret, TokenFailure> {
        let sendable = !token.expose().is_empty()
            && token.expose().bytes().all(|byte| byte.is_ascii_graphic());
        if !sendable {
            return Err(TokenFailure::Unsendable);
        }
        match self {
            Self::Any => {}
            Self::Jwt => check_jwt(&token)?,
        }
        Ok(token)
    }
}

/// The one line of a text, without its line break.
fn one_line(text: &[u8]) -> Result<Secret, OneLineError> {
    if text.len() > MAX_TOKEN_BYTES {
        return Err(OneLineError::TooLong);
    }
    let text = std::str::from_utf8(text).map_err(|_| OneLineError::NotUtf8)?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.contains(['\n', '\r']) {
        Err(OneLineError::Several)
    } else if line.is_empty() {
        Err(OneLineError::Nothing)
    } else {
        Ok(Secret::new(line))
    }
}
