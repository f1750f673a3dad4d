//! One request, one answer.

use std::pin::pin;
use std::sync::LazyLock;

use bytes::Bytes;
use http::header::{ACCEPT, HOST, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use http_body_util::Full;
use jiff::Timestamp;
use reqwest::Url;
use tokio::time::Instant;

use super::connect::RequestForm;
use super::depth::is_deeper;
use super::reuse::Reuse;
use super::talk::{Broken, Hearing, Line, Surplus};
use super::{Endpoint, Exchange, Failure, FailureKind, Response};
use crate::suite::RenderedRequest;

/// When a run must be over.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunDeadline(pub(super) Instant);

impl Endpoint {
    /// Sends a request once and reads the whole answer, within the limits. Where its connection had carried others before,
    /// it is known at the end of the run only whether that brought more than it was asked for.
    pub(super) async fn send(
        &self,
        request: RenderedRequest,
        run: RunDeadline,
        reuse: &Reuse<'_>,
    ) -> (Exchange, Option<Surplus>) {
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
        let mut surplus = None;
        let answer = {
            // Pinned, here and below: the state of an exchange is too large to be moved about.
            let answering = pin!(self.answer(&request, &url, reuse, &mut surplus));
            tokio::time::timeout_at(deadline, answering).await
        };
        let exchange = Exchange {
            answer: answer.unwrap_or(Err(late)),
            request,
            url,
            started,
            elapsed: clock.elapsed(),
        };
        (exchange, surplus)
    }

    async fn answer(
        &self,
        request: &RenderedRequest,
        url: &str,
        reuse: &Reuse<'_>,
        surplus: &mut Option<Surplus>,
    ) -> Result<Response, Failure> {
        let uri = address(request, url)?;
        let mut line = match reuse.take().await {
            Some(line) => line,
            None => Box::pin(self.open(&uri, reuse)).await?,
        };
        let (response, took) = loop {
            let carried = line.exchanges();
            *surplus = (carried > 0).then(|| line.surplus());
            let clock = Instant::now();
            match self.ask(request, &uri, &mut line, reuse).await {
                Ok(response) => break (response, clock.elapsed()),
                Err(Broken::Unsent(_)) if carried > 0 => {
                    reuse.withdraw();
                    line = Box::pin(self.open(&uri, reuse)).await?;
                }
                Err(Broken::Unsent(failure) | Broken::Failed(failure)) => {
                    reuse.withdraw();
                    return Err(failure.after(carried));
                }
            }
        };
        // Only now the runtime looks what came in meanwhile.
        tokio::task::yield_now().await;
        let line = line.after_answer().inspect_err(|_| reuse.withdraw())?;
        if let Some(line) = line {
            reuse.rest(line, took);
        }
        if is_deeper(&response.body, self.limits.json_depth) {
            return Err(Failure::new(
                FailureKind::TooDeep,
                format!("{} levels", self.limits.json_depth),
            ));
        }
        Ok(response)
    }

    async fn ask(
        &self,
        request: &RenderedRequest,
        uri: &Uri,
        line: &mut Line,
        reuse: &Reuse<'_>,
    ) -> Result<Response, Broken> {
        let request = self.http_request(request, uri, line.form())?;
        let hearing = line.hearing();
        let first_byte = self.timeouts.first_byte;
        let limit = first_byte.unwrap_or(self.timeouts.total);
        let exchange = pin!(line.exchange(request, first_byte));
        reuse.unless_starved(exchange, &hearing, limit).await
    }

    async fn open(&self, uri: &Uri, reuse: &Reuse<'_>) -> Result<Box<Line>, Failure> {
        let limit = self.timeouts.connect;
        let opening = pin!(tokio::time::timeout(limit, self.connector.open(uri)));
        let opened = reuse
            .unless_starved(opening, &Hearing::default(), limit)
            .await
            .map_err(|_| Failure::new(FailureKind::ConnectTimedOut, format!("{limit:?}")))??;
        Line::new(opened, self.limits).await
    }

    /// The request as it goes on the wire. Of its own accord this adds `Accept: */*`, `Host` and the length.
    fn http_request(
        &self,
        request: &RenderedRequest,
        uri: &Uri,
        form: &RequestForm,
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
            RequestForm::Origin => origin_form(uri)?,
            RequestForm::Absolute { authorization } => {
                if let Some(authorization) = authorization {
                    headers.insert(PROXY_AUTHORIZATION, authorization.clone());
                }
                uri.clone()
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

/// Any URL that paths can be read against: to read the target's own with each of them takes long.
static ROOT: LazyLock<Option<Url>> = LazyLock::new(|| Url::parse("http://any.invalid/").ok());

/// Where a request goes.
fn address(request: &RenderedRequest, url: &str) -> Result<Uri, Failure> {
    let below = ROOT
        .as_ref()
        .and_then(|root| root.join(&format!("/p{}", request.path)).ok());
    let read = below.as_ref().and_then(|url| url.path().strip_prefix("/p"));
    // The URL standard resolves `.` and `..`: the request would go to something else.
    if read != Some(request.path.as_str()) {
        return Err(Failure::new(
            FailureKind::NotSent,
            "its path would be another one",
        ));
    }
    Uri::try_from(url).map_err(|error| not_sent(&error))
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
