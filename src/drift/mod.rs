//! Documentation pages of the portal, saved as text, beside the operations of a suite.
//!
//! [`read_page`] turns a page (headings, tab-separated tables, JSON examples) into a [`Page`], [`compare`] says what
//! differs between a page and an operation, [`scaffold`] writes the files of an operation that a page documents.

mod answers;
mod columns;
mod compare;
mod compare_fields;
mod compare_outcomes;
mod difference;
mod example;
mod layout;
mod page;
mod read_page;
mod scaffold;
mod scaffold_cases;
mod table;

pub use compare::{OperationError, compare, find_operation};
pub use difference::{Aspect, Change, Difference, Item};
pub use example::{Example, ExampleField, JsonType};
pub use page::{
    At, Listed, OutcomeSource, Page, PageField, PageHeader, PageOutcome, PageParameter,
};
pub use read_page::read_page;
pub use scaffold::{
    Scaffold, ScaffoldError, ScaffoldFile, ScaffoldRuling, ScaffoldState, scaffold,
};
