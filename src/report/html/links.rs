//! Cases named elsewhere on the page than in their own place, and lists that end before they are too long.

use serde::Serialize;

use super::index::Index;
use super::shown;
use crate::judge::VerdictKind;
use crate::report::letter::verdict_letter;
use crate::report::record::CaseReport;
use crate::report::words::Language;
use crate::suite::Level;

/// A case, and whether it stands on the page in full, to be led to.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    id: String,
    in_full: bool,
    title: String,
    level: Level,
    verdict: VerdictKind,
    letter: char,
    why: String,
}

/// A case with why it is not judged, or else with what kind of difference there is.
pub(super) fn link(case: &CaseReport, index: &Index<'_>, language: Language) -> Link {
    let sentences = language.sentences();
    let why = match (&case.why, case.findings.first()) {
        (Some(why), _) => sentences.why(why),
        (None, Some(finding)) => sentences.finding(finding.code).to_owned(),
        (None, None) => String::new(),
    };
    Link {
        id: case.id.to_string(),
        in_full: index.shows(&case.id),
        title: shown(&case.title),
        level: case.level,
        verdict: case.verdict,
        letter: verdict_letter(case.verdict),
        why: shown(&why),
    }
}

/// A case that stands on the page nowhere else: with its first difference.
pub(super) fn listed(case: &CaseReport, index: &Index<'_>, language: Language) -> Link {
    let mut link = link(case, index, language);
    if let Some(finding) = case.findings.first() {
        let sentences = language.sentences();
        let (expected, got) = sentences.expected_got(&finding.expected, &finding.actual);
        link.why = shown(&format!("{}: {expected}, {got}", finding.field));
    }
    link
}

/// The beginning of a list, and how many more there are.
#[derive(Debug, Serialize)]
pub(super) struct Capped<T> {
    pub(super) shown: Vec<T>,
    pub(super) more: Option<String>,
}

impl<T> Capped<T> {
    /// At most so many of them.
    pub(super) fn of(
        all: impl ExactSizeIterator<Item = T>,
        most: usize,
        language: Language,
    ) -> Self {
        let left = all.len().saturating_sub(most);
        Self {
            shown: all.take(most).collect(),
            more: (left > 0).then(|| language.sentences().more(left)),
        }
    }
}
