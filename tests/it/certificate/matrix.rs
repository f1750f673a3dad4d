//! `matrix`: many targets side by side.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use tempfile::TempDir;

use super::support::{FAILED, PASSED, WARNED, json, statement};
use crate::support::{Ran, program};

/// Three certificates in folders, the last with markup in its report.
fn matrix(arguments: &[&str]) -> (TempDir, Ran) {
    let folder = TempDir::new().unwrap();
    for (name, sealed) in [("one", &*PASSED), ("two", &*WARNED), ("three", &*FAILED)] {
        let out = folder.path().join(name);
        fs::create_dir(&out).unwrap();
        let mut report = json(&sealed.files, "report.json");
        if name == "three" {
            report["target"] = "http://x/\"><script>alert(1)</script>".into();
        }
        fs::write(out.join("report.json"), report.to_string()).unwrap();
    }
    let mut command = program();
    command
        .current_dir(folder.path())
        .args(["matrix", "one", "two", "three/report.json"])
        .args(arguments);
    let ran = Ran::of(&mut command, folder.path());
    (folder, ran)
}

#[test]
fn each_target_is_a_column_and_each_outcome_a_row() {
    let (_folder, ran) = matrix(&["--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    let matrix: Json = serde_json::from_str(&ran.out).unwrap();
    let conclusions: Vec<&str> = (0..3)
        .map(|at| matrix["targets"][at]["conclusion"].as_str().unwrap())
        .collect();
    assert_eq!(conclusions, ["conforming", "conforming", "not_conforming"]);
    let rows = matrix["rows"].as_array().unwrap();
    assert!(rows.len() >= 18);
    assert!(rows.iter().all(|row| row["cells"][0] == "pass"));
    assert!(rows.iter().any(|row| row["cells"][1] == "quirk"));
    assert!(rows.iter().any(|row| row["cells"][2] == "fail"));
    let failed = statement(&FAILED.files)["predicate"]["failedTests"][0].clone();
    let (operation, _) = failed.as_str().unwrap().split_once('/').unwrap();
    assert!(
        rows.iter()
            .any(|row| row["operation"] == operation && row["cells"][2] == "fail")
    );
}

#[test]
fn the_page_needs_nothing_and_keeps_markup_text() {
    let (folder, ran) = matrix(&["--html", "matrix.html"]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert!(ran.out.contains("visit-cancel 200/2000"), "{}", ran.out);
    let page = fs::read_to_string(folder.path().join("matrix.html")).unwrap();
    assert!(!page.contains("<script"), "{page}");
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"),
        "{page}"
    );
    assert!(!page.contains("src="), "{page}");
    // The empty icon keeps browsers from asking for one.
    assert_eq!(page.matches("href=").count(), 1, "{page}");
    assert!(page.contains("href=\"data:,\""), "{page}");
}

#[test]
fn the_table_speaks_russian() {
    let (folder, ran) = matrix(&["--html", "matrix.html", "--lang", "ru"]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert!(ran.out.contains("не соответствует"), "{}", ran.out);
    assert!(ran.out.contains("- не проверялось"), "{}", ran.out);
    let page = fs::read_to_string(folder.path().join("matrix.html")).unwrap();
    assert!(page.contains("<html lang=\"ru\">"), "{page}");
    assert!(
        page.contains("<h1>Серверы и документированные ответы</h1>"),
        "{page}"
    );
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let (_folder, ran) = matrix(&["nowhere"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("nowhere: cannot be read"), "{}", ran.err);
    let (folder, ran) = matrix(&["--html", "none/matrix.html"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("none/matrix.html cannot be written"),
        "{}",
        ran.err
    );
    assert!(!Path::new(folder.path()).join("none").exists());
}
