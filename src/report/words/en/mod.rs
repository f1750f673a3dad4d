//! English.

mod certificate;
mod comparison;
mod labels;
mod plan;
mod run;

pub(super) use labels::LABELS;

pub(super) struct English;
