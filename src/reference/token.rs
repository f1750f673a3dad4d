//! Tokens: JWTs signed with a key that each server makes for itself.
//!
//! The documents call the token a JWT with claims and a signature and publish neither algorithm nor
//! claims. Here: HS256, `sub` is the number of the medical card, `exp` is when the token runs out.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, get_current_timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::check::{Check, Refusal};
use super::domain::Card;

/// How long a fresh token is good for: longer than any run, even against a server left standing.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long ago an expired token ran out: more than any clock is off.
const EXPIRED_FOR: Duration = Duration::from_secs(60 * 60);

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
}

/// Whether a token is issued with time to go or already past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    Ahead,
    Past,
}

/// Issues and checks the tokens of one server.
pub(super) struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
}

impl Tokens {
    /// With a fresh random key.
    pub(super) fn new() -> Self {
        let secret = [*Uuid::new_v4().as_bytes(), *Uuid::new_v4().as_bytes()].concat();
        let validation = Validation {
            // The issuer's clock is this server's own, so there is nothing to be lenient about.
            leeway: 0,
            ..Validation::default()
        };
        Self {
            signing: EncodingKey::from_secret(&secret),
            verifying: DecodingKey::from_secret(&secret),
            validation,
        }
    }

    /// A signed token for a medical card.
    ///
    /// # Errors
    /// When signing fails, which HS256 gives no occasion for.
    pub(super) fn issue(&self, card: &Card, term: Term) -> Result<String, Error> {
        let now = get_current_timestamp();
        let claims = Claims {
            sub: card.as_str().to_owned(),
            exp: match term {
                Term::Ahead => now.saturating_add(LIFETIME.as_secs()),
                Term::Past => now.saturating_sub(EXPIRED_FOR.as_secs()),
            },
        };
        jsonwebtoken::encode(&Header::default(), &claims, &self.signing)
    }

    /// The medical card that the request's token speaks for.
    ///
    /// # Errors
    /// 5010 without `Authorization: Bearer …` (R19), 5008 for what is no token, 5009 for a signature
    /// that does not verify, 5007 for an expired token; always 403 (R10).
    pub(super) fn card(&self, headers: &HeaderMap) -> Result<Card, Refusal> {
        let header = headers
            .get(AUTHORIZATION)
            .ok_or(Check::AuthorizationGiven)?
            .to_str()
            .map_err(|_| Check::TokenIsJwt)?;
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        Check::SchemeIsBearer.ensure(scheme.eq_ignore_ascii_case("Bearer"))?;
        Check::TokenGiven.ensure(!token.trim().is_empty())?;

        let data = jsonwebtoken::decode::<Claims>(token.trim(), &self.verifying, &self.validation)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => {
                    Check::SignatureIsRight
                }
                ErrorKind::ExpiredSignature => Check::TokenIsInTime,
                _ => Check::TokenIsJwt,
            })?;
        Ok(Card::new(data.claims.sub))
    }
}
