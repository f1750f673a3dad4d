//! The crate's own tests, in one program: one module for each subject.
// A test that cannot go on should say so where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bad_suite;
mod certificate;
mod cli;
mod drift;
mod examples;
mod export;
mod kill_matrix;
mod kill_matrix_cli;
mod kill_matrix_rows;
mod profile;
mod reference;
mod reports;
mod support;
mod targets;
mod verdicts;
mod wire;
