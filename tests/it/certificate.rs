//! Certificates: who gets which, who can check them, and that nothing in them can be changed unseen.

mod commands;
mod comparing;
mod dishonest;
mod issue;
mod languages;
mod matrix;
mod others;
mod restated;
mod schemas;
mod support;
mod tamper;
