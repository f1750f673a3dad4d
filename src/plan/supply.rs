//! What a target's owner supplies.

use std::collections::{BTreeMap, BTreeSet};

use crate::suite::{StateName, TokenName};

/// What may be used in a run.
#[derive(Debug, Clone)]
pub struct Supply {
    /// The tokens at hand.
    pub tokens: BTreeSet<TokenName>,
    /// The identifiers at hand.
    pub states: BTreeMap<StateName, Vec<String>>,
    /// Where identifiers of states come from that are not listed.
    pub unlisted: StateSupply,
    /// Whether existing things may be touched.
    pub changes: ChangePolicy,
}

/// What holds for a state that the profile does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateSupply {
    /// A hook makes as many as are asked for.
    OnDemand,
    /// There are none.
    Missing,
}

/// Whether requests that could change something in the target may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangePolicy {
    /// The target is on loopback, or its owner says `allow_changes: true`.
    Allowed,
    /// Nothing that exists in the target is touched.
    Forbidden,
}
