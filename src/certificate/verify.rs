//! Checks a certificate without asking anybody, by doing everything again that can be done again.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::bundle::{CERTIFICATE, Files, artefacts};
use super::difference::{Difference, differences};
use super::envelope::{EnvelopeError, open};
use super::essence::{essence, verdicts};
use super::key::{PublicKey, sha256};
use super::problem::{Problem, ProblemCode};
use super::recording::{Recording, tool};
use super::replay::{self, replay};
use super::requests;
use super::statement::{
    Claims, Evidence, PREDICATE_TYPE, STATEMENT_TYPE, Statement, TestResult, Validity, result_of,
};
use crate::report::{Language, Report};
use crate::suite::Suite;

/// Clocks may differ by so much.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(1);

/// At most so many differences of one file are named; the rest is counted.
const MAX_DIFFERENCES: usize = 40;

/// What was found out about a certificate.
#[derive(Debug)]
pub struct Verification {
    /// All that is wrong with it; nothing, if it is valid.
    pub problems: Vec<Problem>,
    /// What it says, if that can be read.
    pub statement: Option<Statement>,
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
    }
}

struct Checker<'a> {
    files: &'a Files,
    suite: &'a Suite,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, code: ProblemCode, place: &str, what: impl Into<String>) {
        self.problems
            .push(Problem::new(code, place.to_owned(), what.into()));
    }

    fn file_list(&mut self) {
        let known: Vec<&str> = artefacts().map(|artefact| artefact.name).collect();
        let wanted = known.iter().copied().chain([replay::FILE, CERTIFICATE]);
        for name in wanted.clone() {
            if !self.files.contains_key(name) {
                self.problem(ProblemCode::FileMissing, name, "the file is missing");
            }
        }
        for name in self.files.keys() {
            if !wanted.clone().any(|wanted| wanted == name) {
                let what = "the file does not belong to the certificate";
                self.problem(ProblemCode::FileExtra, name, what);
            }
        }
    }

    fn statement(&mut self, key: &PublicKey) -> Option<Statement> {
        let opened = open(self.files.get(CERTIFICATE)?, key);
        for problem in opened.problems {
            let code = match problem {
                EnvelopeError::OtherKey { .. } => ProblemCode::OtherKey,
                EnvelopeError::Signature => ProblemCode::Signature,
                _ => ProblemCode::Envelope,
            };
            self.problem(code, CERTIFICATE, problem.to_string());
        }
        let payload = opened.payload?;
        let place = format!("{CERTIFICATE}: statement");
        let statement: Statement = match serde_json::from_slice(&payload) {
            Ok(statement) => statement,
            Err(error) => {
                let what = format!("is no statement as certify makes it: {error}");
                self.problem(ProblemCode::Statement, &place, what);
                return None;
            }
        };
        if statement.to_bytes() != payload {
            let what =
                "has other bytes than certify wrote: the same statement is written differently";
            self.problem(ProblemCode::Statement, &place, what);
        }
        for (field, found, wanted) in [
            ("_type", &statement.statement_type, STATEMENT_TYPE),
            ("predicateType", &statement.predicate_type, PREDICATE_TYPE),
        ] {
            if found != wanted {
                let what = format!("`{field}` is `{found}`, not `{wanted}`");
                self.problem(ProblemCode::Statement, &place, what);
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
                let what = format!(
                    "the file was changed: its SHA-256 is {found}, and the statement says {wanted}"
                );
                self.problem(ProblemCode::Digest, &entry.name, what);
            }
        }
    }

    fn time(&mut self, statement: &Statement, now: Timestamp) {
        let said = &statement.predicate.rpgu_conformance;
        let place = format!("{CERTIFICATE}: statement");
        if said.expires <= now {
            let what = format!("the certificate expired on {}", said.expires);
            self.problem(ProblemCode::Expired, &place, what);
        }
        if said.expires <= said.issued {
            let what = format!(
                "it expires on {}, before it was issued on {}",
                said.expires, said.issued
            );
            self.problem(ProblemCode::Expired, &place, what);
        }
        // A sum beyond the calendar is later than any date.
        if now
            .checked_add(CLOCK_SKEW)
            .is_ok_and(|latest| said.issued > latest)
        {
            let what = format!("it was issued on {}, which is still to come", said.issued);
            self.problem(ProblemCode::NotYet, &place, what);
        }
        if said.issued < said.tested {
            let what = format!(
                "it was issued on {}, before the requests were sent on {}",
                said.issued, said.tested
            );
            self.problem(ProblemCode::NotYet, &place, what);
        }
    }

    fn recording(&mut self) -> Option<Recording> {
        let recording: Recording = match serde_json::from_slice(self.files.get(replay::FILE)?) {
            Ok(recording) => recording,
            Err(error) => {
                let what = format!("is no recording of this version: {error}");
                self.problem(ProblemCode::Recording, replay::FILE, what);
                return None;
            }
        };
        if recording.suite_digest == self.suite.digest {
            return Some(recording);
        }
        let what = format!(
            "was made with the suite {}, and this one is {}; give the folder of that suite with --suite",
            recording.suite_digest, self.suite.digest
        );
        self.problem(ProblemCode::Suite, replay::FILE, what);
        None
    }

    /// The heart: the report, its files and the statement once more, from the exchanges and the suite alone.
    fn judge_again(&mut self, recording: &Recording, statement: Option<&Statement>) {
        let mut requests = requests::check(self.suite, recording);
        self.problems.append(&mut requests);
        let mut report = match replay(self.suite, recording) {
            Ok(report) => report,
            Err(mut problems) => {
                self.problems.append(&mut problems);
                return;
            }
        };
        // Another version of this program may put the same verdicts into other words.
        let same_tool = recording.tool == tool();
        report.tool.clone_from(&recording.tool);
        self.report(&report, same_tool);
        if let Some(statement) = statement {
            if same_tool {
                self.other_files(&report, statement.predicate.rpgu_conformance.language);
            }
            self.statement_again(&report, recording, statement, same_tool);
        }
    }

    fn report(&mut self, report: &Report, same_tool: bool) {
        const FILE: &str = "report.json";
        let Some(bytes) = self.files.get(FILE) else {
            return;
        };
        let (found, wanted) = match (serde_json::from_slice(bytes), serde_json::to_value(report)) {
            (Ok(found), Ok(wanted)) => (found, wanted),
            (Err(error), _) | (_, Err(error)) => {
                self.problem(ProblemCode::Report, FILE, format!("is no report: {error}"));
                return;
            }
        };
        let all = if same_tool {
            differences(&found, &wanted)
        } else {
            differences(&verdicts(&found), &verdicts(&wanted))
        };
        if all.is_empty() && same_tool && crate::report::json(report).as_bytes() != bytes {
            let what = "has other bytes than certify wrote: the same report is written differently";
            self.problem(ProblemCode::Report, FILE, what);
        }
        self.differences(FILE, all, |path| {
            let of_verdict = ["verdict", "findings"]
                .iter()
                .any(|field| path.starts_with("cases[") && path.contains(&format!("].{field}")));
            if of_verdict {
                ProblemCode::Verdict
            } else {
                ProblemCode::Report
            }
        });
    }

    fn other_files(&mut self, report: &Report, language: Language) {
        for artefact in artefacts() {
            let Some(bytes) = self.files.get(artefact.name) else {
                continue;
            };
            // The JSON report is compared field by field.
            if artefact.name == "report.json" {
                continue;
            }
            let wanted = (artefact.render)(report, language);
            if wanted.is_ok_and(|wanted| wanted.as_bytes() == bytes) {
                continue;
            }
            {
                let what = "says something else than the recorded exchanges";
                self.problem(ProblemCode::Report, artefact.name, what);
            }
        }
    }

    fn statement_again(
        &mut self,
        report: &Report,
        recording: &Recording,
        statement: &Statement,
        same_tool: bool,
    ) {
        let place = format!("{CERTIFICATE}: statement");
        let Some(result) = result_of(report) else {
            let what = format!("no certificate can be given for this: {}", report.summary);
            self.problem(ProblemCode::Result, &place, what);
            return;
        };
        let digests = self.digest_table();
        let evidence: Vec<Evidence<'_>> = digests
            .iter()
            .map(|(name, media_type, sha256)| Evidence {
                name,
                media_type,
                sha256,
            })
            .collect();
        let said = &statement.predicate.rpgu_conformance;
        let claims = Claims {
            product: &statement.product(),
            validity: Validity {
                issued: said.issued,
                expires: said.expires,
            },
            recording,
            language: said.language,
        };
        let again = Statement::new(result, report, &evidence, &claims);
        let (Ok(found), Ok(wanted)) = (
            serde_json::to_value(statement),
            serde_json::to_value(&again),
        ) else {
            return;
        };
        let all = if same_tool {
            differences(&found, &wanted)
        } else {
            differences(&essence(&found), &essence(&wanted))
        };
        self.differences(&place, all, |_| ProblemCode::Result);
    }

    /// Names, media types and digests of the evidence as it lies there.
    fn digest_table(&self) -> Vec<(String, String, String)> {
        super::bundle::evidence_files()
            .map(|(name, media_type)| {
                let digest = self.files.get(name).map(|bytes| sha256(bytes));
                (
                    name.to_owned(),
                    media_type.to_owned(),
                    digest.unwrap_or_default(),
                )
            })
            .collect()
    }

    fn differences(
        &mut self,
        file: &str,
        all: Vec<Difference>,
        code: impl Fn(&str) -> ProblemCode,
    ) {
        let more = all.len().saturating_sub(MAX_DIFFERENCES);
        for difference in all.into_iter().take(MAX_DIFFERENCES) {
            let place = format!("{file}: {}", difference.path);
            self.problem(code(&difference.path), &place, difference.to_string());
        }
        if more > 0 {
            self.problem(
                ProblemCode::Report,
                file,
                format!("and {more} more differences"),
            );
        }
    }
}

/// Files by name.
pub(super) type FileMap = BTreeMap<String, Vec<u8>>;
