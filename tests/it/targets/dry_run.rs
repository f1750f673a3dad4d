//! `run --dry-run` as people read it.

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::support::{Ran, program};

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

fn dry_run(profile: &str, arguments: &[&str]) -> Ran {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("p.yaml"), profile).unwrap();
    let mut command = program();
    command
        .current_dir(folder.path())
        .args(["run", "--dry-run", "--profile", "p.yaml"])
        .args(arguments);
    Ran::of(&mut command, folder.path())
}

/// A lack is told once, with lines that can be pasted, and paths are as case files spell them.
#[test]
fn what_is_missing_is_told_once() {
    let profile = format!(
        "target: http://127.0.0.1:9\ntokens: {{ valid: {JWT} }}\nstates: {{ history.unrated: [a] }}\n"
    );
    let select = [
        "--select",
        "visit-rating/200-*",
        "--select",
        "visit-cancel/400-*",
        "--select",
        "*/403-5007-*",
    ];
    for language in ["en", "ru"] {
        let ran = dry_run(&profile, &[&select[..], &["--lang", language]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.show());
        assert_snapshot!(format!("dry_run_{language}"), ran.out);
    }
}

/// Pasted, with an identifier for each ellipsis, the lines are what was missing.
#[test]
fn what_would_unblock_can_be_pasted() {
    let target = "target: http://127.0.0.1:9\n";
    let blocked = |profile: &str| {
        let ran = dry_run(
            profile,
            &["--format", "json", "--select", "visit-cancel/400-4021-past"],
        );
        assert_eq!(ran.code, Some(0), "{}", ran.show());
        let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        plan["blocked"].as_array().unwrap().clone()
    };
    let mut profile = target.to_owned();
    let mut steps = 0;
    while let Some(case) = blocked(&profile).first() {
        let lines = case["unblock"].as_str().unwrap();
        let (section, line) = lines.split_once('\n').unwrap();
        assert!(!profile.contains(line), "{profile}");
        let line = line
            .replace('…', &format!("id-{steps}"))
            .replace("${RPGU_TOKEN}", JWT);
        profile = match profile.split_once(section) {
            Some((before, after)) => format!("{before}{section}\n{line}{after}"),
            None => format!("{profile}{section}\n{line}\n"),
        };
        steps += 1;
        assert!(steps < 9, "{profile}");
    }
    assert!(steps > 1);
}

/// Nothing was sent: the message must not look like one about the target.
#[test]
fn a_run_that_sends_nothing_says_so() {
    let mut command = program();
    command.args(["run", "--target", "http://127.0.0.1:9"]);
    let ran = Ran::of(&mut command, std::path::Path::new("/nowhere"));
    assert_eq!(ran.code, Some(3), "{}", ran.show());
    assert!(
        ran.out
            .contains("note: nothing was sent, so nothing is known of the target"),
        "{}",
        ran.out
    );
}
