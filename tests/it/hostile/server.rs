//! A target made of raw sockets that does what it is told to, whatever HTTP says; and short ways to ask it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::exchange::{Exchange, LaneRecord, Progress, Stop};
use rpgu_conformance::judge::{Judged, VerdictKind};
use rpgu_conformance::suite::{Snapshots, Source, Suite, read};
use rpgu_conformance::target::{given_target, supplied};
use rpgu_conformance::{pipeline, profile};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub(super) static SUITE: LazyLock<Suite> =
    LazyLock::new(|| read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap());

/// What a server does on each connection, in order. At the end it closes.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Reads the whole request.
    Read,
    /// Sends this.
    Send(Vec<u8>),
    /// Sends this a byte at a time.
    Drip(Vec<u8>),
    /// Sends this again and again.
    Flood(Vec<u8>),
    /// Sends this again and again, with a pause between.
    Slowly(Vec<u8>),
    /// Does nothing until the client goes away.
    Wait,
    /// Ends with a reset rather than an orderly close.
    Reset,
}

/// Between two bytes that drip.
const PAUSE: Duration = Duration::from_millis(10);

pub(super) fn send(bytes: impl AsRef<[u8]>) -> Step {
    Step::Send(bytes.as_ref().to_vec())
}

pub(super) fn drip(bytes: impl AsRef<[u8]>) -> Step {
    Step::Drip(bytes.as_ref().to_vec())
}

pub(super) fn flood(bytes: impl AsRef<[u8]>) -> Step {
    Step::Flood(bytes.as_ref().to_vec())
}

pub(super) fn slowly(bytes: impl AsRef<[u8]>) -> Step {
    Step::Slowly(bytes.as_ref().to_vec())
}

/// A running server; it ends with this.
pub(super) struct Hostile {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

impl Hostile {
    pub(super) async fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let requests = Arc::new(Mutex::default());
        let log = Arc::clone(&requests);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                let (steps, log) = (steps.clone(), Arc::clone(&log));
                tokio::spawn(async move {
                    let _ = play(stream, &steps, &log).await;
                });
            }
        });
        Self {
            address,
            connections,
            requests,
            accepting,
        }
    }

    /// How many connections were made.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// The requests that were read.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// An error is the client that has gone away.
async fn play(
    mut stream: TcpStream,
    steps: &[Step],
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    for step in steps {
        match step {
            Step::Read => {
                let request = request(&mut stream).await?;
                log.lock().unwrap().push(request);
            }
            Step::Send(bytes) => stream.write_all(bytes).await?,
            Step::Drip(bytes) => {
                for byte in bytes {
                    stream.write_all(&[*byte]).await?;
                    tokio::time::sleep(PAUSE).await;
                }
            }
            Step::Flood(bytes) => loop {
                stream.write_all(bytes).await?;
            },
            Step::Slowly(bytes) => loop {
                stream.write_all(bytes).await?;
                tokio::time::sleep(PAUSE).await;
            },
            Step::Wait => while stream.read(&mut [0; 1024]).await? > 0 {},
            Step::Reset => {
                stream.set_zero_linger()?;
                return Ok(());
            }
        }
    }
    stream.shutdown().await
}

pub(super) async fn request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut read = Vec::new();
    loop {
        let ended = stream.read_buf(&mut read).await? == 0;
        let text = String::from_utf8_lossy(&read).to_lowercase();
        if ended {
            return Ok(text);
        }
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .split("\r\n")
            .find_map(|line| line.strip_prefix("content-length:"))
            .map_or(0, |length| length.trim().parse().unwrap());
        if read.len() >= head.len() + 4 + length {
            return Ok(text);
        }
    }
}

/// The case that is asked, and the answer that its snapshot wants.
pub(super) const CASE: &str = "visit-cancel/403-5010-no-authorization";
pub(super) const BODY: &str = r#"{"code":403,"message":"Запрос должен содержать 'Authorization: Bearer ...'","message_code":"5010"}"#;

/// That answer's head, for a body of a certain length.
pub(super) fn head(length: usize) -> String {
    format!(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// That answer.
pub(super) fn documented() -> String {
    with_body(BODY)
}

/// It with another body.
pub(super) fn with_body(body: &str) -> String {
    format!("{}{body}", head(body.len()))
}

pub(super) struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {}
}

pub(super) const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// What became of the one case.
pub(super) struct Outcome {
    pub(super) judged: Judged,
    pub(super) exchanges: Vec<Exchange>,
    /// From the first request to the last verdict.
    pub(super) took: Duration,
}

impl Outcome {
    /// The verdict and the findings' codes.
    pub(super) fn said(&self) -> String {
        let findings = self.judged.findings.iter();
        let codes: Vec<&str> = findings.map(|finding| finding.code.as_str()).collect();
        format!("{} {}", self.judged.verdict.kind(), codes.join(" "))
            .trim_end()
            .to_owned()
    }

    pub(super) fn kind(&self) -> VerdictKind {
        self.judged.verdict.kind()
    }
}

/// Asks a target for the one case. `more` are further lines of its profile.
pub(super) async fn ask(target: &str, more: &str) -> Outcome {
    let text = format!(
        "target: {target}\ntokens: {{ valid: {JWT}, expired: {JWT} }}\nstates: {{ visit.active: [visit-1] }}\n{more}"
    );
    let source = SourceText::new("hostile.yaml", text);
    let profile = profile::read(&source, &supplied(&SUITE), &|_| None)
        .unwrap_or_else(|problems| panic!("{problems}"));
    let address = profile.target.clone().unwrap();
    let target = given_target(&SUITE, &profile, &address).await.unwrap();
    let case = SUITE.find(CASE).unwrap();
    let clock = Instant::now();
    let run = pipeline::run(&SUITE, vec![case], &target, 32, &Stop::default(), &Quiet).await;
    let took = clock.elapsed();
    let judged = run.judged.into_iter().find(|judged| judged.case == case);
    let steps = run
        .records
        .iter()
        .flat_map(|record| record.into_owned().steps);
    Outcome {
        judged: judged.unwrap(),
        exchanges: steps.flat_map(|step| step.exchanges).collect(),
        took,
    }
}
