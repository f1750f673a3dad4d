//! One part of a run that is split over several machines.

use std::collections::HashSet;
use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Lane, Plan, Purpose};
use crate::suite::{CaseIndex, Suite};

/// Part `number` of `of`, written `1/4`.
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
)]
pub struct Part {
    /// From 1.
    pub number: NonZeroUsize,
    /// How many parts there are.
    pub of: NonZeroUsize,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// More machines than anybody has.
const MAX_PARTS: usize = 1000;

/// A text that names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no part: write I/N with I from 1 to N and N at most 1000, such as 1/4")]
pub struct PartError(String);

impl FromStr for Part {
    type Err = PartError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let part = text.split_once('/').and_then(|(number, of)| {
            let (number, of) = (number.parse().ok()?, of.parse().ok()?);
            let most = NonZeroUsize::new(MAX_PARTS)?;
            (number <= of && of <= most).then_some(Self { number, of })
        });
        part.ok_or_else(|| PartError(text.to_owned()))
    }
}

/// Keeps one part of a plan, and says which cases it judges. Every part deals the same identifiers out to the same
/// lanes, so no two parts touch the same one; a refusal that needs its control elsewhere goes to a part that sends it.
pub fn partition(suite: &Suite, plan: Plan, part: Part) -> (Plan, Vec<CaseIndex>) {
    let parts = part.of.get();
    let mut owners: Vec<usize> = vec![0; plan.lanes.len()];
    let mut sent: Vec<HashSet<CaseIndex>> = vec![HashSet::new(); parts];
    let mut turn = 0;
    for (lane, owner) in plan.lanes.iter().zip(&mut owners) {
        if bound_elsewhere(suite, lane).is_none() {
            *owner = turn % parts;
            turn += 1;
            sent[*owner].extend(lane.steps.iter().map(|step| step.case));
        }
    }
    let mut turn = 0;
    for (lane, owner) in plan.lanes.iter().zip(&mut owners) {
        if let Some(control) = bound_elsewhere(suite, lane) {
            let able: Vec<usize> = (0..parts)
                .filter(|part| sent[*part].contains(&control))
                .collect();
            if !able.is_empty() {
                *owner = able[turn % able.len()];
                turn += 1;
            }
        }
    }
    let this = part.number.get() - 1;
    let lanes: Vec<Lane> = plan
        .lanes
        .into_iter()
        .zip(owners)
        .filter(|(_, owner)| *owner == this)
        .map(|(lane, _)| lane)
        .collect();
    // Somebody must say what is blocked; the first part does.
    let blocked = if this == 0 { plan.blocked } else { Vec::new() };
    let mut judged: Vec<CaseIndex> = lanes
        .iter()
        .flat_map(|lane| &lane.steps)
        .filter(|step| step.purpose == Purpose::Judge)
        .map(|step| step.case)
        .chain(blocked.iter().map(|blocked| blocked.case))
        .collect();
    judged.sort_unstable();
    let part = Plan {
        lanes,
        blocked,
        needs: plan.needs,
    };
    (part, judged)
}

/// The control that the cases of a lane are bound by, if the lane does not hold it itself.
fn bound_elsewhere(suite: &Suite, lane: &Lane) -> Option<CaseIndex> {
    let first = lane.steps.first()?;
    let case = &suite[first.case];
    (!suite.leaves_state_usable(case)).then_some(case.control)
}
