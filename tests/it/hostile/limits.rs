//! The limits that are not of one answer: connecting, the run; and the limits as a profile has them.

use std::time::Duration;

use rpgu_conformance::profile::{Limits, SizeError, parse_size};
use rstest::rstest;

use super::server::{Hostile, Step, ask, documented, drip, head, send};
use crate::profile::support::{good, refused};
use crate::support::run;

#[rstest]
// A TLS handshake that never ends is a connection that never stands.
#[case::silent("https", vec![Step::Wait], "error connect_timed_out")]
#[case::dripping("https", vec![drip([0x16, 0x03, 0x03, 0x40, 0x00, 0x02].repeat(100))], "error connect_timed_out")]
#[case::no_tls("https", vec![send(documented()), Step::Wait], "error not_connected")]
#[case::closed("https", vec![], "error not_connected")]
#[case::reset("https", vec![Step::Reset], "error not_connected")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connecting_has_a_limit(
    #[case] scheme: &str,
    #[case] steps: Vec<Step>,
    #[case] said: &str,
) {
    let server = Hostile::start(steps).await;
    let target = format!("{scheme}://{}", server.address);
    let limits = "tls: { insecure: true }\ntimeouts: { connect: 150ms, total: 20s }\n";
    let outcome = ask(&target, limits).await;
    assert_eq!(outcome.said(), said, "{:?}", outcome.judged.findings);
    assert!(outcome.took < Duration::from_secs(2), "{:?}", outcome.took);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_has_a_limit() {
    let server = Hostile::start(vec![Step::Read, send(head(90)), Step::Wait]).await;
    let target = format!("http://{}", server.address);
    let outcome = ask(&target, "timeouts: { total: 1h, run: 150ms }\n").await;
    assert_eq!(outcome.said(), "error run_timed_out");
    assert!(
        outcome.took < Duration::from_millis(1150),
        "{:?}",
        outcome.took
    );
    // The requests after that are not sent at all.
    assert_eq!(server.connections(), 1);
}

#[rstest]
#[case("512B", Ok(512))]
#[case("64KiB", Ok(64 * 1024))]
#[case("1 MiB", Ok(1024 * 1024))]
#[case("0B", Ok(0))]
#[case("", Err(SizeError::Form))]
#[case("64", Err(SizeError::Form))]
#[case("KiB", Err(SizeError::Form))]
#[case("64 kB", Err(SizeError::Form))]
#[case("1  MiB", Err(SizeError::Form))]
#[case("-1B", Err(SizeError::Form))]
#[case("1.5MiB", Err(SizeError::Form))]
#[case("99999999999999999999B", Err(SizeError::TooLarge))]
#[case("99999999999999999MiB", Err(SizeError::TooLarge))]
fn sizes(#[case] text: &str, #[case] size: Result<usize, SizeError>) {
    assert_eq!(parse_size(text), size);
}

#[test]
fn a_profile_sets_each_limit() {
    let profile = good(
        "timeouts: { connect: 1s, first_byte: 2s, total: 3s, run: 4m }\n\
         limits: { body: 1 MiB, headers: 4KiB, json_depth: 9, informational: 0 }",
    );
    let timeouts = profile.connection.timeouts;
    assert_eq!(timeouts.first_byte, Some(Duration::from_secs(2)));
    assert_eq!(timeouts.run, Duration::from_secs(240));
    assert_eq!(
        profile.limits,
        Limits {
            body: 1024 * 1024,
            headers: 4096,
            json_depth: 9,
            informational: 0,
        }
    );
    assert_eq!(good("limits:").limits, Limits::default());
    // A flag for whole answers lets no part of one take longer.
    let short = timeouts.within(Duration::from_millis(1500));
    assert_eq!(short.connect, Duration::from_secs(1));
    assert_eq!(short.first_byte, Some(Duration::from_millis(1500)));
    assert_eq!(short.total, Duration::from_millis(1500));
    assert_eq!(short.run, timeouts.run);
}

#[test]
fn limits_that_are_none() {
    insta::assert_snapshot!(
        refused("limits: { body: 1GB, headers: 1B, json_depth: 101, informational: 5000 }\ntimeouts: { first_byte: 0s, run: ever }"),
        @r#"
    error[invalid_value]: `body` is no usable size
     --> tests/fixtures/profiles/staging.yaml:1:17
      |
    1 | limits: { body: 1GB, headers: **, json_depth: ***, informational: **** }
      |                 ^^^ no such size
      |
      = help: a size is a whole number and B, KiB or MiB, such as 64KiB or 1MiB

    error[invalid_value]: `headers` is no usable size
     --> tests/fixtures/profiles/staging.yaml:1:31
      |
    1 | limits: { body: ***, headers: 1B, json_depth: ***, informational: **** }
      |                               ^^ no such size
      |
      = help: from 256B to 1024KiB

    error[invalid_value]: `json_depth` is no usable number
     --> tests/fixtures/profiles/staging.yaml:1:47
      |
    1 | limits: { body: ***, headers: **, json_depth: 101, informational: **** }
      |                                               ^^^ no such number
      |
      = help: from 1 to 100

    error[invalid_value]: `informational` is no usable number
     --> tests/fixtures/profiles/staging.yaml:1:67
      |
    1 | limits: { body: ***, headers: **, json_depth: ***, informational: 5000 }
      |                                                                   ^^^^ no such number
      |
      = help: from 0 to 1000

    error[invalid_value]: `first_byte` is no usable duration
     --> tests/fixtures/profiles/staging.yaml:2:25
      |
    2 | timeouts: { first_byte: 0s, run: **** }
      |                         ^^ no duration
      |
      = help: a duration of nothing leaves no time at all; the shortest is 1ms

    error[invalid_value]: `run` is no usable duration
     --> tests/fixtures/profiles/staging.yaml:2:34
      |
    2 | timeouts: { first_byte: **, run: ever }
      |                                  ^^^^ no duration
      |
      = help: a duration is a whole number and ms, s, m or h, such as 300ms or 5s
    "#
    );
    insta::assert_snapshot!(refused("limits: { json_depth: deep }"), @r#"
    error[invalid_value]: a whole number is expected here
     --> tests/fixtures/profiles/staging.yaml:1:23
      |
    1 | limits: { json_depth: **** }
      |                       ^^^^ here
    "#);
    insta::assert_snapshot!(refused("limits: { bodies: 1KiB }"), @r#"
    error[unknown_field]: unknown field `bodies`
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | limits: { bodies: **** }
      |           ^^^^^^ no such field here
      |
      = help: did you mean `body`?
    "#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_flag_is_over_the_profile() {
    let server = Hostile::start(vec![Step::Read, Step::Wait]).await;
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("p.yaml");
    let text = format!(
        "target: http://{}\ntokens: {{ valid: a.b.c }}\nstates: {{ visit.active: [v] }}\ntimeouts: {{ first_byte: 1h, total: 1h }}\n",
        server.address
    );
    std::fs::write(
        &profile,
        text.replace("a.b.c", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"),
    )
    .unwrap();
    let path = profile.to_str().unwrap().to_owned();
    let ran = tokio::task::spawn_blocking(move || {
        run(&[
            "run",
            "--profile",
            &path,
            "--select",
            super::server::CASE,
            "--timeout",
            "100ms",
        ])
    });
    let ran = ran.await.unwrap();
    assert_eq!(ran.code, Some(3), "{}", ran.show());
    assert!(ran.out.contains("100ms"), "{}", ran.show());
}
