//! Certificates: who gets which, who can check them, and that nothing in them can be changed unseen.

mod commands;
mod comparing;
mod issue;
mod matrix;
mod others;
mod support;
mod tamper;
