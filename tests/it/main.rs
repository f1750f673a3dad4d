//! The crate's own tests, in one program: one module for each subject.
// A test that cannot go on should say so where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bad_suite;
mod bad_suite_whole;
mod certificate;
mod cli;
mod double_entry;
mod drift;
mod examples;
mod explain;
mod export;
mod hostile;
mod kill_matrix;
mod kill_matrix_cli;
mod kill_matrix_rows;
mod new;
mod profile;
mod records;
mod reference;
mod reports;
mod schemas;
mod selected;
mod support;
mod targets;
mod third_operation;
mod verdicts;
mod wire;
mod yaml_recovery;
