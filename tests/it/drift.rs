//! `drift`: documentation pages beside the operations of the suite.

mod bad_pages;
mod changes;
mod pages;
mod scaffolds;
