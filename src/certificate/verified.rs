//! What was found out about a certificate, for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::problem::Problem;
use super::recording::tool;
use super::statement::{Statement, TestResult};
use super::verify::Verification;
use crate::report::Language;

/// The version of the form of `verify --format json`.
pub const VERIFICATION_VERSION: u32 = 1;

/// `verify --format json`; its fields are an interface, and its sentences English.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerificationReport {
    /// [`VERIFICATION_VERSION`].
    pub schema_version: u32,
    /// Whether nothing is wrong with the certificate. A valid one may still say FAILED.
    pub valid: bool,
    /// What it proves, if it is valid.
    pub result: Option<TestResult>,
    /// All that is wrong with it.
    pub problems: Vec<Problem>,
    /// What its signer alone vouches for.
    pub unchecked: Vec<String>,
    /// What is signed, if it is valid: of anything else nothing is repeated that somebody could take for true.
    pub statement: Option<Statement>,
}

impl VerificationReport {
    /// The document of a verification.
    pub fn of(verification: &Verification) -> Self {
        let result = verification.result();
        let english = Language::En.certificate_sentences();
        let others = verification.made_by_other.iter();
        Self {
            schema_version: VERIFICATION_VERSION,
            valid: verification.problems.is_empty(),
            result,
            problems: verification.problems.clone(),
            unchecked: others
                .map(|other| english.made_by_other(other, &tool()))
                .collect(),
            statement: result.and(verification.statement.clone()),
        }
    }
}
