//! The list of freedoms: each one shows, and none changes what an answer says.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use rpgu_conformance::reference::{Behaviour, FREEDOMS, Form, Freedom, Liberty, Operation};
use rstest::rstest;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Scene;
use super::probes::{Probe, Seen, Twist, probes};

#[test]
fn names_are_unique_and_enough() {
    let names: BTreeSet<_> = FREEDOMS.iter().map(|freedom| freedom.name).collect();
    assert_eq!(names.len(), FREEDOMS.len());
    assert!(names.len() >= 20, "{}", names.len());
    assert!(names.iter().all(|name| Freedom::named(name).is_some()));
    assert!(Freedom::named("").is_none());
}

/// What the documents fix of an answer; of 415 that is the status, and of others' 4xx the class.
fn fixed(seen: &Seen) -> (u16, Option<(Value, Value)>) {
    if seen.status == 415 {
        return (415, None);
    }
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let code = ["message_code", "message_ode"]
        .into_iter()
        .find_map(|name| body.get(name));
    (
        seen.status,
        Some((body["code"].clone(), code.cloned().unwrap())),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_freedom_changes_what_is_documented() {
    let literal = Scene::new().await;
    let mut expected = Vec::new();
    for probe in both() {
        let seen: Vec<_> = literal.probe(&probe).await.iter().map(fixed).collect();
        expected.push((probe, seen));
    }
    let expected = &expected;
    let seen: Vec<_> = stream::iter(FREEDOMS)
        .map(async |freedom| {
            let scene = Scene::with(Behaviour::Freedom(freedom)).await;
            // At the same time, or the slow one would take as long as all the others.
            join_all(expected.iter().map(async |(probe, expected)| {
                let seen: Vec<_> = scene.probe(probe).await.iter().map(fixed).collect();
                let same = seen.iter().zip(expected).all(|(seen, expected)| {
                    // Where only the class is documented, status and code are the server's own (R14).
                    let own = freedom.name.starts_with("invalid-") && expected.0 == 404;
                    seen == expected || (own && (400..500).contains(&seen.0))
                });
                assert!(
                    same,
                    "{}: {probe:?}: {seen:?} for {expected:?}",
                    freedom.name
                );
            }))
            .await
        })
        .buffer_unordered(8)
        .collect()
        .await;
    assert_eq!(seen.len(), FREEDOMS.len());
}

/// Everything that the server writes in answer to one request, but for the date.
async fn raw(scene: &Scene, operation: Operation, state: &str, headers: &str) -> Vec<u8> {
    let id = scene.given(state).await;
    let request = scene.valid(operation, &id).build().unwrap();
    let url = request.url().clone();
    let body = request
        .body()
        .and_then(|body| body.as_bytes())
        .unwrap_or_default();
    let head = format!(
        "{} {} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n",
        request.method(),
        url.path(),
        url.authority(),
        body.len(),
    );
    let mut stream = TcpStream::connect(url.authority()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let mut lines: Vec<_> = answer.split_inclusive(|byte| *byte == b'\n').collect();
    lines.retain(|line| !line.to_ascii_lowercase().starts_with(b"date:"));
    lines.concat()
}

/// What the server writes, on each operation, for requests that go right and that go wrong.
async fn raw_answers(scene: &Scene) -> Vec<Vec<u8>> {
    let bearer = format!("Authorization: Bearer {}\r\n", scene.server.valid_token());
    let gzip = format!("{bearer}Accept-Encoding: gzip\r\n");
    let mut answers = Vec::new();
    for (operation, state, headers) in [
        (Operation::Cancel, "visit.active", &*bearer),
        (Operation::Rating, "history.unrated", &*bearer),
        (Operation::Cancel, "visit.failing", &*bearer),
        (Operation::Cancel, "visit.active", &*gzip),
        (Operation::Cancel, "visit.active", ""),
        (Operation::Rating, "history.unrated", ""),
    ] {
        let answer = raw(scene, operation, state, headers).await;
        answers.push(without_guid(&answer, state));
    }
    answers
}

/// What is written, and what shows where only a probe goes.
async fn all_answers(scene: &Scene) -> Vec<Vec<u8>> {
    let mut answers = raw_answers(scene).await;
    let special = |probe: &Probe| {
        matches!(
            probe.twist,
            Twist::NoMediaType(_) | Twist::Body(_) | Twist::Id(_)
        )
    };
    for probe in probes(Operation::Cancel).into_iter().filter(special) {
        for seen in scene.probe(&probe).await {
            answers.push(format!("{} {:?}", seen.status, seen.headers).into());
            answers.push(seen.body);
        }
    }
    answers
}

fn without_connection(answers: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let without = |answer: Vec<u8>| {
        let mut lines: Vec<_> = answer.split_inclusive(|byte| *byte == b'\n').collect();
        lines.retain(|line| !line.starts_with(b"connection:"));
        lines.concat()
    };
    answers.into_iter().map(without).collect()
}

fn both() -> impl Iterator<Item = Probe> {
    [Operation::Cancel, Operation::Rating]
        .into_iter()
        .flat_map(probes)
}

/// 5023 names GUIDs, of which only the letters' case is kept.
fn without_guid(answer: &[u8], state: &str) -> Vec<u8> {
    if state != "visit.failing" {
        return answer.to_owned();
    }
    let text = String::from_utf8_lossy(answer);
    let words =
        text.split(' ').map(
            |word| match uuid::Uuid::try_parse(&word[..word.len().min(36)]) {
                Ok(_) if word.chars().any(|c| c.is_ascii_uppercase()) => "GUID",
                Ok(_) => "guid",
                Err(_) => word,
            },
        );
    words.collect::<Vec<_>>().join(" ").into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_freedom_shows() {
    let scene = Scene::new().await;
    let literal = &all_answers(&scene).await;
    let on_the_wire = &without_connection(raw_answers(&scene).await);
    let hidden: Vec<_> = stream::iter(FREEDOMS)
        .map(async |freedom| {
            let scene = Scene::with(Behaviour::Freedom(freedom)).await;
            let shows = match freedom.liberty {
                Liberty::Change(_) => all_answers(&scene).await != *literal,
                // The relay closes each connection, whatever the form.
                Liberty::Front(form) => {
                    let differs = without_connection(raw_answers(&scene).await) != *on_the_wire;
                    // The same bytes, only later: that they are late, the tests beside the relay see.
                    differs != matches!(form, Form::Dripping | Form::Slow)
                }
            };
            if shows { vec![] } else { vec![freedom.name] }
        })
        .buffer_unordered(8)
        .concat()
        .await;
    assert_eq!(hidden, Vec::<&str>::new());
}

#[rstest]
#[case("http-1.0", "HTTP/1.0 403 Forbidden\r\n")]
#[case(
    "interim-answers",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 403 Forbidden\r\n"
)]
#[case("header-case", "\r\ncOnTeNt-tYpE: application/json\r\n")]
#[case("no-reason-phrase", "HTTP/1.1 403 \r\n")]
#[case(
    "chunked",
    "\r\n\r\n1;note=\"odd\"\r\n{\r\n2;note=\"odd\"\r\n\"c\r\n3;note=\"odd\"\r\node\r\n"
)]
#[case(
    "until-close",
    "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{\"code\""
)]
#[tokio::test]
async fn forms_on_the_wire(#[case] name: &str, #[case] expected: &str) {
    let freedom = Freedom::named(name).unwrap();
    let scene = Scene::with(Behaviour::Freedom(freedom)).await;
    let answer = raw(&scene, Operation::Cancel, "visit.active", "").await;
    // Chunks may cut a letter in two.
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.contains(expected), "{answer}");
}

#[rstest]
#[tokio::test]
async fn gzip_is_sent_to_those_who_accept_it(
    #[values(
        ("Accept-Encoding: gzip\r\n", true),
        ("Accept-Encoding: br, GZIP;q=0.5\r\n", true),
        ("Accept-Encoding: gzip;q=0, br\r\n", false),
        ("Accept-Encoding: gzipped\r\n", false),
        ("", false)
    )]
    accepts: (&str, bool),
) {
    let freedom = Freedom::named("gzip-if-accepted").unwrap();
    let scene = Scene::with(Behaviour::Freedom(freedom)).await;
    let answer = raw(&scene, Operation::Cancel, "visit.active", accepts.0).await;
    let at = answer
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .unwrap();
    let (head, body) = (String::from_utf8_lossy(&answer[..at]), &answer[at + 4..]);
    assert_eq!(head.contains("content-encoding: gzip"), accepts.1, "{head}");
    assert_eq!(body.starts_with(&[0x1f, 0x8b, 8]), accepts.1);
    let text = if accepts.1 {
        unzipped(body)
    } else {
        body.to_owned()
    };
    let value: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(value["message_code"], "5010");
}

/// By way of the system's own gzip, which checks length and checksum.
fn unzipped(content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut gzip = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    gzip.stdin.take().unwrap().write_all(content).unwrap();
    let output = gzip.wait_with_output().unwrap();
    assert!(output.status.success());
    output.stdout
}
