//! `schemas/` is current, and says what the readers say.

use std::fs;
use std::path::{Path, PathBuf};

use rpgu_conformance::schema::SchemaOf;
use rstest::rstest;
use serde_json::Value as Json;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// After a change of the types: `RPGU_UPDATE_SCHEMAS=1 cargo test --test it schema`.
#[test]
fn the_committed_schemas_are_current() {
    for kind in SchemaOf::ALL {
        let path = root().join("schemas").join(kind.file_name());
        if std::env::var_os("RPGU_UPDATE_SCHEMAS").is_some() {
            fs::write(&path, kind.text()).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == kind.text(),
            "{} is out of date; run RPGU_UPDATE_SCHEMAS=1 cargo test --test it schema",
            path.display()
        );
    }
}

/// The mistakes that a schema finds in a file.
fn mistakes(schema: &Json, text: &str) -> Vec<String> {
    let document: Json = serde_saphyr::from_str(text).unwrap();
    let validator = jsonschema::validator_for(schema).unwrap();
    validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Every YAML file of the repository, but for those that no schema is published for.
fn yaml_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = ["cases", "examples", "tests"]
        .iter()
        .map(|folder| root().join(folder))
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|kind| kind == "yaml" || kind == "yml")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The schema that the first line of a file names; none if it is published elsewhere.
fn named_schema(path: &Path, text: &str) -> Option<PathBuf> {
    let line = text.lines().next().unwrap();
    let way = line
        .strip_prefix("# yaml-language-server: $schema=")
        .unwrap_or_else(|| panic!("{} names no schema in its first line", path.display()));
    (!way.starts_with("https://")).then(|| path.parent().unwrap().join(way))
}

#[test]
fn every_yaml_file_names_its_schema_and_validates() {
    let files = yaml_files();
    assert!(files.len() > 40, "{files:?}");
    let schemas = root().join("schemas").canonicalize().unwrap();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let Some(schema) = named_schema(&path, &text) else {
            continue;
        };
        let schema = schema.canonicalize().unwrap();
        assert_eq!(schema.parent().unwrap(), schemas, "{}", path.display());
        let schema: Json = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
        assert_eq!(mistakes(&schema, &text), [""; 0], "{}", path.display());
    }
}

/// What a schema can say about a mistake, it says: editors underline it before anything is run.
#[rstest]
#[case::misspelt_field(SchemaOf::Case, "title: a\noutcom: 403/5010\n")]
#[case::no_title(SchemaOf::Case, "outcome: 403/5010\n")]
#[case::no_outcome(SchemaOf::Case, "title: a\n")]
#[case::no_such_form(SchemaOf::Case, "title: a\noutcome: forbidden\n")]
#[case::number_as_title(SchemaOf::Case, "title: 5\noutcome: 403/5010\n")]
#[case::level(SchemaOf::Case, "title: a\noutcome: 415\nlevel: shall\n")]
#[case::state(SchemaOf::Case, "title: a\noutcome: 415\ngiven: past\n")]
#[case::race_of_one(SchemaOf::Case, "title: a\noutcome: 200/2000\nsimultaneously: 1\n")]
#[case::two_headers(
    SchemaOf::Case,
    "title: a\noutcome: 415\nchange: { headers: { A: b, C: d } }\n"
)]
#[case::two_changes(
    SchemaOf::Case,
    "title: a\noutcome: 415\nchange: { without: a, given: a.b }\n"
)]
#[case::no_change(SchemaOf::Case, "title: a\noutcome: 415\nchange: {}\n")]
#[case::two_changes_in_a_row(
    SchemaOf::Case,
    "title: a\noutcome: 415\neach: { a: { without: a, given: a.b } }\n"
)]
#[case::no_rows(SchemaOf::Case, "title: a\noutcome: 415\neach: {}\n")]
#[case::body(
    SchemaOf::Case,
    "title: a\noutcome: 415\nchange: { body: { xml: a } }\n"
)]
#[case::method(
    SchemaOf::Operation,
    "title: a\nrequest: { method: put, path: /a }\ngiven: a.b\ncontrol: c\neffect: 400/1\noutcomes: { 400/1: { type: error, level: must } }\n"
)]
#[case::path(
    SchemaOf::Operation,
    "title: a\nrequest: { method: PUT, path: a }\ngiven: a.b\ncontrol: c\neffect: 400/1\noutcomes: { 400/1: { type: error, level: must } }\n"
)]
#[case::type_of_outcome(
    SchemaOf::Operation,
    "title: a\nrequest: { method: PUT, path: /a }\ngiven: a.b\ncontrol: c\neffect: 400/1\noutcomes: { 400/1: { type: wrong, level: must } }\n"
)]
#[case::outcome(
    SchemaOf::Operation,
    "title: a\nrequest: { method: PUT, path: /a }\ngiven: a.b\ncontrol: c\neffect: 400/1\noutcomes: { none: { type: error, level: must } }\n"
)]
#[case::quirk(
    SchemaOf::Operation,
    "title: a\nrequest: { method: PUT, path: /a }\ngiven: a.b\ncontrol: c\neffect: 400/1\noutcomes: { 400/1: { type: error, level: must } }\nquirks: [{ ruling: R1, allows: anything }]\n"
)]
#[case::state_name(
    SchemaOf::Suite,
    "title: a\nstates: { past: { title: a, from: profile } }\n"
)]
#[case::origin(
    SchemaOf::Suite,
    "title: a\ntokens: { a: { title: a, from: elsewhere } }\n"
)]
#[case::variable(
    SchemaOf::Suite,
    "title: a\ntokens: { a: { title: a, from: profile, variable: PATH } }\n"
)]
#[case::ruling(SchemaOf::Suite, "title: a\nrulings: { R1: { title: a } }\n")]
#[case::profile_key(SchemaOf::Profile, "targets: https://a.example\n")]
#[case::two_ways_to_a_token(
    SchemaOf::Profile,
    "tokens: { valid: { request: { path: /a }, command: [a] } }\n"
)]
#[case::number_as_identifier(SchemaOf::Profile, "states: { visit.past: [17] }\n")]
#[case::mint(SchemaOf::Profile, "tokens: { mint: { algorithm: ES256 } }\n")]
#[case::finding(
    SchemaOf::KnownFailing,
    "- { case: a/b, finding: timed_out, reason: a, link: b, expires: \"2027-01-01\" }\n"
)]
#[case::day(
    SchemaOf::KnownFailing,
    "- { case: a/b, finding: status, reason: a, link: b, expires: tomorrow }\n"
)]
fn a_schema_finds(#[case] kind: SchemaOf, #[case] text: &str) {
    assert_ne!(mistakes(kind.schema().as_value(), text), [""; 0]);
}

/// Every field says what it is.
#[test]
fn every_field_has_a_description() {
    fn check(schema: &Json, place: &str, missing: &mut Vec<String>) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            // What a reference names has a description of its own; one field with one value needs none.
            let says = ["description", "const", "$ref", "allOf"]
                .iter()
                .any(|key| property.get(key).is_some());
            if !says {
                missing.push(format!("{place}.{name}"));
            }
        }
        for (name, part) in schema["definitions"].as_object().into_iter().flatten() {
            check(part, &format!("{place}.{name}"), missing);
        }
    }
    let mut missing = Vec::new();
    for kind in SchemaOf::ALL {
        check(kind.schema().as_value(), kind.file_name(), &mut missing);
    }
    assert_eq!(missing, [""; 0]);
}
