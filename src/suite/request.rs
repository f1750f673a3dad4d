//! Requests as cases describe them, before identifiers and tokens are filled in.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use http::{HeaderName, Method};
use serde_json::Value as Json;

use super::template::{PathPart, Template, Values, Variable};

/// A request with variables in it. Copies share what they can: most of a case's request is its control's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTemplate {
    /// The method (RFC 9110, section 9).
    pub method: Method,
    pub(super) path: Arc<[PathPart]>,
    /// The header fields, in the order in which they are sent.
    pub headers: Vec<(HeaderName, Template)>,
    /// The content.
    pub body: Arc<Body>,
}

/// The content of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// No content at all.
    None,
    /// A JSON value (RFC 8259).
    Json(JsonTemplate),
    /// These characters, JSON or not.
    Text(Template),
}

/// A JSON value whose texts may hold variables; members keep their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonTemplate {
    /// `null`, `true`, `false` or a number.
    Literal(Json),
    /// A string.
    Text(Template),
    /// An array.
    Array(Vec<JsonTemplate>),
    /// An object.
    Object(Vec<(String, JsonTemplate)>),
}

/// A request ready to be sent: nothing is left to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedRequest {
    /// The method.
    pub method: Method,
    /// Path and query, percent-encoded, from the first slash.
    pub path: String,
    /// The header fields in order.
    pub headers: Vec<(HeaderName, String)>,
    /// The content, or none.
    pub body: Option<Vec<u8>>,
}

impl RequestTemplate {
    /// Fills in the variables.
    pub fn render(&self, values: &dyn Values) -> RenderedRequest {
        RenderedRequest {
            method: self.method.clone(),
            path: self.render_path(values),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.render(values)))
                .collect(),
            body: match &*self.body {
                Body::None => None,
                Body::Json(json) => Some(json.render(values).to_string().into_bytes()),
                Body::Text(text) => Some(text.render(values).into_bytes()),
            },
        }
    }

    fn render_path(&self, values: &dyn Values) -> String {
        let mut path = String::new();
        for part in self.path.iter() {
            match part {
                PathPart::Literal(text) => path.push_str(text),
                PathPart::Value(template) => percent_encode(&template.render(values), &mut path),
            }
        }
        path
    }

    /// The variables that must be known before the request can be sent.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        let in_path = self.path.iter().filter_map(|part| match part {
            PathPart::Literal(_) => None,
            PathPart::Value(template) => Some(template),
        });
        let in_headers = self.headers.iter().map(|(_, value)| value);
        let mut in_body = Vec::new();
        match &*self.body {
            Body::None => {}
            Body::Json(json) => json.collect_variables(&mut in_body),
            Body::Text(text) => in_body.extend(text.variables()),
        }
        in_path
            .chain(in_headers)
            .flat_map(Template::variables)
            .chain(in_body)
    }

    /// The same text for all requests that a server cannot tell apart by what they say: the order of header fields and
    /// of members does not count.
    pub(super) fn identity(&self) -> String {
        let mut headers: Vec<&(HeaderName, Template)> = self.headers.iter().collect();
        headers.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        let mut text = format!("{} {}\n", self.method, self.path_pattern());
        // Writing to a String cannot fail.
        for (name, value) in headers {
            let _ = writeln!(text, "{name}: {value}");
        }
        let _ = match &*self.body {
            Body::None => Ok(()),
            Body::Json(json) => write!(text, "\njson {}", json.sorted()),
            Body::Text(body) => write!(text, "\ntext {body}"),
        };
        text
    }

    /// The path as a case file spells it.
    pub fn path_pattern(&self) -> String {
        self.path
            .iter()
            .map(|part| match part {
                PathPart::Literal(text) => text.to_string(),
                PathPart::Value(template) => template.to_string(),
            })
            .collect()
    }
}

impl JsonTemplate {
    fn render(&self, values: &dyn Values) -> Json {
        match self {
            Self::Literal(json) => json.clone(),
            Self::Text(text) => Json::String(text.render(values)),
            Self::Array(items) => items.iter().map(|item| item.render(values)).collect(),
            Self::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.render(values)))
                    .collect(),
            ),
        }
    }

    /// The value with its members in alphabetical order.
    fn sorted(&self) -> Self {
        match self {
            Self::Literal(_) | Self::Text(_) => self.clone(),
            Self::Array(items) => Self::Array(items.iter().map(Self::sorted).collect()),
            Self::Object(members) => {
                let mut members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.sorted()))
                    .collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Self::Object(members)
            }
        }
    }

    fn collect_variables<'a>(&'a self, found: &mut Vec<&'a Variable>) {
        match self {
            Self::Literal(_) => {}
            Self::Text(text) => found.extend(text.variables()),
            Self::Array(items) => items.iter().for_each(|item| item.collect_variables(found)),
            Self::Object(members) => members
                .iter()
                .for_each(|(_, value)| value.collect_variables(found)),
        }
    }
}

/// As JSON, variables as a case file spells them.
impl fmt::Display for JsonTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct AsWritten;
        impl Values for AsWritten {
            fn value(&self, variable: &Variable) -> String {
                variable.to_string()
            }
        }
        write!(f, "{}", self.render(&AsWritten))
    }
}

/// Leaves the unreserved characters of RFC 3986, section 2.3, and encodes all others, so that an opaque
/// identifier is one path segment whatever it holds (ruling R13).
fn percent_encode(text: &str, path: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                path.push(char::from(byte));
            }
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(path, "%{byte:02X}");
            }
        }
    }
}
