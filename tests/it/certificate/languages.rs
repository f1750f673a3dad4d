//! What people read of certificates, in English and Russian.

use std::fs;

use insta::assert_snapshot;
use rpgu_conformance::certificate::{Files, Flaw, verify};
use rpgu_conformance::reference::{Behaviour, Kill};
use rpgu_conformance::report::Language;
use tempfile::TempDir;

use super::support::{
    FAILED, KEY, PASSED, SUITE, check, draft_in, killed_by, nothing_else, product, resaid,
    resigned, statement, unchanged, valid_for_a_year,
};
use crate::reports::languages::stable;
use crate::support::{Ran, program};

fn is_russian(text: &str) -> bool {
    text.chars().any(|c| matches!(c, 'а'..='я'))
}

fn verified(files: &Files, arguments: &[&str]) -> Ran {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    for (name, bytes) in files {
        fs::write(out.join(name), bytes).unwrap();
    }
    KEY.write(&folder.path().join("key.pem")).unwrap();
    let mut command = program();
    command
        .current_dir(folder.path())
        .args(["verify", "out", "--key", "key.pub.pem"])
        .args(arguments);
    Ran::of(&mut command, folder.path())
}

/// The lists of a failed certificate are long, and are the same in every language.
fn short(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let kept = lines.iter().enumerate().filter(|(at, line)| {
        let first = line.split_whitespace().next();
        let before = at.checked_sub(1).map(|at| lines[at]);
        !line.contains("visit-") || before.and_then(|line| line.split_whitespace().next()) != first
    });
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn verify_in_both_languages() {
    for language in ["en", "ru"] {
        let passed = verified(&PASSED.files, &["--lang", language]);
        assert_eq!(passed.code, Some(0), "{}", passed.show());
        assert_snapshot!(format!("verify_passed_{language}"), stable(&passed.out));
        let failed = verified(&FAILED.files, &["--lang", language]);
        assert_eq!(failed.code, Some(1), "{}", failed.show());
        assert_snapshot!(
            format!("verify_failed_{language}"),
            short(&stable(&failed.out))
        );
    }
}

/// Problems of each kind that a changed certificate has.
#[test]
fn every_problem_is_told_in_both_languages() {
    let mut without = PASSED.files.clone();
    without.remove("junit.xml");
    without.insert("more".to_owned(), Vec::new());
    without.get_mut("report.html").unwrap().push(b' ');
    let cases = resigned(
        &PASSED,
        "exchanges.json",
        |recording| {
            recording["lanes"].as_array_mut().unwrap().remove(0);
            recording["schema_version"] = 9.into();
            let step = &mut recording["lanes"][0]["steps"][0];
            step["exchanges"][0]["request"]["method"] = "PUT".into();
            step["exchanges"][0]["answer"]["response"]["status"] = 9.into();
        },
        |_| {},
    );
    let verdict = resigned(
        &PASSED,
        "report.json",
        |report| report["cases"][0]["verdict"] = "fail".into(),
        |said| said["predicate"]["rpguConformance"]["scope"] = "All.".into(),
    );
    let times = resaid(&PASSED, |said| {
        said["predicate"]["rpguConformance"]["issued"] = "2020-01-01T00:00:00Z".into();
        said["predicate"]["rpguConformance"]["expires"] = "2019-01-01T00:00:00Z".into();
        said["_type"] = "x".into();
    });
    let other_suite = resigned(
        &PASSED,
        "exchanges.json",
        |recording| recording["suite_digest"] = "00".into(),
        |_| {},
    );
    let envelope = {
        let mut files = PASSED.files.clone();
        files.insert("certificate.json".to_owned(), b"{}".to_vec());
        files
    };
    let no_form = resigned(&PASSED, "report.json", |report| *report = 1.into(), |_| {});
    let mut told = 0;
    for files in [
        without,
        cases,
        verdict,
        times,
        other_suite,
        envelope,
        no_form,
    ] {
        let problems = check(&files).problems;
        assert!(!problems.is_empty());
        for problem in problems {
            let (english, russian) = (
                problem.sentence(Language::En),
                problem.sentence(Language::Ru),
            );
            assert_ne!(english, russian);
            assert!(is_russian(&russian), "{russian}");
            assert!(!is_russian(&english), "{english}");
            told += 1;
        }
    }
    assert!(told > 15, "{told}");
    let more = Language::Ru
        .certificate_sentences()
        .flaw(&Flaw::MoreDifferences { count: 3 });
    assert_eq!(more, "и ещё расхождений: 3");
}

/// Whoever certifies in Russian signs Russian sentences; whoever verifies reads them in their own language.
#[test]
fn a_russian_certificate_is_read_in_either_language() {
    let russian = draft_in(
        Language::Ru,
        Behaviour::Fault(killed_by(Kill::Quirk)),
        nothing_else,
    );
    let russian = russian
        .seal(&SUITE, &product(), valid_for_a_year(), &KEY)
        .unwrap();
    let said = statement(&russian.files);
    let extension = &said["predicate"]["rpguConformance"];
    assert_eq!(extension["language"], "ru");
    assert!(is_russian(extension["scope"].as_str().unwrap()));
    for limit in extension["doesNotEstablish"].as_array().unwrap() {
        assert!(is_russian(limit.as_str().unwrap()));
    }
    let now = jiff::Timestamp::now();
    let verification = verify(&russian.files, &KEY.public(), &SUITE, now);
    assert_eq!(verification.problems, []);
    let english = verified(&russian.files, &["--lang", "en"]).out;
    assert!(english.contains("All 79 cases of the suite"), "{english}");
    assert!(
        !is_russian(&english.replace("ООО «Вендор»", "")),
        "{english}"
    );

    // Russian sentences under an English name are no longer the ones that the exchanges prove.
    let files = resigned(&russian, "certificate.json", unchanged, |said| {
        said["predicate"]["rpguConformance"]["language"] = "en".into();
    });
    assert!(!check(&files).problems.is_empty());
}
