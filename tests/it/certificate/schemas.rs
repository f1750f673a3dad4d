//! The documents that programs read of certificates, as their committed schemas say.

use rpgu_conformance::certificate::{CERTIFICATE, VerificationReport};
use rpgu_conformance::comparison::compare;
use rpgu_conformance::overview::overview;
use rpgu_conformance::report::Report;
use serde_json::{Value as Json, json as value};

use super::support::{FAILED, PASSED, WARNED, check, json};
use crate::support::schema_errors;

#[test]
fn recordings_are_as_their_schema_says() {
    for sealed in [&*PASSED, &*WARNED, &*FAILED] {
        let recording = json(&sealed.files, "exchanges.json");
        assert_eq!(
            schema_errors("exchanges.json", &recording),
            Vec::<String>::new()
        );
    }
    // The schema says something.
    for (place, wrong) in [
        ("/schema_version", value!("1")),
        ("/started", value!("yesterday")),
        ("/lanes/0/origin", value!("stolen")),
        ("/lanes/0/steps/0/purpose", value!("fun")),
        ("/lanes/0/steps/0/exchanges/0/answer", value!({})),
        ("/lanes/0", value!({})),
    ] {
        let mut recording = json(&PASSED.files, "exchanges.json");
        *recording.pointer_mut(place).unwrap() = wrong;
        assert_ne!(
            schema_errors("exchanges.json", &recording),
            Vec::<String>::new(),
            "{place}"
        );
    }
}

#[test]
fn verifications_are_as_their_schema_says() {
    let mut spoilt = FAILED.files.clone();
    spoilt.insert(CERTIFICATE.to_owned(), Vec::new());
    for files in [&PASSED.files, &FAILED.files, &spoilt] {
        let report = VerificationReport::of(&check(files));
        let mut report = serde_json::to_value(&report).unwrap();
        assert_eq!(
            schema_errors("verification.json", &report),
            Vec::<String>::new()
        );
        report["result"] = "GOLD".into();
        assert_ne!(
            schema_errors("verification.json", &report),
            Vec::<String>::new()
        );
    }
}

#[test]
fn comparisons_and_matrices_are_as_their_schemas_say() {
    let reports = [&*PASSED, &*WARNED, &*FAILED]
        .map(|sealed| -> Report { serde_json::from_slice(&sealed.files["report.json"]).unwrap() });
    let mut fewer = reports[2].clone();
    fewer.cases.remove(0);
    for (old, new) in [(&reports[0], &fewer), (&fewer, &reports[1])] {
        let comparison = serde_json::to_value(compare(old, new)).unwrap();
        assert_eq!(
            schema_errors("comparison.json", &comparison),
            Vec::<String>::new()
        );
    }
    let columns: Vec<(String, Report)> = reports
        .into_iter()
        .chain([fewer])
        .map(|report| ("one".to_owned(), report))
        .collect();
    let mut matrix = serde_json::to_value(overview(&columns)).unwrap();
    assert_eq!(schema_errors("matrix.json", &matrix), Vec::<String>::new());
    matrix["rows"][0]["cells"][0] = Json::from("fine");
    assert_ne!(schema_errors("matrix.json", &matrix), Vec::<String>::new());
}
