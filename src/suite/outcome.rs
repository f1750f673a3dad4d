//! Documented outcomes: the rows of an operation's tables.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name::RulingId;

/// What a case expects, by its short name: `403/5010`, `415` or `4xx`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutcomeId {
    /// HTTP status and message code, both documented.
    Coded {
        /// The HTTP status, which is also the member `code`.
        status: u16,
        /// The member `message_code`.
        message_code: Arc<str>,
    },
    /// Only the HTTP status is documented (ruling R4).
    StatusOnly {
        /// The HTTP status.
        status: u16,
    },
    /// A refusal whose code is not documented: any 4xx in the error model (rulings R6, R14).
    AnyRefusal,
}

impl OutcomeId {
    /// What the name of a case file starts with.
    pub fn file_prefix(&self) -> String {
        self.to_string().replace('/', "-")
    }
}

impl fmt::Display for OutcomeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::Coded {
                status,
                message_code,
            } => format!("{status}/{message_code}"),
            Self::StatusOnly { status } => status.to_string(),
            Self::AnyRefusal => "4xx".to_owned(),
        })
    }
}

/// A text that names no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no outcome: write status/message code such as 403/5010, a status such as 415, or 4xx"
)]
pub struct OutcomeError(String);

impl FromStr for OutcomeId {
    type Err = OutcomeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || OutcomeError(text.to_owned());
        if text == "4xx" {
            return Ok(Self::AnyRefusal);
        }
        let (status, message_code) = match text.split_once('/') {
            Some((status, code)) => (status, Some(code)),
            None => (text, None),
        };
        let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
        let status = status
            .parse()
            .ok()
            .filter(|status| is_status && (200..600).contains(status))
            .ok_or_else(error)?;
        match message_code {
            None => Ok(Self::StatusOnly { status }),
            Some(code)
                if !code.is_empty()
                    && code
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') =>
            {
                Ok(Self::Coded {
                    status,
                    message_code: code.into(),
                })
            }
            Some(_) => Err(error()),
        }
    }
}

impl schemars::JsonSchema for OutcomeId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OutcomeId".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let description = "What a case expects, by its short name: `403/5010`, `415` or `4xx`.";
        let pattern = "^([2-5][0-9]{2}(/[0-9A-Za-z_-]+)?|4xx)$";
        if generator.contract().is_deserialize() {
            // A bare 415 is a number to YAML.
            schemars::json_schema!({
                "description": description,
                "anyOf": [
                    { "type": "string", "pattern": pattern },
                    { "type": "integer", "minimum": 200, "maximum": 599 },
                ],
            })
        } else {
            schemars::json_schema!({
                "description": description,
                "type": "string",
                "pattern": pattern,
            })
        }
    }
}

impl Serialize for OutcomeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OutcomeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OutcomeVisitor;
        impl Visitor<'_> for OutcomeVisitor {
            type Value = OutcomeId;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an outcome such as 403/5010, 415 or 4xx")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<OutcomeId, E> {
                text.parse().map_err(E::custom)
            }
            // A bare 415 is a number to YAML.
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<OutcomeId, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<OutcomeId, E> {
                let number = u64::try_from(number)
                    .map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))?;
                self.visit_u64(number)
            }
        }
        deserializer.deserialize_any(OutcomeVisitor)
    }
}

/// How much a case weighs, in RFC 2119's words.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Asked out of interest; never decides.
    May,
    /// A documented example, or one reasonable reading.
    Should,
    /// A row of an error table, a success model or an explicit sentence.
    Must,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        })
    }
}

/// What the tables call the type of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeType {
    /// The request did what it is for.
    Success,
    /// Typed "Error".
    Error,
    /// Typed "Validation" (ruling R3).
    Validation,
}

/// One row that an operation documents.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Status and message code.
    pub id: OutcomeId,
    /// Its type.
    pub kind: OutcomeType,
    /// Its weight, which a case may lower.
    pub level: Level,
    /// The documented text, where there is one.
    pub text: Option<String>,
    /// Other texts that a ruling allows in its place (R7).
    pub alternatives: Vec<Alternative>,
    /// A misspelling of `message_code` that this row's documented example prints (R2).
    pub misspelt: Option<String>,
    /// The rulings that decide how the row is read.
    pub rulings: Vec<RulingId>,
}

/// Another text that passes like the documented one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The ruling that says so.
    pub ruling: RulingId,
    /// The text.
    pub text: String,
}
