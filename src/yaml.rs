//! Reads YAML strictly, and writes values of it. The only file that knows `serde-saphyr`.
//!
//! Strict means: no anchors, aliases, tags or merge keys, no second document, no key twice, no `no`
//! that is silently a boolean, and limits on size and depth, so that a file means what it shows.

mod recover;
mod write;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Location, Options};

use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText, known_names};

pub use recover::{Parsed, parse_all};
pub(crate) use write::{flow, key, quoted, text};

/// The largest YAML file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;

/// A value and the bytes of the file that it was read from.
#[derive(Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands, in bytes from the start of the file.
    pub span: Range<usize>,
}

impl<T: fmt::Debug> fmt::Debug for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// What is not in the file stands nowhere in it.
impl<T: Default> Default for Spanned<T> {
    fn default() -> Self {
        Self {
            value: T::default(),
            span: 0..0,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<T>::deserialize(deserializer)?;
        Ok(Self {
            span: bytes(&spanned.referenced),
            value: spanned.value,
        })
    }
}

/// What a schema says of the value; where it stands is nobody's business.
impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

fn bytes(location: &Location) -> Range<usize> {
    let span = location.span();
    let start = span.byte_offset().unwrap_or(0);
    let length = span.byte_len().unwrap_or(0);
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    start..start.saturating_add(usize::try_from(length).unwrap_or(0))
}

/// Reads one YAML document into a type.
///
/// # Errors
/// A [`Diagnostic`] that points at the place and, for a misspelt field, suggests the right one.
pub fn parse<T: DeserializeOwned>(source: &SourceText) -> Result<T, Diagnostic> {
    parse_quoting(source, &Quoting::Values)
}

/// As [`parse`], for a file that holds secrets: messages name keys and quote no value, and the line
/// that they show is made by `masked`, which is told the bytes that may be read.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse_confidential<T: DeserializeOwned>(
    source: &SourceText,
    masked: fn(&SourceText, Range<usize>) -> SourceText,
) -> Result<T, Diagnostic> {
    parse_quoting(source, &Quoting::KeysOnly { masked })
}

/// What messages may show of a file.
enum Quoting {
    /// All of it.
    Values,
    /// Keys only.
    KeysOnly {
        /// Hides everything of a text but some bytes.
        masked: fn(&SourceText, Range<usize>) -> SourceText,
    },
}

impl Quoting {
    fn shown(&self, source: &SourceText, span: Range<usize>) -> SourceText {
        match self {
            Self::Values => source.clone(),
            Self::KeysOnly { masked } => masked(source, span),
        }
    }

    /// A value behind a title, if it may stand there.
    fn value(&self, value: &str) -> String {
        match self {
            Self::Values => format!(" `{value}`"),
            Self::KeysOnly { .. } => String::new(),
        }
    }

    /// serde's words for what it found, such as: string "abc". Its type comes first.
    fn unexpected<'a>(&self, unexpected: &'a str) -> &'a str {
        match self {
            Self::Values => unexpected,
            Self::KeysOnly { .. } => unexpected
                .split(['`', '"'])
                .next()
                .unwrap_or_default()
                .trim_end(),
        }
    }
}

fn parse_quoting<T: DeserializeOwned>(
    source: &SourceText,
    quoting: &Quoting,
) -> Result<T, Diagnostic> {
    if let Some(problem) = too_large(source) {
        return Err(problem);
    }
    serde_saphyr::from_str_with_options(&source.text, options())
        .map_err(|error| diagnostic(source, &error, quoting))
}

fn too_large(source: &SourceText) -> Option<Diagnostic> {
    (source.text.len() > MAX_FILE_BYTES).then(|| {
        Diagnostic::in_file(
            DiagnosticCode::Yaml,
            source.path.clone(),
            format!(
                "the file has {} bytes; at most {MAX_FILE_BYTES} are read",
                source.text.len()
            ),
        )
        .help("split it into several files")
    })
}

fn options() -> Options {
    serde_saphyr::options! {
        with_snippet: false,
        strict_booleans: true,
        no_schema: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        budget: serde_saphyr::budget! {
            max_depth: 32,
            max_nodes: 200_000,
            max_aliases: 0,
            max_anchors: 0,
            max_documents: 1,
        },
    }
}

fn diagnostic(source: &SourceText, error: &Error, quoting: &Quoting) -> Diagnostic {
    let error = error.without_snippet();
    let span = error
        .location()
        .map_or(0..0, |location| place(&source.text, &location));
    let is_key = matches!(
        error,
        Error::SerdeUnknownField { .. } | Error::DuplicateMappingKey { .. }
    );
    let shown = quoting.shown(source, if is_key { span.clone() } else { 0..0 });
    let at = |code, title: String, label: String| {
        Diagnostic::at(code, &shown, span.clone(), title, label)
    };
    match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => at(
            DiagnosticCode::UnknownField,
            format!("unknown field `{field}`"),
            "no such field here".to_owned(),
        )
        .help(known_names(field, "fields", expected.iter().copied())),
        Error::SerdeUnknownVariant {
            variant, expected, ..
        } => at(
            DiagnosticCode::InvalidValue,
            format!("unknown value{}", quoting.value(variant)),
            "not one of the values that may stand here".to_owned(),
        )
        .help(known_names(variant, "values", expected.iter().copied())),
        Error::SerdeMissingField { field, .. } => at(
            DiagnosticCode::MissingField,
            format!("the field `{field}` is missing"),
            format!("lacks `{field}`"),
        )
        .help(format!("add `{field}: …`")),
        Error::DuplicateMappingKey { key, .. } => at(
            DiagnosticCode::DuplicateKey,
            match key {
                Some(key) => format!("the key `{key}` stands here twice"),
                None => "a key stands here twice".to_owned(),
            },
            "again".to_owned(),
        )
        .help("remove one of the two"),
        Error::QuotingRequired { value, .. } => at(
            DiagnosticCode::InvalidValue,
            match quoting {
                Quoting::Values => format!("`{value}` is a text here and must be quoted"),
                Quoting::KeysOnly { .. } => "a text is expected here and must be quoted".to_owned(),
            },
            match quoting {
                Quoting::Values => format!("write \"{value}\""),
                Quoting::KeysOnly { .. } => "put it in quotes".to_owned(),
            },
        ),
        Error::SerdeInvalidType {
            unexpected,
            expected,
            ..
        }
        | Error::SerdeInvalidValue {
            unexpected,
            expected,
            ..
        } => at(
            DiagnosticCode::InvalidValue,
            format!(
                "{} where {expected} is expected",
                quoting.unexpected(unexpected)
            ),
            format!("expected {expected}"),
        ),
        Error::Unexpected { expected, .. } => at(
            DiagnosticCode::InvalidValue,
            format!("{} is expected here", noun(expected)),
            "something else".to_owned(),
        ),
        Error::InvalidBooleanStrict { .. } => at(
            DiagnosticCode::InvalidValue,
            "true or false is expected here".to_owned(),
            "neither of them".to_owned(),
        ),
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Anchors { .. } | BudgetBreach::Aliases { .. } => at(
                DiagnosticCode::Yaml,
                "anchors and aliases are refused".to_owned(),
                "here".to_owned(),
            )
            .help("write the value out where it is meant"),
            BudgetBreach::Documents { .. } => at(
                DiagnosticCode::Yaml,
                "a file holds one document".to_owned(),
                "a second one starts here".to_owned(),
            )
            .help("put it into a file of its own"),
            _ => at(
                DiagnosticCode::Yaml,
                "the file is nested too deeply, or holds too much".to_owned(),
                "here".to_owned(),
            )
            .help("at most 32 levels and 200,000 values are read"),
        },
        other => {
            let code = match other {
                Error::Message { .. } | Error::InvalidScalar { .. } => DiagnosticCode::InvalidValue,
                _ => DiagnosticCode::Yaml,
            };
            let text = match first_line(&other.to_string()) {
                text if text.starts_with("invalid u") => {
                    "a whole number is expected here".to_owned()
                }
                text => text,
            };
            at(code, text, "here".to_owned())
        }
    }
}

/// What the library calls by its parser's events.
fn noun(expected: &str) -> &str {
    match expected {
        "mapping start" => "a mapping",
        "sequence start" => "a list",
        "string scalar" => "a text",
        other => other,
    }
}

/// The library ends its messages with the position, which the snippet shows already.
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.find(" at line ") {
        Some(at) => line[..at].to_owned(),
        None => line.to_owned(),
    }
}

/// Where an error stands. The scanner knows only line and column, the layers above it know bytes.
fn place(text: &str, location: &Location) -> Range<usize> {
    if location.span().byte_offset().is_some() {
        return bytes(location);
    }
    let number = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
    let line_start: usize = text
        .split_inclusive('\n')
        .take(number(location.line()))
        .map(str::len)
        .sum();
    let line = text[line_start..].lines().next().unwrap_or_default();
    let column: usize = line
        .chars()
        .take(number(location.column()))
        .map(char::len_utf8)
        .sum();
    line_start + column..line_start + column + 1
}
