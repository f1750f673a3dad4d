//! The committed schemas of what this program writes: all current, and that of the JSON report true of real reports.

use rpgu_conformance::certificate::{Recording, VerificationReport};
use rpgu_conformance::comparison::Comparison;
use rpgu_conformance::overview::Overview;
use rpgu_conformance::report::{json, schema, schema_of};
use schemars::Schema;
use serde_json::Value as Json;

use super::runs::{blocked, failing, passing};
use crate::support::schema_path;

fn schemas() -> [(&'static str, Schema); 5] {
    [
        ("report.json", schema()),
        ("exchanges.json", schema_of::<Recording>()),
        ("verification.json", schema_of::<VerificationReport>()),
        ("comparison.json", schema_of::<Comparison>()),
        ("matrix.json", schema_of::<Overview>()),
    ]
}

/// After a change of the types: `RPGU_UPDATE_SCHEMAS=1 cargo test --test it schema`.
#[test]
fn the_committed_schemas_are_current() {
    for (name, schema) in schemas() {
        let mut current = serde_json::to_string_pretty(&schema).unwrap();
        current.push('\n');
        let path = schema_path(name);
        if std::env::var_os("RPGU_UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).is_ok_and(|committed| committed == current),
            "schemas/{name} is out of date; run RPGU_UPDATE_SCHEMAS=1 cargo test --test it schema"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn real_reports_validate() {
    let committed = std::fs::read_to_string(schema_path("report.json")).unwrap();
    let committed: Json = serde_json::from_str(&committed).unwrap();
    let validator = jsonschema::validator_for(&committed).unwrap();
    for report in [passing().await, failing().await, blocked().await] {
        let document: Json = serde_json::from_str(&json(&report)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());

        // The schema says something: each of these is no report.
        for (field, wrong) in [
            ("conclusion", Json::from("fine")),
            ("exit_code", Json::from("0")),
            ("cases", Json::Null),
            ("outcomes", Json::from(vec![1])),
        ] {
            let mut document = document.clone();
            document[field] = wrong;
            assert!(!validator.is_valid(&document), "{field}");
            document.as_object_mut().unwrap().remove(field);
            assert!(!validator.is_valid(&document), "without {field}");
        }
        let mut document = document.clone();
        document["cases"][0]["outcome"] = "403-5010".into();
        assert!(!validator.is_valid(&document));
    }
}

/// Every field says what it is.
#[test]
fn every_field_has_a_description() {
    fn check(schema: &Json, place: &str, missing: &mut Vec<String>) {
        // A variant of an enum says what it is beside its only property, which is its name.
        let is_variant = schema.get("description").is_some()
            && schema["properties"].as_object().map(serde_json::Map::len) == Some(1);
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            // The tag of an enum has its name and one value.
            let says = property.get("description").is_some() || property.get("const").is_some();
            if !says && !is_variant {
                missing.push(format!("{place}.{name}"));
            }
            check(property, place, missing);
        }
        for (_, part) in schema["$defs"].as_object().into_iter().flatten() {
            check(part, place, missing);
        }
        for part in schema["oneOf"].as_array().into_iter().flatten() {
            check(part, place, missing);
        }
    }
    let mut missing = Vec::new();
    for (name, schema) in schemas() {
        check(schema.as_value(), name, &mut missing);
    }
    assert_eq!(missing, Vec::<String>::new());
}
