//! Lanes that several threads send are sent as one thread would send them.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::exchange::{LaneRecord, LaneStop, Progress, Records, Sending, Stop};
use rpgu_conformance::plan::{Lane, Plan, Purpose, Step, Subject};
use rpgu_conformance::profile;
use rpgu_conformance::target::{Target, given_target, supplied};
use rstest::rstest;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Barrier;

use super::server::{CASE, JWT, Quiet, SUITE, documented, request};

const LANES: usize = 120;

/// Answers only when as many requests as that wait for it.
async fn serve(together: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let barrier = Arc::new(Barrier::new(together));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_all(stream, Arc::clone(&barrier)));
        }
    });
    url
}

/// An error is the client that has gone away.
async fn answer_all(mut stream: TcpStream, barrier: Arc<Barrier>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    while !request(&mut stream).await?.is_empty() {
        barrier.wait().await;
        stream.write_all(documented().as_bytes()).await?;
    }
    Ok(())
}

/// A target, and the runtime that it runs on.
fn target(url: impl Future<Output = String>) -> (Runtime, Target) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let target = runtime.block_on(async {
        let text = format!(
            "target: {}\ntokens: {{ valid: {JWT}, expired: {JWT} }}\ntimeouts: {{ total: 20s }}\n",
            url.await
        );
        let source = SourceText::new("threads.yaml", text);
        let profile = profile::read(&source, &supplied(&SUITE), &|_| None)
            .unwrap_or_else(|problems| panic!("{problems}"));
        let address = profile.target.clone().unwrap();
        given_target(&SUITE, &profile, &address).await.unwrap()
    });
    (runtime, target)
}

fn plan() -> Plan {
    let case = SUITE.find(CASE).unwrap();
    let operation = SUITE[case].operation;
    let lane = |number: usize| Lane {
        operation,
        state: SUITE[operation].given.clone(),
        subject: Subject::Listed(format!("visit-{number}")),
        steps: vec![Step {
            case,
            purpose: Purpose::Judge,
        }],
    };
    Plan {
        lanes: (0..LANES).map(lane).collect(),
        ..Plan::default()
    }
}

fn sent(
    target: &Target,
    threads: usize,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Records {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let plan = plan();
    let sending = Sending {
        suite: &SUITE,
        plan: &plan,
        endpoint: &target.endpoint,
        jobs,
        stop,
        progress,
    };
    sending.run_on_threads(&runtime, NonZeroUsize::new(threads).unwrap())
}

/// One request less in flight and the server would wait for ever; one more and the last ones would.
#[rstest]
#[case::one_thread(1, 6)]
#[case::two(2, 6)]
#[case::uneven_shares(4, 6)]
#[case::more_threads_than_jobs(8, 3)]
fn each_lane_is_sent_once_and_as_many_at_a_time_as_may_be(
    #[case] threads: usize,
    #[case] jobs: usize,
) {
    let (_server, target) = target(serve(jobs));
    let records = sent(&target, threads, jobs, &Stop::default(), &Quiet);
    let mut lanes = 0;
    for (at, record) in records.iter().enumerate() {
        assert_eq!(record.lane, at);
        assert_eq!(record.stopped, None);
        assert_eq!(
            record.subject.as_deref(),
            Some(format!("visit-{at}").as_str())
        );
        let answer = record.steps[0].exchanges[0].answer.as_ref();
        assert_eq!(answer.unwrap().status, 403);
        lanes += 1;
    }
    assert_eq!(lanes, LANES);
}

/// Asks to stop once so many lanes have ended.
struct StopsAt<'a> {
    stop: &'a Stop,
    lanes: usize,
    ended: AtomicUsize,
}

impl Progress for StopsAt<'_> {
    fn started(&self, lanes: usize) {
        assert_eq!(lanes, LANES);
    }
    fn lane_ended(&self, _: &LaneRecord) {
        if self.ended.fetch_add(1, Ordering::Relaxed) + 1 == self.lanes {
            self.stop.ask();
        }
    }
}

#[test]
fn all_threads_stop_when_they_are_asked_to() {
    let (_server, target) = target(serve(1));
    let stop = Stop::default();
    let progress = StopsAt {
        stop: &stop,
        lanes: 10,
        ended: AtomicUsize::new(0),
    };
    let records = sent(&target, 3, 6, &stop, &progress);
    assert_eq!(records.heads().len(), LANES);
    let interrupted = records
        .heads()
        .iter()
        .filter(|head| head.stopped == Some(LaneStop::Interrupted));
    let unsent = interrupted
        .inspect(|head| assert!(head.steps.is_empty()))
        .count();
    // Ten had ended; six may have been under way, and 64 wait to be looked at.
    assert!((LANES - 80..=LANES - 10).contains(&unsent), "{unsent}");
}

#[test]
fn what_one_thread_cannot_reach_none_asks_again() {
    let refusing = async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let (_server, target) = target(refusing);
    let records = sent(&target, 3, 6, &Stop::default(), &Quiet);
    assert_eq!(records.heads().len(), LANES);
    let asked = records.heads().iter().filter(|head| !head.steps.is_empty());
    assert!(asked.count() <= 12);
    let given_up = records
        .heads()
        .iter()
        .filter(|head| head.stopped == Some(LaneStop::Unreachable));
    assert!(given_up.count() >= LANES - 12);
}

struct Panics;

impl Progress for Panics {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {
        panic!("while a lane ends");
    }
}

/// Threads that still wait for lanes or for somebody to hand them to would wait for ever.
#[test]
fn a_fault_on_one_thread_ends_all() {
    let (_server, target) = target(serve(1));
    let sent = catch_unwind(AssertUnwindSafe(|| {
        sent(&target, 3, 6, &Stop::default(), &Panics);
    }));
    assert!(sent.is_err());
}
