//! Which run gets which certificate.

use rpgu_conformance::certificate::{Draft, SealError, TestResult};
use rpgu_conformance::judge::{Conclusion, VerdictKind};
use rpgu_conformance::reference::{Behaviour, CANNED, Canned, FAULTS, FREEDOMS};
use rpgu_conformance::secret::Secret;
use rpgu_conformance::target::Target;
use serde_json::Value as Json;

use super::support::{
    FAILED, KEY, PASSED, SUITE, WARNED, certified, changes_forbidden, check, draft, nothing_else,
    problems, product, statement, valid_for_a_year,
};

fn names(list: &Json) -> usize {
    list.as_array().unwrap().len()
}

#[test]
fn a_server_as_documented_passes() {
    let said = statement(&PASSED.files);
    let predicate = &said["predicate"];
    assert_eq!(predicate["result"], "PASSED");
    assert_eq!(names(&predicate["passedTests"]), SUITE.cases.len());
    assert_eq!(names(&predicate["warnedTests"]), 0);
    assert_eq!(names(&predicate["failedTests"]), 0);
    assert_eq!(said["subject"][0]["name"], "Clinic@1.2");
    let verified = check(&PASSED.files);
    assert_eq!(problems(&verified), Vec::<String>::new());
    assert_eq!(verified.result(), Some(TestResult::Passed));
}

#[test]
fn a_server_with_a_quirk_is_warned_about() {
    let said = statement(&WARNED.files);
    assert_eq!(said["predicate"]["result"], "WARNED");
    assert_ne!(names(&said["predicate"]["warnedTests"]), 0);
    assert_eq!(names(&said["predicate"]["failedTests"]), 0);
    assert_eq!(check(&WARNED.files).result(), Some(TestResult::Warned));
}

#[test]
fn a_server_with_a_fault_gets_a_signed_failure() {
    let said = statement(&FAILED.files);
    assert_eq!(said["predicate"]["result"], "FAILED");
    assert_ne!(names(&said["predicate"]["failedTests"]), 0);
    assert_eq!(check(&FAILED.files).result(), Some(TestResult::Failed));
}

/// Each case stands in exactly one list.
#[test]
fn every_case_is_said_something_of() {
    for sealed in [&*PASSED, &*WARNED, &*FAILED] {
        let said = statement(&sealed.files);
        let predicate = &said["predicate"];
        let mut all: Vec<&str> = [
            &predicate["passedTests"],
            &predicate["warnedTests"],
            &predicate["failedTests"],
            &predicate["rpguConformance"]["notJudgedTests"],
        ]
        .into_iter()
        .flat_map(|list| list.as_array().unwrap())
        .map(|id| id.as_str().unwrap())
        .collect();
        all.sort_unstable();
        let mut wanted: Vec<&str> = SUITE.cases.iter().map(|case| case.id.as_str()).collect();
        wanted.sort_unstable();
        assert_eq!(all, wanted);
    }
}

#[test]
fn what_was_not_judged_is_not_certified() {
    let draft = draft(Behaviour::Literal, changes_forbidden);
    let withheld = draft.result().unwrap_err();
    assert_ne!(withheld.cases.len(), 0);
    assert!(
        withheld
            .cases
            .iter()
            .all(|(_, verdict)| *verdict == VerdictKind::Blocked)
    );
    assert_eq!(draft.report.conclusion, Conclusion::Inconclusive);
    let refused = draft.seal(&SUITE, &product(), valid_for_a_year(), &KEY);
    let Err(SealError::Withheld(again)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(again, withheld);
    let text = again.to_string();
    assert!(
        text.contains("blocked visit-cancel/200-2000-cancelled"),
        "{text}"
    );
}

#[test]
fn a_server_that_cannot_be_reached_is_not_certified() {
    let nobody = |target: &mut Target| "http://127.0.0.1:9".clone_into(&mut target.endpoint.base);
    let draft = draft(Behaviour::Literal, nobody);
    assert!(draft.result().is_err());
    assert_eq!(draft.report.conclusion, Conclusion::Unreachable);
}

/// Whatever a server does (of all of them every eighth: it takes time), the record of it proves what the run proved, and a certificate that is given verifies.
#[test]
fn faults_freedoms_and_canned_servers_are_judged_alike_from_their_records() {
    let faults = FAULTS.iter().map(Behaviour::Fault);
    let freedoms = FREEDOMS.iter().map(Behaviour::Freedom);
    let canned = CANNED
        .iter()
        .map(|canned: &Canned| Behaviour::Canned(*canned));
    let mut results = [0; 3];
    for behaviour in faults.chain(freedoms).chain(canned).step_by(8) {
        // Fails if the record proves something else.
        let draft: Draft = draft(behaviour, nothing_else);
        if let Ok(result) = draft.result() {
            results[result as usize] += 1;
            // Fails if the new certificate does not verify.
            draft
                .seal(&SUITE, &product(), valid_for_a_year(), &KEY)
                .unwrap();
        }
    }
    assert!(results.iter().all(|count| *count > 0), "{results:?}");
}

/// No credential is in any file, in whatever form.
#[test]
fn credentials_are_in_no_file() {
    let credential = "a-credential-of-the-gateway-0123456789";
    fn with_header(target: &mut Target) {
        let secret = Secret::new("a-credential-of-the-gateway-0123456789");
        let name = "x-gateway".parse().unwrap();
        target.endpoint.headers.push((name, secret));
    }
    let sealed = draft(Behaviour::Literal, with_header)
        .seal(&SUITE, &product(), valid_for_a_year(), &KEY)
        .unwrap();
    let mut texts: Vec<String> = sealed
        .files
        .values()
        .map(|bytes| String::from_utf8(bytes.clone()).unwrap())
        .collect();
    texts.push(statement(&sealed.files).to_string());
    for text in texts {
        assert!(!text.contains(credential));
        // The first half of every JWT of the reference server.
        assert!(!text.contains("eyJ0eXAi"));
    }
}

/// The same run, certified for another product, differs in what is said of the product only.
#[test]
fn a_certificate_says_what_it_does_not_establish() {
    let said = statement(&certified(Behaviour::Literal).files);
    let extension = &said["predicate"]["rpguConformance"];
    assert_eq!(extension["vendor"], "ООО «Вендор»");
    assert!(names(&extension["doesNotEstablish"]) >= 4);
    let expires: jiff::Timestamp = extension["expires"].as_str().unwrap().parse().unwrap();
    let issued: jiff::Timestamp = extension["issued"].as_str().unwrap().parse().unwrap();
    assert!(expires > issued);
}
