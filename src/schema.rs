//! The JSON Schemas in `schemas/`, by which editors complete and check what is written by hand.
//!
//! They are generated from the types that files are read into; what a schema cannot say (whether a name exists, say)
//! is the readers' to check.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use crate::{judge, profile, report, suite};

/// A kind of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaOf {
    /// `cases/suite.yaml`.
    Suite,
    /// `cases/<operation>/operation.yaml`.
    Operation,
    /// A case file.
    Case,
    /// A profile.
    Profile,
    /// A list of known failures.
    KnownFailing,
    /// The JSON report.
    Report,
}

impl SchemaOf {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Suite,
        Self::Operation,
        Self::Case,
        Self::Profile,
        Self::KnownFailing,
        Self::Report,
    ];

    /// Those of a suite's own files.
    pub const OF_SUITES: [Self; 3] = [Self::Suite, Self::Operation, Self::Case];

    /// The schema's name in `schemas/`.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Suite => "suite.json",
            Self::Operation => "operation.json",
            Self::Case => "case.json",
            Self::Profile => "profile.json",
            Self::KnownFailing => "known-failing.json",
            Self::Report => "report.json",
        }
    }

    /// The schema.
    pub fn schema(self) -> Schema {
        // What editors' YAML servers know best, and of what is accepted: a field with a default may be missing.
        let generator = SchemaSettings::draft07().for_deserialize().into_generator();
        match self {
            Self::Suite => suite::file::suite_schema(generator),
            Self::Operation => suite::file::operation_schema(generator),
            Self::Case => suite::file::case_schema(generator),
            Self::Profile => profile::schema(generator),
            Self::KnownFailing => judge::known_failures_schema(generator),
            Self::Report => report::schema(),
        }
    }

    /// The schema as its file has it.
    pub fn text(self) -> String {
        // A schema is a JSON value already.
        let mut text = serde_json::to_string_pretty(&self.schema()).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// The first line by which editors find the schema of a YAML file, given the way from the file to the schema.
pub fn schema_line(way: &str) -> String {
    format!("# yaml-language-server: $schema={way}\n")
}
