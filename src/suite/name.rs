//! The names that a suite gives to its operations, cases, states, tokens and rulings.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A name that is not of the form that its kind needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no {kind}: {form}")]
pub struct NameError {
    name: String,
    kind: &'static str,
    form: &'static str,
}

fn is_word(text: &str, also: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || also.contains(c))
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $form:literal, $pattern:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
        #[serde(transparent)]
        #[schemars(extend("pattern" = $pattern))]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the form of a name.
            ///
            /// # Errors
            /// Says which form the name needs.
            pub fn new(name: &str) -> Result<Self, NameError> {
                let check: fn(&str) -> bool = $check;
                if check(name) {
                    Ok(Self(name.into()))
                } else {
                    Err(NameError { name: name.to_owned(), kind: $kind, form: $form })
                }
            }

            /// The name as it stands in files.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

name!(
    /// The folder of an operation, such as `visit-cancel`.
    OperationId, "operation", "letters, digits, `-` and `_`", "^[A-Za-z0-9_-]+$", |name| is_word(name, "")
);
name!(
    /// A case: `<operation>/<file name without .yaml>`, and `/<row>` where the file has a table.
    CaseId, "case", "operation/file or operation/file/row",
    "^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){1,2}$",
    |name| (2..=3).contains(&name.split('/').count()) && name.split('/').all(|part| is_word(part, "."))
);
name!(
    /// A precondition, such as `visit.active`: Pact's provider state.
    StateName, "state", "two words joined by a dot, such as visit.active",
    "^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+$",
    |name| name.split('.').count() == 2 && name.split('.').all(|part| is_word(part, ""))
);
name!(
    /// A token that requests may carry, such as `valid`.
    TokenName, "token", "letters, digits, `-` and `_`", "^[A-Za-z0-9_-]+$", |name| is_word(name, "")
);
name!(
    /// A ruling, such as `R2`: how a doubtful place of the documents is read.
    RulingId, "ruling", "letters, digits, `-` and `_`", "^[A-Za-z0-9_-]+$", |name| is_word(name, "")
);

impl CaseId {
    /// The folder that the case stands in.
    pub fn operation(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// The operation and the name of the file without `.yaml`.
    pub fn file(&self) -> &str {
        let row = self.row().map_or(0, |row| row.len() + 1);
        &self.0[..self.0.len() - row]
    }

    /// The case without its operation.
    pub fn within_operation(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, rest)| rest)
    }

    /// The name of the file without `.yaml`.
    pub fn file_stem(&self) -> &str {
        self.0.split('/').nth(1).unwrap_or_default()
    }

    /// The row of the file's table.
    pub fn row(&self) -> Option<&str> {
        self.0.split('/').nth(2)
    }
}

impl StateName {
    /// The name under which paths use the state's identifier: what stands before the dot.
    pub fn subject(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl TokenName {
    /// The environment variable of a token whose suite names none: `RPGU_EXPIRED_TOKEN` for `expired`.
    pub(crate) fn default_variable(&self) -> String {
        let name = self.as_str().to_ascii_uppercase().replace('-', "_");
        format!("RPGU_{name}_TOKEN")
    }
}
