//! A token that an authorisation service gives out.

use std::fmt;

use http::{HeaderValue, Method, header};
use reqwest::{Client, Response, Url};
use serde_json::Value;

use super::failure::MAX_ANSWER_BYTES;
use super::{TokenFailure, one_line};
use crate::profile::headers::Headers;
use crate::profile::target::Target;
use crate::secret::Secret;

/// A request whose answer holds a token.
#[derive(Clone)]
pub struct TokenRequest {
    /// How it is asked.
    pub method: Method,
    /// Where.
    pub endpoint: Endpoint,
    /// Query parameters, which may be somebody's personal data.
    pub query: Vec<(String, Secret)>,
    /// Its headers. Below the target the profile's own headers are among them.
    pub headers: Headers,
    /// What is sent along.
    pub body: Option<TokenBody>,
    /// Where the token stands in the JSON answer (RFC 6901); without it the answer is the token.
    pub pointer: Option<String>,
}

// Not derived: variables may stand in addresses and pointers, and their values are nobody's business.
impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("method", &self.method)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// Where a token is asked for.
#[derive(Clone)]
pub enum Endpoint {
    /// Another service, or another host.
    Url(Url),
    /// A path of the target.
    BelowTarget(String),
}

/// A body and the media type that it is sent with, unless the headers name another one.
#[derive(Debug, Clone)]
pub struct TokenBody {
    /// The Content-Type.
    pub media_type: &'static str,
    /// What is sent.
    pub text: Secret,
}

impl TokenRequest {
    pub(super) async fn send(
        &self,
        client: &Client,
        target: &Target,
    ) -> Result<Secret, TokenFailure> {
        let mut url = match &self.endpoint {
            Endpoint::Url(url) => url.clone(),
            Endpoint::BelowTarget(path) => target.join(path).map_err(|_| TokenFailure::Path)?,
        };
        if !self.query.is_empty() {
            let query = self.query.iter();
            url.query_pairs_mut()
                .extend_pairs(query.map(|(name, value)| (name, value.expose())));
        }
        let mut request = client.request(self.method.clone(), url);
        for (name, value) in self.headers.iter() {
            request = request.header(name, value.expose());
        }
        if let Some(body) = &self.body {
            if !self.headers.contains(&header::CONTENT_TYPE) {
                let media_type = HeaderValue::from_static(body.media_type);
                request = request.header(header::CONTENT_TYPE, media_type);
            }
            request = request.body(body.text.expose().to_owned());
        }
        let response = request.send().await.map_err(no_answer)?;
        if !response.status().is_success() {
            return Err(TokenFailure::Status(response.status()));
        }
        self.token(&read(response).await?)
    }

    fn token(&self, answer: &[u8]) -> Result<Secret, TokenFailure> {
        let Some(pointer) = &self.pointer else {
            return one_line(answer).map_err(TokenFailure::Answer);
        };
        let answer: Value = serde_json::from_slice(answer).map_err(|_| TokenFailure::NotJson)?;
        match answer.pointer(pointer) {
            None => Err(TokenFailure::NothingAtPointer(pointer.clone())),
            Some(Value::String(token)) => Ok(Secret::new(token.as_str())),
            Some(_) => Err(TokenFailure::NoStringAtPointer(pointer.clone())),
        }
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, TokenFailure> {
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
        if answer.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(TokenFailure::LongAnswer);
        }
        answer.extend_from_slice(&chunk);
    }
    Ok(answer)
}

/// The innermost cause says most, and none of them may show the URL with its query.
fn no_answer(error: reqwest::Error) -> TokenFailure {
    if error.is_timeout() {
        return TokenFailure::RequestTimeout;
    }
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    TokenFailure::NoAnswer(cause.to_string())
}
