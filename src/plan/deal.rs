//! Deals identifiers out to demands.

use std::collections::{BTreeMap, BTreeSet};

use super::demand::{Consuming, Demands, Group, effects};
use super::{
    Blocked, BlockedReason, ChangePolicy, Lane, Plan, Purpose, StateSupply, Step, Subject, Supply,
};
use crate::suite::{
    CaseIndex, Level, OperationIndex, OutcomeId, StateName, StateOrigin, Suite, TokenName,
};

/// Plans the selected cases with what a target's owner supplies.
///
/// With one identifier of each state all documented outcomes are judged; each further success needs one more. With
/// more than that, refusals spread out over identifiers of their own; with fewer, cases are blocked, the documented
/// outcomes last.
pub fn deal(suite: &Suite, selected: &[CaseIndex], supply: &Supply) -> Plan {
    let mut by_operation: BTreeMap<OperationIndex, Vec<CaseIndex>> = BTreeMap::new();
    let mut dealer = Dealer {
        suite,
        supply,
        plan: Plan::default(),
    };
    for &index in selected {
        match dealer
            .missing_token(index)
            .or_else(|| dealer.missing_state(index))
        {
            Some(reason) => dealer.block(index, reason),
            None => by_operation
                .entry(suite[index].operation)
                .or_default()
                .push(index),
        }
    }
    for (operation, cases) in by_operation {
        dealer.operation(operation, &cases);
    }
    dealer.plan.blocked.sort_by_key(|blocked| blocked.case);
    dealer.plan
}

struct Dealer<'a> {
    suite: &'a Suite,
    supply: &'a Supply,
    plan: Plan,
}

/// How many identifiers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stock {
    Listed(usize),
    Endless,
}

impl Dealer<'_> {
    fn block(&mut self, case: CaseIndex, reason: BlockedReason) {
        self.plan.blocked.push(Blocked { case, reason });
    }

    /// A case needs the tokens of its own request and of the control that it is bound by.
    fn missing_token(&self, index: CaseIndex) -> Option<BlockedReason> {
        let case = &self.suite[index];
        let missing = |case: CaseIndex| -> Option<TokenName> {
            self.suite
                .needed_tokens(&self.suite[case])
                .into_iter()
                .find(|token| !self.supply.tokens.contains(token))
        };
        if let Some(token) = missing(index) {
            return Some(BlockedReason::MissingToken(token));
        }
        case.before
            .iter()
            .chain([&case.control])
            .find_map(|other| Some((*other, missing(*other)?)))
            .map(|(control, token)| BlockedReason::MissingControl {
                control,
                because: Box::new(BlockedReason::MissingToken(token)),
            })
    }

    /// A case on a state that no success uses up needs one identifier, which others may share. Cases that lack it are
    /// left out early, so that no control is sent for them.
    fn missing_state(&mut self, index: CaseIndex) -> Option<BlockedReason> {
        let case = &self.suite[index];
        let state = case.needed_state()?;
        if self.suite.leaves_state_usable(case) || self.is_made_up(state) {
            return None;
        }
        let state = state.clone();
        self.need(&state, 1);
        if self.supply.changes == ChangePolicy::Forbidden {
            return Some(BlockedReason::ChangesForbidden);
        }
        (self.stock(&state) == Stock::Listed(0)).then_some(BlockedReason::MissingState {
            state,
            listed: 0,
            needed: 1,
        })
    }

    fn is_made_up(&self, state: &StateName) -> bool {
        self.suite
            .states
            .get(state)
            .is_some_and(|state| matches!(state.origin, StateOrigin::MadeUp(_)))
    }

    fn stock(&self, state: &StateName) -> Stock {
        match self.supply.states.get(state) {
            Some(ids) => Stock::Listed(ids.len()),
            None => match self.supply.unlisted {
                StateSupply::OnDemand => Stock::Endless,
                StateSupply::Missing => Stock::Listed(0),
            },
        }
    }

    fn subject(&self, state: &StateName, number: usize) -> Subject {
        match self
            .supply
            .states
            .get(state)
            .and_then(|ids| ids.get(number))
        {
            Some(id) => Subject::Listed(id.clone()),
            None => Subject::OnDemand,
        }
    }

    fn operation(&mut self, operation: OperationIndex, cases: &[CaseIndex]) {
        let demands = Demands::of(self.suite, cases);
        let served = self.consuming(operation, demands.consuming);
        for (state, cases) in demands.borrowing {
            self.borrowing(operation, &state, &cases, &served);
        }
        let state = self.suite[operation].given.clone();
        for index in demands.free {
            if let Some(index) = self.with_control(index, &served) {
                self.lane(operation, &state, Subject::None, vec![judge(index)]);
            }
        }
    }

    /// Deals the identifiers that successes use up. Returns the controls that will be sent, and why others will not.
    fn consuming(
        &mut self,
        operation: OperationIndex,
        mut demands: Vec<Consuming>,
    ) -> BTreeMap<CaseIndex, Option<BlockedReason>> {
        let state = self.suite[operation].given.clone();
        let needed = demands.len();
        self.need(&state, needed);
        let stock = self.stock(&state);
        self.sort_by_urgency(&mut demands);
        let mut served = BTreeMap::new();
        let budget = match (self.supply.changes, stock) {
            (ChangePolicy::Forbidden, _) => Stock::Listed(0),
            (ChangePolicy::Allowed, stock) => stock,
        };
        let affordable = match budget {
            Stock::Listed(ids) => ids.min(needed),
            Stock::Endless => needed,
        };
        let unserved = demands.split_off(affordable);
        let reason = match self.supply.changes {
            ChangePolicy::Forbidden => BlockedReason::ChangesForbidden,
            ChangePolicy::Allowed => BlockedReason::MissingState {
                state: state.clone(),
                listed: affordable,
                needed,
            },
        };
        for demand in unserved {
            if let Consuming::Group(group) = &demand {
                served.insert(group.consumer, Some(reason.clone()));
            }
            for case in demand.judged() {
                self.block(case, reason.clone());
            }
        }
        let spare = match budget {
            Stock::Listed(ids) => Some(ids - affordable),
            Stock::Endless => None,
        };
        let mut extra = spread(&demands, spare).into_iter();
        let mut number = 0;
        for demand in demands {
            let lanes = match demand {
                Consuming::Alone { steps, .. } => vec![steps],
                Consuming::Group(group) => {
                    served.insert(group.consumer, None);
                    group.lanes(self.suite, extra.next().unwrap_or_default())
                }
            };
            for steps in lanes {
                let subject = self.subject(&state, number);
                self.lane(operation, &state, subject, steps);
                number += 1;
            }
        }
        served
    }

    /// Demands that serve the most documented outcomes come first, then those of more weight, then in file order.
    fn sort_by_urgency(&self, demands: &mut Vec<Consuming>) {
        let mut covered: BTreeSet<OutcomeId> = BTreeSet::new();
        let mut sorted = Vec::with_capacity(demands.len());
        while !demands.is_empty() {
            let urgency = |demand: &Consuming| {
                let judged = demand.judged();
                let outcomes: BTreeSet<&OutcomeId> = judged
                    .iter()
                    .map(|case| &self.suite[*case].outcome)
                    .filter(|outcome| {
                        **outcome != OutcomeId::AnyRefusal && !covered.contains(*outcome)
                    })
                    .collect();
                let level = judged.iter().map(|case| self.suite[*case].level).max();
                (outcomes.len(), level.unwrap_or(Level::May))
            };
            let best = (0..demands.len())
                .rev()
                .max_by_key(|at| urgency(&demands[*at]))
                .unwrap_or_default();
            let demand = demands.remove(best);
            covered.extend(
                demand
                    .judged()
                    .iter()
                    .map(|case| self.suite[*case].outcome.clone()),
            );
            sorted.push(demand);
        }
        *demands = sorted;
    }

    /// Deals the identifiers of a state that no success follows: its cases share them, one after another.
    fn borrowing(
        &mut self,
        operation: OperationIndex,
        state: &StateName,
        cases: &[CaseIndex],
        served: &BTreeMap<CaseIndex, Option<BlockedReason>>,
    ) {
        let asked: Vec<CaseIndex> = cases
            .iter()
            .filter_map(|index| self.with_control(*index, served))
            .collect();
        if self.is_made_up(state) {
            for index in asked {
                self.lane(operation, state, Subject::MadeUp, vec![judge(index)]);
            }
            return;
        }
        let ids = match self.stock(state) {
            Stock::Listed(ids) => ids,
            Stock::Endless => asked.len(),
        };
        let mut lanes = vec![Vec::new(); ids.min(asked.len())];
        let count = lanes.len();
        for (place, index) in asked.into_iter().enumerate() {
            lanes[place % count].push(judge(index));
        }
        for (number, steps) in lanes.into_iter().enumerate() {
            let subject = self.subject(state, number);
            self.lane(operation, state, subject, steps);
        }
    }

    /// A refusal that no control can follow on the same identifier proves nothing unless its control is sent somewhere.
    fn with_control(
        &mut self,
        index: CaseIndex,
        served: &BTreeMap<CaseIndex, Option<BlockedReason>>,
    ) -> Option<CaseIndex> {
        let control = self.suite[index].control;
        match served.get(&control) {
            Some(Some(because)) => {
                let reason = BlockedReason::MissingControl {
                    control,
                    because: Box::new(because.clone()),
                };
                self.block(index, reason);
                None
            }
            _ => Some(index),
        }
    }

    fn need(&mut self, state: &StateName, ids: usize) {
        if ids > 0 {
            let need = self.plan.needs.entry(state.clone()).or_default();
            *need = (*need).max(ids);
        }
    }

    fn lane(
        &mut self,
        operation: OperationIndex,
        state: &StateName,
        subject: Subject,
        steps: Vec<Step>,
    ) {
        self.plan.lanes.push(Lane {
            operation,
            state: state.clone(),
            subject,
            steps,
        });
    }
}

/// How many identifiers beyond the first each group gets, in the groups' order: always the most crowded one next.
fn spread(demands: &[Consuming], spare: Option<usize>) -> Vec<usize> {
    let wishes: Vec<usize> = demands
        .iter()
        .filter_map(|demand| match demand {
            Consuming::Group(group) => Some(group.borrowers.len() + group.followers.len()),
            Consuming::Alone { .. } => None,
        })
        .collect();
    let Some(mut spare) = spare else {
        return wishes;
    };
    let mut given = vec![0; wishes.len()];
    while spare > 0 {
        let most_crowded = (0..wishes.len())
            .filter(|at| given[*at] < wishes[*at])
            .max_by_key(|at| (wishes[*at] / (given[*at] + 1), usize::MAX - at));
        let Some(at) = most_crowded else {
            break;
        };
        given[at] += 1;
        spare -= 1;
    }
    given
}

fn judge(case: CaseIndex) -> Step {
    Step {
        case,
        purpose: Purpose::Judge,
    }
}

impl Group {
    /// The group's sequences if it has `extra` identifiers beyond the first. The consumer keeps the first for itself
    /// as soon as there is a second one: then what was refused before cannot be to blame if it fails.
    fn lanes(&self, suite: &Suite, extra: usize) -> Vec<Vec<Step>> {
        let step = |case, purpose| Step { case, purpose };
        let for_borrowers = extra.min(self.borrowers.len());
        let for_followers = (extra - for_borrowers).min(self.followers.len());

        let mut first = Vec::new();
        if for_borrowers == 0 {
            first.extend(self.borrowers.iter().map(|case| judge(*case)));
        }
        first.push(step(self.consumer, self.consumer_purpose));
        if self.consumer_purpose == Purpose::Judge {
            first.extend(effects(suite, self.consumer));
        }
        let (spread, riding) = self.followers.split_at(for_followers);
        first.extend(riding.iter().map(|case| judge(*case)));

        let mut lanes = vec![first];
        if for_borrowers > 0 {
            let mut shared = vec![Vec::new(); for_borrowers];
            for (place, case) in self.borrowers.iter().enumerate() {
                shared[place % for_borrowers].push(judge(*case));
            }
            for mut steps in shared {
                steps.push(step(self.consumer, Purpose::Control));
                lanes.push(steps);
            }
        }
        for case in spread {
            lanes.push(vec![step(self.consumer, Purpose::Before), judge(*case)]);
        }
        lanes
    }
}
