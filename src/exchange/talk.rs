//! One request and its answer on one connection, within the limits of a profile.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1::{Builder, Connection, Parts};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::Response;
use super::connect::Stream;
use super::failure::{Failure, FailureKind};
use crate::profile::Limits;

/// The smallest buffer that hyper works with, in bytes.
const LEAST_BUFFER: usize = 8 * 1024;

/// What a connection may cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    pub(super) limits: Limits,
    pub(super) first_byte: Option<Duration>,
}

/// Sends a request on a new connection and reads the whole answer. Nothing else is ever sent on that connection.
pub(super) async fn talk(
    stream: Stream,
    mut request: Request<Full<Bytes>>,
    allowance: Allowance,
) -> Result<Response, Failure> {
    let limits = allowance.limits;
    let informational = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&informational);
    hyper::ext::on_informational(&mut request, move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let heard = Arc::new(AtomicBool::new(false));
    let stream = TokioIo::new(Heard {
        stream: TokioIo::new(stream),
        any: Arc::clone(&heard),
    });
    let (mut sender, connection) = Builder::new()
        .max_header_size(limits.headers)
        .max_buf_size(limits.headers.max(LEAST_BUFFER))
        .handshake(stream)
        .await
        .map_err(|error| Failure::of_exchange(&error))?;
    let mut line = Line {
        connection,
        ended: None,
        informational,
        limits,
    };

    let head = line.during(sender.send_request(request));
    let head = match allowance.first_byte {
        None => head.await,
        Some(limit) => {
            tokio::pin!(head);
            tokio::select! {
                biased;
                answer = &mut head => answer,
                () = silence(&heard, limit) => {
                    Err(Failure::new(FailureKind::FirstByteTimedOut, format!("{limit:?}")))
                }
            }
        }
    }?;
    let response = head.map_err(|error| line.failure(&error))?;
    let (head, body) = response.into_parts();
    // Two readers may see two answers (RFC 9112, section 6.3).
    if head.headers.contains_key(CONTENT_LENGTH) && head.headers.contains_key(TRANSFER_ENCODING) {
        return Err(Failure::new(
            FailureKind::NotHttp,
            "both Content-Length and Transfer-Encoding",
        ));
    }
    let body = line.body(body).await?;
    drop(sender);
    line.nothing_more()?;
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

/// Ends when nothing was heard within the limit, and never otherwise.
async fn silence(heard: &AtomicBool, limit: Duration) {
    tokio::time::sleep_until(Instant::now() + limit).await;
    if heard.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

/// A connection that must be kept going while something is expected of it.
struct Line {
    connection: Connection<TokioIo<Heard>, Full<Bytes>>,
    /// How it ended, once it has.
    ended: Option<Result<(), hyper::Error>>,
    informational: Arc<AtomicUsize>,
    limits: Limits,
}

impl Line {
    /// Keeps the connection going until a future is ready that waits for it.
    async fn during<F: Future>(&mut self, future: F) -> Result<F::Output, Failure> {
        tokio::pin!(future);
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
        while let Some(frame) = self.during(incoming.frame()).await? {
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
    fn nothing_more(self) -> Result<(), Failure> {
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

/// A connection that notes whether anything was ever read from it.
struct Heard {
    stream: TokioIo<Stream>,
    any: Arc<AtomicBool>,
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
            self.any.store(true, Ordering::Relaxed);
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
