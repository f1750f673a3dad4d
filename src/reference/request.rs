//! A request of an operation, taken from axum without any of axum's own refusals.

use axum::body::Body;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use futures_util::StreamExt;

use super::check::{Check, Payload};

/// More than any documented body comes near.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The identifier in the path, if it is UTF-8 once decoded; axum by itself answers plain text else.
pub(super) type Id = Result<Path<String>, PathRejection>;

/// A body, or the check that it failed by being too large or cut off.
pub(super) type ReadBody = Result<Vec<u8>, Check>;

/// What an operation is asked with.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: String,
    pub(super) headers: HeaderMap,
    body: ReadBody,
}

impl Request {
    /// Takes it all in.
    pub(super) async fn read(id: Id, headers: HeaderMap, body: Body) -> Self {
        Self {
            // An identifier that cannot be decoded is as good as an empty one: neither exists.
            id: id.map(|Path(id)| id).unwrap_or_default(),
            headers,
            body: read(body).await,
        }
    }

    /// The body's bytes, none if there is no body.
    ///
    /// # Errors
    /// The failed check, when the body could not be read.
    pub(super) fn body(&self) -> Result<&[u8], Check> {
        match &self.body {
            Ok(bytes) => Ok(bytes),
            Err(check) => Err(*check),
        }
    }

    /// Whether there is a body, readable or not.
    pub(super) fn payload(&self) -> Payload {
        match self.body() {
            Ok([]) => Payload::Absent,
            Ok(_) | Err(_) => Payload::Present,
        }
    }

    /// Whether `Content-Type` says `application/json`; parameters such as `charset` do not matter.
    pub(super) fn is_json(&self) -> bool {
        self.headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
    }
}

/// Reads a body to its end, also one that is too large: a client that is cut off while it still
/// sends may never see the answer.
pub(super) async fn read(body: Body) -> ReadBody {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut verdict = Ok(());
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) if bytes.len() + chunk.len() <= MAX_BODY_BYTES => bytes.extend(chunk),
            Ok(_) => verdict = Err(Check::BodyIsReadable),
            Err(_) => return Err(Check::BodyIsReadable),
        }
    }
    verdict.map(|()| bytes)
}
