//! A group of cases on the page, without those that are shown in full.

use std::collections::BTreeMap;

use serde::Serialize;

use super::index::{Group, IN_FULL, Index, Kind};
use super::links::{Link, listed};
use crate::report::record::CaseReport;
use crate::report::words::Language;
use crate::suite::{OperationId, OutcomeId};

/// More passes than this are folded away: what needs reading must not drown in them.
const PASSES_SHOWN: usize = 8;

#[derive(Debug, Serialize)]
pub(super) struct Section {
    #[serde(flatten)]
    name: SectionName,
    count: String,
    fold: Fold,
    /// Why not every case is shown in full.
    said: Option<String>,
    listed: Vec<Link>,
    named: Vec<Named>,
}

#[derive(Debug, Serialize)]
pub(super) struct SectionName {
    id: &'static str,
    heading: &'static str,
}

/// Whether a section starts folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Fold {
    Open,
    Closed,
}

/// The names of the cases that provoke an outcome.
#[derive(Debug, Serialize)]
struct Named {
    name: String,
    count: String,
    cases: String,
}

pub(super) fn section_name(kind: Kind, language: Language) -> SectionName {
    let t = language.labels();
    let (id, heading) = match kind {
        Kind::Failed => ("failed", t.failed_cases),
        Kind::NotJudged => ("not-judged", t.not_judged),
        Kind::Quirks => ("quirks", t.other_cases),
        Kind::Blocked => ("blocked", t.not_asked),
        Kind::Passed => ("passed", t.passed_cases),
    };
    SectionName { id, heading }
}

pub(super) fn section(group: &Group<'_>, index: &Index<'_>, language: Language) -> Section {
    let sentences = language.sentences();
    let folds = match group.kind {
        Kind::Passed => group.count() > PASSES_SHOWN,
        Kind::Blocked => true,
        _ => false,
    };
    let said = if group.in_full.is_empty() {
        Some(sentences.only_names().to_owned())
    } else {
        (group.count() > group.in_full.len()).then(|| sentences.first_in_full(IN_FULL))
    };
    Section {
        name: section_name(group.kind, language),
        count: sentences.cases(group.count()),
        fold: if folds { Fold::Closed } else { Fold::Open },
        said,
        listed: group
            .listed
            .iter()
            .map(|case| listed(case, index, language))
            .collect(),
        named: named(&group.named, language),
    }
}

fn named(cases: &[&CaseReport], language: Language) -> Vec<Named> {
    let mut outcomes: BTreeMap<(&OperationId, &OutcomeId), Vec<&str>> = BTreeMap::new();
    for case in cases {
        let provoked = outcomes.entry((&case.operation, &case.outcome));
        provoked.or_default().push(case.id.as_str());
    }
    outcomes
        .into_iter()
        .map(|((operation, outcome), names)| Named {
            name: format!("{operation} {outcome}"),
            count: language.sentences().cases(names.len()),
            cases: names.join(", "),
        })
        .collect()
}
