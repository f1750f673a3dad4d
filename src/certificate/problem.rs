//! One thing that is wrong with a certificate.

use std::fmt;

use serde::Serialize;

/// One thing that is wrong with a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind of thing.
    pub code: ProblemCode,
    /// Where: a file, and a place in it.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

/// The kinds of [`Problem`]. Their names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProblemCode {
    /// A file is missing.
    FileMissing,
    /// A file does not belong here.
    FileExtra,
    /// A file has other bytes than the statement says.
    Digest,
    /// The envelope is not what this program writes.
    Envelope,
    /// The envelope is signed with another key.
    OtherKey,
    /// The signature does not fit.
    Signature,
    /// The statement is not what this program writes.
    Statement,
    /// The suite is another one.
    Suite,
    /// The recording cannot be judged.
    Recording,
    /// A case is missing.
    CaseMissing,
    /// A case is too many.
    CaseExtra,
    /// A recorded request is not that of its case.
    Request,
    /// The recorded exchanges prove another verdict than the report says.
    Verdict,
    /// The report says something else than the recorded exchanges.
    Report,
    /// The statement says something else than the recorded exchanges.
    Result,
    /// The certificate has expired.
    Expired,
    /// The certificate is from the future.
    NotYet,
}

impl Problem {
    pub(super) fn new(code: ProblemCode, place: String, what: String) -> Self {
        Self { code, place, what }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
