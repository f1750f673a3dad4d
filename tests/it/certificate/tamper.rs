//! Nothing in a certificate can be changed unseen: each change is refused, with a sentence that says what.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rpgu_conformance::certificate::{
    CERTIFICATE, Files, PrivateKey, ProblemCode, Sealed, TestResult, verify,
};
use rpgu_conformance::suite::{Snapshots, Source, read};
use serde_json::{Value as Json, json};

use super::support::{
    FAILED, KEY, PASSED, SUITE, WARNED, check, problems, resigned, sign, statement,
};
use crate::support::SuiteFolder;

/// Refused with this code, in a sentence that names this.
#[track_caller]
fn refused(files: &Files, code: ProblemCode, names: &str) {
    let verification = check(files);
    let found = verification
        .problems
        .iter()
        .any(|problem| problem.code == code && problem.to_string().contains(names));
    assert!(found, "{code:?} {names}: {:#?}", problems(&verification));
    assert_eq!(verification.result(), None);
}

fn unchanged(_: &mut Json) {}

/// The statement is changed and signed again by the owner of the key.
fn resaid(sealed: &Sealed, change: impl FnOnce(&mut Json)) -> Files {
    resigned(sealed, CERTIFICATE, unchanged, change)
}

/// Every byte of the envelope, each with one bit turned.
#[test]
fn no_byte_of_the_envelope_can_be_flipped() {
    let envelope = &PASSED.files[CERTIFICATE];
    assert!(envelope.len() > 200);
    let of_envelope = BTreeSet::from([
        ProblemCode::Envelope,
        ProblemCode::OtherKey,
        ProblemCode::Signature,
    ]);
    for at in 0..envelope.len() {
        let mut bytes = envelope.clone();
        bytes[at] ^= 1 << (at % 7);
        // The rest of the folder would only cost time: it is the envelope that must be refused.
        let files = Files::from([(CERTIFICATE.to_owned(), bytes)]);
        let verification = check(&files);
        let named = verification
            .problems
            .iter()
            .any(|problem| of_envelope.contains(&problem.code) && problem.place == CERTIFICATE);
        assert!(named, "byte {at}: {:?}", problems(&verification));
    }
}

/// Whole folders, at some bytes of the envelope: the rest of the check does not change anybody's mind.
#[test]
fn a_flipped_envelope_is_refused_whatever_else_is_right() {
    let length = PASSED.files[CERTIFICATE].len();
    for at in (0..length).step_by(length / 20) {
        let mut files = PASSED.files.clone();
        files.get_mut(CERTIFICATE).unwrap()[at] ^= 1;
        assert_eq!(check(&files).result(), None, "byte {at}");
    }
}

#[test]
fn no_byte_of_a_file_can_be_flipped() {
    for name in PASSED.files.keys().filter(|name| *name != CERTIFICATE) {
        let length = PASSED.files[name].len();
        for at in (0..length).step_by(length / 15) {
            let mut files = PASSED.files.clone();
            files.get_mut(name).unwrap()[at] ^= 1;
            refused(&files, ProblemCode::Digest, name);
        }
    }
}

#[test]
fn no_file_can_be_missing_or_added() {
    for name in PASSED.files.keys() {
        let mut files = PASSED.files.clone();
        files.remove(name);
        refused(&files, ProblemCode::FileMissing, name);
    }
    for name in ["README", "report.json~", "certificate.JSON", ".hidden"] {
        let mut files = PASSED.files.clone();
        files.insert(name.to_owned(), Vec::new());
        refused(&files, ProblemCode::FileExtra, name);
    }
}

#[test]
fn another_key_is_named() {
    let other = PrivateKey::generate().unwrap();
    let payload = statement(&PASSED.files).to_string();
    let mut files = PASSED.files.clone();
    sign(&mut files, payload.as_bytes(), &other);
    refused(&files, ProblemCode::OtherKey, &other.public().id());
    refused(&files, ProblemCode::OtherKey, &KEY.public().id());

    // Its signature under the right key's name.
    let text = String::from_utf8(files[CERTIFICATE].clone()).unwrap();
    let text = text.replace(&other.public().id(), &KEY.public().id());
    files.insert(CERTIFICATE.to_owned(), text.into_bytes());
    refused(&files, ProblemCode::Signature, "the signature does not fit");
}

#[test]
fn an_envelope_has_one_form_only() {
    let envelope: Json = serde_json::from_slice(&PASSED.files[CERTIFICATE]).unwrap();
    let text = String::from_utf8(PASSED.files[CERTIFICATE].clone()).unwrap();
    let with = |change: &dyn Fn(&mut Json)| {
        let mut envelope = envelope.clone();
        change(&mut envelope);
        format!("{envelope}\n")
    };
    let signature = envelope["signatures"][0].clone();
    for (name, text) in [
        (
            "unknown field",
            with(&|envelope| envelope["more"] = 1.into()),
        ),
        (
            "unknown field",
            with(&|envelope| envelope["signatures"][0]["cert"] = "x".into()),
        ),
        (
            "0 signatures",
            with(&|envelope| envelope["signatures"] = json!([])),
        ),
        (
            "2 signatures",
            with(&|envelope| envelope["signatures"] = json!([signature, signature])),
        ),
        (
            "text/plain",
            with(&|envelope| envelope["payloadType"] = "text/plain".into()),
        ),
        (
            "missing field",
            with(&|envelope| {
                envelope["signatures"][0]
                    .as_object_mut()
                    .unwrap()
                    .remove("keyid");
            }),
        ),
        (
            "base64",
            with(&|envelope| {
                let sig = envelope["signatures"][0]["sig"]
                    .as_str()
                    .unwrap()
                    .trim_end_matches('=')
                    .to_owned();
                envelope["signatures"][0]["sig"] = sig.into();
            }),
        ),
        // The last digit before the padding has bits that mean nothing.
        (
            "base64",
            text.replace(
                signature["sig"].as_str().unwrap(),
                &loose(signature["sig"].as_str().unwrap()),
            ),
        ),
        ("other bytes", text.replace(':', ": ")),
        (
            "other bytes",
            text.replace("payloadType", "payload\\u0054ype"),
        ),
        ("other bytes", text.trim_end().to_owned()),
        (
            "duplicate field",
            text.replacen('{', "{\"payload\":\"\",", 1),
        ),
        ("trailing characters", format!("{text}{text}")),
        ("EOF", String::new()),
        ("recursion limit", "[".repeat(100_000)),
    ] {
        let mut files = PASSED.files.clone();
        files.insert(CERTIFICATE.to_owned(), text.into_bytes());
        let verification = check(&files);
        assert_eq!(verification.result(), None, "{name}");
        let sentences = problems(&verification).join("\n");
        assert!(
            sentences.contains(name)
                || (name == "recursion limit" && sentences.contains("no DSSE envelope")),
            "{name}: {sentences}"
        );
    }
}

/// The same signature with a bit set that base64 has no use for.
fn loose(sig: &str) -> String {
    let digits: Vec<char> = sig.trim_end_matches('=').chars().collect();
    assert_eq!(
        digits.len(),
        86,
        "64 bytes end in a digit with four idle bits"
    );
    let (last, rest) = digits.split_last().unwrap();
    let alphabet: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['+', '/'])
        .collect();
    let at = alphabet.iter().position(|digit| digit == last).unwrap();
    format!("{}{}==", rest.iter().collect::<String>(), alphabet[at + 1])
}

/// From here on the owner of the key is dishonest and signs whatever was changed.
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
    for at in (1..lanes).step_by(2) {
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
    for (at, id) in with_findings {
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
    for at in (0..lanes).step_by(7) {
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

#[test]
fn no_digest_can_be_edited() {
    let entries = statement(&PASSED.files)["predicate"]["configuration"]
        .as_array()
        .unwrap()
        .len();
    for at in 0..entries {
        let mut name = String::new();
        let files = resaid(&PASSED, |statement| {
            let entry = &mut statement["predicate"]["configuration"][at];
            entry["name"].as_str().unwrap().clone_into(&mut name);
            entry["digest"]["sha256"] = "0".repeat(64).into();
        });
        refused(
            &files,
            ProblemCode::Result,
            &format!("configuration[{at}].digest.sha256"),
        );
        if name != "suite" {
            refused(&files, ProblemCode::Digest, &name);
        }
        let files = resaid(&PASSED, |statement| {
            statement["predicate"]["configuration"]
                .as_array_mut()
                .unwrap()
                .remove(at);
        });
        refused(&files, ProblemCode::Result, "configuration");
    }
    let files = resaid(&PASSED, |statement| {
        statement["subject"][0]["digest"]["sha256"] = "0".repeat(64).into();
    });
    refused(&files, ProblemCode::Result, "subject[0].digest.sha256");
}

#[test]
fn no_list_of_the_statement_can_be_edited() {
    for (at, case) in SUITE.cases.iter().enumerate().step_by(4) {
        let files = resaid(&PASSED, |statement| {
            statement["predicate"]["passedTests"]
                .as_array_mut()
                .unwrap()
                .remove(at);
        });
        refused(
            &files,
            ProblemCode::Result,
            &format!("passedTests[{}]: lacks", case.id),
        );
    }
    let files = resaid(&PASSED, |statement| {
        let passed = statement["predicate"]["passedTests"]
            .as_array_mut()
            .unwrap();
        passed.push("visit-cancel/200-2000-more".into());
    });
    refused(&files, ProblemCode::Result, "visit-cancel/200-2000-more");
    let files = resaid(&PASSED, |statement| {
        let passed = statement["predicate"]["passedTests"]
            .as_array_mut()
            .unwrap();
        passed.swap(0, 1);
    });
    refused(&files, ProblemCode::Result, "passedTests");
    let files = resaid(&WARNED, |statement| {
        statement["predicate"]["result"] = "PASSED".into()
    });
    refused(&files, ProblemCode::Result, "predicate.result");
}

#[test]
fn no_other_form_of_statement_is_taken() {
    type Edit = (&'static str, fn(&mut Json));
    let edits: [Edit; 11] = [
        ("_type", |said| {
            said["_type"] = "https://in-toto.io/Statement/v0.1".into()
        }),
        ("predicateType", |said| {
            said["predicateType"] = "https://example.com/x".into()
        }),
        ("unknown field", |said| said["more"] = 1.into()),
        ("unknown field", |said| {
            said["predicate"]["url"] = "https://example.com".into()
        }),
        ("unknown variant", |said| {
            said["predicate"]["result"] = "GOLD".into()
        }),
        ("missing field", |said| {
            said["predicate"]["rpguConformance"]
                .as_object_mut()
                .unwrap()
                .remove("expires");
        }),
        ("on one line", |said| {
            said["predicate"]["rpguConformance"]["vendor"] = "a\nb".into()
        }),
        ("subject", |said| {
            let one = said["subject"][0].clone();
            said["subject"].as_array_mut().unwrap().push(one);
        }),
        ("doesNotEstablish", |said| {
            said["predicate"]["rpguConformance"]["doesNotEstablish"] = json!([])
        }),
        ("scope", |said| {
            said["predicate"]["rpguConformance"]["scope"] = "Everything.".into()
        }),
        ("target", |said| {
            said["predicate"]["rpguConformance"]["target"] = "https://other.example".into()
        }),
    ];
    for (name, edit) in edits {
        let files = resaid(&PASSED, edit);
        let verification = check(&files);
        assert_eq!(verification.result(), None, "{name}");
        let sentences = problems(&verification).join("\n");
        assert!(sentences.contains(name), "{name}: {sentences}");
    }
}

#[test]
fn time_runs_out() {
    let expires = PASSED.statement.predicate.rpgu_conformance.expires;
    let at = |now: Timestamp| verify(&PASSED.files, &KEY.public(), &SUITE, now);
    assert_eq!(
        at(expires - SignedDuration::from_secs(1)).result(),
        Some(TestResult::Passed)
    );
    let verification = at(expires);
    assert_eq!(verification.result(), None);
    assert_eq!(
        problems(&verification),
        [format!(
            "certificate.json: statement: the certificate expired on {expires}"
        )]
    );
    let verification = at(Timestamp::UNIX_EPOCH);
    assert_eq!(verification.problems[0].code, ProblemCode::NotYet);

    let files = resaid(&PASSED, |said| {
        said["predicate"]["rpguConformance"]["expires"] = "2020-01-01T00:00:00Z".into();
    });
    refused(&files, ProblemCode::Expired, "2020-01-01");
}

/// Neither a suite that asks less, nor one that asks the same in other words.
#[test]
fn another_suite_is_refused() {
    let folder = SuiteFolder::new();
    folder.replace(
        "cases/visit-cancel/400-4021-past.yaml",
        "title: ",
        "title: So ",
    );
    let other = read(
        &Source::Folder(folder.path().to_owned()).load().unwrap(),
        Snapshots::Required,
    )
    .unwrap();
    let verification = verify(&PASSED.files, &KEY.public(), &other, Timestamp::now());
    assert_eq!(verification.problems[0].code, ProblemCode::Suite);
    assert!(problems(&verification)[0].contains(&SUITE.digest));
    assert_eq!(verification.result(), None);

    let files = resigned(
        &PASSED,
        "exchanges.json",
        |recording| {
            recording["suite_digest"] = other.digest.as_str().into();
        },
        unchanged,
    );
    refused(&files, ProblemCode::Suite, "--suite");
}
