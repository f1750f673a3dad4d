//! What a run received is the same however much of it there is to keep.

use std::time::Duration;

use http::header::{CONTENT_TYPE, SERVER, SET_COOKIE};
use http::{Method, StatusCode, Version};
use jiff::Timestamp;
use rpgu_conformance::exchange::{
    Exchange, Failure, FailureKind, LaneRecord, LaneStop, Records, Response, StepRecord,
};
use rpgu_conformance::plan::{Purpose, Step};
use rpgu_conformance::suite::{CaseIndex, RenderedRequest};
use rstest::rstest;

use crate::targets::owner::SUITE;

fn exchange(lane: usize, body: usize) -> Exchange {
    let received = Response {
        version: Version::HTTP_10,
        status: StatusCode::IM_A_TEAPOT,
        headers: vec![
            (CONTENT_TYPE, b"text/plain".to_vec()),
            (SERVER, vec![0xff, 0xfe]),
            (SERVER, Vec::new()),
        ],
        // Another one than its neighbours have.
        body: (0..body).map(|at| (at * 31 + lane) as u8).collect(),
    };
    let failed = Failure {
        kind: FailureKind::Interrupted,
        detail: format!("on lane {lane}"),
    };
    Exchange {
        request: RenderedRequest {
            method: Method::from_bytes(b"PURGE").unwrap(),
            path: format!("/{lane}"),
            headers: vec![(CONTENT_TYPE, "application/json".to_owned())],
            body: (!lane.is_multiple_of(3)).then(|| vec![b'a'; lane % 3 - 1]),
        },
        url: format!("http://localhost/{lane}"),
        answer: if lane % 5 == 4 {
            Err(failed)
        } else {
            Ok(received)
        },
        started: Timestamp::from_nanosecond(1_795_000_000_000_000_000 + lane as i128).unwrap(),
        elapsed: Duration::from_nanos(lane as u64),
    }
}

fn record(lane: usize, case: CaseIndex, body: usize) -> LaneRecord {
    let step = |purpose| Step { case, purpose };
    let one = |purpose| StepRecord {
        step: step(purpose),
        exchanges: vec![exchange(lane, body)],
    };
    LaneRecord {
        lane,
        subject: lane.is_multiple_of(2).then(|| format!("subject {lane}")),
        steps: match lane % 4 {
            0 => Vec::new(),
            1 => vec![one(Purpose::Judge)],
            _ => vec![
                StepRecord {
                    step: step(Purpose::Judge),
                    exchanges: vec![exchange(lane, body), exchange(lane + 1, body)],
                },
                one(Purpose::Effect),
            ],
        },
        stopped: (lane % 7 == 6).then_some(LaneStop::OutOfTime),
        teardown: None,
    }
}

#[rstest]
#[case::few(40, 100)]
#[case::none(0, 0)]
// 8 MiB are passed on the way.
#[case::many(600, 20_000)]
#[case::many_small_ones(40_000, 3)]
fn what_was_received_is_kept(#[case] lanes: usize, #[case] body: usize) {
    let (case, _) = SUITE.indexed_cases().next().unwrap();
    // Lanes end in any order.
    let ended = (0..lanes).map(|at| (at * 7 + 3) % lanes);
    let records: Records = ended.map(|lane| record(lane, case, body)).collect();

    assert_eq!(records.heads().len(), lanes);
    for (lane, (head, kept)) in records.heads().iter().zip(records.iter()).enumerate() {
        let was = record(lane, case, body);
        assert!(
            format!("{:?}", kept.as_ref()) == format!("{was:?}"),
            "lane {lane}"
        );
        let steps: Vec<Step> = was.steps.iter().map(|step| step.step).collect();
        assert_eq!(*head.steps, *steps);
        assert_eq!(head.stopped, was.stopped);
    }
    assert!(records.lane(lanes).is_none());
}

/// The answers that hand out credentials are found among many others, whose places are long since packed.
#[rstest]
#[case::few(10)]
#[case::many(600)]
fn answers_that_hand_out_credentials_are_found(#[case] lanes: usize) {
    let (case, _) = SUITE.indexed_cases().next().unwrap();
    let given = [1, lanes - 3];
    let records: Records = (0..lanes)
        .map(|lane| {
            let mut record = record(lane, case, 20_000);
            if given.contains(&lane)
                && let Ok(answer) = &mut record.steps[0].exchanges[0].answer
            {
                answer.headers.push((SET_COOKIE, b"a=b".to_vec()));
            }
            record
        })
        .collect();
    let found: Vec<usize> = records.handing_out().map(|record| record.lane).collect();
    assert_eq!(found, given);
}
