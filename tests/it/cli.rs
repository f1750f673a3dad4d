//! The program as users run it: what it prints, what it writes, and its exit codes.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use rstest::rstest;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::{Ran, SuiteFolder, program, run};

/// What differs from run to run, taken out.
fn stable(text: &str) -> String {
    let mut stable = String::new();
    for line in text.lines() {
        let line = line.split(" in ").next().unwrap_or_default();
        let line = match line.split_once("http://127.0.0.1:") {
            None => line.to_owned(),
            Some((before, after)) => {
                let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
                format!("{before}http://127.0.0.1:PORT{rest}")
            }
        };
        stable.push_str(&line);
        stable.push('\n');
    }
    stable
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_main_job_needs_nothing_and_conforms() {
    let ran = run(&["run"]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert_eq!(ran.err, "");
    assert_snapshot!(stable(&ran.out));
}

#[test]
fn quiet_prints_the_conclusion_only() {
    let ran = run(&["run", "--quiet"]);
    assert_snapshot!(ran.show(), @r"
    exit 0
    ----- out
    The target conforms: every case that decides passed.
    ----- err
    ");
}

#[test]
fn a_filtered_run_is_never_conforming() {
    let ran = run(&["run", "--quiet", "--select", "visit-cancel/*"]);
    assert_snapshot!(ran.show(), @r"
    exit 3
    ----- out
    Inconclusive: only a part of the suite was run.
    ----- err
    ");
}

/// A refusal that no control can follow on its own identifier brings its control with it.
#[test]
fn one_selected_case_passes_with_its_control() {
    let ran = run(&[
        "run",
        "--format",
        "json",
        "--select",
        "visit-cancel/400-4021-past",
    ]);
    let report = json(&ran.out);
    let cases = report["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0]["verdict"], "pass");
    assert_eq!(
        cases[0]["reason"],
        "the control visit-cancel/200-2000-cancelled succeeded in this run"
    );
    assert_eq!(ran.code, Some(3));
}

#[rstest]
#[case::nothing_matches(&["run", "--select", "visit-cancle/*"])]
#[case::one_of_two_matches_nothing(&["run", "--select", "visit-cancel/*", "--select", "visit-cancel/403-5077-*"])]
#[case::no_glob(&["list", "--select", "visit-[cancel"])]
#[case::no_report_kind(&["run", "--report", "xml=a.xml"])]
#[case::no_report_path(&["run", "--report", "json="])]
#[case::standard_output_as_report(&["run", "--report", "json=-"])]
#[case::no_such_folder(&["run", "--report", "json=/nowhere/a.json"])]
#[case::a_folder_as_report(&["run", "--report", "junit=/"])]
#[case::two_reports_at_one_path(&["run", "--report", "json=x", "--report", "junit=./x"])]
#[case::no_such_command(&["rnu"])]
#[case::no_page_of_such_a_command(&["man", "certfy"])]
#[case::no_page_below_a_command(&["man", "export", "zzz"])]
#[case::no_such_shell(&["completions", "cmd"])]
#[case::no_such_flag(&["run", "--slect", "x"])]
#[case::no_jobs(&["run", "--jobs", "0"])]
#[case::no_suite(&["run", "--suite", "/nowhere"])]
fn bad_usage_is_exit_code_2(#[case] arguments: &[&str]) {
    let ran = run(arguments);
    assert_eq!(ran.out, "");
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    let name = arguments
        .join(" ")
        .replace(['/', ' ', '*', '[', '=', '.'], "_");
    assert_snapshot!(format!("usage_{name}"), ran.err);
}

#[test]
fn a_report_that_cannot_be_written_fails_before_the_first_request() {
    // Nothing listens there: a request would fail, and exit 4.
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("none/a.json");
    let ran = run(&["run", "--report", &format!("json={}", path.display())]);
    assert_eq!(ran.code, Some(2));
    assert!(!path.exists());
}

#[test]
fn list_names_every_case_and_what_it_needs() {
    let ran = run(&["list", "--format", "json"]);
    assert_eq!(ran.code, Some(0));
    let list = json(&ran.out);
    let list = list.as_array().unwrap();
    let lines: Vec<String> = list
        .iter()
        .map(|case| {
            let names = |field: &str| {
                let names = case[field].as_array().unwrap().iter();
                names
                    .map(|name| name.as_str().unwrap())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            format!(
                "{} | {} | {} | {} | {} | {}",
                case["id"].as_str().unwrap(),
                case["operation"].as_str().unwrap(),
                case["outcome"].as_str().unwrap(),
                case["level"].as_str().unwrap(),
                names("needs"),
                names("rulings"),
            )
        })
        .collect();
    assert_snapshot!(lines.join("\n"));
}

/// The 18 rows of the two documents.
#[test]
fn every_documented_outcome_has_a_case() {
    const ROWS: [(&str, &[&str]); 2] = [
        (
            "visit-cancel",
            &[
                "200/2000", "403/5010", "403/5008", "403/5007", "403/5009", "400/4021", "400/4023",
                "400/4022", "500/5023", "415", "404/4001",
            ],
        ),
        (
            "visit-rating",
            &[
                "200/2000", "403/5010", "403/5008", "403/5007", "403/5009", "400/5030", "404/4001",
            ],
        ),
    ];
    let list = json(&run(&["list", "--format", "json"]).out);
    for (operation, outcomes) in ROWS {
        for outcome in outcomes {
            let found = list
                .as_array()
                .unwrap()
                .iter()
                .any(|case| case["operation"] == operation && case["outcome"] == *outcome);
            assert!(found, "{operation} {outcome}");
        }
    }
}

#[test]
fn both_reports_are_written_and_say_the_same() {
    let folder = TempDir::new().unwrap();
    let (a, b) = (folder.path().join("a.json"), folder.path().join("b.xml"));
    let ran = run(&[
        "run",
        "--report",
        &format!("json={}", a.display()),
        "--report",
        &format!("junit={}", b.display()),
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());

    let report = json(&fs::read_to_string(&a).unwrap());
    let cases = report["cases"].as_array().unwrap();
    for field in [
        "id",
        "operation",
        "outcome",
        "level",
        "verdict",
        "findings",
        "exchanges",
    ] {
        assert!(cases.iter().all(|case| !case[field].is_null()), "{field}");
    }
    let junit =
        quick_junit::Report::deserialize_from_str(&fs::read_to_string(&b).unwrap()).unwrap();
    let names: Vec<String> = junit
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases)
        .map(|case| case.name.to_string())
        .collect();
    let ids: Vec<&str> = cases
        .iter()
        .map(|case| case["id"].as_str().unwrap())
        .collect();
    assert_eq!(names, ids);
    assert_eq!(leftovers(folder.path()), ["a.json", "b.xml"]);
}

fn leftovers(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A pass can be forced in insta by its environment; verdicts do not go through insta.
#[test]
fn insta_cannot_force_a_pass() {
    let suite = SuiteFolder::new();
    suite.replace("snapshots/visit-cancel/400-4021-past.snap", "4021", "4029");
    let mut command = program();
    command
        .env("INSTA_FORCE_PASS", "1")
        .env("INSTA_UPDATE", "always")
        .arg("--suite")
        .arg(suite.path())
        .arg("run");
    let ran = Ran::of(&mut command, suite.path());
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(
        ran.err.contains("visit-cancel/400-4021-past"),
        "{}",
        ran.err
    );
}

#[test]
fn a_renamed_case_is_noticed() {
    let suite = SuiteFolder::new();
    suite.rename(
        "cases/visit-cancel/400-4021-past.yaml",
        "cases/visit-cancel/400-4021-over.yaml",
    );
    let ran = suite.run(&["run"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("visit-cancel/400-4021-over"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("400-4021-past.snap"), "{}", ran.err);
}

/// A contract that says something else than the server, on both of its entries, is not conformed to.
#[test]
fn one_wrong_code_fails_that_case_by_name() {
    let suite = SuiteFolder::new();
    suite.replace(
        "cases/visit-cancel/operation.yaml",
        "  400/4021:",
        "  400/4029:",
    );
    suite.replace(
        "cases/visit-cancel/400-4021-past.yaml",
        "400/4021",
        "400/4029",
    );
    suite.replace("snapshots/visit-cancel/400-4021-past.snap", "4021", "4029");
    for kind in ["cases", "snapshots"] {
        let ending = if kind == "cases" { "yaml" } else { "snap" };
        suite.rename(
            &format!("{kind}/visit-cancel/400-4021-past.{ending}"),
            &format!("{kind}/visit-cancel/400-4029-past.{ending}"),
        );
    }
    let folder = TempDir::new().unwrap();
    let junit = folder.path().join("b.xml");
    let ran = suite.run(&["run", "--report", &format!("junit={}", junit.display())]);
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    let details: Vec<&str> = ran
        .out
        .lines()
        .skip_while(|line| !line.starts_with("fail "))
        .filter(|line| !line.contains("curl") && !line.contains(" ms"))
        .collect();
    assert_snapshot!(details.join("\n"));
    let junit = fs::read_to_string(junit).unwrap();
    let junit = quick_junit::Report::deserialize_from_str(&junit).unwrap();
    assert_eq!((junit.failures, junit.errors), (1, 0));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::Read as _;
    use std::process::Stdio;

    let mut child = program()
        .arg("list")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{err}");
    assert_eq!(err, "");
}

/// Whatever the help names, the page names as well.
#[test]
fn a_manual_page_has_every_command() {
    let page = run(&["man"]);
    assert_eq!(page.code, Some(0));
    assert!(page.out.starts_with(".ie "), "{}", page.out);
    let help = run(&["--help"]).out;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\nOptions:").unwrap();
    let mut names = Vec::new();
    for line in commands.lines().filter(|line| !line.starts_with("   ")) {
        names.extend(line.split_whitespace().next());
    }
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let called = format!("rpgu\\-conformance\\-{name}");
        assert!(page.out.contains(&called), "{called}");
        let page = run(&["man", name]);
        assert_eq!(page.code, Some(0), "{}", page.show());
        assert!(page.out.contains(name), "{}", page.out);
    }
    let below = run(&["man", "export", "openapi"]);
    assert!(below.out.contains("OpenAPI"), "{}", below.show());
}

#[rstest]
#[case::bash("bash", "complete -F")]
#[case::fish("fish", "complete -c rpgu-conformance")]
#[case::zsh("zsh", "#compdef rpgu-conformance")]
fn shells_learn_every_command(#[case] shell: &str, #[case] known_by: &str) {
    let ran = run(&["completions", shell]);
    assert_eq!(ran.code, Some(0));
    for word in [known_by, "certify", "known-failing", "partition"] {
        assert!(ran.out.contains(word), "{word} in {}", ran.out);
    }
}

/// What the script looks up is there to be found: a command's own flags.
#[test]
fn bash_finds_what_stands_behind_a_command() {
    let script = run(&["completions", "bash"]).out;
    let set = script.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("cmd=\"")?;
        name.strip_suffix('"').filter(|name| !name.is_empty())
    });
    let mut looked_up = 0;
    for name in set {
        assert!(script.contains(&format!("\n        {name})\n")), "{name}");
        looked_up += 1;
    }
    assert!(looked_up > 15, "{looked_up}");
}

/// A device that is replaced by a file is lost to the whole machine.
#[cfg(unix)]
#[test]
fn a_report_replaces_files_only() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let ran = run(&["run", "--report", &format!("json={}", pipe.display())]);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(ran.err.contains("a device or a pipe"), "{}", ran.err);
    assert!(!pipe.is_file());
    let (file, link) = (folder.path().join("a.json"), folder.path().join("link"));
    std::fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let ran = run(&["run", "--report", &format!("json={}", link.display())]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert!(link.is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with('{'));
}
