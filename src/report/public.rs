//! What this program says whatever a target answers, and so can be no secret.

use std::fmt::Write as _;

use super::html::TEMPLATE;
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

/// All of it in one text. A value that stands in it may stand in any report, so that to find it there says nothing;
/// and to mask it would maul the report.
pub(super) struct PublicText(String);

impl PublicText {
    /// The program's own texts, those of a suite, and a target's address.
    pub(super) fn of(suite: &Suite, base: &str) -> Self {
        let mut text = format!("{NAMES}\n{base}\n{TEMPLATE}\n{}\n", schema().as_value());
        // Writing to a text cannot fail.
        for language in [Language::En, Language::Ru] {
            let labels = serde_json::to_string(language.labels()).unwrap_or_default();
            let _ = writeln!(text, "{labels}");
        }
        let _ = writeln!(text, "{}", suite.title);
        for ruling in suite.rulings.values() {
            let _ = writeln!(text, "{}\n{}", ruling.title, ruling.text);
        }
        for operation in &suite.operations {
            let _ = writeln!(text, "{} {}", operation.id, operation.title);
        }
        for case in &suite.cases {
            let _ = writeln!(
                text,
                "{} {}\n{}\n{}",
                case.id, case.path, case.title, case.snapshot
            );
            for (name, value) in &case.request.headers {
                let _ = writeln!(text, "{name}: {value}");
            }
            match &*case.request.body {
                Body::None => {}
                Body::Json(body) => {
                    let _ = writeln!(text, "{body}");
                }
                Body::Text(body) => {
                    let _ = writeln!(text, "{body}");
                }
            }
        }
        Self(text)
    }

    /// Whether a value stands in it.
    pub(super) fn says(&self, value: &str) -> bool {
        self.0.contains(value)
    }
}
