//! Lanes that several threads send are sent as one thread would send them.

use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ThreadId;
use std::time::Duration;

use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::exchange::{LaneRecord, LaneStop, Pace, Progress, Records, Sending, Stop};
use rpgu_conformance::plan::{Lane, Plan, Purpose, Step, Subject};
use rpgu_conformance::profile;
use rpgu_conformance::target::{Target, given_target, supplied};
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Barrier, Semaphore};

use super::server::{CASE, JWT, Quiet, SUITE, documented, request};

const LANES: usize = 120;

/// So long a request may wait for the first byte of its answer.
const FIRST_BYTE: Duration = Duration::from_secs(2);

/// Answers only when as many requests as that wait for it, and counts how many there are at the same time.
struct Crowd {
    barrier: Barrier,
    waiting: AtomicUsize,
    most: AtomicUsize,
}

impl Crowd {
    fn of(together: usize) -> Arc<Self> {
        Arc::new(Self {
            barrier: Barrier::new(together),
            waiting: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        })
    }

    async fn serve(self: Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&self).answer_all(stream));
            }
        });
        url
    }

    /// An error is the client that has gone away.
    async fn answer_all(self: Arc<Self>, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        while !request(&mut stream).await?.is_empty() {
            let waiting = self.waiting.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(waiting, Ordering::SeqCst);
            self.barrier.wait().await;
            // One that should not have come yet is read while the others are answered.
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            stream.write_all(documented().as_bytes()).await?;
        }
        Ok(())
    }
}

/// Has two workers, and each serves one connection until that ends. The request for `visit-0` is the last one that gets a
/// worker; the answer to `visit-2` begins at once and takes longer than anybody may wait for a first byte.
async fn two_workers() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let workers = Arc::new(Semaphore::new(2));
    let others = Arc::new(Barrier::new(3));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(work(stream, Arc::clone(&workers), Arc::clone(&others)));
        }
    });
    url
}

async fn work(
    mut stream: TcpStream,
    workers: Arc<Semaphore>,
    others: Arc<Barrier>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let asked = request(&mut stream).await?;
    let is_last = asked.contains("visit-0");
    if is_last {
        others.wait().await;
    }
    let worker = workers.acquire().await;
    if !is_last {
        others.wait().await;
    }
    let answer = documented();
    let (head, body) = answer.split_at(answer.find('{').unwrap());
    stream.write_all(head.as_bytes()).await?;
    if asked.contains("visit-2") {
        // As a slow server does it: nothing happens until then.
        tokio::time::sleep(2 * FIRST_BYTE).await;
    }
    stream.write_all(body.as_bytes()).await?;
    while stream.read(&mut [0; 1024]).await? > 0 {}
    drop(worker);
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
            "target: {}\ntokens: {{ valid: {JWT}, expired: {JWT} }}\ntimeouts: {{ total: 20s, first_byte: {}s }}\n",
            url.await,
            FIRST_BYTE.as_secs()
        );
        let source = SourceText::new("threads.yaml", text);
        let profile = profile::read(&source, &supplied(&SUITE), &|_| None)
            .unwrap_or_else(|problems| panic!("{problems}"));
        let address = profile.target.clone().unwrap();
        given_target(&SUITE, &profile, &address).await.unwrap()
    });
    (runtime, target)
}

fn plan(lanes: usize) -> Plan {
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
        lanes: (0..lanes).map(lane).collect(),
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
    sent_all(&plan(LANES), target, threads, jobs, stop, progress)
}

fn sent_all(
    plan: &Plan,
    target: &Target,
    threads: usize,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Records {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let sending = Sending {
        suite: &SUITE,
        plan,
        endpoint: &target.endpoint,
        jobs,
        stop,
        progress,
    };
    sending.run_on_threads(&runtime, NonZeroUsize::new(threads).unwrap())
}

/// With one request less in flight the server would wait for ever; one more would be counted.
#[rstest]
#[case::one_thread(1, 6)]
#[case::two(2, 6)]
#[case::uneven_shares(4, 6)]
#[case::more_threads_than_jobs(8, 3)]
fn each_lane_is_sent_once_and_as_many_at_a_time_as_may_be(
    #[case] threads: usize,
    #[case] jobs: usize,
) {
    let crowd = Crowd::of(jobs);
    let (_server, target) = target(Arc::clone(&crowd).serve());
    let records = sent(&target, threads, jobs, &Stop::default(), &Quiet);
    assert_eq!(crowd.most.load(Ordering::SeqCst), jobs);
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
    let (_server, target) = target(Crowd::of(1).serve());
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
    // Ten had ended; six may have been under way, and some more wait to be looked at.
    assert!((LANES / 2..=LANES - 10).contains(&unsent), "{unsent}");
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

/// Panics on all threads but one.
struct Panics {
    spared: ThreadId,
    ended: AtomicUsize,
}

impl Progress for Panics {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {
        assert_eq!(std::thread::current().id(), self.spared);
        self.ended.fetch_add(1, Ordering::Relaxed);
    }
}

/// There will be no verdict, so nothing more is used up for one.
#[test]
fn a_fault_on_one_thread_ends_all() {
    // Requests come in pairs, so that both threads have lanes until one panics; then the other one would wait in vain.
    let (_server, target) = target(Crowd::of(2).serve());
    let progress = Panics {
        spared: std::thread::current().id(),
        ended: AtomicUsize::new(0),
    };
    let sent = catch_unwind(AssertUnwindSafe(|| {
        sent(&target, 2, 2, &Stop::default(), &progress);
    }));
    assert!(sent.is_err());
    assert!(progress.ended.load(Ordering::Relaxed) < LANES / 2);
}

/// A connection that rests on a thread with nothing more to send, but for an answer that takes long, keeps a worker from a
/// request of another thread.
#[test]
fn connections_of_a_busy_thread_do_not_starve_another_one() {
    let (_server, target) = target(two_workers());
    let records = sent_all(&plan(3), &target, 2, 3, &Stop::default(), &Quiet);
    for record in records.iter() {
        let answer = record.steps[0].exchanges[0].answer.as_ref();
        assert_eq!(answer.unwrap().status, 403, "lane {}", record.lane);
    }
    assert_eq!(records.heads().len(), 3);
}

/// What has time, or is little, is sent from one thread.
#[rstest]
#[case::few_lanes(127, 32, None, 1)]
#[case::few_jobs(1000, 7, None, 1)]
#[case::a_set_pace(1000, 32, NonZeroU32::new(1000), 1)]
#[case::enough(128, 8, None, 2)]
#[case::no_more_than_four(10_000, 1000, None, 4)]
fn threads_are_worth_it(
    #[case] lanes: usize,
    #[case] jobs: usize,
    #[case] rate: Option<NonZeroU32>,
    #[case] most: usize,
) {
    let (_server, mut target) = target(Crowd::of(1).serve());
    target.endpoint.pace = rate.map(Pace::per_second);
    let sending = Sending {
        suite: &SUITE,
        plan: &plan(lanes),
        endpoint: &target.endpoint,
        jobs,
        stop: &Stop::default(),
        progress: &Quiet,
    };
    let cores = std::thread::available_parallelism().unwrap().get();
    assert_eq!(sending.worthwhile_threads().get(), most.min(cores));
}
