//! Connections are used again only where that changes no verdict.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::exchange::{Failure, Pace, Stop};
use rpgu_conformance::judge::VerdictKind;
use rpgu_conformance::suite::CaseIndex;
use rpgu_conformance::target::{given_target, supplied};
use rpgu_conformance::{pipeline, profile};
use rstest::rstest;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
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
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                match manner {
                    Manner::OneAtATime => serve(stream, manner).await.unwrap_or_default(),
                    _ => drop(tokio::spawn(serve(stream, manner))),
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
async fn serve(mut stream: TcpStream, manner: Manner) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut answers = 0;
    while !request(&mut stream).await?.is_empty() {
        stream.write_all(documented().as_bytes()).await?;
        answers += 1;
        match manner {
            Manner::ClosesAfter(most) if answers == most => return stream.shutdown().await,
            Manner::Repeats => {
                tokio::time::sleep(Duration::from_millis(2)).await;
                stream.write_all(documented().as_bytes()).await?;
            }
            Manner::ClosesAfter(_) | Manner::Keeps | Manner::OneAtATime => {}
        }
    }
    Ok(())
}

struct Asked {
    exchanges: usize,
    failures: Vec<Failure>,
    errors: usize,
    connections: usize,
}

/// Asks all that can be asked, at least 5 ms apart, so that the first connections have stood idle before the last
/// requests are sent.
async fn ask_all(manner: Manner, more: &str) -> Asked {
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
    let run = pipeline::run(&SUITE, all, &target, 8, &Stop::default(), &Quiet).await;
    let steps = run.records.iter().flat_map(|record| record.steps);
    let answers: Vec<_> = steps
        .flat_map(|step| step.exchanges)
        .map(|exchange| exchange.answer)
        .collect();
    let errors = run
        .judged
        .iter()
        .filter(|judged| judged.verdict.kind() == VerdictKind::Error)
        .count();
    Asked {
        exchanges: answers.len(),
        failures: answers.into_iter().filter_map(Result::err).collect(),
        errors,
        connections: server.connections.load(Ordering::Relaxed),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_keeps_connections_is_asked_on_few() {
    let asked = ask_all(Manner::Keeps, "").await;
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
    let asked = ask_all(Manner::Keeps, "connections: one_per_request").await;
    assert_eq!(asked.failures, []);
    assert_eq!(asked.connections, asked.exchanges);
}

/// A request that meets the end of its connection could not be sent again, so none may meet it.
#[rstest]
#[case::after_each_answer(Manner::ClosesAfter(1))]
#[case::after_some_answers(Manner::ClosesAfter(3))]
#[case::with_an_answer_left_behind(Manner::Repeats)]
#[case::late(Manner::OneAtATime)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_verdict_depends_on_what_connections_do(#[case] manner: Manner) {
    let asked = ask_all(manner, "").await;
    assert_eq!(asked.failures, []);
    assert_eq!(asked.errors, 0);
    assert!(asked.exchanges > 40, "{}", asked.exchanges);
    match manner {
        Manner::Repeats | Manner::ClosesAfter(1) => {
            assert_eq!(asked.connections, asked.exchanges);
        }
        _ => assert!(asked.connections <= asked.exchanges),
    }
}

#[tokio::test]
async fn no_other_word_says_how_connections_are_used() {
    let source = SourceText::new("p.yaml", "target: http://127.0.0.1:1\nconnections: never\n");
    let problems = profile::read(&source, &supplied(&SUITE), &|_| None).unwrap_err();
    insta::assert_snapshot!(problems.to_string(), @"");
}
