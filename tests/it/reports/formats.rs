//! Formats that other programs read: the Common Test Report Format and JUnit.

use std::fs;
use std::process::Command;

use jsonschema::Validator;
use rpgu_conformance::report::{Report, ctrf, junit};
use serde_json::{Value as Json, json};

use super::hostile::hostile;
use super::runs::{blocked, failing, passing};
use crate::support::published;

/// The schema that the format's authors publish.
fn published_ctrf() -> Validator {
    let text = fs::read_to_string(published("ctrf-schema-0.0.json")).unwrap();
    jsonschema::options()
        .should_validate_formats(true)
        // Draft 7, which the schema is written in, does not know this one yet.
        .with_format("uuid", |text| uuid::Uuid::try_parse(text).is_ok())
        .build(&serde_json::from_str(&text).unwrap())
        .unwrap()
}

fn problems(schema: &Validator, document: &Json) -> Vec<String> {
    schema
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrf_is_as_its_published_schema_says() {
    let schema = published_ctrf();
    let failing = failing().await;
    let hostile = hostile(failing.clone());
    for report in [passing().await, failing, blocked().await, hostile] {
        let document: Json = serde_json::from_str(&ctrf(&report)).unwrap();
        assert_eq!(problems(&schema, &document), Vec::<String>::new());
        // The version of the format whose schema that is.
        assert_eq!(document["specVersion"], "0.0.0");
        let summary = &document["results"]["summary"];
        let count = |status: &str| {
            let tests = document["results"]["tests"].as_array().unwrap();
            tests.iter().filter(|test| test["status"] == status).count()
        };
        for status in ["passed", "failed", "skipped", "other"] {
            assert_eq!(summary[status], count(status), "{status}");
        }
        assert_eq!(summary["tests"], report.cases.len());
        assert!(
            summary["start"].as_i64() > Some(1_700_000_000_000),
            "milliseconds since 1970"
        );
        assert!(summary["stop"].as_i64() >= summary["start"].as_i64());
    }
}

/// The check itself can fail, and knows the formats of texts.
#[tokio::test(flavor = "multi_thread")]
async fn ctrf_of_another_shape_is_noticed() {
    let schema = published_ctrf();
    let document: Json = serde_json::from_str(&ctrf(&passing().await)).unwrap();
    for (place, wrong) in [
        ("/results/tests/0/status", json!("pass")),
        ("/results/tests/0/duration", json!(0.5)),
        (
            "/results/tests/0",
            json!({ "name": "x", "status": "passed", "duration": 1, "verdict": "pass" }),
        ),
        ("/results/summary/other", json!("none")),
        ("/timestamp", json!("yesterday")),
        ("/reportId", json!("no-uuid")),
        ("/specVersion", json!("1")),
    ] {
        let mut document = document.clone();
        document["reportId"] = json!("7f2c9a5e-8c36-4a39-9b8e-0d6c35d4a9b1");
        assert_eq!(problems(&schema, &document), Vec::<String>::new());
        *document.pointer_mut(place).unwrap() = wrong;
        assert_eq!(problems(&schema, &document).len(), 1, "{place}");
    }
}

/// What no verdict tells must be neither passed nor failed.
#[tokio::test(flavor = "multi_thread")]
async fn ctrf_keeps_the_verdicts_apart() {
    let report: Report = blocked().await;
    let document: Json = serde_json::from_str(&ctrf(&report)).unwrap();
    for (case, test) in report
        .cases
        .iter()
        .zip(document["results"]["tests"].as_array().unwrap())
    {
        assert_eq!(test["name"], case.id.as_str());
        assert_eq!(test["rawStatus"], case.verdict.to_string());
        let status = match case.verdict.to_string().as_str() {
            "pass" | "quirk" => "passed",
            "fail" => "failed",
            "blocked" => "skipped",
            _ => "other",
        };
        assert_eq!(test["status"], status);
    }
}

/// What xmllint says of a document under Jenkins' schema; nothing if it is valid.
fn junit_problems(xml: &str) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("junit.xml");
    fs::write(&file, xml).unwrap();
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(published("junit-10.xsd"))
        .arg(&file)
        .output()
        .expect("this test needs the program xmllint: install it (apt-get install libxml2-utils)");
    if output.status.success() {
        String::new()
    } else {
        String::from_utf8(output.stderr).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn junit_is_as_its_published_schema_says() {
    let failing = failing().await;
    let hostile = hostile(failing.clone());
    for report in [passing().await, failing, blocked().await, hostile] {
        assert_eq!(junit_problems(&junit(&report)), "");
    }
    // The check can fail.
    let xml = junit(&passing().await);
    for (right, wrong) in [
        ("<testcase name=", "<testcase verdict=\"pass\" name="),
        ("<testsuites ", "<testsuites skipped=\"0\" "),
        ("tests=", "cases="),
        ("</testsuites>", ""),
    ] {
        let spoilt = xml.replacen(right, wrong, 1);
        assert_ne!(spoilt, xml);
        assert_ne!(junit_problems(&spoilt), "", "{wrong}");
    }
}

/// The counts that a JUnit reader adds up are those of its elements.
#[tokio::test(flavor = "multi_thread")]
async fn junit_counts_agree_with_its_elements() {
    for report in [passing().await, failing().await, blocked().await] {
        let xml = junit(&report);
        let count = |element: &str| {
            xml.matches(&format!("<{element} ")).count()
                + xml.matches(&format!("<{element}>")).count()
        };
        let read = quick_junit::Report::deserialize_from_str(&xml).unwrap();
        assert_eq!(read.tests, report.cases.len());
        assert_eq!(read.tests, count("testcase"));
        assert_eq!(read.failures, count("failure"));
        assert_eq!(read.errors, count("error"));
        let ids: Vec<String> = read
            .test_suites
            .iter()
            .flat_map(|suite| &suite.test_cases)
            .map(|case| case.name.to_string())
            .collect();
        let expected: Vec<&str> = report.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids, expected);
    }
}
