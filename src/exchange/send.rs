//! One request, one answer.

use std::error::Error;
use std::time::Instant;

use jiff::Timestamp;
use reqwest::Url;

use super::{Endpoint, Exchange, Failure, FailureKind, Response};
use crate::suite::RenderedRequest;

impl Endpoint {
    /// Sends a request once and reads the whole answer, within the limits.
    pub async fn send(&self, request: RenderedRequest) -> Exchange {
        let url = format!("{}{}", self.base, request.path);
        let started = Timestamp::now();
        let clock = Instant::now();
        let answer =
            match tokio::time::timeout(self.limits.total, self.answer(&request, &url)).await {
                Ok(answer) => answer,
                Err(_) => Err(Failure {
                    kind: FailureKind::TimedOut,
                    detail: format!("{:?}", self.limits.total),
                }),
            };
        Exchange {
            request,
            url,
            answer,
            started,
            elapsed: clock.elapsed(),
        }
    }

    async fn answer(&self, request: &RenderedRequest, url: &str) -> Result<Response, Failure> {
        let not_sent = |detail: String| Failure {
            kind: FailureKind::NotSent,
            detail,
        };
        let url = Url::parse(url).map_err(|error| not_sent(error.to_string()))?;
        // The URL standard resolves `.` and `..`: the request would go to something else.
        if !url.path().ends_with(&request.path) {
            return Err(not_sent("its path would be another one".to_owned()));
        }
        let mut builder = self.client.request(request.method.clone(), url);
        for (name, value) in &self.headers {
            builder = builder.header(name, value.expose());
        }
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let mut response = builder.send().await.map_err(classify)?;
        let version = response.version();
        let status = response.status();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_bytes().to_vec()))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(classify)? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(Failure {
                    kind: FailureKind::TooLarge,
                    detail: format!("{} bytes", self.limits.body),
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            version,
            status,
            headers,
            body,
        })
    }
}

/// Sorts the network library's errors. Their addresses are left out: they can hold credentials.
fn classify(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let detail = innermost(&error);
    let kind = if error.is_builder() {
        FailureKind::NotSent
    } else if error.is_timeout() {
        FailureKind::TimedOut
    } else if error.is_dns() {
        FailureKind::NameNotResolved
    } else if error.is_connect() {
        FailureKind::NotConnected
    } else if is_protocol_error(&error) {
        FailureKind::NotHttp
    } else {
        FailureKind::Interrupted
    };
    Failure { kind, detail }
}

fn innermost(error: &dyn Error) -> String {
    let mut current = error;
    while let Some(source) = current.source() {
        current = source;
    }
    current.to_string()
}

/// hyper tells parse errors by their text only: its error type is not in reach through reqwest.
fn is_protocol_error(error: &dyn Error) -> bool {
    let mut current = Some(error);
    while let Some(error) = current {
        let text = error.to_string();
        if text.contains("invalid HTTP") || text.contains("invalid content-length") {
            return true;
        }
        current = error.source();
    }
    false
}
