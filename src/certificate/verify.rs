//! Checks a certificate without asking anybody, by doing everything again that can be done again.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::bundle::{CERTIFICATE, Files, artefacts};
use super::envelope::open;
use super::key::{PublicKey, sha256};
use super::problem::{Flaw, Problem};
use super::recording::Recording;
use super::replay;
use super::statement::{Coverage, PREDICATE_TYPE, STATEMENT_TYPE, Statement, TestResult};
use crate::suite::Suite;

/// Clocks may differ by so much.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(1);

/// Where problems of what is signed are said to be.
pub(super) const STATEMENT_PLACE: &str = "certificate.json: statement";

/// What was found out about a certificate.
#[derive(Debug)]
pub struct Verification {
    /// All that is wrong with it; nothing, if it is valid.
    pub problems: Vec<Problem>,
    /// What it says, if that can be read.
    pub statement: Option<Statement>,
    /// What the statement covers, made again from the exchanges; nothing if another version of this program made it,
    /// which may put it into other words.
    pub coverage: Option<Coverage>,
    /// The other version of this program that made the certificate: what is only words in it is not made again, and
    /// its signer alone vouches for that.
    pub made_by_other: Option<String>,
}

impl Verification {
    /// The result that the certificate proves, if it is valid.
    pub fn result(&self) -> Option<TestResult> {
        let statement = self.statement.as_ref()?;
        self.problems
            .is_empty()
            .then_some(statement.predicate.result)
    }
}

/// Checks the files of a certificate: signature, form, digests, suite, cases, verdicts, time.
pub fn verify(files: &Files, key: &PublicKey, suite: &Suite, now: Timestamp) -> Verification {
    let mut checker = Checker {
        files,
        suite,
        problems: Vec::new(),
        coverage: None,
        made_by_other: None,
    };
    checker.file_list();
    let statement = checker.statement(key);
    if let Some(statement) = &statement {
        checker.digests(statement);
        checker.time(statement, now);
    }
    let recording = checker.recording();
    if let Some(recording) = &recording {
        checker.judge_again(recording, statement.as_ref());
    }
    Verification {
        problems: checker.problems,
        statement,
        coverage: checker.coverage,
        made_by_other: checker.made_by_other,
    }
}

/// What is being checked, and what was found so far.
pub(super) struct Checker<'a> {
    pub(super) files: &'a Files,
    pub(super) suite: &'a Suite,
    pub(super) problems: Vec<Problem>,
    pub(super) coverage: Option<Coverage>,
    pub(super) made_by_other: Option<String>,
}

impl Checker<'_> {
    pub(super) fn problem(&mut self, place: &str, flaw: Flaw) {
        self.problems.push(Problem::new(place, flaw));
    }

    fn file_list(&mut self) {
        let known: Vec<&str> = artefacts().map(|artefact| artefact.name).collect();
        let wanted = known.iter().copied().chain([replay::FILE, CERTIFICATE]);
        for name in wanted.clone() {
            if !self.files.contains_key(name) {
                self.problem(name, Flaw::FileMissing);
            }
        }
        for name in self.files.keys() {
            if !wanted.clone().any(|wanted| wanted == name) {
                self.problem(name, Flaw::FileExtra);
            }
        }
    }

    fn statement(&mut self, key: &PublicKey) -> Option<Statement> {
        let opened = open(self.files.get(CERTIFICATE)?, key);
        for error in opened.problems {
            self.problem(CERTIFICATE, Flaw::Envelope(error));
        }
        let payload = opened.payload?;
        let statement: Statement = match serde_json::from_slice(&payload) {
            Ok(statement) => statement,
            Err(error) => {
                let error = error.to_string();
                self.problem(STATEMENT_PLACE, Flaw::StatementForm { error });
                return None;
            }
        };
        if statement.to_bytes() != payload {
            self.problem(STATEMENT_PLACE, Flaw::StatementBytes);
        }
        for (field, found, wanted) in [
            ("_type", &statement.statement_type, STATEMENT_TYPE),
            ("predicateType", &statement.predicate_type, PREDICATE_TYPE),
        ] {
            if found != wanted {
                let found = found.clone();
                self.problem(
                    STATEMENT_PLACE,
                    Flaw::StatementType {
                        field,
                        found,
                        wanted,
                    },
                );
            }
        }
        Some(statement)
    }

    fn digests(&mut self, statement: &Statement) {
        for entry in &statement.predicate.configuration {
            let (Some(bytes), Some(wanted)) =
                (self.files.get(&entry.name), entry.digest.get("sha256"))
            else {
                // What should stand in the configuration is compared as a whole, later.
                continue;
            };
            let found = sha256(bytes);
            if found != *wanted {
                let wanted = wanted.clone();
                self.problem(&entry.name, Flaw::FileChanged { found, wanted });
            }
        }
    }

    fn time(&mut self, statement: &Statement, now: Timestamp) {
        let said = &statement.predicate.rpgu_conformance;
        let (issued, expires, tested) = (said.issued, said.expires, said.tested);
        if expires <= now {
            self.problem(STATEMENT_PLACE, Flaw::Expired { on: expires });
        }
        if expires <= issued {
            self.problem(
                STATEMENT_PLACE,
                Flaw::ExpiresBeforeIssued { expires, issued },
            );
        }
        // A sum beyond the calendar is later than any date.
        if now
            .checked_add(CLOCK_SKEW)
            .is_ok_and(|latest| issued > latest)
        {
            self.problem(STATEMENT_PLACE, Flaw::IssuedLater { issued });
        }
        if issued < tested {
            self.problem(STATEMENT_PLACE, Flaw::IssuedBeforeTested { issued, tested });
        }
    }

    fn recording(&mut self) -> Option<Recording> {
        let recording: Recording = match serde_json::from_slice(self.files.get(replay::FILE)?) {
            Ok(recording) => recording,
            Err(error) => {
                let error = error.to_string();
                self.problem(replay::FILE, Flaw::RecordingForm { error });
                return None;
            }
        };
        if recording.suite_digest == self.suite.digest {
            return Some(recording);
        }
        self.problem(
            replay::FILE,
            Flaw::OtherSuite {
                found: recording.suite_digest,
                here: self.suite.digest.clone(),
            },
        );
        None
    }
}

/// Files by name.
pub(super) type FileMap = BTreeMap<String, Vec<u8>>;
