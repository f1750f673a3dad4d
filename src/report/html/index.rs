//! Which cases stand where on the page: a page of many cases has to open.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::VerdictKind;
use crate::report::record::{CaseReport, OutcomeReport, Report};
use crate::suite::{CaseId, OperationId, OutcomeId};

/// A group shows at most so many cases with all of their evidence. Of passes it shows none if there are more.
pub(super) const IN_FULL: usize = 250;

/// So many more that did not pass are listed with what is wrong with them; the others by name.
const LISTED: usize = 2000;

/// The cases of a report by what is asked of them.
pub(super) struct Index<'a> {
    /// Those that have cases, in the order of the page.
    pub(super) groups: Vec<Group<'a>>,
    /// What each operation documents.
    pub(super) rows: BTreeMap<(&'a OperationId, &'a OutcomeId), &'a OutcomeReport>,
    /// The cases that provoke it.
    pub(super) cases: BTreeMap<(&'a OperationId, &'a OutcomeId), Vec<&'a CaseReport>>,
    /// The cases that are shown in full.
    in_full: BTreeSet<&'a CaseId>,
    /// The controls of those.
    controls: BTreeMap<&'a CaseId, &'a CaseReport>,
}

/// What the verdicts of some cases have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Failed,
    NotJudged,
    Quirks,
    Blocked,
    Passed,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Failed,
        Self::NotJudged,
        Self::Quirks,
        Self::Blocked,
        Self::Passed,
    ];

    fn of(verdict: VerdictKind) -> Self {
        match verdict {
            VerdictKind::Fail => Self::Failed,
            VerdictKind::Error | VerdictKind::Unproven => Self::NotJudged,
            VerdictKind::Quirk => Self::Quirks,
            VerdictKind::Blocked => Self::Blocked,
            VerdictKind::Pass => Self::Passed,
        }
    }
}

/// Cases that stand together.
pub(super) struct Group<'a> {
    pub(super) kind: Kind,
    /// Those that are shown with all of their evidence.
    pub(super) in_full: Vec<&'a CaseReport>,
    /// Those that are listed with what is wrong with them.
    pub(super) listed: Vec<&'a CaseReport>,
    /// Those of which only the name is said.
    pub(super) named: Vec<&'a CaseReport>,
}

impl<'a> Group<'a> {
    fn of(report: &'a Report, kind: Kind) -> Self {
        let cases = report.cases.iter();
        let mut in_full: Vec<&CaseReport> = cases
            .filter(|case| Kind::of(case.verdict) == kind)
            .collect();
        let (full, listed) = match kind {
            Kind::Passed if in_full.len() > IN_FULL => (0, 0),
            _ => (IN_FULL, LISTED),
        };
        let mut listed_or_named = in_full.split_off(full.min(in_full.len()));
        let named = listed_or_named.split_off(listed.min(listed_or_named.len()));
        Self {
            kind,
            in_full,
            listed: listed_or_named,
            named,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.in_full.len() + self.listed.len() + self.named.len()
    }
}

impl<'a> Index<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let groups: Vec<Group<'_>> = Kind::ALL
            .into_iter()
            .map(|kind| Group::of(report, kind))
            .filter(|group| group.count() > 0)
            .collect();
        let shown = || {
            groups
                .iter()
                .flat_map(|group| group.in_full.iter().copied())
        };
        let in_full: BTreeSet<&CaseId> = shown().map(|case| &case.id).collect();
        let needed: BTreeSet<&CaseId> = shown().map(|case| &case.control).collect();
        let mut cases: BTreeMap<_, Vec<&CaseReport>> = BTreeMap::new();
        let mut controls = BTreeMap::new();
        for case in &report.cases {
            let provoked = (&case.operation, &case.outcome);
            cases.entry(provoked).or_default().push(case);
            if needed.contains(&case.id) {
                controls.insert(&case.id, case);
            }
        }
        let rows = report.outcomes.iter();
        Self {
            in_full,
            controls,
            rows: rows
                .map(|row| ((&row.operation, &row.outcome), row))
                .collect(),
            cases,
            groups,
        }
    }

    /// Whether a case stands on the page with all of its evidence, so that a link leads somewhere.
    pub(super) fn shows(&self, case: &CaseId) -> bool {
        self.in_full.contains(case)
    }

    /// The control of a case that is shown in full.
    pub(super) fn control(&self, case: &CaseReport) -> Option<&'a CaseReport> {
        self.controls.get(&case.control).copied()
    }
}
