//! Targets that nobody here controls: few identifiers, hooks that fail, servers that cannot be reached.

mod dealing;
mod delivery;
mod hooks;
mod known;
pub(crate) mod owner;
mod safety;
mod split;
