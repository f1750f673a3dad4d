//! The contract as data: operations, their documented outcomes, and the cases that provoke them.

mod name;
mod outcome;

pub use name::{CaseId, NameError, OperationId, RulingId, StateName, TokenName};
pub use outcome::{Alternative, Level, Outcome, OutcomeError, OutcomeId, OutcomeType};
