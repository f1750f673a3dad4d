//! What the page of an operation documents of requests and answers beside its outcomes: as it is printed there, so that
//! the page can be compared with it, word by word.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;

use super::name::RulingId;
use super::outcome::OutcomeId;
use crate::diagnostic::SourceText;
use crate::yaml::Spanned;

/// What a page documents of one operation's requests and answers, as printed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Documented {
    /// The path with its parameters in braces, such as `/visit/{visitId}`. The control request's path is one of its kind.
    pub path: Option<Spanned<String>>,
    /// The parameters of path and query, by their names.
    #[serde(default)]
    pub parameters: Spanned<IndexMap<String, Spanned<DocumentedParameter>>>,
    /// The header fields of a request, by their names.
    #[serde(default)]
    pub headers: Spanned<IndexMap<String, Spanned<DocumentedHeader>>>,
    /// The members of the request's JSON body, by their names.
    #[serde(default)]
    pub body: Spanned<IndexMap<String, Spanned<DocumentedField>>>,
    /// The page's example of a body.
    pub body_example: Option<Spanned<Json>>,
    /// The members of an answer and their types.
    #[serde(default)]
    pub response: Spanned<IndexMap<String, Spanned<FieldType>>>,
    /// The page's examples of answers.
    #[serde(default)]
    pub response_examples: Vec<Spanned<Json>>,
    /// Fields that an example prints otherwise than its table, and the ruling that reads them.
    #[serde(default)]
    pub misprints: Vec<Spanned<Misprint>>,
}

/// A parameter of path or query.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentedParameter {
    /// Where it stands in a request.
    #[serde(rename = "in")]
    pub location: ParameterLocation,
    /// When it must be there.
    pub required: Requirement,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header field.
    Header,
}

/// A header field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentedHeader {
    /// Its value, what stands for something else in braces.
    pub value: String,
    /// When it must be there.
    pub required: Requirement,
}

/// A member of a JSON body.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentedField {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// When it must be there.
    pub required: Requirement,
}

/// When something must be in a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// In each.
    Always,
    /// It may be left out.
    Never,
    /// Where another field has a value.
    When(Condition),
    /// As a page says in words that hold no condition of that form.
    InWords(String),
}

/// A field that has a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The other field.
    pub field: String,
    /// Its value, as text.
    pub is: String,
}

/// The type that a table gives to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// `int`.
    Int,
    /// `number`: not only whole ones.
    Number,
    /// `string`.
    String,
    /// `bool`.
    Bool,
    /// `array`.
    Array,
    /// `object`.
    Object,
    /// Another word.
    Other(String),
}

/// A field that an example prints otherwise than its table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Misprint {
    /// The ruling that says how it is read.
    pub ruling: Spanned<RulingId>,
    /// The name in the example.
    pub printed: String,
    /// The name in the table.
    pub meant: String,
}

/// The file of an operation, and where in it its parts stand, in bytes.
#[derive(Debug, Clone)]
pub struct OperationPlaces {
    /// The file.
    pub source: SourceText,
    /// The method of the control request.
    pub method: Range<usize>,
    /// The path of the control request.
    pub path: Range<usize>,
    /// What is documented beside the outcomes; where it would stand, if nothing is.
    pub documented: Range<usize>,
    /// Each outcome.
    pub outcomes: IndexMap<OutcomeId, Range<usize>>,
}

impl OperationPlaces {
    /// The line, from 1, of the key that a value belongs to.
    pub fn line(&self, value: &Range<usize>) -> usize {
        let before = self.source.text.get(..value.start).unwrap_or_default();
        // A mapping starts with its first key, which may stand on a line of its own, after comments.
        let key = before.rsplit('\n').position(|line| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#')
        });
        before.matches('\n').count() + 1 - key.unwrap_or_default()
    }
}

impl Documented {
    /// What a table calls the field that an example prints under this name.
    pub fn meant<'a>(&'a self, printed: &'a str) -> &'a str {
        self.misprints
            .iter()
            .find(|misprint| misprint.value.printed == printed)
            .map_or(printed, |misprint| &misprint.value.meant)
    }

    /// Whether the path with its parameters in braces is the pattern of a request's path, written as case files write
    /// it.
    pub fn is_pattern_of(pattern: &str, path: &str) -> bool {
        let pattern: Vec<&str> = pattern.split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &str, segment: &str| match pattern.split_once('{') {
            None => pattern == segment,
            Some((before, rest)) => {
                let after = rest.rsplit_once('}').map_or("", |(_, after)| after);
                segment.len() > before.len() + after.len()
                    && segment.starts_with(before)
                    && segment.ends_with(after)
            }
        };
        pattern.len() == path.len() && pattern.iter().zip(path).all(|(a, b)| fits(a, b))
    }
}

impl FromStr for FieldType {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.to_lowercase().as_str() {
            "int" | "integer" => Self::Int,
            "number" | "double" | "float" | "decimal" => Self::Number,
            "string" => Self::String,
            "bool" | "boolean" => Self::Bool,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => Self::Other(text.to_owned()),
        })
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Int => "int",
            Self::Number => "number",
            Self::String => "string",
            Self::Bool => "bool",
            Self::Array => "array",
            Self::Object => "object",
            Self::Other(text) => text,
        })
    }
}

impl<'de> Deserialize<'de> for FieldType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for FieldType {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FieldType".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "The type that a table gives to a field: int, number, string, bool, array, object or another word.",
            "type": "string",
        })
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("required"),
            Self::Never => f.write_str("not required"),
            Self::When(Condition { field, is }) => write!(f, "required when {field} is {is}"),
            Self::InWords(words) => write!(f, "required as it says: {words}"),
        }
    }
}

impl fmt::Display for ParameterLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        })
    }
}
