//! The owner of the key is dishonest, and signs whatever was changed in the report or the exchanges.

use rpgu_conformance::certificate::{ProblemCode, Sealed};
use serde_json::{Value as Json, json};

use super::support::{
    FAILED, PASSED, SUITE, WARNED, check, problems, refused, resaid, resigned, unchanged,
};

#[test]
fn no_case_can_be_dropped_from_the_report() {
    for (at, case) in SUITE.cases.iter().enumerate().step_by(6) {
        let files = resigned(
            &PASSED,
            "report.json",
            |report| {
                report["cases"].as_array_mut().unwrap().remove(at);
            },
            unchanged,
        );
        refused(
            &files,
            ProblemCode::Report,
            &format!("cases[{}]: lacks", case.id),
        );
    }
}

#[test]
fn no_case_can_be_dropped_from_the_exchanges() {
    let lanes = super::support::json(&PASSED.files, "exchanges.json")["lanes"]
        .as_array()
        .unwrap()
        .len();
    for at in (0..lanes).step_by(6) {
        let mut dropped = String::new();
        let files = resigned(
            &PASSED,
            "exchanges.json",
            |recording| {
                let lane = recording["lanes"].as_array_mut().unwrap().remove(at);
                let steps = lane["steps"].as_array().unwrap();
                let judged = steps
                    .iter()
                    .find(|step| step["purpose"] == "judge")
                    .unwrap();
                judged["case"].as_str().unwrap().clone_into(&mut dropped);
            },
            unchanged,
        );
        refused(&files, ProblemCode::CaseMissing, &dropped);
    }
}

#[test]
fn no_case_can_be_added_or_asked_twice() {
    let files = resigned(
        &PASSED,
        "exchanges.json",
        |recording| {
            let lanes = recording["lanes"].as_array_mut().unwrap();
            lanes.push(lanes[0].clone());
        },
        unchanged,
    );
    refused(&files, ProblemCode::CaseExtra, "2 times");
    let files = resigned(
        &PASSED,
        "exchanges.json",
        |recording| {
            recording["lanes"][0]["steps"][0]["case"] = "visit-cancel/200-2000-made-up".into();
        },
        unchanged,
    );
    refused(
        &files,
        ProblemCode::CaseExtra,
        "visit-cancel/200-2000-made-up",
    );
}

#[test]
fn no_two_exchanges_can_be_swapped() {
    let lanes = super::support::json(&PASSED.files, "exchanges.json")["lanes"]
        .as_array()
        .unwrap()
        .len();
    for at in (1..lanes).step_by(5) {
        let swap = |part: &'static str| {
            move |recording: &mut Json| {
                let path = |lane: usize| match part {
                    "" => format!("/lanes/{lane}/steps/0/exchanges"),
                    part => format!("/lanes/{lane}/steps/0/exchanges/0/{part}"),
                };
                let one = recording.pointer(&path(at - 1)).unwrap().clone();
                let other = recording.pointer(&path(at)).unwrap().clone();
                *recording.pointer_mut(&path(at - 1)).unwrap() = other;
                *recording.pointer_mut(&path(at)).unwrap() = one;
            }
        };
        // With their requests: they stand under the wrong case, on the wrong identifier.
        let files = resigned(&PASSED, "exchanges.json", swap(""), unchanged);
        refused(
            &files,
            ProblemCode::Request,
            &format!("lanes[{at}].steps[0]"),
        );
        // The answers only: the report that was signed says otherwise. Answers of the same second can be the same.
        let files = resigned(&PASSED, "exchanges.json", swap("answer"), unchanged);
        if files["exchanges.json"] != PASSED.files["exchanges.json"] {
            assert_eq!(check(&files).result(), None, "lane {at}");
        }
    }
}

#[test]
fn no_verdict_can_be_edited() {
    for (at, case) in SUITE.cases.iter().enumerate().step_by(6) {
        let files = resigned(
            &PASSED,
            "report.json",
            |report| {
                report["cases"][at]["verdict"] = "quirk".into();
            },
            unchanged,
        );
        refused(
            &files,
            ProblemCode::Verdict,
            &format!("cases[{}].verdict: says \"quirk\"", case.id),
        );
    }
}

#[test]
fn no_finding_can_be_edited_or_dropped() {
    let report = super::support::json(&WARNED.files, "report.json");
    let with_findings = report["cases"].as_array().unwrap().iter().enumerate();
    let with_findings: Vec<(usize, &str)> = with_findings
        .filter(|(_, case)| !case["findings"].as_array().unwrap().is_empty())
        .map(|(at, case)| (at, case["id"].as_str().unwrap()))
        .collect();
    assert!(!with_findings.is_empty());
    for (at, id) in with_findings.into_iter().take(3) {
        for (field, value) in [
            ("actual", "as documented"),
            ("code", "message"),
            ("severity", "fail"),
        ] {
            let files = resigned(
                &WARNED,
                "report.json",
                |report| {
                    let finding = &mut report["cases"][at]["findings"][0][field];
                    assert_ne!(*finding, value);
                    *finding = value.into();
                },
                unchanged,
            );
            refused(
                &files,
                ProblemCode::Verdict,
                &format!("cases[{id}].findings[0].{field}"),
            );
        }
        let files = resigned(
            &WARNED,
            "report.json",
            |report| {
                report["cases"][at]["findings"] = json!([]);
            },
            unchanged,
        );
        refused(
            &files,
            ProblemCode::Verdict,
            &format!("cases[{id}].findings"),
        );
    }
}

/// A failure that is told as a pass, in every place at once, does not come through: the exchanges still say it.
#[test]
fn a_failure_cannot_be_sold_as_a_pass() {
    let files = resigned(
        &FAILED,
        "report.json",
        |report| {
            for case in report["cases"].as_array_mut().unwrap() {
                case["verdict"] = "pass".into();
                case["findings"] = json!([]);
            }
            report["conclusion"] = "conforming".into();
            report["exit_code"] = 0.into();
        },
        |statement| {
            let ids: Vec<&str> = SUITE.cases.iter().map(|case| case.id.as_str()).collect();
            statement["predicate"]["passedTests"] = json!(ids);
            statement["predicate"]["failedTests"] = json!([]);
            statement["predicate"]["warnedTests"] = json!([]);
            statement["predicate"]["rpguConformance"]["notJudgedTests"] = json!([]);
            statement["predicate"]["result"] = "PASSED".into();
        },
    );
    refused(
        &files,
        ProblemCode::Verdict,
        "says \"pass\", and the recorded exchanges say \"fail\"",
    );
    refused(
        &files,
        ProblemCode::Result,
        "predicate.result: says \"PASSED\"",
    );
}

/// Text around the verdicts cannot be made to tell another story either.
#[test]
fn no_other_field_of_the_report_can_be_edited() {
    for (field, value) in [
        ("summary", json!("Certified by the ministry.")),
        ("target", json!("https://other.example")),
        ("suite_digest", json!("00")),
        ("scope", json!("filtered")),
        ("notes", json!(["trust me"])),
        ("counts", json!({})),
        ("started", json!("2020-01-01T00:00:00Z")),
        ("more", json!(true)),
    ] {
        let files = resigned(
            &PASSED,
            "report.json",
            |report| report[field] = value,
            unchanged,
        );
        refused(&files, ProblemCode::Report, field);
    }
    let files = resigned(
        &PASSED,
        "report.json",
        |report| {
            report["cases"][0]["exchanges"][0]["request"]["url"] = "http://other".into();
        },
        unchanged,
    );
    refused(&files, ProblemCode::Report, "exchanges[0].request.url");
}

#[test]
fn the_other_forms_of_the_report_are_made_again_too() {
    let mut files = PASSED.files.clone();
    let junit = String::from_utf8(files["junit.xml"].clone()).unwrap();
    let edited = junit.replacen("visit-cancel", "visit-cancer", 1);
    assert_ne!(junit, edited);
    files.insert("junit.xml".to_owned(), edited.into_bytes());
    let again = Sealed {
        files,
        statement: PASSED.statement.clone(),
    };
    refused(&resaid(&again, unchanged), ProblemCode::Report, "junit.xml");
}

#[test]
fn no_request_can_be_edited() {
    type Edit = (&'static str, fn(&mut Json));
    let edits: [Edit; 5] = [
        ("method", |request| request["method"] = "GET".into()),
        ("path", |request| request["path"] = "/other".into()),
        ("headers", |request| request["headers"] = json!([])),
        ("headers", |request| {
            let headers = request["headers"].as_array_mut().unwrap();
            headers.push(json!(["x-trick", "1"]));
        }),
        ("body", |request| {
            request["body"] = json!({ "text": "{\"another\": 1}" })
        }),
    ];
    let lanes = super::support::json(&PASSED.files, "exchanges.json")["lanes"]
        .as_array()
        .unwrap()
        .len();
    for at in (0..lanes).step_by(21) {
        for (part, edit) in edits {
            let mut changed = false;
            let files = resigned(
                &PASSED,
                "exchanges.json",
                |recording| {
                    let request =
                        &mut recording["lanes"][at]["steps"][0]["exchanges"][0]["request"];
                    let before = request.clone();
                    edit(request);
                    changed = before != *request;
                },
                unchanged,
            );
            if changed {
                refused(
                    &files,
                    ProblemCode::Request,
                    &format!("lanes[{at}].steps[0]"),
                );
                refused(&files, ProblemCode::Request, part);
            }
        }
    }
}

/// Recordings that make no sense are refused in words, and never end this program.
#[test]
fn a_recording_that_makes_no_sense_is_refused() {
    let edits: [(&str, Json); 16] = [
        ("/schema_version", json!(2)),
        ("/tool", json!(7)),
        ("/lanes", json!([])),
        ("/lanes/0/steps", json!([])),
        ("/lanes/0/origin", json!("none")),
        ("/lanes/0/state", json!("no state")),
        ("/lanes/0/operation", json!("visit-rating")),
        ("/lanes/0/steps/0/purpose", json!("effect")),
        ("/lanes/0/steps/0/exchanges", json!([])),
        (
            "/lanes/0/steps/0/exchanges/0/answer",
            json!({ "response": { "version": "HTTP/9", "status": 200, "headers": [], "body": { "text": "" } } }),
        ),
        (
            "/lanes/0/steps/0/exchanges/0/answer",
            json!({ "response": { "version": "HTTP/1.1", "status": 99, "headers": [], "body": { "text": "" } } }),
        ),
        (
            "/lanes/0/steps/0/exchanges/0/answer",
            json!({ "response": { "version": "HTTP/1.1", "status": 200, "headers": [["a b", { "text": "" }]], "body": { "text": "" } } }),
        ),
        (
            "/lanes/0/steps/0/exchanges/0/answer",
            json!({ "response": { "version": "HTTP/1.1", "status": 200, "headers": [], "body": { "base64": "?" } } }),
        ),
        (
            "/lanes/0/steps/0/exchanges/0/answer",
            json!({ "failure": { "kind": "timed_out", "detail": "" } }),
        ),
        (
            "/lanes/0/steps/0/exchanges/0/request/method",
            json!("GET /"),
        ),
        ("/started", json!("yesterday")),
    ];
    for (path, value) in edits {
        let mut known = true;
        let files = resigned(
            &PASSED,
            "exchanges.json",
            |recording| match recording.pointer_mut(path) {
                Some(place) => *place = value.clone(),
                None => known = false,
            },
            unchanged,
        );
        assert!(known, "{path}");
        let verification = check(&files);
        assert_eq!(verification.result(), None, "{path} {value}");
        assert!(
            problems(&verification)
                .iter()
                .any(|text| text.contains("exchanges.json") || text.contains("report.json")),
            "{path}"
        );
    }
}
