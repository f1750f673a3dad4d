//! Requests, headers, bodies and templates, as cases and operations write them.

use std::sync::Arc;

use http::{HeaderName, Method};
use serde_json::Value as Json;

use super::TokenName;
use super::file::{BodyEntry, RequestEntry};
use super::read::template_problem;
use super::request::{Body, JsonTemplate, RequestTemplate};
use super::template::{PathPart, Scope, Template, Variable};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::yaml::Spanned;

/// The control request of an operation.
pub(super) fn request(
    source: &SourceText,
    entry: &RequestEntry,
    scope: &RequestScope,
    problems: &mut Vec<Diagnostic>,
) -> Option<RequestTemplate> {
    let before = problems.len();
    let method = Method::from_bytes(entry.method.value.as_bytes()).ok();
    if method.is_none() || entry.method.value.chars().any(|c| c.is_ascii_lowercase()) {
        problems.push(Diagnostic::at(
            DiagnosticCode::InvalidValue,
            source,
            entry.method.span.clone(),
            format!("`{}` is no HTTP method", entry.method.value),
            "write DELETE, POST and the like",
        ));
    }
    if !entry.path.value.starts_with('/') {
        problems.push(Diagnostic::at(
            DiagnosticCode::InvalidValue,
            source,
            entry.path.span.clone(),
            "a path starts with `/`",
            "the target's address is put before it",
        ));
    }
    let path: Vec<PathPart> = template(source, &entry.path, scope, problems)
        .map(|path| path.segments().collect())
        .unwrap_or_default();
    let mut headers = Vec::new();
    for (name, value) in &entry.headers {
        if let Some(header) = header_name(source, name, value.span.clone(), problems)
            && let Some(value) = template(source, value, scope, problems)
        {
            headers.push((header, value));
        }
    }
    let body = match &entry.body {
        None => Some(Body::None),
        Some(body) => self::body(source, body, scope, problems),
    };
    if problems.len() > before {
        return None;
    }
    Some(RequestTemplate {
        method: method?,
        path: path.into(),
        headers,
        body: Arc::new(body?),
    })
}

/// The names that requests may use.
pub(super) struct RequestScope {
    /// None if nobody knows: any name will do.
    subject: Option<String>,
    /// None if nobody knows: any token will do.
    tokens: Option<Vec<TokenName>>,
}

impl RequestScope {
    pub(super) fn new(subject: &str, tokens: Option<Vec<TokenName>>) -> Self {
        Self {
            subject: Some(subject.to_owned()),
            tokens,
        }
    }

    /// The scope of a case whose operation cannot be read.
    pub(super) fn unbound(tokens: Option<Vec<TokenName>>) -> Self {
        Self {
            subject: None,
            tokens,
        }
    }

    /// The name of the identifier in the path, if it is known.
    pub(super) fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }
}

impl Scope for RequestScope {
    fn variable(&self, name: &str) -> Option<Variable> {
        if name == "guid" {
            return Some(Variable::Guid);
        }
        if let Some(token) = name.strip_prefix("token.") {
            let token = match &self.tokens {
                Some(tokens) => tokens.iter().find(|known| known.as_str() == token)?.clone(),
                None => TokenName::new(token).ok()?,
            };
            return Some(Variable::Token(token));
        }
        self.subject
            .as_ref()
            .is_none_or(|subject| subject == name)
            .then_some(Variable::Subject)
    }

    fn names(&self) -> Vec<String> {
        let tokens = self.tokens.iter().flatten();
        let tokens = tokens.map(|token| format!("token.{token}"));
        self.subject
            .iter()
            .cloned()
            .chain(["guid".to_owned()])
            .chain(tokens)
            .collect()
    }
}

pub(super) fn header_name(
    source: &SourceText,
    name: &str,
    span: std::ops::Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Option<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| {
            problems.push(Diagnostic::at(
                DiagnosticCode::InvalidValue,
                source,
                span,
                format!("`{name}` is no name of a header field (RFC 9110, section 5.1)"),
                "its value",
            ));
        })
        .ok()
}

pub(super) fn template(
    source: &SourceText,
    text: &Spanned<String>,
    scope: &RequestScope,
    problems: &mut Vec<Diagnostic>,
) -> Option<Template> {
    template_from(source, text.span.start, &text.value, scope, problems)
}

fn template_from(
    source: &SourceText,
    start: usize,
    text: &str,
    scope: &RequestScope,
    problems: &mut Vec<Diagnostic>,
) -> Option<Template> {
    Template::parse(text, scope)
        .map_err(|error| problems.push(template_problem(source, start, text, &error, scope)))
        .ok()
}

pub(super) fn body(
    source: &SourceText,
    entry: &Spanned<BodyEntry>,
    scope: &RequestScope,
    problems: &mut Vec<Diagnostic>,
) -> Option<Body> {
    match &entry.value {
        BodyEntry::None => Some(Body::None),
        BodyEntry::Json(value) => {
            json(source, entry.span.start, value, scope, problems).map(Body::Json)
        }
        BodyEntry::Text(text) => {
            template_from(source, entry.span.start, text, scope, problems).map(Body::Text)
        }
    }
}

/// A JSON value with its texts read as templates. `start` is where in the file the value starts.
pub(super) fn json(
    source: &SourceText,
    start: usize,
    value: &Json,
    scope: &RequestScope,
    problems: &mut Vec<Diagnostic>,
) -> Option<JsonTemplate> {
    match value {
        Json::String(text) => {
            template_from(source, start, text, scope, problems).map(JsonTemplate::Text)
        }
        Json::Array(items) => items
            .iter()
            .map(|item| json(source, start, item, scope, problems))
            .collect::<Option<_>>()
            .map(JsonTemplate::Array),
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| Some((name.clone(), json(source, start, value, scope, problems)?)))
            .collect::<Option<_>>()
            .map(JsonTemplate::Object),
        literal => Some(JsonTemplate::Literal(literal.clone())),
    }
}
