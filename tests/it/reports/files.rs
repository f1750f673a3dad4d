//! Report files: whole or not there.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use rpgu_conformance::report::{
    Language, Mask, PrintError, Report, ReportFile, ReportFileError, ReportRequest, print_json,
};
use rstest::rstest;
use tempfile::TempDir;

use super::runs::failing;
use crate::support::Ran;

const KINDS: [&str; 5] = ["json", "junit", "html", "markdown", "ctrf"];

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn requests(folder: &Path, kinds: &[&str]) -> Vec<ReportRequest> {
    let request = |kind: &&str| format!("{kind}={}", folder.join(kind).display());
    kinds
        .iter()
        .map(|kind| request(kind).parse().unwrap())
        .collect()
}

fn write(
    folder: &Path,
    kinds: &[&str],
    report: &Report,
    mask: &Mask,
) -> Result<(), ReportFileError> {
    let files = ReportFile::open_all(&requests(folder, kinds)).unwrap();
    ReportFile::write_all(files, report, mask, Language::En)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_in_the_data_keeps_every_file_from_being_written() {
    let report = failing().await;
    let evidence = report.cases[0].evidence.open();
    let url = &evidence.exchanges[0].request.url;
    // A page writes slashes otherwise, which hides it from a search.
    let mask = Mask::of_values([url.as_str()]);
    for kinds in [
        &KINDS[..],
        &["html"],
        &["markdown", "html"],
        &["junit", "json"],
    ] {
        let folder = TempDir::new().unwrap();
        let error = write(folder.path(), kinds, &report, &mask).unwrap_err();
        assert!(matches!(error, ReportFileError::Leak(_)), "{error}");
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{kinds:?}");
    }
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        &KINDS,
        &report,
        &Mask::of_values(["nowhere-in-this-report"]),
    )
    .unwrap();
    assert_eq!(names(folder.path()).len(), KINDS.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_report_with_a_credential_is_printed() {
    let report = failing().await;
    let evidence = report.cases.last().unwrap().evidence.open();
    let last = evidence.exchanges.last().unwrap();
    let mask = Mask::of_values([last.request.url.as_str()]);
    let mut printed = Vec::new();
    let error = print_json(&report, &mask, &mut printed).unwrap_err();
    assert!(matches!(error, PrintError::Leak));
    assert_eq!(printed, Vec::<u8>::new());
}

/// Runs the program where no file can be longer than so many blocks.
#[cfg(unix)]
fn on_a_full_disk(blocks: usize, folder: &Path, kinds: &[&str]) -> Ran {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command
        .env_clear()
        .args(["-c", &script])
        .arg(env!("CARGO_BIN_EXE_rpgu-conformance"))
        .args(["run", "--quiet"]);
    for kind in kinds {
        let path = folder.join(kind);
        command.args(["--report", &format!("{kind}={}", path.display())]);
    }
    Ran::of(&mut command, folder)
}

#[cfg(unix)]
#[rstest]
#[case("json")]
#[case("junit")]
#[case("html")]
#[case("markdown")]
#[case("ctrf")]
fn a_report_that_does_not_fit_leaves_no_file(#[case] kind: &str) {
    let folder = TempDir::new().unwrap();
    let ran = on_a_full_disk(1, folder.path(), &[kind]);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(
        ran.err
            .contains(&format!("the report {kind} cannot be written: ")),
        "{}",
        ran.err
    );
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

/// The first of the errors is told, and what is whole is there.
#[cfg(unix)]
#[test]
fn a_report_that_does_not_fit_takes_no_other_with_it() {
    let folder = TempDir::new().unwrap();
    let ran = on_a_full_disk(64, folder.path(), &["markdown", "json", "html"]);
    assert_snapshot!(ran.show(), @r"
    exit 2
    ----- out
    ----- err
    error: the report json cannot be written: File too large (os error 27); name a file in an existing folder that you may write to
    ");
    assert_eq!(names(folder.path()), ["markdown"]);
}
