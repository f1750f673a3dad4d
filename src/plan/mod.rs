//! Who needs what, in which order: cases dealt out over the identifiers that a target can spare.
//!
//! A refused request *borrows* an identifier, a success *uses it up*. So everything that happens to one identifier
//! is one [`Lane`], sent strictly one after another; lanes run side by side. The plan is made before the first
//! request and sends nothing itself.

mod deal;
mod demand;
mod partition;
mod supply;

pub use deal::deal;
pub use partition::{Part, PartError, partition};
pub use supply::{ChangePolicy, StateSupply, Supply};

use std::collections::BTreeMap;

use crate::suite::{CaseIndex, OperationIndex, StateName, TokenName};

/// What will be sent, and what cannot be asked.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Sequences of requests, each on an identifier of its own.
    pub lanes: Vec<Lane>,
    /// Cases that will not be asked.
    pub blocked: Vec<Blocked>,
    /// How many identifiers of each state judge every selected case.
    pub needs: BTreeMap<StateName, usize>,
}

/// All requests that concern one identifier, in order.
#[derive(Debug, Clone)]
pub struct Lane {
    /// The operation that all requests belong to.
    pub operation: OperationIndex,
    /// The state that the lane starts from.
    pub state: StateName,
    /// The identifier.
    pub subject: Subject,
    /// The requests.
    pub steps: Vec<Step>,
}

/// Where the identifier of a lane comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The profile lists it.
    Listed(String),
    /// The provider-state hook makes it when the lane starts.
    OnDemand,
    /// It is made up, and nothing of the target has it.
    MadeUp,
    /// No request of the lane carries one.
    None,
}

/// One request, or several at the same moment, of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The case whose request is sent.
    pub case: CaseIndex,
    /// What for.
    pub purpose: Purpose,
}

/// What a request is sent for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The case is judged by the answer.
    Judge,
    /// Its outcome must come before that of a later step.
    Before,
    /// It must succeed, which shows that the refusals before it had the stated reason and changed nothing (R17).
    Control,
    /// Once more, by the same request or the one that it is a change of: it must be refused, which shows that the
    /// success had an effect.
    Effect,
}

/// A case that will not be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The case.
    pub case: CaseIndex,
    /// Why not.
    pub reason: BlockedReason,
}

impl BlockedReason {
    /// What is missing in the end: what blocks a control blocks everything that needs it.
    pub fn lack(&self) -> &Self {
        match self {
            Self::MissingControl { because, .. } => because.lack(),
            other => other,
        }
    }
}

/// Why a case is not asked, or not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockedReason {
    /// The profile has no, or no more, identifiers in a state.
    MissingState {
        /// The state.
        state: StateName,
        /// How many it lists.
        listed: usize,
        /// How many judge everything that was selected.
        needed: usize,
    },
    /// The profile does not supply a token.
    MissingToken(TokenName),
    /// The success case that would show the reason of a refusal is blocked itself.
    MissingControl {
        /// That case.
        control: CaseIndex,
        /// Why it is blocked.
        because: Box<BlockedReason>,
    },
    /// The target is not on loopback and its owner has not allowed changes.
    ChangesForbidden,
    /// The provider-state hook did not make the state; says how it failed.
    Hook(String),
    /// What had to come first was not answered as documented.
    BeforeFailed(CaseIndex),
}
