//! JSON examples: their fields, and where each stands.

use std::fmt;

use serde::Serialize;
use serde_json::Value as Json;

use super::layout::line_span;
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};

/// A JSON example on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its first line.
    pub line: usize,
    /// The value.
    pub value: Json,
    /// Its fields, those of inner objects too, in the order of the text.
    pub fields: Vec<ExampleField>,
}

// A JSON value is one that equals itself: it has no NaN.
impl Eq for Example {}

/// A field of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleField {
    /// The names on the way to it, joined by dots; `[]` stands for the items of an array.
    pub path: String,
    /// What its value is.
    pub kind: JsonType,
    /// Its line.
    pub line: usize,
}

/// The types of JSON (RFC 8259, section 3), whole numbers apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Another number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// The type of a value.
    pub fn of(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(_) => Self::Bool,
            Json::Number(number) if number.is_i64() || number.is_u64() => Self::Int,
            Json::Number(_) => Self::Number,
            Json::String(_) => Self::String,
            Json::Array(_) => Self::Array,
            Json::Object(_) => Self::Object,
        }
    }
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        })
    }
}

impl Example {
    /// Reads a block of code whose fence stands on `line`.
    ///
    /// # Errors
    /// It is no JSON.
    pub(super) fn read(source: &SourceText, line: usize, code: &str) -> Result<Self, Diagnostic> {
        let value: Json = serde_json::from_str(code).map_err(|error| {
            Diagnostic::at(
                DiagnosticCode::InvalidValue,
                source,
                line_span(source, line + error.line().max(1)),
                "this example is no JSON",
                said_without_place(&error),
            )
            .help("mend it in the saved page, or remove the example from it")
        })?;
        let mut fields = Vec::new();
        collect(&value, "", &mut fields);
        let mut text = LineReader {
            code,
            at: 0,
            line: line + 1,
        };
        let fields = fields
            .into_iter()
            .map(|(path, name, kind)| ExampleField {
                line: text.line_of(&name),
                path,
                kind,
            })
            .collect();
        Ok(Self {
            line,
            value,
            fields,
        })
    }
}

/// The fields of a value: path, own name, type.
pub(super) fn collect(value: &Json, path: &str, fields: &mut Vec<(String, String, JsonType)>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                fields.push((path.clone(), name.clone(), JsonType::of(value)));
                collect(value, &path, fields);
            }
        }
        // Items are alike: the first one stands for all.
        Json::Array(items) => {
            if let Some(item) = items.first() {
                collect(item, &format!("{path}[]"), fields);
            }
        }
        _ => {}
    }
}

/// Finds names in the order in which they stand.
struct LineReader<'a> {
    code: &'a str,
    at: usize,
    line: usize,
}

impl LineReader<'_> {
    fn line_of(&mut self, name: &str) -> usize {
        let quoted = Json::from(name).to_string();
        let rest = &self.code[self.at..];
        let found = rest.match_indices(&quoted).map(|(at, _)| at).find(|at| {
            let after = rest[at + quoted.len()..].trim_start();
            after.starts_with(':')
        });
        if let Some(at) = found {
            self.line += rest[..at].matches('\n').count();
            self.at += at + quoted.len();
        }
        self.line
    }
}

/// The library ends its message with the place, which the snippet shows already.
fn said_without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.find(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
