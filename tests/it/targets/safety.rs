//! What is never sent, never printed, and never believed.

use std::net::TcpListener;

use insta::assert_snapshot;
use rpgu_conformance::judge::VerdictKind;
use rpgu_conformance::reference::{Behaviour, Canned};
use tempfile::TempDir;

use super::owner::{Owner, all, each, run};
use crate::support::{Ran, program};

/// A token that is good enough for reading a profile.
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

#[test]
fn off_loopback_nothing_is_sent_without_leave() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("p.yaml");
    let profile = format!(
        "target: https://staging.example/rpgu\ntokens: {{ valid: {JWT}, expired: {JWT} }}\n\
         states: {{ visit.active: [a], visit.past: [b], history.unrated: [c] }}\n"
    );
    std::fs::write(&path, &profile).unwrap();
    let dry_run = || {
        let mut command = program();
        command
            .args(["run", "--dry-run", "--format", "json", "--profile"])
            .arg(&path);
        let ran = Ran::of(&mut command, folder.path());
        assert_eq!(ran.code, Some(0), "{}", ran.show());
        serde_json::from_str::<serde_json::Value>(&ran.out).unwrap()
    };
    let plan = dry_run();
    assert_eq!(plan["sequences"].as_array().unwrap().len(), 0);
    for blocked in plan["blocked"].as_array().unwrap() {
        assert_eq!(blocked["unblock"], "allow_changes: true", "{blocked}");
    }
    std::fs::write(&path, profile + "allow_changes: true\n").unwrap();
    assert!(!dry_run()["sequences"].as_array().unwrap().is_empty());
}

/// Only identifiers that the profile lists, or that are made up, are ever in a request.
#[tokio::test(flavor = "multi_thread")]
async fn only_given_identifiers_are_touched() {
    let owner = Owner::start(Behaviour::Literal).await;
    let ids = owner.ids(&each(2)).await;
    let report = run(&owner.listed("p.yaml", &ids), all(), 16).await;
    let given: Vec<&String> = ids.values().flatten().collect();
    for subject in &report.subjects {
        assert!(given.contains(&&subject.id), "{subject:?}");
    }
    for case in &report.cases {
        for exchange in &case.evidence.open().exchanges {
            let id = exchange.request.url.rsplit('/').next().unwrap();
            let made_up = case.outcome.to_string() == "404/4001";
            assert!(
                made_up || given.iter().any(|given| *given == id),
                "{}",
                exchange.request.url
            );
        }
    }
}

#[test]
fn a_target_that_cannot_be_reached() {
    let folder = TempDir::new().unwrap();
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let path = folder.path().join("p.yaml");
    let profile = format!(
        "target: http://{closed}\ntokens: {{ valid: {JWT}, expired: {JWT} }}\n\
         states: {{ visit.active: [a, b], visit.past: [c], history.unrated: [d] }}\n"
    );
    std::fs::write(&path, profile).unwrap();
    let mut command = program();
    command.args(["run", "--quiet", "--profile"]).arg(&path);
    for (kind, name) in [("json", "a.json"), ("junit", "b.xml")] {
        command
            .arg("--report")
            .arg(format!("{kind}={}", folder.path().join(name).display()));
    }
    let ran = Ran::of(&mut command, folder.path());
    assert_snapshot!(ran.show(), @r"
    exit 4
    ----- out
    The target cannot be reached.
    ----- err
    ");
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("a.json")).unwrap()).unwrap();
    assert_eq!(report["conclusion"], "unreachable");
    let junit = std::fs::read_to_string(folder.path().join("b.xml")).unwrap();
    let junit = quick_junit::Report::deserialize_from_str(&junit).unwrap();
    assert_eq!(junit.failures, 0);
    assert!(junit.errors > 0);
}

/// A target that sends everything back gets no credential into any output.
#[tokio::test(flavor = "multi_thread")]
async fn an_echo_leaks_nothing_and_passes_nothing() {
    let owner = Owner::start(Behaviour::Canned(Canned::Echo)).await;
    let header = "SECRET-gateway-key-0123456789";
    let profile = format!(
        "{}provider_states: {}\nheaders: {{ X-Api-Key: {header} }}\n",
        owner.head(),
        owner.server.provider_states_url()
    );
    let profile = owner.write("p.yaml", &profile);
    let report = run(&profile, all(), 16).await;
    assert!(
        report
            .cases
            .iter()
            .all(|case| { ![VerdictKind::Pass, VerdictKind::Quirk].contains(&case.verdict) })
    );

    let mut command = program();
    command.args(["run", "--profile"]).arg(&profile);
    for (kind, name) in [("json", "a.json"), ("junit", "b.xml")] {
        command
            .arg("--report")
            .arg(format!("{kind}={}", owner.path(name).display()));
    }
    let summary = owner.path("summary.md");
    command
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &summary);
    let folder = owner.folder().to_owned();
    let ran = tokio::task::spawn_blocking(move || Ran::of(&mut command, &folder))
        .await
        .unwrap();
    assert_eq!(ran.code, Some(1));
    let files = ["a.json", "b.xml", "summary.md"]
        .map(|name| std::fs::read_to_string(owner.path(name)).unwrap());
    for token in [
        owner.server.valid_token(),
        owner.server.expired_token(),
        header.to_owned(),
    ] {
        for part in token.split('.') {
            for text in files.iter().chain([&ran.out, &ran.err]) {
                assert!(!text.contains(part), "{part}");
            }
        }
    }
    assert!(ran.out.contains("$RPGU_TOKEN"));
}
