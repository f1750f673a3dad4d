//! An exchange in the form in which many are kept: small, and without its own copies of what it is read from.

use std::borrow::Cow;
use std::mem::size_of;
use std::time::Duration;

use http::{HeaderName, Method, StatusCode, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Exchange, Failure, Response};
use crate::packed::{PackError, PackedBytes};
use crate::suite::RenderedRequest;

/// An [`Exchange`] as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept<'a> {
    method: &'a str,
    path: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    #[serde(borrow)]
    body: Option<PackedBytes<'a>>,
    url: &'a str,
    #[serde(borrow)]
    answer: Result<KeptResponse<'a>, Cow<'a, Failure>>,
    /// Nanoseconds since the start of the year 1970.
    started: i128,
    elapsed: Duration,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptResponse<'a> {
    /// Its place in [`VERSIONS`].
    version: u8,
    status: u16,
    #[serde(borrow)]
    headers: Vec<(&'a str, PackedBytes<'a>)>,
    #[serde(borrow)]
    body: PackedBytes<'a>,
}

const VERSIONS: [Version; 5] = [
    Version::HTTP_09,
    Version::HTTP_10,
    Version::HTTP_11,
    Version::HTTP_2,
    Version::HTTP_3,
];

impl<'a> From<&'a Exchange> for Kept<'a> {
    fn from(exchange: &'a Exchange) -> Self {
        let request = &exchange.request;
        let headers = request.headers.iter();
        Self {
            method: request.method.as_str(),
            path: &request.path,
            headers: headers
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            body: request.body.as_deref().map(PackedBytes),
            url: &exchange.url,
            answer: exchange
                .answer
                .as_ref()
                .map(KeptResponse::from)
                .map_err(Cow::Borrowed),
            started: exchange.started.as_nanosecond(),
            elapsed: exchange.elapsed,
        }
    }
}

impl<'a> From<&'a Response> for KeptResponse<'a> {
    fn from(response: &'a Response) -> Self {
        let mut versions = VERSIONS.iter().zip(0..);
        let headers = response.headers.iter();
        Self {
            version: versions
                .find(|(version, _)| **version == response.version)
                .map_or(u8::MAX, |(_, place)| place),
            status: response.status.as_u16(),
            headers: headers
                .map(|(name, value)| (name.as_str(), PackedBytes(value)))
                .collect(),
            body: PackedBytes(&response.body),
        }
    }
}

impl TryFrom<Kept<'_>> for Exchange {
    type Error = PackError;

    fn try_from(kept: Kept<'_>) -> Result<Self, PackError> {
        let headers = kept.headers.into_iter();
        let answer = match kept.answer {
            Ok(response) => Ok(Response::try_from(response)?),
            Err(failure) => Err(failure.into_owned()),
        };
        Ok(Self {
            request: RenderedRequest {
                method: Method::from_bytes(kept.method.as_bytes()).map_err(PackError::new)?,
                path: kept.path.to_owned(),
                headers: headers
                    .map(|(name, value)| Ok((header_name(name)?, value.to_owned())))
                    .collect::<Result<_, PackError>>()?,
                body: kept.body.map(|PackedBytes(body)| body.to_vec()),
            },
            url: kept.url.to_owned(),
            answer,
            started: Timestamp::from_nanosecond(kept.started).map_err(PackError::new)?,
            elapsed: kept.elapsed,
        })
    }
}

impl TryFrom<KeptResponse<'_>> for Response {
    type Error = PackError;

    fn try_from(kept: KeptResponse<'_>) -> Result<Self, PackError> {
        let headers = kept.headers.into_iter();
        Ok(Self {
            version: VERSIONS
                .get(usize::from(kept.version))
                .copied()
                .ok_or_else(|| PackError::new("no such version"))?,
            status: StatusCode::from_u16(kept.status).map_err(PackError::new)?,
            headers: headers
                .map(|(name, PackedBytes(value))| Ok((header_name(name)?, value.to_vec())))
                .collect::<Result<_, PackError>>()?,
            body: kept.body.0.to_vec(),
        })
    }
}

fn header_name(name: &str) -> Result<HeaderName, PackError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(PackError::new)
}

/// About how many bytes of memory an exchange takes as it is, and rather more.
pub(super) fn weight(exchange: &Exchange) -> usize {
    let request = &exchange.request;
    let asked = request.headers.iter();
    let asked = asked.map(|(name, value)| field(name, value.len()));
    let answered = match &exchange.answer {
        Ok(response) => {
            let headers = response.headers.iter();
            let headers = headers.map(|(name, value)| field(name, value.len()));
            response.body.len() + headers.sum::<usize>() + 2 * ALLOCATION
        }
        Err(failure) => failure.detail.len(),
    };
    let texts = request.path.len() + exchange.url.len() + request.body.as_ref().map_or(0, Vec::len);
    size_of::<Exchange>() + texts + 4 * ALLOCATION + asked.sum::<usize>() + answered
}

/// What an allocator adds to a value, and what it leaves unused behind it.
const ALLOCATION: usize = 16;

fn field(name: &HeaderName, length: usize) -> usize {
    size_of::<(HeaderName, String)>() + name.as_str().len() + length + 2 * ALLOCATION
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderName, Method, StatusCode, Version};
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{Kept, weight};
    use crate::exchange::{Exchange, Failure, FailureKind, Response};
    use crate::suite::RenderedRequest;

    fn header() -> impl Strategy<Value = (HeaderName, Vec<u8>)> {
        (
            "[a-z][a-z0-9-]{0,40}",
            proptest::collection::vec(any::<u8>(), 0..40),
        )
            .prop_map(|(name, value)| (name.parse().unwrap(), value))
    }

    fn answer() -> impl Strategy<Value = Result<Response, Failure>> {
        let headers = proptest::collection::vec(header(), 0..4);
        let body = proptest::collection::vec(any::<u8>(), 0..60);
        prop_oneof![
            (headers, body).prop_map(|(headers, body)| Ok(Response {
                version: Version::HTTP_11,
                status: StatusCode::OK,
                headers,
                body,
            })),
            ".{0,60}".prop_map(|detail| Err(Failure {
                kind: FailureKind::NotHttp,
                detail,
            })),
        ]
    }

    proptest! {
        /// Else a target could have more kept as it is than is meant to be.
        #[test]
        fn an_exchange_weighs_no_less_than_it_holds(
            path in ".{0,60}",
            header in header(),
            body in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..60)),
            answer in answer(),
        ) {
            let exchange = Exchange {
                request: RenderedRequest {
                    method: Method::POST,
                    path: path.clone(),
                    headers: vec![(header.0, "v".repeat(header.1.len()))],
                    body,
                },
                url: format!("http://h{path}"),
                answer,
                started: Timestamp::UNIX_EPOCH,
                elapsed: Duration::ZERO,
            };
            let packed = postcard::to_stdvec(&Kept::from(&exchange)).unwrap();
            prop_assert!(weight(&exchange) >= packed.len());
        }
    }
}
