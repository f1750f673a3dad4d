//! The message catalogue: everything that this program says about a run, in each language.
//!
//! A language is one [`Labels`] and an implementation of each trait of sentences; none of them can be built with a
//! message missing. Codes (verdicts,
//! findings, levels, names of cases, states and rulings) are the same in every language, as are the suite's own texts.

mod certificate;
mod comparison;
mod en;
mod labels;
mod plan;
mod ru;
mod sentences;

pub use certificate::{CertificateSentences, Said};
pub use comparison::ComparisonSentences;
pub use labels::Labels;
pub use plan::PlanSentences;
pub use sentences::Sentences;

use super::record::Report;
use super::why::Why;
use crate::judge::{Conclusion, Counts, Scope, VerdictKind};
use crate::plan::BlockedReason;
use crate::suite::Suite;

/// A language that reports are written in.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    clap::ValueEnum,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English
    #[default]
    En,
    /// Russian
    Ru,
}

impl Language {
    /// The language that the environment asks for, by the variable that POSIX says counts for messages; English where
    /// it asks for one that there is no catalogue for.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()))
            .unwrap_or_default();
        let language = locale
            .split(['_', '.', '@', '-'])
            .next()
            .unwrap_or_default();
        if language.eq_ignore_ascii_case("ru") {
            Self::Ru
        } else {
            Self::En
        }
    }

    /// The language's tag, as in HTML's `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// Headings and names.
    pub fn labels(self) -> &'static Labels {
        match self {
            Self::En => &en::LABELS,
            Self::Ru => &ru::LABELS,
        }
    }

    /// Sentences about a run.
    pub fn sentences(self) -> &'static dyn Sentences {
        match self {
            Self::En => &en::English,
            Self::Ru => &ru::Russian,
        }
    }

    /// Sentences about certificates.
    pub fn certificate_sentences(self) -> &'static dyn CertificateSentences {
        match self {
            Self::En => &en::English,
            Self::Ru => &ru::Russian,
        }
    }

    /// Sentences about several reports.
    pub fn comparison_sentences(self) -> &'static dyn ComparisonSentences {
        match self {
            Self::En => &en::English,
            Self::Ru => &ru::Russian,
        }
    }

    /// Sentences about a plan.
    pub fn plan_sentences(self) -> &'static dyn PlanSentences {
        match self {
            Self::En => &en::English,
            Self::Ru => &ru::Russian,
        }
    }

    /// The conclusion of a report in one sentence.
    pub fn conclusion(self, report: &Report) -> String {
        let quirks = report.counts.get(&VerdictKind::Quirk).copied();
        let scope = if report.part.is_some() {
            Scope::Filtered
        } else {
            report.scope
        };
        self.sentences()
            .conclusion(report.conclusion, quirks.unwrap_or_default(), scope)
    }
}

/// Why a case is blocked, in one sentence.
pub fn blocked_reason(suite: &Suite, reason: &BlockedReason, language: Language) -> String {
    language.sentences().why(&Why::blocked(suite, reason))
}

/// The lines of a profile that would unblock a case, with an ellipsis where an identifier belongs, which no profile is
/// read with. They are the same in every language.
pub fn unblock(reason: &BlockedReason) -> Option<String> {
    match reason {
        BlockedReason::MissingState { state, needed, .. } => {
            let ids = vec!["…"; (*needed).min(3)].join(", ");
            let more = if *needed > 3 { ", …" } else { "" };
            Some(format!("states:\n  {state}: [{ids}{more}]"))
        }
        BlockedReason::MissingToken(token) => {
            Some(format!("tokens:\n  {token}: ${{{}}}", token.variable()))
        }
        BlockedReason::MissingControl { because, .. } => unblock(because),
        BlockedReason::ChangesForbidden => Some("allow_changes: true".to_owned()),
        BlockedReason::Hook(_) | BlockedReason::BeforeFailed(_) => None,
    }
}

/// The conclusion in one English sentence, as in the JSON report.
pub fn conclusion_sentence(conclusion: Conclusion, counts: &Counts, scope: Scope) -> String {
    let quirks = counts.get(&VerdictKind::Quirk).copied();
    Language::En
        .sentences()
        .conclusion(conclusion, quirks.unwrap_or_default(), scope)
}
