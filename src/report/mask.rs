//! Takes credentials out of everything that is written down.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use http::{HeaderName, header};

use super::public::said_of;
use super::secrets::{SHORTEST_PART, Secrets};
use crate::exchange::{CREDENTIAL_HEADERS, Endpoint, Records};
use crate::secret::{REDACTED, Secret};
use crate::suite::{Suite, TokenOrigin};

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
    /// What is written in place of what.
    secrets: Secrets,
    /// Header fields whose values the profile keeps to itself: they may be too short to be searched for.
    confidential: Vec<HeaderName>,
}

// Not derived: it would print the credentials.
impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask({} credentials)", self.secrets.count())
    }
}

impl Mask {
    /// Collects the credentials that requests to an endpoint carry, and those that its answers hand out.
    pub fn of(suite: &Suite, endpoint: &Endpoint, records: &Records) -> Self {
        let mut mask = Collected::default();
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
        let confidential: Vec<&(HeaderName, Secret)> = endpoint
            .headers
            .iter()
            .filter(|(name, _)| !PUBLIC_HEADERS.contains(name))
            .collect();
        let handed_out = handed_out(records);
        let values: Vec<&str> = confidential
            .iter()
            .map(|(_, value)| value.expose())
            .chain(handed_out.iter().map(String::as_str))
            .filter(|value| value.len() >= SHORTEST_VALUE)
            .collect();
        // A value that may be a secret, unless anybody knows it or it is too short to tell.
        for (value, said) in values.iter().zip(said_of(&values, suite, &endpoint.base)) {
            if !said {
                mask.add(value, REDACTED);
            }
        }
        for value in &handed_out {
            mask.parts(value);
        }
        Self {
            secrets: Secrets::new(mask.secrets),
            confidential: confidential
                .into_iter()
                .map(|(name, _)| name.clone())
                .collect(),
        }
    }

    /// A mask of plain values, each written as [`REDACTED`].
    pub fn of_values<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut mask = Collected::default();
        for value in values {
            mask.add(value, REDACTED);
            mask.parts(value);
        }
        Self {
            secrets: Secrets::new(mask.secrets),
            confidential: Vec::new(),
        }
    }

    /// Whether a text holds a credential. What this program writes goes through [`Mask::text`] piece by piece; this is
    /// asked of the whole before it is written, so that a piece that was forgotten is a fault and no leak.
    pub fn leaks(&self, text: &str) -> bool {
        self.secrets.stand_in(text.as_bytes())
    }

    /// The same of a part of what is written. Parts have to overlap by [`Mask::longest`] bytes less one.
    pub(super) fn leaks_in(&self, bytes: &[u8]) -> bool {
        self.secrets.stand_in(bytes)
    }

    /// How many bytes the longest credential has that [`Mask::leaks`] looks for.
    pub(super) fn longest(&self) -> usize {
        self.secrets.longest()
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
        let masked = match self.secrets.replace_in(text.as_bytes()) {
            Cow::Borrowed(_) => text.to_owned(),
            // A text without other texts is text, whichever texts stand in their place.
            Cow::Owned(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        };
        self.secrets.cut_short(masked)
    }

    /// The bytes without credentials.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text(text).into_bytes(),
            Err(_) => self.secrets.replace_in(bytes).into_owned(),
        }
    }
}

/// Credentials and what to write in their places, as they are collected.
#[derive(Default)]
struct Collected {
    secrets: Vec<(String, String)>,
}

impl Collected {
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
}

/// The credentials that a target hands out: values of cookies, and of Authorization in answers. It may send them again
/// elsewhere, and the client never sends them back.
fn handed_out(records: &Records) -> Vec<String> {
    let mut values = Vec::new();
    for record in records.handing_out() {
        let exchanges = record.steps.iter().flat_map(|step| &step.exchanges);
        let answers = exchanges.filter_map(|exchange| exchange.answer.as_ref().ok());
        let headers = answers.flat_map(|response| &response.headers);
        values.extend(headers.filter_map(|(name, value)| credential(name, value)));
    }
    values.sort();
    values.dedup();
    values
}

/// The credential in a header field of an answer, if it has one.
fn credential(name: &HeaderName, value: &[u8]) -> Option<String> {
    let value = String::from_utf8_lossy(value);
    let secret = if name == header::SET_COOKIE {
        // RFC 6265, section 4.1.1: name, `=` and the value, which may be quoted, before the first `;`.
        let pair = value.split(';').next().unwrap_or_default();
        pair.split_once('=').map(|(_, value)| value)
    } else if name == header::AUTHORIZATION {
        value.split_whitespace().last()
    } else {
        None
    };
    secret.map(|secret| secret.trim().trim_matches('"').to_owned())
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
