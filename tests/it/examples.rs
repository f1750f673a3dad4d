//! The files under `examples/` are what they say they are.

use std::path::Path;

use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::judge::KnownFailures;
use rpgu_conformance::profile;
use rpgu_conformance::suite::{Snapshots, Source, read};
use rpgu_conformance::target::supplied;
use rstest::rstest;

use crate::support::run;

fn example(name: &str) -> SourceText {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/ci")
        .join(name);
    SourceText::new(name, std::fs::read_to_string(path).unwrap())
}

#[test]
fn the_profile_can_be_read() {
    let suite = read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap();
    let token = |_: &str| Some("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl".to_owned());
    profile::read(&example("staging.yaml"), &supplied(&suite), &token).unwrap();
}

#[test]
fn the_known_failures_can_be_read() {
    KnownFailures::read(&example("known-failing.yaml")).unwrap();
}

/// Every flag that a CI job uses exists.
#[rstest]
#[case("github-actions.yml")]
#[case("gitlab-ci.yml")]
#[case("Jenkinsfile")]
fn the_jobs_use_flags_that_exist(#[case] name: &str) {
    let help = run(&["run", "--help"]).out;
    let job = example(name);
    let command = job.text.split("rpgu-conformance run").nth(1).unwrap();
    let flags: Vec<&str> = command
        .split_whitespace()
        .take_while(|word| !["-", "artifacts:", "'''"].contains(word))
        .filter(|word| word.starts_with("--"))
        .collect();
    assert!(flags.len() >= 4, "{flags:?}");
    for flag in flags {
        assert!(help.contains(flag), "{flag}");
    }
}
