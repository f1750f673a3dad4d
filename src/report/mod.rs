//! Writes down what a run found out. Reports know only the [`Report`], never the stages before it.

mod build;
mod console;
mod ctrf;
mod curl;
mod evidence;
mod file;
mod github;
mod guard;
mod html;
mod json;
mod junit;
mod letter;
mod markdown;
mod mask;
mod merge;
mod progress;
mod public;
mod record;
mod schema;
mod secrets;
mod settle;
mod timing;
mod undocumented;
mod why;
mod words;

pub use build::{Asked, Context, build, rebuild};
pub use console::{Verbosity, case_details, console};
pub use ctrf::ctrf;
pub use curl::curl;
pub use evidence::{Evidence, EvidenceReport};
pub use file::{ReportFile, ReportFileError, ReportKind, ReportRequest};
pub use github::annotations;
pub(crate) use github::mistake;
pub(crate) use github::workflow_command;
pub use html::{HtmlError, html};
pub(crate) use html::{render_page, shown};
pub use json::{PrintError, json, print_json};
pub use junit::junit;
pub(crate) use letter::verdict_letter;
pub use markdown::markdown;
pub use mask::Mask;
pub use merge::{MergeError, merge};
pub use progress::ProgressBar;
pub use record::{
    CaseReport, ExchangeReport, OutcomeReport, OutcomeSeen, Report, RequestReport, ResponseReport,
    RulingReport, SCHEMA_VERSION, SubjectFate, SubjectReport, UndocumentedReport,
};
pub use schema::{schema, schema_of};
pub use why::{ChangeReport, Note, Why};
pub use words::{
    CertificateSentences, ComparisonSentences, Labels, Language, PlanSentences, Said, Sentences,
    blocked_reason, conclusion_sentence, unblock,
};
