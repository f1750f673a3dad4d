//! The files of a certificate, made together.

use super::envelope::Envelope;
use super::key::{PrivateKey, sha256};
use super::problem::Problem;
use super::recording::Recording;
use super::replay::{self, replay};
use super::statement::{Claims, Evidence, Product, Statement, TestResult, Validity, result_of};
use super::verify::{FileMap, verify};
use crate::judge::VerdictKind;
use crate::pipeline::Run;
use crate::report::{self, HtmlError, Language, Mask, Report};
use crate::suite::{CaseId, Suite};
use crate::target::Target;

/// The signed statement.
pub const CERTIFICATE: &str = "certificate.json";

/// The files of a certificate by their names.
pub type Files = FileMap;

/// A form of the report that stands beside the certificate.
#[derive(Clone, Copy)]
pub(super) struct Artefact {
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
    pub(super) render: fn(&Report, Language) -> Result<String, HtmlError>,
}

/// All forms of the report. Another one is another line here: it is written, signed, checked and made again like these.
const ARTEFACTS: &[Artefact] = &[
    Artefact {
        name: "report.json",
        media_type: "application/json",
        render: |report, _| Ok(report::json(report)),
    },
    Artefact {
        name: "junit.xml",
        media_type: "application/xml",
        render: |report, _| Ok(report::junit(report)),
    },
    Artefact {
        name: "report.html",
        media_type: "text/html",
        render: report::html,
    },
];

pub(super) fn artefacts() -> impl Iterator<Item = Artefact> + Clone {
    ARTEFACTS.iter().copied()
}

/// Names and media types of everything that the statement has a digest of; the exchanges first.
pub(super) fn evidence_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let artefacts = artefacts().map(|artefact| (artefact.name, artefact.media_type));
    std::iter::once((replay::FILE, "application/json")).chain(artefacts)
}

/// The files beside the certificate as they are; one that is missing has no digest.
pub(super) fn evidence(files: &Files) -> Vec<Evidence> {
    evidence_files()
        .map(|(name, media_type)| Evidence {
            name,
            media_type,
            sha256: files
                .get(name)
                .map(|bytes| sha256(bytes))
                .unwrap_or_default(),
        })
        .collect()
}

/// A run, recorded and judged by the record: what a certificate would be about.
#[derive(Debug)]
pub struct Draft {
    /// What the record proves.
    pub report: Report,
    recording: Recording,
    files: Files,
    mask: Mask,
    language: Language,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// What was recorded cannot be judged; a fault of this program.
    #[error("the recorded exchanges cannot be read back: {}", list(.0))]
    Unreadable(Vec<Problem>),
    /// The page cannot be made; a fault of this program.
    #[error("the report cannot be written as a page: {0}")]
    Page(#[from] HtmlError),
    /// A credential stands in an answer where it decides a verdict.
    #[error("{}", Language::En.certificate_sentences().mask_decides(.0))]
    MaskDecides(Vec<CaseId>),
}

/// Why a draft is not signed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// A case that decides was not judged.
    #[error("no certificate: {0}")]
    Withheld(Withheld),
    /// A credential was about to be written; a fault of this program.
    #[error("nothing was written: {0} would have held a credential")]
    Credential(&'static str),
    /// What was made does not verify; a fault of this program.
    #[error("nothing was written: the new certificate does not verify: {}", list(.0))]
    NotVerified(Vec<Problem>),
}

/// Why a run stands for no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// What the run says.
    pub summary: String,
    /// The deciding cases that were not judged, with their verdicts.
    pub cases: Vec<(CaseId, VerdictKind)>,
}

impl std::fmt::Display for Withheld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.summary)?;
        for (case, verdict) in &self.cases {
            write!(f, "\n  {verdict} {case}")?;
        }
        Ok(())
    }
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("; ")
}

impl Draft {
    /// Records a run of the whole suite, and judges the record. The page for people is in the given language.
    ///
    /// # Errors
    /// The record proves something else than the run did, because masking altered an answer.
    pub fn new(
        suite: &Suite,
        target: &Target,
        run: &Run,
        language: Language,
    ) -> Result<Self, DraftError> {
        let recording = Recording::of(suite, target, run);
        let report = replay(suite, &recording).map_err(DraftError::Unreadable)?;
        let altered: Vec<CaseId> = run
            .judged
            .iter()
            .zip(&report.cases)
            .filter(|(judged, case)| {
                suite[judged.case].id != case.id || judged.verdict.kind() != case.verdict
            })
            .map(|(_, case)| case.id.clone())
            .collect();
        if !altered.is_empty() {
            return Err(DraftError::MaskDecides(altered));
        }
        let mut files = Files::from([(replay::FILE.to_owned(), recording.to_bytes())]);
        for artefact in artefacts() {
            let text = (artefact.render)(&report, language)?;
            files.insert(artefact.name.to_owned(), text.into_bytes());
        }
        Ok(Self {
            report,
            recording,
            files,
            mask: Mask::of(suite, &target.endpoint, &run.records),
            language,
        })
    }

    /// The result, or why there is none.
    ///
    /// # Errors
    /// A case that decides was not judged, or nothing was reached.
    pub fn result(&self) -> Result<TestResult, Withheld> {
        result_of(&self.report).ok_or_else(|| Withheld {
            summary: self.report.summary.clone(),
            cases: self
                .report
                .cases
                .iter()
                .filter(|case| {
                    case.level >= self.report.level
                        && matches!(
                            case.verdict,
                            VerdictKind::Unproven | VerdictKind::Blocked | VerdictKind::Error
                        )
                })
                .map(|case| (case.id.clone(), case.verdict))
                .collect(),
        })
    }

    /// Signs the result, and verifies what was made before anybody gets it.
    ///
    /// # Errors
    /// There is no result, a file would hold a credential, or the certificate does not verify.
    pub fn seal(
        mut self,
        suite: &Suite,
        product: &Product,
        validity: Validity,
        key: &PrivateKey,
    ) -> Result<Sealed, SealError> {
        let result = self.result().map_err(SealError::Withheld)?;
        let evidence = evidence(&self.files);
        let claims = Claims {
            product,
            validity,
            recording: &self.recording,
            language: self.language,
        };
        let statement = Statement::new(result, &self.report, &evidence, &claims);
        let payload = statement.to_bytes();
        for (name, bytes) in evidence_files()
            .filter_map(|(name, _)| Some((name, self.files.get(name)?)))
            .chain([(CERTIFICATE, &payload)])
        {
            if self.mask.leaks(&String::from_utf8_lossy(bytes)) {
                return Err(SealError::Credential(name));
            }
        }
        let envelope = Envelope::seal(&payload, key).to_bytes();
        self.files.insert(CERTIFICATE.to_owned(), envelope);
        let verified = verify(&self.files, &key.public(), suite, validity.issued);
        if !verified.problems.is_empty() {
            return Err(SealError::NotVerified(verified.problems));
        }
        Ok(Sealed {
            files: self.files,
            statement,
        })
    }
}

/// A certificate with everything that belongs to it.
#[derive(Debug)]
pub struct Sealed {
    /// The files.
    pub files: Files,
    /// What is signed.
    pub statement: Statement,
}
