//! Takes credentials out of everything that is written down.

use crate::exchange::Endpoint;
use crate::secret::REDACTED;
use crate::suite::{Suite, TokenOrigin};

/// Shorter parts of a token are no secret, and masking them would maul other text.
const SHORTEST_PART: usize = 16;

/// Knows every credential of a run and what to write in its place.
#[derive(Clone, Default)]
pub struct Mask {
    /// The longest first, so that a token is masked whole before its parts are.
    secrets: Vec<(String, String)>,
}

// Not derived: it would print the credentials.
impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask({} credentials)", self.secrets.len())
    }
}

impl Mask {
    /// Collects the credentials that requests to an endpoint carry.
    pub fn of(suite: &Suite, endpoint: &Endpoint) -> Self {
        let mut mask = Self::default();
        for (name, secret) in endpoint.tokens.iter() {
            let Some(token) = suite.tokens.get(name) else {
                continue;
            };
            let text = secret.expose();
            match &token.origin {
                TokenOrigin::Literal(_) => continue,
                TokenOrigin::Profile => mask.add(text, &format!("${}", name.variable())),
                TokenOrigin::Tampered(original) => {
                    let first = text
                        .rsplit_once('.')
                        .and_then(|(_, signature)| signature.chars().next())
                        .unwrap_or('A');
                    let variable = original.variable();
                    mask.add(
                        text,
                        &format!("${{{variable}%.*}}.{first}${{{variable}##*.?}}"),
                    );
                }
            }
            mask.parts(text);
        }
        for (_, value) in &endpoint.headers {
            mask.add(value.expose(), REDACTED);
        }
        mask.sort();
        mask
    }

    /// A mask of plain values, each written as [`REDACTED`].
    pub fn of_values<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut mask = Self::default();
        for value in values {
            mask.add(value, REDACTED);
            mask.parts(value);
        }
        mask.sort();
        mask
    }

    fn add(&mut self, secret: &str, instead: &str) {
        if !secret.is_empty() {
            self.secrets.push((secret.to_owned(), instead.to_owned()));
        }
    }

    /// A target may send back a part of a token: each segment of a JWT, and its signature without the character that
    /// tampering changes.
    fn parts(&mut self, token: &str) {
        for part in token.split('.') {
            if part.len() >= SHORTEST_PART && part != token {
                self.add(part, REDACTED);
                let mut rest = part.chars();
                rest.next();
                if rest.as_str().len() >= SHORTEST_PART {
                    self.add(rest.as_str(), REDACTED);
                }
            }
        }
    }

    fn sort(&mut self) {
        self.secrets
            .sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        self.secrets.dedup_by(|a, b| a.0 == b.0);
    }

    /// The text without credentials.
    pub fn text(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for (secret, instead) in &self.secrets {
            if masked.contains(secret.as_str()) {
                masked = masked.replace(secret.as_str(), instead);
            }
        }
        masked
    }

    /// The bytes without credentials.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.text(text).into_bytes();
        }
        let mut masked = bytes.to_vec();
        for (secret, instead) in &self.secrets {
            masked = replace(&masked, secret.as_bytes(), instead.as_bytes());
        }
        masked
    }
}

fn replace(bytes: &[u8], secret: &[u8], instead: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        if rest.starts_with(secret) {
            out.extend_from_slice(instead);
            rest = &rest[secret.len()..];
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}
