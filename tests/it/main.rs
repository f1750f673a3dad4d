//! The crate's own tests, in one program: one module for each subject.

mod bad_suite;
mod cli;
mod reference;
mod support;
mod verdicts;
