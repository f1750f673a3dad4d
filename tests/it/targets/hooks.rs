//! Hooks that do not do their part block cases, each with one sentence.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use rpgu_conformance::judge::VerdictKind;
use rpgu_conformance::reference::Behaviour;
use rstest::rstest;
use tokio::net::TcpListener;

use super::owner::{Owner, all, run};

/// A hook that gives one answer to everything.
async fn hook(status: u16, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/states", listener.local_addr().unwrap());
    let status = StatusCode::from_u16(status).unwrap();
    let router = Router::new().route("/states", post(move || async move { (status, body) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[rstest]
#[case::fails(
    500,
    "",
    "the provider_states hook answered 500 to setup of visit.active, not 200"
)]
#[case::is_not_there(
    404,
    "",
    "the provider_states hook answered 404 to setup of visit.active, not 200"
)]
#[case::redirects(
    302,
    "",
    "the provider_states hook answered 302 to setup of visit.active, not 200"
)]
#[case::says_no_json(
    200,
    "ok",
    "the provider_states hook answered setup of visit.active with something that is no JSON"
)]
#[case::says_nothing(
    200,
    "",
    "the provider_states hook answered setup of visit.active with something that is no JSON"
)]
#[case::names_no_id(
    200,
    "{}",
    "the provider_states hook answered setup of visit.active without a text or number as `id`"
)]
#[case::names_an_empty_id(
    200,
    r#"{"id":""}"#,
    "the provider_states hook answered setup of visit.active without a text or number as `id`"
)]
#[case::names_a_null_id(
    200,
    r#"{"id":null}"#,
    "the provider_states hook answered setup of visit.active without a text or number as `id`"
)]
#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_fails_blocks(
    #[case] status: u16,
    #[case] body: &'static str,
    #[case] reason: &str,
) {
    let owner = Owner::start(Behaviour::Literal).await;
    let text = format!(
        "{}provider_states: {}\n",
        owner.head(),
        hook(status, body).await
    );
    let report = run(&owner.write("p.yaml", &text), all(), 16).await;
    let case = report
        .cases
        .iter()
        .find(|case| case.id.as_str() == "visit-cancel/200-2000-cancelled")
        .unwrap();
    assert_eq!(case.verdict, VerdictKind::Blocked);
    assert_eq!(case.reason.as_deref(), Some(reason));
    assert_eq!(report.exit_code, 3);
    // Nothing passes on the word of a server whose success was never seen.
    assert!(
        report
            .cases
            .iter()
            .all(|case| case.verdict != VerdictKind::Pass)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_is_not_there_blocks() {
    let owner = Owner::start(Behaviour::Literal).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let text = format!("{}provider_states: http://{closed}/states\n", owner.head());
    let report = run(&owner.write("p.yaml", &text), all(), 16).await;
    let case = &report.cases[0];
    assert_eq!(case.verdict, VerdictKind::Blocked);
    assert!(
        case.reason
            .as_deref()
            .unwrap()
            .starts_with("the provider_states hook does not answer"),
        "{case:?}"
    );
    assert_eq!(report.exit_code, 3);
}

/// A hook may name a number. One for a state that successes use up is used once, and no more: a case that found it used
/// up would fail a right server. A state that nothing uses up may have one for all.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_an_identifier() {
    let owner = Owner::start(Behaviour::Literal).await;
    let text = format!(
        "{}provider_states: {}\n",
        owner.head(),
        hook(200, r#"{"id":17}"#).await
    );
    let report = run(&owner.write("p.yaml", &text), all(), 16).await;
    let cases = || {
        report
            .cases
            .iter()
            .filter(|case| !case.evidence.open().exchanges.is_empty())
    };
    let past = cases()
        .find(|case| case.id.as_str() == "visit-cancel/400-4021-past")
        .unwrap();
    assert!(
        past.evidence.open().exchanges[0]
            .request
            .url
            .ends_with("/visit/17"),
        "{past:?}"
    );
    let again = "the provider_states hook gave one identifier twice for visit.active, which each success uses up";
    let blocked = report
        .cases
        .iter()
        .filter(|case| case.reason.as_deref() == Some(again));
    assert!(blocked.count() > 0);
}
