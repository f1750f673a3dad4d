//! The reports of a split run to one report.

use std::collections::BTreeMap;

use super::record::Report;
use super::settle::settle;
use super::undocumented::{Documented, Undocumented};
use crate::plan::Part;
use crate::suite::CaseId;

/// Why reports cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Nothing to merge.
    #[error("there is no report to merge; name the JSON report of each part")]
    Nothing,
    /// A report of a run that was not split.
    #[error("{0} is no part of a split run; only reports made with --partition can be merged")]
    NotAPart(String),
    /// Parts that do not belong together.
    #[error(
        "{first} and {other} differ in {what}, so they are not parts of one run; run all parts alike"
    )]
    Differ {
        /// One report.
        first: String,
        /// The other.
        other: String,
        /// In what they differ.
        what: &'static str,
    },
    /// The same part twice.
    #[error("{first} and {other} are both part {part}; merge each part once")]
    Twice {
        /// One report.
        first: String,
        /// The other.
        other: String,
        /// The part.
        part: Part,
    },
    /// A case in two parts: the parts were planned with different identifiers.
    #[error(
        "{case} was judged by two parts, so they were not planned alike; run all parts with the same profile"
    )]
    JudgedTwice {
        /// The case.
        case: CaseId,
    },
    /// Cases in no part: the parts were planned with different identifiers.
    #[error(
        "{missing} of {selected} cases were judged by no part, so they were not planned alike; run all parts with the same profile"
    )]
    Unjudged {
        /// How many cases are missing.
        missing: usize,
        /// How many there should be.
        selected: usize,
    },
    /// Parts that are not there.
    #[error("of {of} parts there is no report of part {}; merge the reports of all parts", missing.join(" and part "))]
    Missing {
        /// Their numbers.
        missing: Vec<String>,
        /// How many there are.
        of: usize,
    },
}

/// Merges the reports of all parts of a run, each with the name that messages give it.
///
/// # Errors
/// A part is missing or there twice, or the reports are not parts of one run.
pub fn merge(parts: Vec<(String, Report)>) -> Result<Report, MergeError> {
    let mut by_number: BTreeMap<usize, (String, Report)> = BTreeMap::new();
    let mut of = None;
    for (name, report) in parts {
        let Some(part) = report.part else {
            return Err(MergeError::NotAPart(name));
        };
        if let Some((first, known)) = by_number.values().next()
            && let Some(what) = difference(known, &report)
        {
            return Err(MergeError::Differ {
                first: first.clone(),
                other: name,
                what,
            });
        }
        of = Some(part.of.get());
        if let Some((first, _)) = by_number.get(&part.number.get()) {
            return Err(MergeError::Twice {
                first: first.clone(),
                other: name,
                part,
            });
        }
        by_number.insert(part.number.get(), (name, report));
    }
    let of = of.ok_or(MergeError::Nothing)?;
    let missing: Vec<String> = (1..=of)
        .filter(|number| !by_number.contains_key(number))
        .map(|number| number.to_string())
        .collect();
    if !missing.is_empty() {
        return Err(MergeError::Missing { missing, of });
    }
    let mut reports = by_number.into_values().map(|(_, report)| report);
    let mut merged = reports.next().ok_or(MergeError::Nothing)?;
    for report in reports {
        absorb(&mut merged, report);
    }
    merged.part = None;
    merged.cases.sort_by_key(|case| case.place);
    if let Some(pair) = merged
        .cases
        .windows(2)
        .find(|pair| pair[0].id == pair[1].id)
    {
        return Err(MergeError::JudgedTwice {
            case: pair[0].id.clone(),
        });
    }
    let (judged, selected) = (merged.cases.len(), merged.selected);
    if judged != selected {
        return Err(MergeError::Unjudged {
            missing: selected.saturating_sub(judged),
            selected,
        });
    }
    let documented = Documented::of(&merged.outcomes);
    let mut undocumented = Undocumented::default();
    for case in &merged.cases {
        undocumented.add(documented.not_in(&case.operation, &case.evidence.open()));
    }
    merged.undocumented = undocumented.finish();
    settle(&mut merged);
    Ok(merged)
}

fn difference(one: &Report, other: &Report) -> Option<&'static str> {
    let parts = |report: &Report| report.part.map(|part| part.of);
    [
        (one.tool != other.tool, "the version of the program"),
        (one.suite_digest != other.suite_digest, "the suite"),
        (one.target != other.target, "the target"),
        (one.level != other.level, "the level"),
        (
            (one.scope, one.selected) != (other.scope, other.selected),
            "the selection",
        ),
        (parts(one) != parts(other), "the number of parts"),
    ]
    .into_iter()
    .find_map(|(differs, what)| differs.then_some(what))
}

fn absorb(merged: &mut Report, report: Report) {
    merged.started = merged.started.clone().min(report.started);
    merged.elapsed_ms = merged.elapsed_ms.max(report.elapsed_ms);
    merged.operations.extend(report.operations);
    merged.rulings.extend(report.rulings);
    merged.cases.extend(report.cases);
    merged.subjects.extend(report.subjects);
    merged.notes.extend(report.notes);
    merged.noted.extend(report.noted);
    for stale in report.stale_known_failures {
        if !merged.stale_known_failures.contains(&stale) {
            merged.stale_known_failures.push(stale);
        }
    }
    merged.needs.extend(report.needs);
}
