//! A relay before the server that puts its answers on the wire as hyper never would, and as HTTP allows.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Response};
use axum::middleware;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How an answer is put on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As HTTP/1.0.
    Http10,
    /// After two interim answers (RFC 9110, section 15.2).
    InterimFirst,
    /// Header names in odd case (RFC 9110, section 5.1).
    HeaderCase,
    /// Without a reason phrase (RFC 9112, section 4).
    NoReason,
    /// In chunks of odd sizes, with an extension and a trailer (RFC 9112, section 7.1).
    Chunked,
    /// Without a length, up to the end of the connection (RFC 9112, section 6.3).
    UntilClose,
    /// A few bytes at a time.
    Dripping,
    /// After a while.
    Slow,
}

/// How long a slow answer takes: far from any sensible time limit.
const WHILE: Duration = Duration::from_millis(40);
/// Between two drops.
const DROP_PAUSE: Duration = Duration::from_millis(1);
/// Bytes in a drop; small enough to cut the head, the body and most letters in two.
const DROP_BYTES: usize = 31;

/// Makes the server behind the front close each connection, so that an answer ends where its bytes do.
pub(super) fn one_answer_per_connection(router: Router) -> Router {
    router.layer(middleware::map_response(
        async |mut response: Response<Body>| {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
            response
        },
    ))
}

/// Relays connections until the other end of `stopped` is gone.
pub(super) async fn serve(
    listener: TcpListener,
    server: SocketAddr,
    form: Form,
    mut stopped: watch::Receiver<()>,
) {
    loop {
        let client = tokio::select! {
            client = listener.accept() => client,
            _ = stopped.changed() => return,
        };
        // A connection that cannot be accepted is the client's to retry, as it is with axum.
        if let Ok((client, _)) = client {
            tokio::spawn(relay(client, server, form));
        }
    }
}

async fn relay(client: TcpStream, server: SocketAddr, form: Form) -> io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = TcpStream::connect(server).await?.into_split();
    let requests =
        tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    let mut answer = Vec::new();
    from_server.read_to_end(&mut answer).await?;

    for (pause, piece) in form.pieces(&form.rewrite(&answer)) {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        to_client.write_all(piece).await?;
    }
    to_client.shutdown().await?;
    requests.abort();
    Ok(())
}

impl Form {
    /// How the bytes of an answer are written: in pieces, each after a pause.
    fn pieces(self, answer: &[u8]) -> Vec<(Duration, &[u8])> {
        match self {
            Self::Dripping => answer
                .chunks(DROP_BYTES)
                .map(|drop| (DROP_PAUSE, drop))
                .collect(),
            Self::Slow => vec![(WHILE, answer)],
            Self::Http10
            | Self::InterimFirst
            | Self::HeaderCase
            | Self::NoReason
            | Self::Chunked
            | Self::UntilClose => vec![(Duration::ZERO, answer)],
        }
    }

    /// An answer as the server wrote it, in this form.
    fn rewrite(self, answer: &[u8]) -> Vec<u8> {
        const END: &[u8] = b"\r\n\r\n";
        let Some(end) = answer.windows(END.len()).position(|bytes| bytes == END) else {
            return answer.to_owned();
        };
        let head = String::from_utf8_lossy(&answer[..end]);
        let body = &answer[end + END.len()..];
        let (status_line, headers) = head.split_once("\r\n").unwrap_or((&head, ""));
        let mut status_line = status_line.to_owned();
        let mut headers: Vec<String> = headers.split("\r\n").map(str::to_owned).collect();
        let mut before = String::new();
        let mut body = body.to_owned();
        let has_length = |header: &String| header.starts_with("content-length:");
        match self {
            Self::Http10 => status_line = status_line.replacen("HTTP/1.1", "HTTP/1.0", 1),
            Self::InterimFirst => {
                before = "HTTP/1.1 100 Continue\r\n\r\n\
                          HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
                    .to_owned();
            }
            Self::HeaderCase => headers = headers.iter().map(|line| in_odd_case(line)).collect(),
            Self::NoReason => {
                let numbers: Vec<_> = status_line.split(' ').take(2).collect();
                status_line = numbers.join(" ") + " ";
            }
            Self::Chunked => {
                headers.retain(|header| !has_length(header));
                headers.push("transfer-encoding: chunked".to_owned());
                body = chunked(&body);
            }
            Self::UntilClose => headers.retain(|header| !has_length(header)),
            Self::Dripping | Self::Slow => {}
        }
        let head = format!("{before}{status_line}\r\n{}\r\n\r\n", headers.join("\r\n"));
        [head.into_bytes(), body].concat()
    }
}

/// `cOnTeNt-tYpE: …`.
fn in_odd_case(header: &str) -> String {
    let (name, value) = header.split_once(':').unwrap_or((header, ""));
    let letters = name
        .chars()
        .enumerate()
        .map(|(index, letter)| match index % 2 {
            0 => letter.to_ascii_lowercase(),
            _ => letter.to_ascii_uppercase(),
        });
    format!("{}:{value}", letters.collect::<String>())
}

/// Chunks of 1, 2, 3 … bytes.
fn chunked(mut body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut size = 1;
    while !body.is_empty() {
        let (chunk, rest) = body.split_at(size.min(body.len()));
        out.extend(format!("{:X};note=\"odd\"\r\n", chunk.len()).into_bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
        body = rest;
        size += 1;
    }
    out.extend(b"0\r\nX-Trailer: end\r\n\r\n");
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::Form;

    const ANSWER: &[u8] =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 31\r\n\r\n\
        Thirty-one letters in one body.";

    #[rstest]
    #[case::dripping(Form::Dripping, 3)]
    #[case::slow(Form::Slow, 1)]
    fn late_answers_have_the_same_bytes_after_pauses(#[case] form: Form, #[case] pieces: usize) {
        assert_eq!(form.rewrite(ANSWER), ANSWER);
        let written = form.pieces(ANSWER);
        assert!(written.len() >= pieces, "{written:?}");
        assert!(written.iter().all(|(pause, _)| *pause > Duration::ZERO));
        let bytes: Vec<_> = written.into_iter().map(|(_, piece)| piece).collect();
        assert_eq!(bytes.concat(), ANSWER);
    }

    #[rstest]
    fn other_answers_have_other_bytes_at_once(
        #[values(
            Form::Http10,
            Form::InterimFirst,
            Form::HeaderCase,
            Form::NoReason,
            Form::Chunked,
            Form::UntilClose
        )]
        form: Form,
    ) {
        let answer = form.rewrite(ANSWER);
        assert_ne!(answer, ANSWER);
        assert_eq!(form.pieces(&answer), [(Duration::ZERO, &*answer)]);
    }
}
