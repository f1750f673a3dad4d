//! The ledger of known failures.

use std::path::PathBuf;

use insta::assert_snapshot;
use rpgu_conformance::reference::{Behaviour, FAULTS};
use rstest::rstest;

use super::owner::Owner;
use crate::support::{Ran, program};

const QUIET: &[&str] = &["--quiet"];
const CASE: &str = "visit-cancel/400-4021-past";

/// A server that answers 422 for a visit whose time has passed, and a list of known failures.
async fn run(list: &str, arguments: &[&str]) -> Ran {
    let fault = FAULTS
        .iter()
        .find(|fault| fault.name == "past-422")
        .unwrap_or_else(|| {
            panic!(
                "{:?}",
                FAULTS.iter().map(|fault| fault.name).collect::<Vec<_>>()
            )
        });
    let owner = Owner::start(Behaviour::Fault(fault)).await;
    let profile = owner.on_demand("p.yaml");
    let list: PathBuf = owner.write("known.yaml", list);
    let mut command = program();
    command
        .current_dir(owner.folder())
        .args(["run", "--profile"])
        .arg(profile)
        .args(arguments)
        .arg("--known-failing")
        .arg(list);
    let folder = owner.folder().to_owned();
    tokio::task::spawn_blocking(move || Ran::of(&mut command, &folder))
        .await
        .unwrap()
}

fn entry(case: &str, finding: &str, expires: &str) -> String {
    format!(
        "- case: {case}\n  finding: {finding}\n  reason: the gateway says 422\n  link: https://tracker.example/7\n  expires: {expires}\n"
    )
}

#[rstest]
#[case::nothing_is_known("[]\n".to_owned(), 1)]
#[case::all_findings_are_known(entry(CASE, "status", "2999-01-01") + &entry(CASE, "code", "2999-01-01"), 0)]
#[case::one_of_two_findings_is_known(entry(CASE, "status", "2999-01-01"), 1)]
#[case::another_case_is_known(
    entry("visit-cancel/403-5008-malformed-token", "status", "2999-01-01"),
    1
)]
#[case::expired(entry(CASE, "status", "2020-01-01") + &entry(CASE, "code", "2999-01-01"), 5)]
#[case::passes(
    entry(CASE, "status", "2999-01-01") + &entry(CASE, "code", "2999-01-01")
        + &entry("visit-cancel/403-5008-malformed-token", "status", "2999-01-01"),
    5
)]
#[case::names_no_case(
    entry(CASE, "status", "2999-01-01") + &entry(CASE, "code", "2999-01-01")
        + &entry("visit-cancel/400-4021-no-such", "status", "2999-01-01"),
    5
)]
#[case::names_no_finding_of_it(
    entry(CASE, "status", "2999-01-01") + &entry(CASE, "code", "2999-01-01") + &entry(CASE, "message", "2999-01-01"),
    5
)]
#[case::twice(
    entry(CASE, "status", "2999-01-01") + &entry(CASE, "code", "2999-01-01") + &entry(CASE, "code", "2999-01-01"),
    5
)]
#[tokio::test(flavor = "multi_thread")]
async fn a_list_decides(#[case] list: String, #[case] code: i32) {
    let ran = run(&list, QUIET).await;
    assert_eq!(ran.code, Some(code), "{}", ran.show());
}

/// Nothing is excused that was not judged: what cannot be told stays so.
#[tokio::test(flavor = "multi_thread")]
async fn an_entry_never_excuses_what_was_not_judged() {
    let owner = Owner::start(Behaviour::Literal).await;
    let list = owner.write("known.yaml", &entry(CASE, "status", "2999-01-01"));
    let profile = owner.write("p.yaml", &format!("target: {}\n", owner.server.url()));
    let mut command = program();
    command
        .args(["run", "--quiet", "--profile"])
        .arg(profile)
        .arg("--known-failing")
        .arg(list);
    let folder = owner.folder().to_owned();
    let ran = tokio::task::spawn_blocking(move || Ran::of(&mut command, &folder))
        .await
        .unwrap();
    assert_eq!(ran.code, Some(3), "{}", ran.show());
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_in_the_list() {
    let list = entry("visit-cancel", "status", "2999-01-01");
    assert_snapshot!("known_no_case_id", run(&list, QUIET).await.err);
    let list =
        entry(CASE, "statsu", "next week").replace("reason: the gateway says 422", "reason: \"\"");
    assert_snapshot!("known_three_mistakes", run(&list, QUIET).await.err);
    let list = entry(CASE, "timed_out", "2999-01-01");
    assert_snapshot!("known_an_error_is_no_finding", run(&list, QUIET).await.err);
    let list = entry(CASE, "status", "2999-01-01").replace("reason", "reson");
    assert_snapshot!("known_misspelt", run(&list, QUIET).await.err);
}

/// A table's rows are cases of their own.
#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_names_a_table_is_told_its_rows() {
    let list = entry("visit-cancel/403-5010-scheme", "status", "2999-01-01");
    let ran = run(&list, &[]).await;
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    let line = ran.out.lines().find(|line| line.contains("is a table"));
    assert_snapshot!(line.unwrap_or(&ran.out), @"known failure: known.yaml:1: visit-cancel/403-5010-scheme is a table; name one of its rows in the entry: visit-cancel/403-5010-scheme/basic, visit-cancel/403-5010-scheme/bearer-alone");
}
