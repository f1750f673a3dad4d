//! Requests and their answers on one connection, one after another, within the limits of a profile.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1::{Builder, Connection, Parts, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::Response;
use super::connect::{Opened, RequestForm, Stream};
use super::failure::{Failure, FailureKind};
use crate::profile::Limits;

/// The smallest buffer that hyper works with, in bytes.
const LEAST_BUFFER: usize = 8 * 1024;

/// A connection that speaks HTTP/1.1, and must be kept going while something is expected of it.
pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    connection: Connection<TokioIo<Heard>, Full<Bytes>>,
    /// How it ended, once it has.
    ended: Option<Result<(), hyper::Error>>,
    hearing: Hearing,
    surplus: Surplus,
    form: RequestForm,
    exchanges: usize,
    /// The interim responses of the exchange under way.
    informational: Arc<AtomicUsize>,
    limits: Limits,
}

/// Why an exchange came to nothing.
#[derive(Debug)]
pub(super) enum Broken {
    /// The connection had ended before a byte of the request was written, so that another one may carry it: this is no
    /// second attempt (RFC 9110, section 9.2.2).
    Unsent(Failure),
    /// Anything else.
    Failed(Failure),
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Whether more was found on a connection than was asked for: then its answers may be to other requests than they seem.
/// Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Surplus(Arc<AtomicBool>);

impl Surplus {
    fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_noted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where one exchange stands: whether anything was heard of its answer. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Hearing(Arc<AtomicBool>);

impl Hearing {
    /// Whether a byte of the answer came.
    pub(super) fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl Line {
    /// Speaks HTTP/1.1 on a new connection.
    pub(super) async fn new(opened: Opened, limits: Limits) -> Result<Box<Self>, Failure> {
        let hearing = Hearing::default();
        let stream = TokioIo::new(Heard {
            stream: TokioIo::new(opened.stream),
            hearing: hearing.clone(),
        });
        let (sender, connection) = Builder::new()
            .max_header_size(limits.headers)
            .max_buf_size(limits.headers.max(LEAST_BUFFER))
            .handshake(stream)
            .await
            .map_err(|error| Failure::of_exchange(&error))?;
        Ok(Box::new(Self {
            sender,
            connection,
            ended: None,
            hearing,
            surplus: Surplus::default(),
            form: opened.form,
            exchanges: 0,
            informational: Arc::default(),
            limits,
        }))
    }

    /// How requests must be written on this connection.
    pub(super) fn form(&self) -> &RequestForm {
        &self.form
    }

    /// What is heard of the exchange under way.
    pub(super) fn hearing(&self) -> Hearing {
        self.hearing.clone()
    }

    /// How many exchanges it carried to their end.
    pub(super) fn exchanges(&self) -> usize {
        self.exchanges
    }

    /// Tells whether more was ever found on it than was asked for.
    pub(super) fn surplus(&self) -> Surplus {
        self.surplus.clone()
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// Why there is no answer, or that the connection had ended before anything was sent.
    pub(super) async fn exchange(
        &mut self,
        mut request: Request<Full<Bytes>>,
        first_byte: Option<Duration>,
    ) -> Result<Response, Broken> {
        self.informational = Arc::default();
        self.hearing.forget();
        let counter = Arc::clone(&self.informational);
        hyper::ext::on_informational(&mut request, move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let hearing = self.hearing.clone();
        let answer = pin!(self.sender.try_send_request(request));
        let head = self.during(answer);
        let head = match first_byte {
            None => head.await,
            Some(limit) => {
                let mut head = pin!(head);
                tokio::select! {
                    biased;
                    answer = &mut head => answer,
                    () = silence(&hearing, limit) => {
                        Err(Failure::new(FailureKind::FirstByteTimedOut, format!("{limit:?}")))
                    }
                }
            }
        }?;
        let response = head.map_err(|mut error| match error.take_message() {
            Some(_) => Broken::Unsent(self.failure(error.error())),
            None => Broken::Failed(self.failure(error.error())),
        })?;
        let (head, body) = response.into_parts();
        // Two readers may see two answers (RFC 9112, section 6.3).
        if head.headers.contains_key(CONTENT_LENGTH) && head.headers.contains_key(TRANSFER_ENCODING)
        {
            return Err(Broken::Failed(Failure::new(
                FailureKind::NotHttp,
                "both Content-Length and Transfer-Encoding",
            )));
        }
        let body = self.body(body).await?;
        self.exchanges += 1;
        Ok(Response {
            version: head.version,
            status: head.status,
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.as_bytes().to_vec()))
                .collect(),
            body,
        })
    }

    /// Whether the connection stands and nothing lies on it that nobody asked for.
    pub(super) fn is_quiet(&mut self) -> bool {
        if self.ended.is_none()
            && let Poll::Ready(end) = self
                .connection
                .poll_without_shutdown(&mut Context::from_waker(Waker::noop()))
        {
            self.ended = Some(end);
        }
        self.ended.is_none() && self.sender.is_ready()
    }

    /// What may be done with the connection after an answer: it is given back if it could carry another exchange.
    ///
    /// # Errors
    /// Bytes behind the answer: those that came with it, and those that are there by now.
    pub(super) fn after_answer(mut self: Box<Self>) -> Result<Option<Box<Self>>, Failure> {
        if self.is_quiet() {
            return Ok(Some(self));
        }
        let surplus = self.surplus();
        self.nothing_more().inspect_err(|_| surplus.note())?;
        Ok(None)
    }

    /// Ends the connection, and notes whether more was found on it than was asked for.
    pub(super) fn close(self: Box<Self>) {
        // That it was noted is all.
        let _ = self.after_answer();
    }

    /// Keeps the connection going until a future is ready that waits for it.
    async fn during<F: Future>(&mut self, mut future: Pin<&mut F>) -> Result<F::Output, Failure> {
        std::future::poll_fn(|cx| {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            if self.ended.is_none()
                && let Poll::Ready(end) = self.connection.poll_without_shutdown(cx)
            {
                self.ended = Some(end);
            }
            if self.informational.load(Ordering::Relaxed) > self.limits.informational {
                return Poll::Ready(Err(Failure::new(
                    FailureKind::TooManyInformational,
                    self.limits.informational,
                )));
            }
            future.as_mut().poll(cx).map(Ok)
        })
        .await
    }

    /// What the connection itself says is more than what a request says that it took with it.
    fn failure(&self, error: &hyper::Error) -> Failure {
        match &self.ended {
            Some(Err(end)) if error.is_canceled() || error.is_closed() => Failure::of_exchange(end),
            _ => Failure::of_exchange(error),
        }
    }

    async fn body(&mut self, mut incoming: Incoming) -> Result<Vec<u8>, Failure> {
        let limit = self.limits.body;
        let too_large = || Failure::new(FailureKind::TooLarge, format!("{limit} bytes"));
        // A length that is over the limit need not be waited for.
        if usize::try_from(incoming.size_hint().lower()).map_or(true, |length| length > limit) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(frame) = self.during(pin!(incoming.frame())).await? {
            let frame = frame.map_err(|error| self.failure(&error))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            if body.len() + data.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(data);
        }
        // Every answer is kept until the end of the run.
        body.shrink_to_fit();
        Ok(body)
    }

    /// Looks for bytes behind the answer: those that came with it, and those that are there by now.
    fn nothing_more(self: Box<Self>) -> Result<(), Failure> {
        let Parts { io, read_buf, .. } = self.connection.into_parts();
        let mut more = [0; 64];
        let mut buffer = ReadBuf::new(&mut more);
        let mut context = Context::from_waker(Waker::noop());
        let mut stream = io.into_inner();
        // An error here is the end of a connection that has done its work.
        let _ = Pin::new(&mut stream).poll_read(&mut context, &mut buffer);
        let is_line_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let count = read_buf.len() + buffer.filled().len();
        if read_buf.iter().chain(buffer.filled()).all(is_line_end) {
            Ok(())
        } else {
            Err(Failure::new(
                FailureKind::BytesAfterAnswer,
                format!("at least {count} bytes"),
            ))
        }
    }
}

/// Ends when nothing was heard within the limit, and never otherwise.
async fn silence(hearing: &Hearing, limit: Duration) {
    tokio::time::sleep_until(Instant::now() + limit).await;
    if hearing.any() {
        std::future::pending::<()>().await;
    }
}

/// A connection that notes whether anything was ever read from it.
struct Heard {
    stream: TokioIo<Stream>,
    hearing: Hearing,
}

impl AsyncRead for Heard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.hearing.note();
        }
        read
    }
}

impl AsyncWrite for Heard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
