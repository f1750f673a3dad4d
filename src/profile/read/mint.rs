//! `tokens.mint`.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use jsonwebtoken::EncodingKey;
use serde_json::{Map, Value};

use super::raw::{RawKey, RawMint, RawNamedKey, Text};
use super::reading::{Problem, Reading};
use crate::diagnostic::{DiagnosticCode, known_names};
use crate::profile::Supplied;
use crate::profile::token::{Algorithm, Mint, MintError};
use crate::suite::{TokenName, Validity};
use crate::yaml::Spanned;

/// How long a minted token is valid unless the profile says so.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The tokens of the suite that a mint makes.
pub(super) fn minted(supplied: &Supplied<'_>) -> Vec<(TokenName, Validity)> {
    let validity = |name: &TokenName| {
        if supplied.expired.contains(&name) {
            Validity::Expired
        } else {
            Validity::Valid
        }
    };
    supplied
        .tokens
        .iter()
        .map(|name| ((*name).clone(), validity(name)))
        .collect()
}

/// Reads `mint` and signs something with it, so that a wrong key is found here and not in a run.
pub(super) fn reads_mint(reading: &mut Reading<'_>, raw: &RawMint) -> Option<Arc<Mint>> {
    let algorithm = algorithm(reading, &raw.algorithm);
    let header = members(reading, raw.header.as_ref(), &FIXED_HEADERS);
    let claims = members(reading, raw.claims.as_ref(), &FIXED_CLAIMS);
    let lifetime = match &raw.lifetime {
        Some(raw) => lifetime(reading, raw),
        None => Some(LIFETIME),
    };
    let algorithm = algorithm?;
    let key = key(reading, algorithm, &raw.key)?;
    let mint = Mint {
        algorithm,
        key,
        header: header?,
        claims: claims?,
        lifetime: lifetime?,
    };
    match mint.token(Validity::Valid, Timestamp::now()) {
        Ok(_) => Some(Arc::new(mint)),
        Err(error) => {
            wrong_key(reading, &raw.key.span, error);
            None
        }
    }
}

fn algorithm(reading: &mut Reading<'_>, raw: &Text) -> Option<Algorithm> {
    let name = reading.filled(raw, "`algorithm`")?;
    let algorithm = Algorithm::from_name(&name);
    if algorithm.is_none() {
        let names = Algorithm::ALL.map(Algorithm::as_str);
        reading.say(
            &raw.span,
            Problem::new(
                DiagnosticCode::InvalidValue,
                "an algorithm that cannot be signed with here",
                "not one of the algorithms",
                known_names(&name, "algorithms", names),
            ),
        );
    }
    algorithm
}

fn lifetime(reading: &mut Reading<'_>, raw: &Text) -> Option<Duration> {
    let lifetime = reading.duration(raw, "`lifetime`")?;
    if lifetime >= Duration::from_secs(1) {
        return Some(lifetime);
    }
    reading.say(
        &raw.span,
        Problem::new(
            DiagnosticCode::InvalidValue,
            "`lifetime` is shorter than a second",
            "too short",
            "`exp` counts in seconds; write 1h, for instance",
        ),
    );
    None
}

/// A member that the mint writes itself, and what to do instead of giving it.
struct Fixed {
    name: &'static str,
    instead: &'static str,
}

const FIXED_HEADERS: [Fixed; 1] = [Fixed {
    name: "alg",
    instead: "remove it; `algorithm` says it",
}];

const FIXED_CLAIMS: [Fixed; 1] = [Fixed {
    name: "exp",
    instead: "remove it; `lifetime` says it, and the expired token needs another one",
}];

fn members(
    reading: &mut Reading<'_>,
    raw: Option<&Spanned<Map<String, Value>>>,
    fixed: &[Fixed],
) -> Option<Map<String, Value>> {
    let Some(raw) = raw else {
        return Some(Map::new());
    };
    for Fixed { name, instead } in fixed {
        if raw.value.contains_key(*name) {
            reading.say_hidden(
                &raw.span,
                Problem::new(
                    DiagnosticCode::Contradiction,
                    format!("`{name}` is written by `mint` itself"),
                    format!("gives `{name}`"),
                    *instead,
                ),
            );
            return None;
        }
    }
    reading.json_object(&raw.value, &raw.span)
}

fn key(
    reading: &mut Reading<'_>,
    algorithm: Algorithm,
    raw: &Spanned<RawKey>,
) -> Option<EncodingKey> {
    let bytes = match (&raw.value, algorithm) {
        (RawKey::Text(text), Algorithm::Hs256) => shared_secret(reading, text, &raw.span)?,
        (RawKey::Text(text), _) => {
            let text = Spanned {
                value: text.clone(),
                span: raw.span.clone(),
            };
            reading.pem(&text, "the key")?
        }
        (RawKey::Named(named), _) => named_key(reading, named, algorithm, &raw.span)?,
    };
    match algorithm.key(&bytes) {
        Ok(key) => Some(key),
        Err(error) => {
            wrong_key(reading, &raw.span, error);
            None
        }
    }
}

fn shared_secret(reading: &mut Reading<'_>, text: &str, span: &Range<usize>) -> Option<Vec<u8>> {
    let secret = reading.expand(text, span)?;
    if !secret.is_empty() && reading.folder().join(&secret).is_file() {
        // Signing with the name of the file would make tokens that every server refuses.
        reading.say_hidden(
            span,
            Problem::new(
                DiagnosticCode::Contradiction,
                "`key` is the secret itself for HS256, but here it names a file",
                "a file of this name exists",
                "write `key: { file: … }` to use what is in the file",
            ),
        );
        return None;
    }
    Some(secret.into_bytes())
}

fn named_key(
    reading: &mut Reading<'_>,
    named: &RawNamedKey,
    algorithm: Algorithm,
    span: &Range<usize>,
) -> Option<Vec<u8>> {
    match (&named.file, &named.base64) {
        (Some(file), None) => {
            let name = reading.filled(file, "`file`")?;
            let mut content = reading.file(&name, &file.span, "the key")?;
            if algorithm == Algorithm::Hs256 {
                // Editors end a file with a line break, which belongs to no secret.
                let kept = content.trim_ascii_end().len();
                content.truncate(kept);
            }
            Some(content)
        }
        (None, Some(base64)) => {
            let text = reading.filled(base64, "`base64`")?;
            let decoded = BASE64_STANDARD.decode(text.trim()).ok();
            if decoded.is_none() {
                reading.say_hidden(
                    &base64.span,
                    Problem::new(
                        DiagnosticCode::InvalidValue,
                        "the key is no base64",
                        "not base64",
                        "give standard base64 (RFC 4648, section 4) with its padding, or the key itself as `key: …`",
                    ),
                );
            }
            decoded
        }
        (None, None) | (Some(_), Some(_)) => {
            reading.say_hidden(
                span,
                Problem::new(
                    DiagnosticCode::Contradiction,
                    "a key that comes from nowhere, or from two places",
                    "none or two are given",
                    "give either `file` or `base64`",
                ),
            );
            None
        }
    }
}

fn wrong_key(reading: &mut Reading<'_>, span: &Range<usize>, error: MintError) {
    let help = match error {
        MintError::EmptySecret => "give the secret that the target checks signatures with",
        MintError::Key(Algorithm::Es256) => {
            "give a P-256 key in PEM, as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` writes it; `openssl pkcs8 -topk8 -nocrypt` converts an EC PRIVATE KEY"
        }
        MintError::Key(Algorithm::EdDsa) => {
            "give an Ed25519 key in PEM, as `openssl genpkey -algorithm ED25519` writes it"
        }
        MintError::Key(_) => {
            "give an RSA key in PEM of at least 2048 bits, as `openssl genpkey -algorithm RSA` writes it"
        }
        MintError::Time => "choose a shorter `lifetime`",
    };
    // The place names a file, unless it holds the secret itself.
    let say = match error {
        MintError::EmptySecret | MintError::Key(Algorithm::Hs256) => Reading::say_hidden,
        MintError::Key(_) | MintError::Time => Reading::say_named,
    };
    say(
        reading,
        span,
        Problem::new(
            DiagnosticCode::Unusable,
            format!("`mint` cannot sign: {error}"),
            "this key",
            help,
        ),
    );
}
