//! One thing that is wrong with a certificate.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::difference::Difference;
use super::envelope::EnvelopeError;
use crate::judge::{Conclusion, Scope};
use crate::report::Language;
use crate::suite::{CaseId, OperationId, StateName};

/// One thing that is wrong with a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// What kind of thing.
    pub code: ProblemCode,
    /// Where: a file, and a place in it.
    pub place: String,
    /// What is wrong there, in English.
    #[serde(rename = "what", serialize_with = "in_english")]
    #[schemars(with = "String")]
    pub flaw: Flaw,
}

fn in_english<S: Serializer>(flaw: &Flaw, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&Language::En.certificate_sentences().flaw(flaw))
}

/// The kinds of [`Problem`]. Their names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
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

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "fields are named for what they hold; the sentences stand in the message catalogue"
)]
pub enum Flaw {
    /// A file of the certificate is not there.
    FileMissing,
    /// A file is there that is none of the certificate's.
    FileExtra,
    /// A file has another digest than the statement says.
    FileChanged { found: String, wanted: String },
    /// The envelope.
    Envelope(EnvelopeError),
    /// The signed text is none of this form.
    StatementForm { error: String },
    /// The statement is the same in other bytes.
    StatementBytes,
    /// A type of the statement is another one.
    StatementType {
        field: &'static str,
        found: String,
        wanted: &'static str,
    },
    /// It held until then.
    Expired { on: Timestamp },
    /// It expires before it is issued.
    ExpiresBeforeIssued {
        expires: Timestamp,
        issued: Timestamp,
    },
    /// It is issued in the future.
    IssuedLater { issued: Timestamp },
    /// It is issued before the requests were sent.
    IssuedBeforeTested {
        issued: Timestamp,
        tested: Timestamp,
    },
    /// The recording is none of this form.
    RecordingForm { error: String },
    /// The recording has another version.
    RecordingVersion { found: u32, known: u32 },
    /// The recording was made with another suite.
    OtherSuite { found: String, here: String },
    /// The suite has no such case.
    UnknownCase { case: CaseId },
    /// A case of the suite is not there.
    CaseMissing { case: CaseId },
    /// A case is there several times.
    CaseRepeated { case: CaseId, times: usize },
    /// An identifier that is there and must not be, or the other way round.
    IdWithoutOrigin,
    /// A case of another operation.
    OtherOperation {
        case: CaseId,
        operation: OperationId,
    },
    /// Nothing was sent on an identifier.
    NoSteps,
    /// A step that was not sent for no reason.
    Unexplained,
    /// A step that was not sent before one that was.
    Gap { step: usize },
    /// A text that is no method.
    NoMethod { text: String },
    /// A text that is no HTTP version.
    NoVersion { text: String },
    /// A number that is no HTTP status.
    NoStatus { status: u16 },
    /// A text that is no name of a header field.
    NoHeader { text: String },
    /// Base64 that is none.
    NoBase64,
    /// An identifier that the suite does not make up.
    NotMadeUp { id: String, state: StateName },
    /// Not as many requests as are sent.
    HowMany { found: usize, wanted: usize },
    /// A request that is not that of its case.
    OtherRequest { part: RequestPart },
    /// The JSON report is none.
    ReportForm { error: String },
    /// The JSON report is the same in other bytes.
    ReportBytes,
    /// A form of the report is not what the exchanges prove.
    OtherReport,
    /// The JSON report or the statement differs from what the exchanges prove.
    Differs(Differing, Difference),
    /// More of the same.
    MoreDifferences { count: usize },
    /// The exchanges prove nothing that could be certified.
    NoResult {
        conclusion: Conclusion,
        quirks: usize,
        scope: Scope,
    },
}

/// The part of a request that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum RequestPart {
    Method,
    Path,
    Headers,
    Body,
}

/// What differs from what the exchanges prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differing {
    /// A verdict or a finding of the report.
    Verdict,
    /// Something else in the report.
    Report,
    /// The statement.
    Statement,
}

impl Flaw {
    /// The kind that it is of.
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::FileMissing => ProblemCode::FileMissing,
            Self::FileExtra => ProblemCode::FileExtra,
            Self::FileChanged { .. } => ProblemCode::Digest,
            Self::Envelope(EnvelopeError::OtherKey { .. }) => ProblemCode::OtherKey,
            Self::Envelope(EnvelopeError::Signature) => ProblemCode::Signature,
            Self::Envelope(_) => ProblemCode::Envelope,
            Self::StatementForm { .. } | Self::StatementBytes | Self::StatementType { .. } => {
                ProblemCode::Statement
            }
            Self::Expired { .. } | Self::ExpiresBeforeIssued { .. } => ProblemCode::Expired,
            Self::IssuedLater { .. } | Self::IssuedBeforeTested { .. } => ProblemCode::NotYet,
            Self::RecordingForm { .. }
            | Self::RecordingVersion { .. }
            | Self::IdWithoutOrigin
            | Self::OtherOperation { .. }
            | Self::NoSteps
            | Self::Unexplained
            | Self::Gap { .. }
            | Self::NoMethod { .. }
            | Self::NoVersion { .. }
            | Self::NoStatus { .. }
            | Self::NoHeader { .. }
            | Self::NoBase64 => ProblemCode::Recording,
            Self::OtherSuite { .. } => ProblemCode::Suite,
            Self::CaseMissing { .. } => ProblemCode::CaseMissing,
            Self::UnknownCase { .. } | Self::CaseRepeated { .. } => ProblemCode::CaseExtra,
            Self::NotMadeUp { .. } | Self::HowMany { .. } | Self::OtherRequest { .. } => {
                ProblemCode::Request
            }
            Self::Differs(Differing::Verdict, _) => ProblemCode::Verdict,
            Self::Differs(Differing::Report, _)
            | Self::ReportForm { .. }
            | Self::ReportBytes
            | Self::OtherReport
            | Self::MoreDifferences { .. } => ProblemCode::Report,
            Self::Differs(Differing::Statement, _) | Self::NoResult { .. } => ProblemCode::Result,
        }
    }
}

impl Problem {
    pub(super) fn new(place: impl Into<String>, flaw: Flaw) -> Self {
        Self {
            code: flaw.code(),
            place: place.into(),
            flaw,
        }
    }

    /// The place and the flaw in one sentence.
    pub fn sentence(&self, language: Language) -> String {
        let flaw = language.certificate_sentences().flaw(&self.flaw);
        format!("{}: {flaw}", self.place)
    }
}

/// In English.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Language::En))
    }
}
