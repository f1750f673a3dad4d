//! The committed schema of the JSON report is true of real reports.

use rpgu_conformance::report::{json, schema};
use serde_json::Value as Json;

use super::runs::{blocked, failing, passing};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/report.json");

#[tokio::test(flavor = "multi_thread")]
async fn real_reports_validate() {
    let committed: Json = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
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
        if let Some(properties) = schema["properties"].as_object() {
            for (name, property) in properties {
                // The tag of an enum has its name and one value.
                let says = property.get("description").is_some() || property.get("const").is_some();
                if !says {
                    missing.push(format!("{place}.{name}"));
                }
            }
        }
        for (_, part) in schema["$defs"].as_object().into_iter().flatten() {
            check(part, place, missing);
        }
        for part in schema["oneOf"].as_array().into_iter().flatten() {
            check(part, place, missing);
        }
    }
    let mut missing = Vec::new();
    check(schema().as_value(), "report", &mut missing);
    assert_eq!(missing, Vec::<String>::new());
}
