//! What this program says whatever a target answers, and so can be no secret.

use aho_corasick::AhoCorasick;

use super::html::TEMPLATES;
use super::schema::schema;
use super::words::Language;
use crate::suite::{Body, Suite};

/// Names and types that stand in reports and certificates beside the words of the catalogue.
const NAMES: &str = concat!(
    env!("CARGO_PKG_NAME"),
    " ",
    env!("CARGO_PKG_VERSION"),
    " application/json application/xml text/html text/markdown application/vnd.in-toto+json",
    " https://in-toto.io/Statement/v1 https://in-toto.io/attestation/test-result/v0.1",
);

/// Which values stand in the program's own texts, those of a suite, or a target's address. Such a value may stand in any
/// report, so that to find it there says nothing; and to mask it would maul the report.
pub(super) fn said_of(values: &[&str], suite: &Suite, base: &str) -> Vec<bool> {
    let mut said = vec![false; values.len()];
    // Most targets have no such values, and the texts are long.
    if values.is_empty() {
        return said;
    }
    // If there were too many to search for, none would be public.
    let Ok(finder) = AhoCorasick::new(values) else {
        return said;
    };
    let mut look_in = |text: &str| {
        for value in finder.find_overlapping_iter(text) {
            said[value.pattern().as_usize()] = true;
        }
    };
    for text in [NAMES, base, &suite.title].into_iter().chain(TEMPLATES) {
        look_in(text);
    }
    look_in(&schema().as_value().to_string());
    // Making a text of labels cannot fail.
    for language in [Language::En, Language::Ru] {
        look_in(&serde_json::to_string(language.labels()).unwrap_or_default());
    }
    for ruling in suite.rulings.values() {
        look_in(&ruling.title);
        look_in(&ruling.text);
    }
    for operation in &suite.operations {
        look_in(&format!("{} {}", operation.id, operation.title));
    }
    for case in &suite.cases {
        look_in(&format!("{} {}", case.id, case.path));
        look_in(&case.title);
        look_in(&case.snapshot);
        for (name, value) in &case.request.headers {
            look_in(&format!("{name}: {value}"));
        }
        match &*case.request.body {
            Body::None => {}
            Body::Json(body) => look_in(&body.to_string()),
            Body::Text(body) => look_in(&body.to_string()),
        }
    }
    said
}
