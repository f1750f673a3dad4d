//! Connections are used again only where that changes no verdict.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::HeaderName;
use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::exchange::{Exchange, Failure, FailureKind, Pace, Records, Sending, Stop};
use rpgu_conformance::judge::{self, Judged, VerdictKind};
use rpgu_conformance::suite::{CaseIndex, Expected};
use rpgu_conformance::target::{Target, given_target, supplied};
use rpgu_conformance::{pipeline, plan, profile};
use rstest::rstest;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::task::JoinHandle;

use super::server::{JWT, Quiet, SUITE, documented, request};

/// How a server treats its connections. None of these announces an end.
#[derive(Debug, Clone, Copy)]
enum Manner {
    /// Keeps them.
    Keeps,
    /// Closes each after so many answers.
    ClosesAfter(usize),
    /// Keeps them, and sends each answer once more a little later.
    Repeats,
    /// The same, but only after so many answers in all, so that at first it seems to keep them as it should.
    RepeatsFrom(usize),
    /// Keeps them, and serves the next connection only when one has ended.
    OneAtATime,
}

struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Server {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let answers = Arc::new(AtomicUsize::new(0));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                match manner {
                    Manner::OneAtATime => {
                        serve(stream, manner, &answers).await.unwrap_or_default();
                    }
                    _ => {
                        let answers = Arc::clone(&answers);
                        tokio::spawn(async move { serve(stream, manner, &answers).await });
                    }
                }
            }
        });
        Self {
            url,
            connections,
            accepting,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// An error is the client that has gone away.
async fn serve(
    mut stream: TcpStream,
    manner: Manner,
    answers: &AtomicUsize,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut here = 0;
    loop {
        let request = request(&mut stream).await?;
        let Some(line) = request.lines().next() else {
            return Ok(());
        };
        let path = line.split(' ').nth(1).unwrap_or_default();
        // Says which request it is to.
        let answer = documented().replacen("\r\n", &format!("\r\nX-To: {path}\r\n"), 1);
        stream.write_all(answer.as_bytes()).await?;
        here += 1;
        let number = answers.fetch_add(1, Ordering::Relaxed) + 1;
        let repeats = match manner {
            Manner::ClosesAfter(most) if here == most => return stream.shutdown().await,
            Manner::Repeats => true,
            Manner::RepeatsFrom(first) => number >= first,
            Manner::ClosesAfter(_) | Manner::Keeps | Manner::OneAtATime => false,
        };
        if repeats {
            tokio::time::sleep(Duration::from_millis(2)).await;
            stream.write_all(answer.as_bytes()).await?;
        }
    }
}

struct Asked {
    exchanges: usize,
    failures: Vec<Failure>,
    /// Answers to another request than theirs.
    mistaken: usize,
    verdicts: Vec<VerdictKind>,
    connections: usize,
}

/// Asks all that can be asked, at least 5 ms apart, so that the first connections have stood idle before the last
/// requests are sent.
async fn ask_all(manner: Manner, more: &str, threads: Option<NonZeroUsize>) -> Asked {
    let server = Server::start(manner).await;
    let ids = |word: &str| {
        (0..25)
            .map(|n| format!("{word}-{n}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let text = format!(
        "target: {}\ntokens: {{ valid: {JWT}, expired: {JWT} }}\nstates: {{ visit.active: [{}], history.unrated: [{}] }}\n{more}",
        server.url,
        ids("visit"),
        ids("history")
    );
    let source = SourceText::new("reused.yaml", text);
    let profile = profile::read(&source, &supplied(&SUITE), &|_| None)
        .unwrap_or_else(|problems| panic!("{problems}"));
    let address = profile.target.clone().unwrap();
    let mut target = given_target(&SUITE, &profile, &address).await.unwrap();
    target.endpoint.pace = NonZeroU32::new(200).map(Pace::per_second);
    let all: Vec<CaseIndex> = SUITE.indexed_cases().map(|(index, _)| index).collect();
    let (records, judged) = match threads {
        None => {
            let run = pipeline::run(&SUITE, all, &target, 8, &Stop::default(), &Quiet).await;
            (run.records, run.judged)
        }
        Some(threads) => tokio::task::spawn_blocking(move || on_threads(threads, &target, &all))
            .await
            .unwrap(),
    };
    let steps = records.iter().flat_map(|record| record.into_owned().steps);
    let exchanges: Vec<_> = steps.flat_map(|step| step.exchanges).collect();
    let name = HeaderName::from_static("x-to");
    let is_mistaken = |exchange: &&Exchange| {
        let to = exchange
            .answer
            .as_ref()
            .ok()
            .map(|answer| answer.header(&name));
        to.is_some_and(|to| to != Some(&exchange.request.path.to_lowercase()))
    };
    let verdicts = judged.iter().map(|judged| judged.verdict.kind());
    Asked {
        exchanges: exchanges.len(),
        mistaken: exchanges.iter().filter(is_mistaken).count(),
        failures: exchanges
            .into_iter()
            .filter_map(|exchange| exchange.answer.err())
            .collect(),
        verdicts: verdicts.collect(),
        connections: server.connections.load(Ordering::Relaxed),
    }
}

fn on_threads(
    threads: NonZeroUsize,
    target: &Target,
    cases: &[CaseIndex],
) -> (Records, Vec<Judged>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let plan = plan::deal(&SUITE, cases, &target.supply);
    let sending = Sending {
        suite: &SUITE,
        plan: &plan,
        endpoint: &target.endpoint,
        jobs: 8,
        stop: &Stop::default(),
        progress: &Quiet,
    };
    let records = sending.run_on_threads(&runtime, threads);
    let judged = judge::judge(&SUITE, cases, &plan, &records);
    (records, judged)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_keeps_connections_is_asked_on_few() {
    let asked = ask_all(Manner::Keeps, "", None).await;
    assert_eq!(asked.failures, []);
    assert!(asked.exchanges > 40, "{}", asked.exchanges);
    assert!(
        asked.connections < asked.exchanges / 2,
        "{} connections for {} exchanges",
        asked.connections,
        asked.exchanges
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_may_ask_for_a_connection_each() {
    let asked = ask_all(Manner::Keeps, "connections: one_per_request", None).await;
    assert_eq!(asked.failures, []);
    assert_eq!(asked.connections, asked.exchanges);
}

/// A request that meets the end of its connection could not be sent again, so none may meet it.
#[rstest]
#[case::after_each_answer(Manner::ClosesAfter(1))]
#[case::after_some_answers(Manner::ClosesAfter(3))]
#[case::late(Manner::OneAtATime)]
fn no_verdict_depends_on_what_connections_do(
    #[case] manner: Manner,
    #[values(Runtime::OneThread, Runtime::Threads, Runtime::Senders)] runtime: Runtime,
) {
    runtime.run(async move {
        let asked = ask_all(manner, "", runtime.senders()).await;
        let apart = ask_all(Manner::Keeps, "connections: one_per_request", None).await;
        assert_eq!(asked.failures, []);
        assert_eq!(asked.mistaken, 0);
        assert_eq!(asked.verdicts, apart.verdicts);
        if let Manner::ClosesAfter(1) = manner {
            assert_eq!(asked.connections, asked.exchanges);
        }
    });
}

/// Whoever sends more than it was asked for gets no verdict out of it, however well it seemed to keep its connections
/// before.
#[rstest]
#[case::always(Manner::Repeats)]
#[case::later(Manner::RepeatsFrom(20))]
fn an_answer_that_may_be_to_another_request_is_none(
    #[case] manner: Manner,
    #[values(Runtime::OneThread, Runtime::Threads, Runtime::Senders)] runtime: Runtime,
) {
    runtime.run(async move {
        let asked = ask_all(manner, "", runtime.senders()).await;
        assert_eq!(asked.mistaken, 0);
        if let Manner::RepeatsFrom(_) = manner {
            assert!(asked.connections < asked.exchanges);
            assert!(asked.verdicts.contains(&VerdictKind::Error));
        }
        for failure in &asked.failures {
            assert_eq!(failure.kind, FailureKind::BytesAfterAnswer);
        }
    });
}

/// Requests that race are sent at the same moment only if all of them wait for a connection, or none does.
#[tokio::test]
async fn each_of_those_that_race_opens_a_connection() {
    let asked = ask_all(Manner::Keeps, "", None).await;
    let races = SUITE.cases.iter().filter_map(|case| match &*case.expected {
        Expected::Race { requests, .. } => Some(requests.get()),
        Expected::Answer(_) => None,
    });
    assert!(asked.connections >= races.sum());
}

/// What server and client run on.
#[derive(Debug, Clone, Copy)]
enum Runtime {
    /// One thread, as with the embedded server.
    OneThread,
    /// Threads that share what is to be done.
    Threads,
    /// The same for the server; the client sends on threads of its own, as with many cases.
    Senders,
}

impl Runtime {
    fn senders(self) -> Option<NonZeroUsize> {
        match self {
            Self::OneThread | Self::Threads => None,
            Self::Senders => NonZeroUsize::new(3),
        }
    }

    fn run(self, test: impl Future<Output = ()>) {
        let mut builder = match self {
            Self::OneThread => Builder::new_current_thread(),
            Self::Threads | Self::Senders => Builder::new_multi_thread(),
        };
        builder.enable_all().build().unwrap().block_on(test);
    }
}

#[tokio::test]
async fn no_other_word_says_how_connections_are_used() {
    let source = SourceText::new("p.yaml", "target: http://127.0.0.1:1\nconnections: never\n");
    let problems = profile::read(&source, &supplied(&SUITE), &|_| None).unwrap_err();
    insta::assert_snapshot!(problems.to_string(), @r"
    error[invalid_value]: unknown value
     --> p.yaml:2:14
      |
    2 | connections: *****
      |              ^^^^^ not one of the values that may stand here
      |
      = help: values: reused, one_per_request
    ");
}
