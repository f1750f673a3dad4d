//! Certificates: who gets which, who can check them, and that nothing in them can be changed unseen.

mod commands;
mod comparing;
mod dishonest;
mod issue;
mod matrix;
mod others;
mod restated;
mod support;
mod tamper;
