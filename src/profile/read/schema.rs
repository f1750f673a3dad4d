//! The schema of a profile, for what serde cannot derive: alternatives by shape, and mappings with places.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::raw::{
    Entries, RawCommand, RawKey, RawMade, RawMint, RawNamedKey, RawProfile, RawToken, RawTokens,
};

/// The schema of a profile.
pub(crate) fn schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<RawProfile>()
}

impl<V: JsonSchema> JsonSchema for Entries<V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("EntriesOf{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

impl JsonSchema for RawTokens {
    fn schema_name() -> Cow<'static, str> {
        "Tokens".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mint = generator.subschema_for::<RawMint>();
        let token = generator.subschema_for::<RawToken>();
        json_schema!({
            "description": "The suite's tokens by name, or `mint`.",
            "type": "object",
            "properties": { "mint": mint },
            "additionalProperties": token,
        })
    }
}

impl JsonSchema for RawToken {
    fn schema_name() -> Cow<'static, str> {
        "Token".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let made = generator.subschema_for::<RawMade>();
        json_schema!({
            "description": "The token itself, best as ${VARIABLE}; or how it is had.",
            "anyOf": [{ "type": ["string", "null"] }, made],
        })
    }
}

impl JsonSchema for RawCommand {
    fn schema_name() -> Cow<'static, str> {
        "Command".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A program and its arguments.",
            "anyOf": [
                { "type": "array", "items": { "type": "string" }, "minItems": 1 },
                { "type": "string" },
            ],
        })
    }
}

impl JsonSchema for RawKey {
    fn schema_name() -> Cow<'static, str> {
        "Key".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let named = generator.subschema_for::<RawNamedKey>();
        json_schema!({
            "description": "A key in PEM, a secret, or where it is.",
            "anyOf": [{ "type": "string" }, named],
        })
    }
}
