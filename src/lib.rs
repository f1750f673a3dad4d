//! Tells whether a server implements documented operations as documented, and proves what it says.
//!
//! One way through, each arrow one type handed on:
//! [`suite`] reads and checks the contract, [`plan`] says who needs what in which order,
//! [`exchange`] fires at the target, [`judge`] compares, [`report`] writes down.
#![forbid(unsafe_code)]

pub mod certificate;
pub mod cli;
pub mod comparison;
pub mod diagnostic;
pub mod drift;
pub mod exchange;
pub mod explain;
pub mod export;
mod inert;
pub mod judge;
pub mod matrix;
pub mod overview;
mod packed;
mod parallel;
pub mod pipeline;
pub mod plan;
pub mod profile;
pub mod reference;
pub mod report;
pub mod scaffold;
pub mod schema;
pub mod secret;
mod shell;
pub mod suite;
pub mod target;
pub mod yaml;
