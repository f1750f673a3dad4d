//! `faults` and `serve` with a fault, as users run them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use insta::assert_snapshot;
use rstest::rstest;
use serde_json::Value as Json;

use crate::support::{SuiteFolder, program, run};

#[test]
fn one_fault_one_freedom_and_one_canned_server() {
    let ran = run(&[
        "faults",
        "--only",
        "scheme-ignored",
        "--only",
        "padded",
        "--only",
        "cancel-403-5010",
    ]);
    assert_snapshot!(ran.show());
}

#[test]
fn quiet_prints_the_last_line_only() {
    let ran = run(&["faults", "--quiet", "--only", "content-type-text"]);
    assert_snapshot!(ran.show(), @r"
    exit 0
    ----- out
    survivors 0, idle cases not counted, false alarms 0, canned passes 0
    ----- err
    ");
}

#[test]
fn programs_get_the_same_as_json() {
    let ran = run(&[
        "faults",
        "--format",
        "json",
        "--only",
        "cancel-success-other-text",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    let matrix: Json = serde_json::from_str(&ran.out).unwrap();
    let fault = &matrix["faults"][0];
    assert_eq!(fault["name"], "cancel-success-other-text");
    assert_eq!(fault["operations"], serde_json::json!(["cancel"]));
    assert_eq!(fault["expected"], "quirk");
    assert_eq!(fault["judgement"], "killed");
    let change = serde_json::json!({
        "case": "visit-cancel/200-2000-cancelled", "from": "pass", "to": "quirk"
    });
    let changed = fault["changed"].as_array().unwrap();
    assert!(changed.contains(&change), "{fault}");
    assert_eq!(matrix["summary"]["survivors"], 0);
    assert_eq!(matrix["summary"]["idle_cases"], Json::Null);
}

/// The promise of the gate, seen once from outside: without the one file that catches it, the fault survives.
#[test]
fn a_fault_survives_without_its_case() {
    let suite = SuiteFolder::new();
    suite.remove("cases/visit-rating/4xx-notes-as-number.yaml");
    suite.remove("snapshots/visit-rating/4xx-notes-as-number.snap");
    let ran = suite.run(&["faults", "--only", "notes-any-type"]);
    assert_snapshot!(ran.show(), @r"
    exit 1
    ----- out
    SURVIVED    notes-any-type (rating): `Notes` may be a number.
                must be a fail

    survivors 1, idle cases not counted, false alarms 0, canned passes 0
    ----- err
    ");
}

/// A suite that asks for more than the documents do.
#[test]
fn a_false_alarm_is_counted() {
    let suite = SuiteFolder::new();
    let operation = "cases/visit-cancel/operation.yaml";
    suite.replace(
        operation,
        "    alternatives:\n      - { ruling: R7, text: \"Запрос должен содержать 'Authorization: Bearer ...'\" }\n",
        "",
    );
    let ran = suite.run(&["faults", "--only", "cancel-5010-without-stray"]);
    assert_snapshot!(ran.show(), @r"
    exit 1
    ----- out
    false alarm  freedom cancel-5010-without-stray
                quirk    visit-cancel/403-5010-*

    freedoms that changed a verdict: 1 of 1

    survivors 0, idle cases not counted, false alarms 3, canned passes 0
    ----- err
    ");
}

#[rstest]
#[case::faults(&["faults", "--only", "scheme-ignord"])]
#[case::nothing_near(&["faults", "--only", "zzz"])]
#[case::fault(&["serve", "--fault", "cancel-rase"])]
#[case::freedom(&["serve", "--freedom", "padding"])]
#[case::canned(&["serve", "--canned", "cancel-200"])]
#[case::a_freedom_is_no_fault(&["serve", "--fault", "padded"])]
#[case::two(&["serve", "--fault", "cancel-race", "--freedom", "padded"])]
fn usage(#[case] arguments: &[&str]) {
    let ran = run(arguments);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    let name = arguments.join("_");
    assert_snapshot!(format!("usage_{name}"), ran.err);
}

#[test]
fn every_name_is_listed() {
    let ran = run(&["faults", "--list"]);
    assert_eq!(ran.code, Some(0));
    for name in rpgu_conformance::matrix::names() {
        let listed = |line: &str| line.split_whitespace().next() == Some(&name);
        assert!(ran.out.lines().any(listed), "{name}");
    }
}

/// A server that goes away with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[rstest]
#[case::fault("--fault", "unknown-visit-500", 500)]
#[case::freedom("--freedom", "message-code-in-404", 404)]
#[case::canned("--canned", "cancel-403-5010", 403)]
#[tokio::test]
async fn serve_deviates(#[case] flag: &str, #[case] name: &str, #[case] status: u16) {
    let mut child = program()
        .args(["serve", flag, name])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let _serving = Serving(child);
    let mut target = None;
    let mut token = None;
    let mut about = String::new();
    for line in lines.map(Result::unwrap) {
        if about.is_empty() {
            about.clone_from(&line);
        }
        if let Some(url) = line.strip_prefix("target: ") {
            target = Some(url.to_owned());
        }
        if let Some(text) = line.strip_prefix("  valid: ") {
            token = Some(text.to_owned());
        }
        if line.starts_with("provider_states: ") {
            break;
        }
    }
    assert!(about.starts_with(&format!("# {name} (")), "{about}");
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .build()
        .unwrap();
    let unknown = "/api/v2/iemk/doctors/visit/3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let answer = client
        .delete(target.unwrap() + unknown)
        .bearer_auth(token.unwrap())
        .header("content-type", "application/json")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), status);
    let body = answer.text().await.unwrap();
    // The fault keeps the example's spelling; the freedom and the canned answer have the table's.
    assert_eq!(body.contains("message_ode"), flag == "--fault", "{body}");
}
