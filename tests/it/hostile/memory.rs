//! What the program takes of the machine's memory while targets try to fill it.

use std::process::Command;

use nix::sys::resource::{UsageWho, getrusage};
use rpgu_conformance::reference::{Behaviour, Options, Reference};
use rstest::rstest;

use super::server::Step::{self, Read, Wait};
use super::server::{Hostile, drip, flood, head, send};
use crate::support::{Ran, program, with_all_reports};

/// The most that a run may take, in KiB.
const MOST: i64 = 128 * 1024;

const CHUNKED: &str = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

/// As long as is taken, and each byte written out as six in a report.
fn long_and_acting() -> Vec<u8> {
    let body = format!("{{\"message\":\"{}\"}}", "\u{7f}".repeat(127 * 1024));
    [head(body.len()).into_bytes(), body.into_bytes()].concat()
}

/// As long as is taken, and no text.
fn long_and_no_text() -> Vec<u8> {
    [head(127 * 1024).into_bytes(), vec![0xff; 127 * 1024]].concat()
}

fn long_headers() -> String {
    let field = format!("X-Filler: {}\r\n", "\u{9b}".repeat(200));
    format!(
        "HTTP/1.1 403 Forbidden\r\n{}Content-Length: 0\r\n\r\n",
        field.repeat(70)
    )
}

#[rstest]
#[case::endless_body(vec![Read, send("HTTP/1.1 200 OK\r\n\r\n"), flood([b'['; 65536])])]
#[case::endless_chunks(vec![Read, send(CHUNKED), flood(format!("10000\r\n{}\r\n", "x".repeat(65536)))])]
#[case::endless_headers(vec![Read, send("HTTP/1.1 200 OK\r\n"), flood("X: y\r\n".repeat(10_000))])]
#[case::one_endless_header(vec![Read, send("HTTP/1.1 200 OK\r\nX: "), flood([b'x'; 65536])])]
#[case::endless_continues(vec![Read, flood("HTTP/1.1 100 Continue\r\n\r\n".repeat(2500))])]
#[case::held_open(vec![Read, send(head(120_000)), drip([b' '; 20]), Wait])]
#[case::as_long_as_is_taken(vec![Read, send(long_and_acting())])]
#[case::as_long_as_is_taken_and_no_text(vec![Read, send(long_and_no_text())])]
#[case::headers_as_long_as_are_taken(vec![Read, send(long_headers())])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stays_small_with_32_cases_in_flight(#[case] steps: Vec<Step>) {
    let server = Hostile::start(steps).await;
    let hook = Reference::start(Options {
        port: 0,
        behaviour: Behaviour::Literal,
    })
    .await
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let profile = format!(
        "target: http://{}\ntokens: {{ valid: {}, expired: {} }}\nprovider_states: {}\ntimeouts: {{ total: 300ms }}\n",
        server.address,
        hook.valid_token(),
        hook.expired_token(),
        hook.provider_states_url()
    );
    std::fs::write(folder.path().join("p.yaml"), profile).unwrap();
    let mut helper = Command::new(std::env::current_exe().unwrap());
    helper
        .args([
            "--exact",
            "hostile::memory::measure",
            "--ignored",
            "--nocapture",
        ])
        .env("RPGU_MEASURED_FOLDER", folder.path());
    let output = tokio::task::spawn_blocking(move || helper.output().unwrap());
    let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
    let peak = output
        .lines()
        .find_map(|line| line.strip_prefix("peak KiB: "));
    let peak: i64 = peak.unwrap_or_else(|| panic!("{output}")).parse().unwrap();
    assert!(server.connections() > 60, "{}", server.connections());
    assert!(peak < MOST, "{peak} KiB");
    for name in ["r.json", "r.xml", "r.html", "r.md", "r.ctrf.json"] {
        assert!(folder.path().join(name).exists(), "{name}");
    }
}

/// A process of its own, so that the peak is of this one run.
#[test]
#[ignore = "the test above runs it"]
fn measure() {
    let Some(folder) = std::env::var_os("RPGU_MEASURED_FOLDER") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    let mut command = program();
    command.current_dir(&folder);
    command.args(["run", "--profile", "p.yaml", "--jobs", "32"]);
    with_all_reports(&mut command);
    let ran = Ran::of(&mut command, &folder);
    assert!([Some(1), Some(3)].contains(&ran.code), "{}", ran.show());
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    println!("\npeak KiB: {}", usage.max_rss());
}
