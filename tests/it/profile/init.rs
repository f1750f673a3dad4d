//! The profile that `init` writes.

use rpgu_conformance::cli::init::{StateNeed, TokenNeed, profile_text};
use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::profile::{self, Profile};
use rpgu_conformance::suite::{Snapshots, Source, TokenName, read as read_suite};

use super::support::{JWT, Names};

/// As a vendor's shell would have it.
fn environment(name: &str) -> Option<String> {
    Some(match name {
        "RPGU_TARGET" => "https://staging.example/rpgu".to_owned(),
        "RPGU_TOKEN" | "RPGU_EXPIRED_TOKEN" => JWT.to_owned(),
        _ => "value".to_owned(),
    })
}

fn written(names: &Names) -> String {
    let supplied = names.supplied();
    let tokens: Vec<_> = supplied
        .tokens
        .iter()
        .map(|name| TokenNeed {
            name,
            variable: match name.as_str() {
                "valid" => "RPGU_TOKEN",
                _ => "RPGU_EXPIRED_TOKEN",
            },
            title: "a token\nwith a line break in its title",
        })
        .collect();
    let states: Vec<_> = supplied
        .states
        .iter()
        .map(|name| StateNeed {
            name,
            title: "a visit",
            ids: 12,
        })
        .collect();
    profile_text(&tokens, &states)
}

fn read(names: &Names, text: &str, folder: &str) -> Profile {
    let source = SourceText::new(format!("{folder}/staging.yaml"), text);
    profile::read(&source, &names.supplied(), &environment)
        .unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

#[test]
fn what_init_writes_can_be_read() {
    let names = Names::new();
    let profile = read(&names, &written(&names), ".");
    assert_eq!(
        profile.target.unwrap().as_str(),
        "https://staging.example/rpgu"
    );
    assert_eq!(profile.tokens.iter().count(), 2);
    assert_eq!(profile.states.len(), 4);
    assert!(written(&names).contains("  # a visit (12 for every case)\n  visit.past: []\n"));
}

#[test]
fn without_tokens_and_states_there_is_still_a_profile() {
    let text = profile_text(&[], &[]);
    assert!(!text.contains("tokens:"), "{text}");
    read(&Names::new(), &text, ".");
}

#[test]
fn variables_are_named_by_the_suite_or_after_tokens() {
    let suite = read_suite(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap();
    let variable = |name| suite.token_variable(&TokenName::new(name).unwrap());
    assert_eq!(variable("valid"), "RPGU_TOKEN");
    assert_eq!(variable("expired"), "RPGU_EXPIRED_TOKEN");
}

/// Lines of an example: a `#` directly before a key, or before the indentation of one.
fn is_example(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|line| {
        line.starts_with(|c: char| c.is_ascii_lowercase()) || line.starts_with("  ")
    })
}

/// The text with its nth example in force, in the place of what stood under that key.
fn with_example(text: &str, n: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let start = (0..lines.len())
        .filter(|&at| is_example(lines[at]) && (at == 0 || !is_example(lines[at - 1])))
        .nth(n)?;
    let example: Vec<&str> = lines[start..]
        .iter()
        .take_while(|line| is_example(line))
        .map(|line| &line[1..])
        .collect();
    let key = example[0].split(':').next().unwrap();
    let mut kept = Vec::new();
    let mut replaced = false;
    for line in lines.iter().filter(|line| !line.starts_with('#')) {
        if !line.starts_with(' ') && !line.is_empty() {
            replaced = line.starts_with(&format!("{key}:"));
        }
        if !replaced {
            kept.push(*line);
        }
    }
    Some(format!("{}\n{}\n", kept.join("\n"), example.join("\n")))
}

#[test]
fn every_example_works() {
    let names = Names::new();
    let folder = tempfile::tempdir().unwrap();
    let keys = super::servers::Authority::new("conformance test");
    let (certificate, key) = keys.client();
    for (name, content) in [
        ("ca.pem", keys.certificate_pem()),
        ("client.pem", certificate),
        ("client-key.pem", key.serialize_pem()),
        ("signing-key.pem", key.serialize_pem()),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let folder = folder.path().to_str().unwrap().to_owned();
    let text = written(&names);
    let mut count = 0;
    while let Some(example) = with_example(&text, count) {
        read(&names, &example, &folder);
        count += 1;
    }
    assert_eq!(count, 12, "examples in:\n{text}");
}
