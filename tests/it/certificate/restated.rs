//! The owner of the key is dishonest, and signs another statement, or an old one, or one about another suite.

use jiff::{SignedDuration, Timestamp};
use rpgu_conformance::certificate::{ProblemCode, TestResult, VerificationReport, verify};
use rpgu_conformance::suite::{Snapshots, Source, read};
use serde_json::{Value as Json, json};

use super::support::{
    FAILED, KEY, PASSED, SUITE, WARNED, check, problems, refused, resaid, resigned, statement,
    unchanged,
};
use crate::support::SuiteFolder;

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

/// Another version may choose other words, but never another verdict; and it is said what was not made again.
#[test]
fn another_version_is_held_to_its_verdicts() {
    let other = "rpgu-conformance 99.0.0";
    let files = resigned(
        &FAILED,
        "exchanges.json",
        |recording| recording["tool"] = other.into(),
        |said| said["predicate"]["rpguConformance"]["tool"] = other.into(),
    );
    let verification = check(&files);
    assert_eq!(problems(&verification), Vec::<String>::new());
    assert_eq!(verification.result(), Some(TestResult::Failed));
    assert_eq!(verification.made_by_other.as_deref(), Some(other));
    let report = VerificationReport::of(&verification);
    assert!(report.unchecked[0].contains(other), "{report:?}");
    assert_eq!(check(&FAILED.files).made_by_other, None);

    let files = resigned(
        &FAILED,
        "exchanges.json",
        |recording| recording["tool"] = other.into(),
        |said| {
            said["predicate"]["rpguConformance"]["tool"] = other.into();
            said["predicate"]["result"] = "PASSED".into();
        },
    );
    refused(&files, ProblemCode::Result, "predicate.result");
}
