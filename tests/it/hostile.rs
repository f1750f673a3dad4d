//! Targets, suites and texts that attack: nothing hangs, nothing leaks, nothing is believed.

mod bodies;
mod carried_over;
mod generated;
mod limits;
mod memory;
mod outputs;
mod properties;
mod reused;
mod server;
mod suites;
mod threads;
mod wire;
