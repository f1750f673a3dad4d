//! `explain`: what a case, an outcome, a ruling or a code means.

use insta::assert_snapshot;
use rpgu_conformance::diagnostic::DiagnosticCode;
use rpgu_conformance::judge::FindingCode;
use rpgu_conformance::suite::{Snapshots, Source, read};
use rstest::rstest;
use serde_json::Value as Json;

use crate::support::{Ran, SuiteFolder, run};

fn explained(name: &str) -> String {
    let ran = run(&["explain", name]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    ran.out
}

fn as_json(arguments: &[&str]) -> Json {
    let ran = run(arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    serde_json::from_str(&ran.out).unwrap()
}

#[rstest]
#[case("visit-cancel/403-5009-tampered-signature")]
#[case("visit-cancel/400-4021-past")]
#[case("visit-cancel/200-2000-simultaneous")]
#[case("visit-cancel/400-4022-cancelled-twice")]
#[case("visit-rating/4xx-missing-field/notes")]
#[case("visit-cancel/404-4001-unknown-visit")]
#[case("4021")]
#[case("403/5010")]
#[case("R9")]
#[case("R18")]
#[case("second_change")]
#[case("message_ode")]
#[case("timed_out")]
fn explains(#[case] name: &str) {
    assert_snapshot!(
        format!("explain_{}", name.replace('/', "_")),
        explained(name)
    );
}

/// A message code is explained for every operation that documents it.
#[test]
fn a_code_is_explained_on_both_operations() {
    let json = as_json(&["explain", "5010", "--format", "json"]);
    let outcomes = json["outcomes"].as_array().unwrap();
    let operations: Vec<&str> = outcomes
        .iter()
        .map(|row| row["operation"].as_str().unwrap())
        .collect();
    assert_eq!(operations, ["visit-cancel", "visit-rating"]);
    assert_eq!(json["kind"], "outcome");
    assert_eq!(outcomes[0]["cases"].as_array().unwrap().len(), 3);
}

/// The file of a table stands for all its rows, and may be named as a shell completes it.
#[rstest]
#[case("visit-rating/4xx-missing-field")]
#[case("cases/visit-rating/4xx-missing-field.yaml")]
fn a_table_is_explained_row_by_row(#[case] name: &str) {
    let json = as_json(&["explain", name, "--format", "json"]);
    assert_eq!(json["kind"], "case");
    assert_eq!(json["cases"].as_array().unwrap().len(), 6);
}

/// What blocks a case depends on the profile.
#[test]
fn what_a_profile_blocks() {
    let suite = SuiteFolder::new();
    suite.write(
        "staging.yaml",
        "target: http://127.0.0.1:1\ntokens: { valid: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl }\nstates: { visit.active: [a] }\n",
    );
    let profile = suite.path().join("staging.yaml");
    let explain = |name: &str| -> Ran {
        suite.run(&["explain", name, "--profile", profile.to_str().unwrap()])
    };
    let shown = |name: &str| -> String {
        let ran = explain(name);
        assert_eq!(ran.code, Some(0), "{}", ran.show());
        let at = ran.out.find("  under this profile").unwrap();
        ran.out[at..].to_owned()
    };
    let names = [
        "visit-cancel/403-5010-no-authorization",
        "visit-cancel/403-5007-expired-token",
        "visit-cancel/400-4021-past",
    ];
    assert_snapshot!("under_a_profile", names.map(shown).join("\n"));
}

/// Whatever `list`, a report or `check` names can be explained.
#[test]
fn everything_with_a_name_is_explained() {
    use rpgu_conformance::explain::explain;

    let suite = read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap();
    let cases = suite.cases.iter().map(|case| case.id.to_string());
    let rulings = suite.rulings.keys().map(ToString::to_string);
    let outcomes = suite
        .operations
        .iter()
        .flat_map(|operation| operation.outcomes.keys().map(ToString::to_string));
    let codes = DiagnosticCode::ALL.map(|code| code.to_string());
    let findings = FindingCode::ALL.map(|code| code.to_string());
    for name in cases
        .chain(rulings)
        .chain(outcomes)
        .chain(codes)
        .chain(findings)
    {
        let text = explain(&suite, &name, None).unwrap().to_string();
        assert!(text.starts_with(name.as_str()), "{name}\n{text}");
        assert!(text.lines().count() >= 2, "{text}");
    }
}

#[rstest]
#[case("visit-cancel/400-4021-passed")]
#[case("R99")]
#[case("5001")]
#[case("secnd_change")]
#[case("zzz")]
fn an_unknown_name(#[case] name: &str) {
    let ran = run(&["explain", name]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.out, "");
    assert_snapshot!(format!("unknown_{}", name.replace('/', "_")), ran.err);
}
