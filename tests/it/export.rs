//! `export`: what other tools are given.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use rpgu_conformance::reference::{Behaviour, Canned, Fault, Options, Reference};
use rstest::rstest;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::{Ran, SuiteFolder, program, run};

fn openapi() -> Json {
    let ran = run(&["export", "openapi"]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    serde_json::from_str(&ran.out).unwrap()
}

const CANCEL: &str = "/api/v2/iemk/doctors/visit/{visitId}";
const RATING: &str = "/api/v2/iemk/doctors/visit/rating/{history}";

#[test]
fn the_openapi_document_of_one_operation() {
    assert_snapshot!(format!("{:#}", openapi()["paths"][CANCEL]));
}

/// Both spellings of ruling R5, and the codes of a status in one response.
#[test]
fn the_openapi_document_says_how_bodies_look() {
    let document = openapi();
    let operation = &document["paths"][RATING]["post"];
    let body = &operation["requestBody"]["content"]["application/json"];
    assert_eq!(operation["requestBody"]["required"], true);
    let schema = jsonschema::validator_for(&body["schema"]).unwrap();
    for example in body["examples"].as_object().unwrap().values() {
        assert!(schema.is_valid(&example["value"]), "{example}");
        let mut less = example["value"].clone();
        let members = less.as_object_mut().unwrap();
        let first = members.keys().next().unwrap().clone();
        members.remove(&first);
        assert!(!schema.is_valid(&less), "without {first}");
    }
    let codes = &operation["responses"]["403"]["content"]["application/json"]["examples"];
    let codes: Vec<&String> = codes.as_object().unwrap().keys().collect();
    assert_eq!(codes, ["403-5010", "403-5008", "403-5007", "403-5009"]);
}

#[test]
fn a_condition_is_part_of_the_schema() {
    let document = openapi();
    let body = &document["paths"][CANCEL]["delete"]["requestBody"]["content"]["application/json"];
    let schema = jsonschema::validator_for(&body["schema"]).unwrap();
    for (body, valid) in [
        (r#"{}"#, true),
        (r#"{"ReasonCode": 5}"#, true),
        (r#"{"ReasonCode": 6}"#, false),
        (r#"{"ReasonCode": 6, "Reason": "x"}"#, true),
        (r#"{"ReasonCode": "6", "Reason": "x"}"#, false),
    ] {
        let body: Json = serde_json::from_str(body).unwrap();
        assert_eq!(schema.is_valid(&body), valid, "{body}");
    }
}

/// Every documented outcome is there, with an example that its schema takes and those of other statuses do not.
#[test]
fn every_outcome_has_an_example_that_fits_its_schema() {
    let document = openapi();
    let mut seen = 0;
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let media = &response["content"]["application/json"];
                let schema = jsonschema::validator_for(&media["schema"]).unwrap();
                for (name, example) in media["examples"].as_object().into_iter().flatten() {
                    seen += 1;
                    assert!(name.starts_with(status), "{name} under {status}");
                    assert!(schema.is_valid(&example["value"]), "{name}");
                    let mut other = example["value"].clone();
                    other["code"] = 299.into();
                    assert!(!schema.is_valid(&other), "{name}");
                }
            }
        }
    }
    assert_eq!(seen, 18);
}

#[test]
fn two_operations_with_one_request_cannot_be_exported() {
    let suite = SuiteFolder::new();
    for folder in ["cases", "snapshots"] {
        for entry in fs::read_dir(suite.path().join(folder).join("visit-cancel")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let text = fs::read_to_string(&path).unwrap();
            suite.write(&format!("{folder}/visit-void/{name}"), text);
        }
    }
    let ran = suite.run(&["export", "openapi"]);
    assert_snapshot!(ran.show());
}

#[rstest]
#[case("openapi")]
#[case("curl")]
#[case("hurl")]
fn a_file_appears_whole_and_says_what_is_printed(#[case] kind: &str) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("out");
    let ran = run(&["export", kind, "--out", path.to_str().unwrap()]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), ""),
        "{}",
        ran.show()
    );
    let printed = run(&["export", kind]).out;
    assert_eq!(fs::read_to_string(&path).unwrap(), printed);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o100 != 0, kind == "curl");
    }
}

#[test]
fn a_file_that_cannot_be_written() {
    let ran = run(&["export", "hurl", "--out", "/nowhere/cases.hurl"]);
    assert_snapshot!(ran.show());
}

#[test]
fn one_case_for_hurl() {
    let ran = run(&[
        "export",
        "hurl",
        "--select",
        "visit-cancel/4*",
        "--select",
        "visit-rating/404-4001-unr*",
    ]);
    let text = ran.out;
    let (_, cases) = text.split_once("\n\n").unwrap();
    assert_snapshot!(cases);
}

/// The texts of a suite are inert in both files.
#[test]
fn what_a_case_says_is_quoted() {
    let suite = SuiteFolder::new();
    suite.replace(
        "cases/visit-cancel/200-2000-reason-6.yaml",
        "Reason: Проверка соответствия",
        r#"Reason: "it's `uname` $(uname) $HOME \\ # \" \n""#,
    );
    let of = |kind| {
        suite
            .run(&["export", kind, "--select", "*/200-2000-reason-6"])
            .out
    };
    let line = |text: String, part: &str| {
        let mut lines = text
            .lines()
            .filter(|line| line.contains(part) && line.contains("uname"));
        lines.next().unwrap().trim().to_owned()
    };
    assert_snapshot!(line(of("curl"), "ask "));
    assert_snapshot!(line(of("hurl"), "ReasonCode"));
}

/// The script with every case, run against a server.
async fn script(behaviour: Behaviour, more: &[(&str, &str)]) -> (Ran, Reference) {
    let server = Reference::start(Options {
        behaviour,
        ..Options::default()
    })
    .await
    .unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cases.sh");
    assert_eq!(
        run(&["export", "curl", "--out", path.to_str().unwrap()]).code,
        Some(0)
    );
    let mut command = Command::new("sh");
    command
        .arg(&path)
        .env("RPGU_TARGET", server.url())
        .env("RPGU_TOKEN", server.valid_token())
        .env("RPGU_EXPIRED_TOKEN", server.expired_token())
        .envs(more.iter().copied());
    if more.is_empty() {
        command.env("RPGU_PROVIDER_STATES", server.provider_states_url());
    }
    let ran = tokio::task::spawn_blocking(move || Ran::of(&mut command, folder.path()));
    (ran.await.unwrap(), server)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_finds_the_reference_server_as_documented() {
    let (ran, server) = script(Behaviour::Literal, &[]).await;
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(0), ""),
        "{}",
        ran.show()
    );
    assert_eq!(
        ran.out
            .lines()
            .filter(|line| line.starts_with("ok "))
            .count(),
        ran.out.lines().count()
    );
    assert!(ran.out.lines().count() >= 79, "{}", ran.out);
    assert!(!ran.show().contains(&server.valid_token()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_finds_what_differs() {
    let fault = Fault::named("cancel-race").unwrap();
    let (ran, _server) = script(Behaviour::Fault(fault), &[]).await;
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    let found: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| !line.starts_with("ok "))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("differs  visit-cancel/200-2000-simultaneous"),
        "{found:?}"
    );

    let canned = Canned::named("cancel-403-5008").unwrap();
    let (ran, _server) = script(Behaviour::Canned(canned), &[]).await;
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(ran.out.contains("differs  visit-cancel/403-5007-expired-token: documented 403, answered status 403, another message code\n"), "{}", ran.out);
    assert!(
        ran.out
            .contains("ok       visit-cancel/403-5008-malformed-token\n"),
        "{}",
        ran.out
    );
}

/// Identifiers from lists: each is used once, and what none is left for is not asked.
#[tokio::test(flavor = "multi_thread")]
async fn the_script_takes_identifiers_from_lists() {
    let (ran, _server) = script(Behaviour::Literal, &[("RPGU_VISIT_PAST", "a-visit *")]).await;
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(
        ran.out
            .contains("differs  visit-cancel/400-4021-past: documented 400, answered status 404\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(
        "not asked  visit-cancel/400-4023-foreign: no identifier in the state visit.foreign\n"
    ));
}

#[test]
fn the_script_says_what_it_needs() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cases.sh");
    run(&["export", "curl", "--out", path.to_str().unwrap()]);
    let mut command = Command::new("sh");
    let ran = Ran::of(command.arg(&path).env_remove("RPGU_TARGET"), folder.path());
    assert_ne!(ran.code, Some(0));
    assert!(
        ran.err.contains("RPGU_TARGET: the address of the target"),
        "{}",
        ran.err
    );
}

/// No credential can be in these files: whoever exports them has given none.
#[test]
fn the_program_reads_no_token_to_export() {
    let mut command = program();
    command
        .env("RPGU_TOKEN", "eyJhbGciOiJIUzI1NiJ9.secret.secret")
        .args(["export", "curl"]);
    let ran = Ran::of(&mut command, std::path::Path::new("/none"));
    assert!(!ran.out.contains("eyJhbGci"));
}
