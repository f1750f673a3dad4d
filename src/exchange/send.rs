//! One request, one answer.

use bytes::Bytes;
use http::header::{ACCEPT, HOST, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use http_body_util::Full;
use jiff::Timestamp;
use reqwest::Url;
use tokio::time::Instant;

use super::connect::RequestForm;
use super::depth::is_deeper;
use super::talk::{Allowance, talk};
use super::{Endpoint, Exchange, Failure, FailureKind, Response};
use crate::suite::RenderedRequest;

/// When a run must be over.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunDeadline(pub(super) Instant);

impl Endpoint {
    /// Sends a request once and reads the whole answer, within the limits.
    pub(super) async fn send(&self, request: RenderedRequest, run: RunDeadline) -> Exchange {
        let url = format!("{}{}", self.base, request.path);
        let started = Timestamp::now();
        let clock = Instant::now();
        let total = self.timeouts.total;
        let (deadline, late) = if clock + total <= run.0 {
            let late = Failure::new(FailureKind::TimedOut, format!("{total:?}"));
            (clock + total, late)
        } else {
            let limit = self.timeouts.run;
            let late = Failure::new(FailureKind::RunTimedOut, format!("{limit:?}"));
            (run.0, late)
        };
        let answer = tokio::time::timeout_at(deadline, self.answer(&request, &url)).await;
        Exchange {
            request,
            url,
            answer: answer.unwrap_or(Err(late)),
            started,
            elapsed: clock.elapsed(),
        }
    }

    async fn answer(&self, request: &RenderedRequest, url: &str) -> Result<Response, Failure> {
        let uri = address(request, url)?;
        let opening = self.connector.open(&uri);
        let limit = self.timeouts.connect;
        let opened = tokio::time::timeout(limit, opening)
            .await
            .map_err(|_| Failure::new(FailureKind::ConnectTimedOut, format!("{limit:?}")))??;
        let request = self.http_request(request, uri, opened.form)?;
        let allowance = Allowance {
            limits: self.limits,
            first_byte: self.timeouts.first_byte,
        };
        let response = talk(opened.stream, request, allowance).await?;
        if is_deeper(&response.body, self.limits.json_depth) {
            return Err(Failure::new(
                FailureKind::TooDeep,
                format!("{} levels", self.limits.json_depth),
            ));
        }
        Ok(response)
    }

    /// The request as it goes on the wire. Of its own accord this adds `Accept: */*`, `Host` and the length.
    fn http_request(
        &self,
        request: &RenderedRequest,
        uri: Uri,
        form: RequestForm,
    ) -> Result<Request<Full<Bytes>>, Failure> {
        let mut headers = HeaderMap::new();
        let of_profile = self.headers.iter();
        let of_profile = of_profile.map(|(name, value)| (name, value.expose()));
        let of_case = request.headers.iter();
        let of_case = of_case.map(|(name, value)| (name, value.as_str()));
        for (name, value) in of_profile.chain(of_case) {
            append(&mut headers, name, value)?;
        }
        headers
            .entry(ACCEPT)
            .or_insert(HeaderValue::from_static("*/*"));
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        if !headers.contains_key(HOST) {
            append(&mut headers, &HOST, authority)?;
        }
        let target = match form {
            RequestForm::Origin => origin_form(&uri)?,
            RequestForm::Absolute { authorization } => {
                if let Some(authorization) = authorization {
                    headers.insert(PROXY_AUTHORIZATION, authorization);
                }
                uri
            }
        };
        let body = request.body.clone().unwrap_or_default();
        let mut built = Request::new(Full::new(Bytes::from(body)));
        *built.method_mut() = request.method.clone();
        *built.uri_mut() = target;
        *built.headers_mut() = headers;
        Ok(built)
    }
}

/// Where a request goes.
fn address(request: &RenderedRequest, url: &str) -> Result<Uri, Failure> {
    let url = Url::parse(url).map_err(|error| not_sent(&error))?;
    // The URL standard resolves `.` and `..`: the request would go to something else.
    if !url.path().ends_with(&request.path) {
        return Err(Failure::new(
            FailureKind::NotSent,
            "its path would be another one",
        ));
    }
    Uri::try_from(url.as_str()).map_err(|error| not_sent(&error))
}

fn origin_form(uri: &Uri) -> Result<Uri, Failure> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Uri::try_from(path).map_err(|error| not_sent(&error))
}

fn append(headers: &mut HeaderMap, name: &HeaderName, value: &str) -> Result<(), Failure> {
    let value = HeaderValue::from_str(value).map_err(|error| not_sent(&error))?;
    headers.append(name, value);
    Ok(())
}

fn not_sent(error: &dyn std::error::Error) -> Failure {
    Failure::new(FailureKind::NotSent, error)
}
