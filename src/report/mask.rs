//! Takes credentials out of everything that is written down.

use std::cell::LazyCell;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use http::{HeaderName, header};

use super::public::PublicText;
use crate::exchange::{CREDENTIAL_HEADERS, Endpoint, Records};
use crate::secret::REDACTED;
use crate::suite::{Suite, TokenOrigin};

/// Shorter parts of a token are no secret, and masking them would maul other text.
const SHORTEST_PART: usize = 16;

/// As long a beginning of a credential before an ellipsis is masked.
const SHORTEST_START: usize = 4;

/// Shorter values of header fields and cookies are masked in their own place only: anywhere else that would maul other
/// text.
const SHORTEST_VALUE: usize = 8;

/// Header fields that a profile may add and whose values anybody may know.
const PUBLIC_HEADERS: [HeaderName; 8] = [
    header::USER_AGENT,
    header::ACCEPT,
    header::ACCEPT_CHARSET,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::HOST,
    header::ORIGIN,
    header::CACHE_CONTROL,
];

/// Knows every credential of a run and what to write in its place.
#[derive(Clone, Default)]
pub struct Mask {
    /// The longest first, so that a token is masked whole before its parts are.
    secrets: Vec<(String, String)>,
    /// Header fields whose values the profile keeps to itself: they may be too short to be searched for.
    confidential: Vec<HeaderName>,
}

// Not derived: it would print the credentials.
impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask({} credentials)", self.secrets.len())
    }
}

impl Mask {
    /// Collects the credentials that requests to an endpoint carry, and those that its answers hand out.
    pub fn of(suite: &Suite, endpoint: &Endpoint, records: &Records) -> Self {
        let mut mask = Self::default();
        // Most targets have no such values, and the text is long.
        let public = LazyCell::new(|| PublicText::of(suite, &endpoint.base));
        for (name, secret) in endpoint.tokens.iter() {
            let Some(token) = suite.tokens.get(name) else {
                continue;
            };
            let text = secret.expose();
            match &token.origin {
                TokenOrigin::Literal(_) => continue,
                TokenOrigin::Profile => mask.add(text, &format!("${}", token.variable)),
                TokenOrigin::Tampered(original) => {
                    let first = text
                        .rsplit_once('.')
                        .and_then(|(_, signature)| signature.chars().next())
                        .unwrap_or('A');
                    let variable = suite.token_variable(original);
                    mask.add(
                        text,
                        &format!("${{{variable}%.*}}.{first}${{{variable}##*.?}}"),
                    );
                }
            }
            mask.parts(text);
        }
        for (name, value) in &endpoint.headers {
            if PUBLIC_HEADERS.contains(name) {
                continue;
            }
            mask.confidential.push(name.clone());
            mask.value(value.expose(), &public);
        }
        for value in handed_out(records) {
            mask.value(&value, &public);
            mask.parts(&value);
        }
        mask.sort();
        mask
    }

    /// A value that may be a secret, unless anybody knows it or it is too short to tell.
    fn value(&mut self, value: &str, public: &PublicText) {
        if value.len() >= SHORTEST_VALUE && !public.says(value) {
            self.add(value, REDACTED);
        }
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
        if secret.is_empty() {
            return;
        }
        self.secrets.push((secret.to_owned(), instead.to_owned()));
        for form in encoded_forms(secret) {
            self.secrets.push((form, REDACTED.to_owned()));
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

    /// Whether a text holds a credential. What this program writes goes through [`Mask::text`] piece by piece; this is
    /// asked of the whole before it is written, so that a piece that was forgotten is a fault and no leak.
    pub fn leaks(&self, text: &str) -> bool {
        self.secrets
            .iter()
            .any(|(secret, _)| secret.len() >= SHORTEST_PART && text.contains(secret.as_str()))
    }

    /// The value of a header field of an answer, without credentials.
    pub fn header(&self, name: &HeaderName, value: &[u8]) -> Vec<u8> {
        if CREDENTIAL_HEADERS.contains(name) || self.confidential.contains(name) {
            REDACTED.as_bytes().to_vec()
        } else {
            self.bytes(value)
        }
    }

    /// The text without credentials.
    pub fn text(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for (secret, instead) in &self.secrets {
            if masked.contains(secret.as_str()) {
                masked = masked.replace(secret.as_str(), instead);
            }
        }
        self.cut_short(masked)
    }

    /// A long value is shown up to an ellipsis, which may stand in the middle of a credential.
    fn cut_short(&self, mut text: String) -> String {
        let mut from = 0;
        while let Some(at) = text[from..].find('…').map(|at| from + at) {
            let shown = &text[..at];
            let longest = self
                .secrets
                .iter()
                .filter_map(|(secret, _)| {
                    let starts = secret.char_indices().map(|(at, _)| at).rev();
                    starts
                        .filter(|length| *length >= SHORTEST_START)
                        .find(|length| shown.ends_with(&secret[..*length]))
                })
                .max();
            if let Some(length) = longest {
                text.replace_range(at - length..at, REDACTED);
                from = at - length + REDACTED.len() + '…'.len_utf8();
            } else {
                from = at + '…'.len_utf8();
            }
        }
        text
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

/// The credentials that a target hands out: values of cookies, and of Authorization in answers. It may send them again
/// elsewhere, and the client never sends them back.
fn handed_out(records: &Records) -> Vec<String> {
    let steps = records.handing_out().flat_map(|record| record.steps);
    let answers = steps
        .flat_map(|step| step.exchanges)
        .filter_map(|exchange| exchange.answer.ok());
    let mut values = Vec::new();
    for (name, value) in answers.flat_map(|response| response.headers) {
        let value = String::from_utf8_lossy(&value);
        let secret = if name == header::SET_COOKIE {
            // RFC 6265, section 4.1.1: name, `=` and the value, which may be quoted, before the first `;`.
            let pair = value.split(';').next().unwrap_or_default();
            pair.split_once('=').map(|(_, value)| value)
        } else if name == header::AUTHORIZATION {
            value.split_whitespace().last()
        } else {
            None
        };
        values.extend(secret.map(|secret| secret.trim().trim_matches('"').to_owned()));
    }
    values.sort();
    values.dedup();
    values
}

/// A target may send a credential back in another coat: percent-encoded (RFC 3986, section 2.1), as JSON writes it, or
/// in base64 (RFC 4648), where it looks different at each of three offsets. The digits at either end of such a text also
/// carry bits of what stands beside it, so only those between are searched for.
fn encoded_forms(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    let percent = |hex: fn(u8) -> String| -> String {
        secret
            .bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(byte).to_string()
                }
                _ => hex(byte),
            })
            .collect()
    };
    forms.push(percent(|byte| format!("%{byte:02X}")));
    forms.push(percent(|byte| format!("%{byte:02x}")));
    forms.push(secret.replace('/', "\\/"));
    let json = serde_json::Value::from(secret).to_string();
    forms.push(json.trim_matches('"').to_owned());
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        for offset in 0..3 {
            let mut bytes = vec![0; offset];
            bytes.extend_from_slice(secret.as_bytes());
            let text = engine.encode(&bytes);
            let start = (offset * 8).div_ceil(6);
            let end = bytes.len() * 8 / 6;
            if let Some(inner) = text.get(start..end)
                && inner.len() >= SHORTEST_PART
            {
                forms.push(inner.to_owned());
            }
        }
    }
    forms.retain(|form| form != secret);
    forms.sort();
    forms.dedup();
    forms
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

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use proptest::prelude::*;

    use super::Mask;

    proptest! {
        /// Whatever stands around a credential, and however it is encoded: nothing of it is left.
        #[test]
        fn no_form_of_a_credential_stays(
            secret in "[A-Za-z0-9+/=!%&\"\\\\ -]{24,60}",
            before in ".{0,5}",
            after in ".{0,5}",
        ) {
            let mask = Mask::of_values([secret.as_str()]);
            let around = format!("{before}{secret}{after}");
            let forms = [
                around.clone(),
                STANDARD.encode(&around),
                URL_SAFE.encode(&around),
                serde_json::Value::from(around.as_str()).to_string(),
            ];
            for form in forms {
                let masked = mask.text(&form);
                prop_assert!(masked.contains("[redacted]"), "{form}");
                prop_assert!(!mask.leaks(&masked), "{masked}");
            }
        }

        /// A value that is cut off in the middle of a credential shows nothing of it.
        #[test]
        fn a_beginning_before_an_ellipsis_goes(secret in "[A-Za-z0-9]{24,60}", length in 4usize..23) {
            let mask = Mask::of_values([secret.as_str()]);
            let masked = mask.text(&format!("the key is {}… and {}…", &secret[..length], "more"));
            prop_assert_eq!(masked, "the key is [redacted]… and more…");
        }

        #[test]
        fn other_text_stays(text in "[a-z ]{0,80}") {
            let mask = Mask::of_values(["SECRET-0123456789-SECRET"]);
            prop_assert_eq!(mask.text(&text), text.clone());
            prop_assert!(!mask.leaks(&text));
        }
    }
}
