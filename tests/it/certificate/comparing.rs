//! `compare`: two reports.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::support::{PASSED, json as file};
use crate::support::{Ran, program};

fn compare(edit: impl FnOnce(&mut Json), arguments: &[&str]) -> Ran {
    let folder = TempDir::new().unwrap();
    let (old, new) = (
        folder.path().join("old.json"),
        folder.path().join("new.json"),
    );
    let report = file(&PASSED.files, "report.json");
    fs::write(&old, report.to_string()).unwrap();
    let mut edited = report;
    edit(&mut edited);
    fs::write(&new, edited.to_string()).unwrap();
    let mut command = program();
    command.arg("compare").arg(old).arg(new).args(arguments);
    Ran::of(&mut command, folder.path())
}

fn verdict(report: &mut Json, at: usize, verdict: &str) {
    report["cases"][at]["verdict"] = verdict.into();
}

#[test]
fn the_same_is_no_regression() {
    assert_snapshot!(compare(|_| (), &[]).show(), @r"
    exit 0
    ----- out
    No regression: 0 changed, 0 vanished, 0 appeared.
    ----- err
    ");
}

#[test]
fn a_quirk_is_a_change_and_no_regression() {
    let ran = compare(|new| verdict(new, 0, "quirk"), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert!(ran.out.contains("pass -> quirk"), "{}", ran.out);
}

#[test]
fn what_was_right_and_is_not_is_a_regression() {
    for after in ["fail", "unproven", "blocked", "error"] {
        let ran = compare(|new| verdict(new, 3, after), &["--quiet"]);
        assert_eq!(ran.code, Some(1), "{after}");
        assert!(ran.out.starts_with("1 regression:"), "{}", ran.out);
    }
}

#[test]
fn cases_come_and_go() {
    let ran = compare(
        |new| {
            let cases = new["cases"].as_array_mut().unwrap();
            let mut gone = cases.remove(0);
            gone["id"] = "visit-cancel/200-2000-brand-new".into();
            cases.push(gone);
            new["suite_digest"] = "00".into();
        },
        &[],
    );
    assert_snapshot!(ran.show(), @r"
    exit 1
    ----- out
    note: the two runs asked different suites
    vanished visit-cancel/200-2000-after-refusals (was pass)
    appeared visit-cancel/200-2000-brand-new: pass
    1 regression: 0 changed, 1 vanished, 1 appeared.
    ----- err
    ");
}

#[test]
fn it_speaks_russian() {
    let ran = compare(
        |new| {
            verdict(new, 0, "fail");
            new["cases"].as_array_mut().unwrap().remove(3);
            new["suite_digest"] = "00".into();
        },
        &["--lang", "ru"],
    );
    assert_snapshot!(ran.show(), @r"
    exit 1
    ----- out
    примечание: прогоны сделаны с разными наборами проверок
    ухудшилось visit-cancel/200-2000-after-refusals: pass -> fail
    исчезло visit-cancel/200-2000-simultaneous (было pass)
    Ухудшений: 2; изменилось проверок: 1, исчезло: 1, появилось: 0.
    ----- err
    ");
}

#[test]
fn programs_can_read_it() {
    let ran = compare(|new| verdict(new, 0, "fail"), &["--format", "json"]);
    let comparison: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(comparison["regressions"], 1);
    assert_eq!(comparison["changed"][0]["regression"], true);
    assert_eq!(comparison["changed"][0]["new"], "fail");
    assert_eq!(comparison["vanished"], json!([]));
}

#[test]
fn what_is_no_report_is_named() {
    let mut command = program();
    command.args(["compare", "/nowhere/a.json", "/nowhere/b.json"]);
    let ran = Ran::of(&mut command, Path::new("/elsewhere"));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("/nowhere/a.json: cannot be read"),
        "{}",
        ran.err
    );
    let ran = compare(|new| *new = json!({ "cases": [] }), &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("new.json: is no report"), "{}", ran.err);
    let ran = compare(|new| new["schema_version"] = 99.into(), &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("schema version 99"), "{}", ran.err);
}
