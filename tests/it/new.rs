//! `new` and `run --accept`: files that pass `check`, and nothing that was there is lost.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use rpgu_conformance::reference::{Behaviour, Fault, Options, Reference};
use rstest::rstest;

use crate::support::{Ran, SuiteFolder, program};

const NEW: [&str; 2] = ["new", "case"];

fn new_case(suite: &SuiteFolder, arguments: &[&str]) -> Ran {
    let arguments: Vec<&str> = NEW.iter().chain(arguments).copied().collect();
    suite.run(&arguments)
}

fn good(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{}", ran.show());
}

fn file(suite: &SuiteFolder, name: &str) -> String {
    fs::read_to_string(suite.path().join(name)).unwrap()
}

/// All files of a suite with their contents.
fn all(suite: &SuiteFolder) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![suite.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((
                    path.display().to_string(),
                    fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    files.sort();
    files
}

/// Each kind of change makes a case that passes `check`, and that says what was asked for.
#[rstest]
#[case("visit-cancel/400-4021-other", &["--given", "visit.late", "--state", "a visit of yesterday"], "given: visit.late")]
#[case("visit-cancel/403-5008-basic", &["--header", "Authorization=Bearer x.y"], "Authorization: \"Bearer x.y\"")]
#[case("visit-cancel/415-accept", &["--header", "Content-Type=text/plain"], "Content-Type: \"text/plain\"")]
#[case("visit-rating/4xx-no-notes-at-all", &["--member", "notes=null"], "member: { notes: null }")]
#[case("visit-rating/4xx-huge-score", &["--member", "result_1=600"], "member: { result_1: 600 }")]
#[case("visit-rating/4xx-table-notes", &["--without", "Notes", "--control", "200-2000-fields-as-in-table"], "without: Notes")]
#[case("visit-cancel/404-4001-list", &["--body", "[1]"], "body: { json: [1] }")]
#[case("visit-cancel/404-4001-text", &["--body-text", "a: b"], "body: { text: \"a: b\" }")]
#[case("visit-cancel/404-4001-number", &["--path", "17"], "path: { visit: \"17\" }")]
#[case("visit-cancel/409-4100-busy", &["--given", "visit.busy", "--text", "Busy: try later", "--ruling", "R17"], "outcome: 409/4100")]
fn a_new_case_passes_check(#[case] id: &str, #[case] change: &[&str], #[case] line: &str) {
    let suite = SuiteFolder::new();
    let title = format!("New: {id}");
    let arguments: Vec<&str> = [id, "--title", &title]
        .iter()
        .chain(change)
        .copied()
        .collect();
    let ran = new_case(&suite, &arguments);
    good(&ran);
    let text = file(&suite, &format!("cases/{id}.yaml"));
    assert!(
        text.starts_with("# yaml-language-server: $schema=../../schemas/case.json\n"),
        "{text}"
    );
    assert!(text.contains(line), "{text}");
    good(&suite.run(&["check"]));
    good(&suite.run(&["explain", id]));
    // What is there is not written over.
    let before = all(&suite);
    let again = new_case(&suite, &arguments);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("is there already"), "{}", again.err);
    assert_eq!(all(&suite), before);
}

#[test]
fn what_new_case_says() {
    let suite = SuiteFolder::new();
    let ran = new_case(
        &suite,
        &[
            "visit-cancel/400-4024-locked",
            "--title",
            "A visit that a doctor is on the way to is not cancelled",
            "--given",
            "visit.locked",
            "--text",
            "Врач уже выехал",
        ],
    );
    assert_snapshot!(ran.show());
    let operation = file(&suite, "cases/visit-cancel/operation.yaml");
    let line = "  400/4024: { type: validation, level: must, text: Врач уже выехал }\n\nquirks:";
    assert!(operation.contains(line), "{operation}");
    assert!(suite.path().join("schemas/case.json").exists());
}

/// What `check` asks for when somebody added a row by hand, `new case` does.
#[test]
fn a_row_that_lacks_its_case_gets_one() {
    let suite = SuiteFolder::new();
    let operation = "cases/visit-cancel/operation.yaml";
    suite.replace(
        operation,
        "  415:",
        "  400/4024: { type: validation, level: must, text: Нет }\n  415:",
    );
    let before = file(&suite, operation);
    let arguments = [
        "visit-cancel/400-4024-locked",
        "--title",
        "Locked",
        "--given",
        "visit.locked",
    ];
    good(&new_case(&suite, &arguments));
    assert_eq!(file(&suite, operation), before);
    good(&suite.run(&["check"]));
}

/// A case that `check` would refuse is not written.
#[rstest]
#[case::no_change(&["visit-cancel/403-5010-a", "--title", "a"])]
#[case::two_changes(&["visit-cancel/403-5010-a", "--title", "a", "--without", "b", "--path", "c"])]
#[case::nothing_changed(&["visit-cancel/403-5010-a", "--title", "a", "--header", "Content-Type=application/json"])]
#[case::same_request(&["visit-cancel/403-5010-a", "--title", "a", "--no-header", "Authorization"])]
#[case::same_title(&["visit-cancel/403-5010-a", "--title", "An expired token is refused", "--header", "Authorization=a"])]
#[case::no_member(&["visit-cancel/4xx-a", "--title", "a", "--without", "Reason"])]
#[case::unknown_ruling(&["visit-cancel/403-5010-a", "--title", "a", "--header", "Authorization=a", "--ruling", "R91"])]
#[case::unknown_control(&["visit-cancel/403-5010-a", "--title", "a", "--header", "Authorization=a", "--control", "200"])]
#[case::unknown_operation(&["visit-cancle/403-5010-a", "--title", "a", "--header", "Authorization=a"])]
#[case::no_name(&["visit-cancel/locked", "--title", "a", "--header", "Authorization=a"])]
#[case::no_json(&["visit-cancel/4xx-a", "--title", "a", "--body", "{a}"])]
fn a_case_that_would_be_wrong_is_not_written(#[case] arguments: &[&str]) {
    let suite = SuiteFolder::new();
    let before = all(&suite);
    let ran = new_case(&suite, arguments);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert_eq!(all(&suite), before);
    let name = std::thread::current()
        .name()
        .unwrap()
        .rsplit("::")
        .next()
        .unwrap()
        .to_owned();
    assert_snapshot!(
        format!("refused_{}", name.trim_start_matches(char::is_numeric)),
        ran.err
    );
}

#[test]
fn the_suite_in_the_program_cannot_change() {
    let ran = crate::support::run(&[
        "new",
        "case",
        "visit-cancel/4xx-a",
        "--title",
        "a",
        "--path",
        "c",
    ]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--suite DIR"), "{}", ran.err);
}

const OPERATION: [&str; 15] = [
    "new",
    "operation",
    "visit-confirm",
    "--title",
    "Confirm a visit",
    "--method",
    "PUT",
    "--path",
    "/api/visit/{{ visit }}/confirmation",
    "--given",
    "visit.booked",
    "--effect",
    "409/6002",
    "--outcome",
    "403/5010=Запрос должен содержать 'Authorization: Bearer ...'",
];

/// In a suite that is there, and in a folder with nothing in it.
#[test]
fn a_new_operation_passes_check() {
    let suite = SuiteFolder::new();
    good(&suite.run(&OPERATION));
    good(&suite.run(&["check"]));
    // As another operation of the suite provokes it.
    let text = file(&suite, "cases/visit-confirm/403-5010-no-authorization.yaml");
    assert!(text.contains("headers: { Authorization: null }"), "{text}");

    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.arg("--suite").arg(folder.path()).args(arguments);
        Ran::of(&mut command, folder.path())
    };
    let ran = run(&OPERATION);
    assert_snapshot!(ran.show());
    good(&run(&["check"]));
    assert!(folder.path().join("schemas/operation.json").exists());
    let again = run(&OPERATION);
    assert_eq!(again.code, Some(2), "{}", again.show());
}

/// `run --accept` on a running reference server.
async fn accepted(suite: &SuiteFolder, behaviour: Behaviour, more: &[&str]) -> Ran {
    let server = Reference::start(Options { port: 0, behaviour })
        .await
        .unwrap();
    suite.write(
        "target.yaml",
        format!(
            "target: {}\ntokens: {{ valid: {}, expired: {} }}\nprovider_states: {}\n",
            server.url(),
            server.valid_token(),
            server.expired_token(),
            server.provider_states_url()
        ),
    );
    let path = suite.path().to_owned();
    let more: Vec<String> = more.iter().map(|text| (*text).to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        let mut command = program();
        command
            .arg("--suite")
            .arg(&path)
            .args(["--quiet", "run", "--accept", "--profile"]);
        command.arg(path.join("target.yaml")).args(more);
        Ran::of(&mut command, &path)
    })
    .await
    .unwrap()
}

const SELECT: [&str; 2] = ["--select", "visit-cancel/403-5007-*"];
const SNAPSHOT: &str = "snapshots/visit-cancel/403-5007-expired-token.snap";

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_snapshot_is_accepted_and_shown() {
    let suite = SuiteFolder::new();
    let whole = file(&suite, SNAPSHOT);
    suite.remove(SNAPSHOT);
    let ran = accepted(&suite, Behaviour::Literal, &SELECT).await;
    assert_eq!(file(&suite, SNAPSHOT), whole);
    assert_snapshot!(ran.out);
    good(&suite.run(&["check"]));
    // The snapshot of another case was missing: it was not selected, so nothing proves it.
    let other = "snapshots/visit-cancel/400-4021-past.snap";
    suite.remove(other);
    let ran = accepted(&suite, Behaviour::Literal, &SELECT).await;
    assert!(ran.out.contains("nothing was written"), "{}", ran.show());
    assert!(!suite.path().join(other).exists());
}

/// A snapshot that was spoilt is put right again, with both sides shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_snapshot_is_replaced() {
    let suite = SuiteFolder::new();
    let whole = file(&suite, SNAPSHOT);
    suite.replace(SNAPSHOT, "status: 403", "status: 401");
    let ran = accepted(&suite, Behaviour::Literal, &SELECT).await;
    assert!(
        ran.out.contains("-status: 401\n+status: 403"),
        "{}",
        ran.show()
    );
    assert_eq!(file(&suite, SNAPSHOT), whole);
}

/// The double entry: what the outcome does not say is never written.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_answer_is_never_accepted() {
    let suite = SuiteFolder::new();
    suite.remove(SNAPSHOT);
    let behaviour = Fault::named("authorization-401")
        .map(Behaviour::Fault)
        .unwrap();
    let ran = accepted(&suite, behaviour, &SELECT).await;
    assert!(!suite.path().join(SNAPSHOT).exists(), "{}", ran.show());
    assert_snapshot!(ran.out);
}

/// Only a target that stands in the command itself may be asked what the contract is.
#[test]
fn a_target_of_the_environment_is_not_accepted() {
    let suite = SuiteFolder::new();
    let mut command = program();
    command
        .arg("--suite")
        .arg(suite.path())
        .args(["run", "--accept"]);
    command.env("RPGU_TARGET", "http://127.0.0.1:1");
    let ran = Ran::of(&mut command, suite.path());
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("--target URL or --profile FILE"),
        "{}",
        ran.err
    );
    let ran = crate::support::run(&["run", "--accept", "--target", "http://127.0.0.1:1"]);
    assert!(ran.err.contains("--suite DIR"), "{}", ran.err);
}

/// `init FILE` writes the schema that the profile's first line names, and leaves one that is there.
#[test]
fn init_writes_the_schema_beside_the_profile() {
    let folder = tempfile::tempdir().unwrap();
    let init = |name: &str| {
        let mut command = program();
        command.arg("init").arg(folder.path().join(name));
        Ran::of(&mut command, folder.path())
    };
    good(&init("a.yaml"));
    let schema =
        |folder: &Path| fs::read_to_string(folder.join("rpgu-profile.schema.json")).unwrap();
    let profile = fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    assert!(profile.starts_with("# yaml-language-server: $schema=rpgu-profile.schema.json\n"));
    assert!(schema(folder.path()).contains("provider_states"));
    fs::write(folder.path().join("rpgu-profile.schema.json"), "mine").unwrap();
    good(&init("b.yaml"));
    assert_eq!(schema(folder.path()), "mine");
}

/// README's way from nothing to a passing case, in a copy of the suite, command by command.
#[test]
fn the_commands_of_readme_add_a_case_that_passes() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let section = readme.split("### A case for a new code").nth(1).unwrap();
    let block = section
        .split("```")
        .nth(1)
        .unwrap()
        .trim_start_matches("sh\n");
    let commands = block.replace("\\\n", " ");
    let commands: Vec<&str> = commands.lines().collect();
    assert!(commands.len() < 10, "{commands:?}");
    let suite = SuiteFolder::new();
    let mut ran = Vec::new();
    for command in &commands {
        let Some(arguments) = command.strip_prefix("cargo run -- --suite . ") else {
            assert_eq!(*command, "cargo test --test conformance");
            continue;
        };
        let arguments: Vec<String> = words(arguments);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        ran.push(suite.run(&arguments));
    }
    let codes: Vec<Option<i32>> = ran.iter().map(|ran| ran.code).collect();
    // The last one runs a part of the suite, which proves nothing about the whole.
    assert_eq!(codes, [Some(0), Some(0), Some(0), Some(3)], "{ran:#?}");
    let run = ran.last().unwrap();
    assert!(run.out.contains("1 pass"), "{}", run.show());
}

/// Words as a shell reads them, as far as README uses quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ' ' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
