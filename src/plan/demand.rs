//! What the selected cases ask of one operation's states.

use std::collections::BTreeMap;

use crate::suite::{Case, CaseIndex, Expected, Level, StateName, Suite};

use super::{Purpose, Step};

/// The demands of one operation.
#[derive(Debug, Default)]
pub(super) struct Demands {
    /// Each uses up at least one identifier of the state that the control needs.
    pub(super) consuming: Vec<Consuming>,
    /// Cases on other states, which no success follows: all of one state can share one identifier.
    pub(super) borrowing: BTreeMap<StateName, Vec<CaseIndex>>,
    /// Cases whose requests carry no identifier.
    pub(super) free: Vec<CaseIndex>,
}

/// Something that uses up an identifier.
#[derive(Debug)]
pub(super) enum Consuming {
    /// A success case with the cases that share its identifier when they must.
    Group(Group),
    /// A case that needs an identifier of its own, with its whole sequence.
    Alone { case: CaseIndex, steps: Vec<Step> },
}

/// A success case, the refusals that it is the control of, and the cases that follow it.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) consumer: CaseIndex,
    /// Whether the consumer was selected itself, or only serves others as control.
    pub(super) consumer_purpose: Purpose,
    pub(super) borrowers: Vec<CaseIndex>,
    pub(super) followers: Vec<CaseIndex>,
}

impl Consuming {
    /// The selected cases that are judged if the demand is served.
    pub(super) fn judged(&self) -> Vec<CaseIndex> {
        match self {
            Self::Alone { case, .. } => vec![*case],
            Self::Group(group) => {
                let consumer = (group.consumer_purpose == Purpose::Judge).then_some(group.consumer);
                consumer
                    .into_iter()
                    .chain(group.borrowers.iter().copied())
                    .chain(group.followers.iter().copied())
                    .collect()
            }
        }
    }
}

impl Demands {
    /// Sorts cases of one operation by what they need. A control that was not selected is added as one that is sent
    /// but not judged.
    pub(super) fn of(suite: &Suite, cases: &[CaseIndex]) -> Self {
        let mut demands = Self::default();
        let mut groups: Groups = BTreeMap::new();
        let mut alone = Vec::new();
        for &index in cases {
            let case = &suite[index];
            if !suite.leaves_state_usable(case) {
                match case.needed_state() {
                    Some(state) => demands
                        .borrowing
                        .entry(state.clone())
                        .or_default()
                        .push(index),
                    None => demands.free.push(index),
                }
                group(&mut groups, case.control, Company::Deciding);
            } else if let Some(steps) = sequence_of_its_own(suite, index, case) {
                alone.push(Consuming::Alone { case: index, steps });
            } else if suite.is_success(case) {
                group(&mut groups, index, Company::Deciding).consumer_purpose = Purpose::Judge;
            } else if let Some(success) = success_before(suite, case) {
                group(&mut groups, success, Company::of(case))
                    .followers
                    .push(index);
            } else {
                group(&mut groups, case.control, Company::of(case))
                    .borrowers
                    .push(index);
            }
        }
        demands.consuming = groups.into_values().map(Consuming::Group).collect();
        demands.consuming.extend(alone);
        demands
    }
}

/// Cases that share identifiers with each other only. A target may be lenient where the documents are vague; if such a
/// request succeeds and uses the identifier up, no case that decides must have been waiting for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Company {
    /// Cases of level must.
    Deciding,
    /// All others.
    Lenient,
}

impl Company {
    fn of(case: &Case) -> Self {
        if case.level == Level::Must {
            Self::Deciding
        } else {
            Self::Lenient
        }
    }
}

type Groups = BTreeMap<(CaseIndex, Company), Group>;

fn group(groups: &mut Groups, consumer: CaseIndex, company: Company) -> &mut Group {
    groups.entry((consumer, company)).or_insert_with(|| Group {
        consumer,
        consumer_purpose: Purpose::Control,
        borrowers: Vec::new(),
        followers: Vec::new(),
    })
}

fn success_before(suite: &Suite, case: &Case) -> Option<CaseIndex> {
    match case.before.as_slice() {
        [only] if suite.is_success(&suite[*only]) => Some(*only),
        _ => None,
    }
}

/// What must be refused after a success: the same request, and where that is a change of another, the other one. A
/// target that knows a repetition only by its body would let one of them through.
pub(super) fn effects(suite: &Suite, success: CaseIndex) -> impl Iterator<Item = Step> {
    let control = suite[success].control;
    let cases = [Some(success), (control != success).then_some(control)];
    cases.into_iter().flatten().map(|case| Step {
        case,
        purpose: Purpose::Effect,
    })
}

/// Races and cases with a history share their identifier with nobody.
fn sequence_of_its_own(suite: &Suite, index: CaseIndex, case: &Case) -> Option<Vec<Step>> {
    let race = matches!(*case.expected, Expected::Race { .. });
    if !race && (case.before.is_empty() || success_before(suite, case).is_some()) {
        return None;
    }
    let step = |case, purpose| Step { case, purpose };
    let mut steps: Vec<Step> = case
        .before
        .iter()
        .map(|before| step(*before, Purpose::Before))
        .collect();
    steps.push(step(index, Purpose::Judge));
    if suite.is_success(case) {
        steps.extend(effects(suite, index));
    } else if !case
        .before
        .iter()
        .any(|before| suite.is_success(&suite[*before]))
    {
        steps.push(step(case.control, Purpose::Control));
    }
    Some(steps)
}
