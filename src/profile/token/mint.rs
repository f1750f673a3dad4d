//! Tokens signed here, with the vendor's key and the vendor's claims.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::sign;
use serde_json::{Map, Value, json};

use crate::secret::Secret;
use crate::suite::Validity;

/// How long ago an expired token's time ran out, in seconds: far beyond any leeway.
const EXPIRED_SINCE: i64 = 24 * 60 * 60;

/// The signature algorithms, by their names in RFC 7518 and RFC 8037.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Hs256, Self::Rs256, Self::Es256, Self::EdDsa];

    /// The header's `alg`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// Reads a key: the shared secret itself for HS256, else a private key in PEM.
    pub(crate) fn key(self, bytes: &[u8]) -> Result<EncodingKey, MintError> {
        match self {
            Self::Hs256 if bytes.is_empty() => Err(MintError::EmptySecret),
            Self::Hs256 => Ok(EncodingKey::from_secret(bytes)),
            Self::Rs256 => EncodingKey::from_rsa_pem(bytes).map_err(|_| MintError::Key(self)),
            Self::Es256 => EncodingKey::from_ec_pem(bytes).map_err(|_| MintError::Key(self)),
            Self::EdDsa => EncodingKey::from_ed_pem(bytes).map_err(|_| MintError::Key(self)),
        }
    }
}

impl From<Algorithm> for jsonwebtoken::Algorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Hs256 => Self::HS256,
            Algorithm::Rs256 => Self::RS256,
            Algorithm::Es256 => Self::ES256,
            Algorithm::EdDsa => Self::EdDSA,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A key that does not sign. Never quotes the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// HS256 with nothing.
    #[error("the secret for HS256 is empty")]
    EmptySecret,
    /// No key of that algorithm.
    #[error("no private key for {0}")]
    Key(Algorithm),
    /// A clock out of the range of dates.
    #[error("the time of expiry is out of range")]
    Time,
}

/// What is needed to sign a token.
#[derive(Clone)]
pub struct Mint {
    pub(crate) algorithm: Algorithm,
    pub(crate) key: EncodingKey,
    /// Header members beside `alg` and `typ`, such as `kid`.
    pub(crate) header: Map<String, Value>,
    /// Claims beside `exp` and, where the vendor gives none, `iat`.
    pub(crate) claims: Map<String, Value>,
    pub(crate) lifetime: Duration,
}

impl Mint {
    /// Signs a token.
    ///
    /// # Errors
    /// [`MintError`] where the key is none of that algorithm.
    pub fn token(&self, validity: Validity, now: Timestamp) -> Result<Secret, MintError> {
        let lifetime = i64::try_from(self.lifetime.as_secs()).map_err(|_| MintError::Time)?;
        let expires = match validity {
            Validity::Valid => now.as_second() + lifetime,
            Validity::Expired => now.as_second() - EXPIRED_SINCE,
        };
        let mut header = Map::new();
        header.insert("alg".to_owned(), json!(self.algorithm.as_str()));
        header.insert("typ".to_owned(), json!("JWT"));
        header.extend(self.header.clone());
        let mut claims = self.claims.clone();
        claims
            .entry("iat")
            .or_insert_with(|| json!(expires - lifetime));
        claims.insert("exp".to_owned(), json!(expires));
        let message = [header, claims]
            .map(|part| BASE64_URL_SAFE_NO_PAD.encode(Value::Object(part).to_string()));
        let message = message.join(".");
        let signature = sign(message.as_bytes(), &self.key, self.algorithm.into())
            .map_err(|_| MintError::Key(self.algorithm))?;
        Ok(Secret::new(format!("{message}.{signature}")))
    }
}

impl fmt::Debug for Mint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Claims may be somebody's personal data.
        f.debug_struct("Mint")
            .field("algorithm", &self.algorithm)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
