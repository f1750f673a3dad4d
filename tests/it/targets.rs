//! Targets that nobody here controls: few identifiers, hooks that fail, servers that cannot be reached.

mod credentials;
mod dealing;
mod delivery;
mod dry_run;
mod hooks;
mod known;
pub(crate) mod owner;
mod safety;
mod split;
