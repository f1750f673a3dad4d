//! JSON Schemas of what this program writes, generated from the types that it is written from.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::record::Report;

/// The schema of the form that [`super::SCHEMA_VERSION`] numbers. `schemas/report.json` is this.
pub fn schema() -> Schema {
    schema_of::<Report>()
}

/// The schema of a type as it is written.
pub fn schema_of<T: JsonSchema>() -> Schema {
    // Of what is written rather than of what is accepted: a field that is always there is required.
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}
