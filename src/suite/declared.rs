//! The names that a suite declares, for the files that use them.

use super::read::unknown_name;
use super::{RulingId, StateName, Suite, TokenName};
use crate::diagnostic::{Diagnostic, SourceText};
use crate::yaml::Spanned;

/// The names that a suite declares.
#[derive(Debug, Clone, Copy)]
pub(super) enum Declared<'a> {
    /// These.
    By(&'a Suite),
    /// Nobody knows: `suite.yaml` cannot be read. Whatever a file names is no further mistake.
    Unknown,
}

impl Declared<'_> {
    /// The tokens, if they are known.
    pub(super) fn tokens(&self) -> Option<Vec<TokenName>> {
        match self {
            Self::By(suite) => Some(suite.tokens.keys().cloned().collect()),
            Self::Unknown => None,
        }
    }

    /// The problem with a state that is not declared.
    pub(super) fn unknown_state(
        &self,
        source: &SourceText,
        state: &Spanned<StateName>,
    ) -> Option<Diagnostic> {
        let Self::By(suite) = self else {
            return None;
        };
        (!suite.states.contains_key(&state.value)).then(|| {
            unknown_name(
                source,
                state.span.clone(),
                "state",
                state.value.as_str(),
                suite.states.keys().map(StateName::as_str),
            )
        })
    }

    /// The problem with a ruling that is not declared.
    pub(super) fn unknown_ruling(
        &self,
        source: &SourceText,
        ruling: &Spanned<RulingId>,
    ) -> Option<Diagnostic> {
        let Self::By(suite) = self else {
            return None;
        };
        (!suite.rulings.contains_key(&ruling.value)).then(|| {
            unknown_name(
                source,
                ruling.span.clone(),
                "ruling",
                ruling.value.as_str(),
                suite.rulings.keys().map(RulingId::as_str),
            )
        })
    }
}
