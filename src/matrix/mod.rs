//! The proof that the suite catches what it says it catches: the kill matrix.
//!
//! [`conduct`] runs the suite in this process against the literal reference server, each of its faults, each of its
//! freedoms and each canned server; [`Matrix::of`] says what follows: which cases kill which fault, and whether the
//! proof holds. It holds if
//!
//! * every fault is *killed* on every operation that it breaks: a case of that operation goes from pass to fail, or to
//!   quirk where a ruling allows the deviation. A crash, a time limit, a blocked and an unproven case kill nothing;
//! * no case is *idle*: each kills a fault;
//! * nothing is a *false alarm*: the literal server passes every case, and no freedom changes a verdict;
//! * no *canned* server passes a case.

mod group;
mod rows;
mod servers;
mod trial;

pub use group::grouped;
pub use rows::{CannedRow, CaseRow, Change, FaultRow, FreedomRow, Judgement, Matrix, Summary};
pub use servers::{UnknownServer, name, named, names, servers};
pub use trial::{MatrixError, Trial, Verdicts, conduct};
