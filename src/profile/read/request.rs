//! `tokens.<name>.request`, and the headers that it shares with the profile.

use http::Method;
use reqwest::Url;

use super::raw::{Entries, RawBody, RawRequest, Text};
use super::reading::{Problem, Reading};
use super::tokens::Surroundings;
use super::url::url;
use crate::diagnostic::DiagnosticCode;
use crate::profile::headers::{HeaderError, Headers};
use crate::profile::token::{Endpoint, TokenBody, TokenRequest};
use crate::secret::Secret;

/// Headers that belong to the connection or to the client; setting them breaks requests.
const RESERVED: [&str; 3] = ["connection", "content-length", "transfer-encoding"];

/// Headers that the cases themselves set, change and leave out.
const OF_THE_CASES: [&str; 2] = ["authorization", "content-type"];

/// The headers of the profile itself, which every request to the target carries.
pub(super) fn profile_headers(reading: &mut Reading<'_>, raw: &Entries<Text>) -> Headers {
    let mut headers = Headers::default();
    for (key, value) in &raw.0 {
        if OF_THE_CASES.contains(&key.value.to_ascii_lowercase().as_str()) {
            reading.say(
                &key.span,
                Problem::new(
                    DiagnosticCode::Contradiction,
                    format!("the header `{}` belongs to the cases", key.value),
                    "cases change and leave out this header",
                    "remove it; tokens are given under `tokens`",
                ),
            );
        } else {
            add(reading, &mut headers, key, value);
        }
    }
    headers
}

fn add(reading: &mut Reading<'_>, headers: &mut Headers, key: &Text, raw: &Text) {
    if RESERVED.contains(&key.value.to_ascii_lowercase().as_str()) {
        reading.say(
            &key.span,
            Problem::new(
                DiagnosticCode::InvalidValue,
                format!("the header `{}` is the HTTP client's own", key.value),
                "not settable",
                "remove it",
            ),
        );
        return;
    }
    // An empty value is a secret that CI does not have, and the answer to it hard to understand.
    let Some(value) = reading.filled(raw, &format!("the header `{}`", key.value)) else {
        return;
    };
    let Err(error) = headers.add(&key.value, &value) else {
        return;
    };
    let (code, span, help) = match error {
        HeaderError::Name => (
            DiagnosticCode::InvalidValue,
            &key.span,
            "write a name such as X-Api-Key",
        ),
        HeaderError::Twice => (
            DiagnosticCode::DuplicateKey,
            &key.span,
            "remove one of the two",
        ),
        HeaderError::Value => (
            DiagnosticCode::InvalidValue,
            &raw.span,
            "check where the value comes from; a line break at its end is a common cause",
        ),
    };
    let problem = Problem::new(code, error.to_string(), "this header", help);
    match error {
        HeaderError::Value => reading.say_hidden(span, problem),
        HeaderError::Name | HeaderError::Twice => reading.say(span, problem),
    }
}

pub(super) fn request(
    reading: &mut Reading<'_>,
    key: &Text,
    raw: &RawRequest,
    around: &Surroundings<'_>,
) -> Option<TokenRequest> {
    let body = match &raw.body {
        Some(raw) => body(reading, key, raw).map(Some),
        None => Some(None),
    };
    let method = match &raw.method {
        Some(raw) => method(reading, raw),
        None if raw.body.is_some() => Some(Method::POST),
        None => Some(Method::GET),
    };
    let endpoint = endpoint(reading, key, raw);
    let query = raw.query.as_ref().map(|raw| pairs(reading, raw));
    let pointer = match &raw.pointer {
        Some(raw) => pointer(reading, raw).map(Some),
        None => Some(None),
    };
    let mut headers = Headers::default();
    for (key, value) in raw.headers.iter().flat_map(|headers| &headers.0) {
        add(reading, &mut headers, key, value);
    }
    let endpoint = endpoint?;
    if matches!(endpoint, Endpoint::BelowTarget(_)) {
        headers.inherit(around.headers);
    }
    Some(TokenRequest {
        method: method?,
        endpoint,
        query: query.unwrap_or_default(),
        headers,
        body: body?,
        pointer: pointer?,
    })
}

fn method(reading: &mut Reading<'_>, raw: &Text) -> Option<Method> {
    let text = reading.filled(raw, "`method`")?;
    // The type takes any word, also `get`, which is another method than GET.
    let method = Method::from_bytes(text.as_bytes())
        .ok()
        .filter(|_| text.bytes().all(|byte| byte.is_ascii_uppercase()));
    if method.is_none() {
        reading.say(
            &raw.span,
            Problem::new(
                DiagnosticCode::InvalidValue,
                "no HTTP method",
                "not this",
                "write GET or POST, in capitals",
            ),
        );
    }
    method
}

fn endpoint(reading: &mut Reading<'_>, key: &Text, raw: &RawRequest) -> Option<Endpoint> {
    match (&raw.url, &raw.path) {
        (Some(raw), None) => {
            let url: Url = url(reading, raw, "`url`")?;
            if url.query().is_some() || url.fragment().is_some() {
                reading.say_hidden(
                    &raw.span,
                    Problem::new(
                        DiagnosticCode::InvalidValue,
                        "`url` has a query or a fragment",
                        "more than scheme, host and path",
                        "write the parameters under `query`, where their values are kept secret",
                    ),
                );
                return None;
            }
            Some(Endpoint::Url(url))
        }
        (None, Some(raw)) => {
            let path = reading.filled(raw, "`path`")?;
            if path.starts_with('/') && !path.contains(['?', '#']) {
                return Some(Endpoint::BelowTarget(path));
            }
            reading.say_hidden(
                &raw.span,
                Problem::new(
                    DiagnosticCode::InvalidValue,
                    "`path` is no path below the target",
                    "not a path",
                    "write one such as /auth/rpgu/token; parameters stand under `query`",
                ),
            );
            None
        }
        (None, None) | (Some(_), Some(_)) => {
            reading.say(
                &key.span,
                Problem::new(
                    DiagnosticCode::Contradiction,
                    format!("the request for `{}` has no address, or two", key.value),
                    "none or two are given",
                    "give either `url`, or `path` for one below the target",
                ),
            );
            None
        }
    }
}

/// Those that can be read; problems with the others are noted, and no profile comes of it.
fn pairs(reading: &mut Reading<'_>, raw: &Entries<Text>) -> Vec<(String, Secret)> {
    raw.0
        .iter()
        .filter_map(|(key, value)| Some((key.value.clone(), Secret::new(reading.text(value)?))))
        .collect()
}

fn body(reading: &mut Reading<'_>, key: &Text, raw: &RawBody) -> Option<TokenBody> {
    match (&raw.json, &raw.form, &raw.text) {
        (Some(json), None, None) => Some(TokenBody {
            media_type: "application/json",
            text: Secret::new(reading.json(&json.value, &json.span)?.to_string()),
        }),
        (None, Some(form), None) => Some(TokenBody {
            media_type: "application/x-www-form-urlencoded",
            text: Secret::new(urlencoded(&pairs(reading, form))),
        }),
        (None, None, Some(text)) => Some(TokenBody {
            media_type: "text/plain; charset=utf-8",
            text: Secret::new(reading.text(text)?),
        }),
        _ => {
            reading.say(
                &key.span,
                Problem::new(
                    DiagnosticCode::Contradiction,
                    format!(
                        "the request for `{}` has a body of no kind, or of several",
                        key.value
                    ),
                    "none or several are given",
                    "give one of `json`, `form` and `text`",
                ),
            );
            None
        }
    }
}

fn urlencoded(pairs: &[(String, Secret)]) -> String {
    let mut encoder = form_urlencoded::Serializer::new(String::new());
    encoder.extend_pairs(pairs.iter().map(|(name, value)| (name, value.expose())));
    encoder.finish()
}

fn pointer(reading: &mut Reading<'_>, raw: &Text) -> Option<String> {
    let pointer = reading.text(raw)?;
    if pointer.is_empty() || pointer.starts_with('/') {
        return Some(pointer);
    }
    reading.say(
        &raw.span,
        Problem::new(
            DiagnosticCode::InvalidValue,
            "`pointer` is no JSON pointer",
            "does not start with a slash",
            "write one such as /token or /data/0/token (RFC 6901)",
        ),
    );
    None
}
