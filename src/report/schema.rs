//! The JSON Schema of the JSON report, generated from the types that it is written from.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::record::Report;

/// The schema of the form that [`super::SCHEMA_VERSION`] numbers. `schemas/report.json` is this.
pub fn schema() -> Schema {
    // Of what is written rather than of what is accepted: a field that is always there is required.
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Report>()
}
