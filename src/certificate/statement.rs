//! What is signed: an in-toto Statement v1 with the predicate `test-result/v0.1`.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::recording::Recording;
use crate::judge::{Conclusion, VerdictKind};
use crate::report::{Language, Note, Report};
use crate::suite::{CaseId, Level, OperationId};
use crate::target::Warning;

/// The type of the statement (in-toto attestation v1, statement layer).
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// The type of its predicate.
pub const PREDICATE_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// The annotation that says what a digest is of.
pub(super) const DIGEST_OF: &str = "digestOf";

/// Under this name the suite's digest stands in the configuration.
pub(super) const SUITE: &str = "suite";

/// A text that can name a vendor, a product or a version: some letters on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

/// A text that is no [`Label`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 200 characters on one line, without spaces at its ends")]
pub struct LabelError;

impl Label {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Label {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, LabelError> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for Label {
    type Error = LabelError;

    fn try_from(text: String) -> Result<Self, LabelError> {
        // Characters that turn the direction of writing could make a reader see another name.
        let hidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        };
        let fits = (1..=200).contains(&text.chars().count())
            && text.trim() == text
            && !text.chars().any(hidden);
        if fits {
            Ok(Self(text))
        } else {
            Err(LabelError)
        }
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Who vouches for what: said by whoever certifies, known to nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Who makes it.
    pub vendor: Label,
    /// Its name.
    pub name: Label,
    /// Its version.
    pub version: Label,
}

/// When a certificate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// From when.
    pub issued: Timestamp,
    /// Until when.
    pub expires: Timestamp,
}

/// An in-toto Statement v1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    /// [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub statement_type: String,
    /// The product as it answered: by the digest of what was recorded.
    pub subject: Vec<ResourceDescriptor>,
    /// [`PREDICATE_TYPE`].
    pub predicate_type: String,
    /// The result.
    pub predicate: Predicate,
}

/// The predicate `test-result/v0.1`, with one extension field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Predicate {
    /// The result.
    pub result: TestResult,
    /// What was used and made, by digests.
    pub configuration: Vec<ResourceDescriptor>,
    /// The cases that passed.
    pub passed_tests: Vec<CaseId>,
    /// Quirks, and failures of cases that do not decide.
    pub warned_tests: Vec<CaseId>,
    /// The cases that decide and failed.
    pub failed_tests: Vec<CaseId>,
    /// What the predicate has no field for (in-toto attestation v1, parsing rules, "Extension fields").
    pub rpgu_conformance: Extension,
}

/// The result of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TestResult {
    /// Every case passed.
    Passed,
    /// Every case that decides passed or is a quirk, but something is not as documented, or was not judged.
    Warned,
    /// A case that decides failed.
    Failed,
}

impl fmt::Display for TestResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Passed => "PASSED",
            Self::Warned => "WARNED",
            Self::Failed => "FAILED",
        })
    }
}

/// in-toto's description of a resource, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceDescriptor {
    /// Its name.
    pub name: String,
    /// Its digests by algorithm; here SHA-256 only.
    pub digest: BTreeMap<String, String>,
    /// What kind of file it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, Json>,
}

/// What the predicate has no field for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Extension {
    /// The program that certified, with its version.
    pub tool: String,
    /// Who makes the product, as whoever certified says.
    pub vendor: Label,
    /// The product, as whoever certified says.
    pub product: Label,
    /// Its version, as whoever certified says.
    pub version: Label,
    /// The address that was asked.
    pub target: String,
    /// The suite's title.
    pub suite: String,
    /// What was asked, in one sentence.
    pub scope: String,
    /// What nobody may read into this.
    pub does_not_establish: Vec<String>,
    /// Cases that were not judged; never one that decides, unless the result is FAILED.
    pub not_judged_tests: Vec<CaseId>,
    /// The language of report.html, and of the sentences here.
    pub language: Language,
    /// When the requests were sent.
    pub tested: Timestamp,
    /// When this was signed.
    pub issued: Timestamp,
    /// From when on it must no longer be relied upon.
    pub expires: Timestamp,
}

/// A file beside the certificate.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
    pub(super) sha256: String,
}

/// What a statement says beside what its report says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claims<'a> {
    pub(super) product: &'a Product,
    pub(super) validity: Validity,
    pub(super) recording: &'a Recording,
    pub(super) language: Language,
}

/// The result that a report stands for; `None` if it stands for none.
pub fn result_of(report: &Report) -> Option<TestResult> {
    match report.conclusion {
        Conclusion::NotConforming => Some(TestResult::Failed),
        Conclusion::Conforming => {
            let all_pass = report
                .cases
                .iter()
                .all(|case| case.verdict == VerdictKind::Pass);
            Some(if all_pass {
                TestResult::Passed
            } else {
                TestResult::Warned
            })
        }
        Conclusion::OnlyKnownFailures
        | Conclusion::Inconclusive
        | Conclusion::Unreachable
        | Conclusion::StaleKnownFailures => None,
    }
}

impl Statement {
    /// Says what a report says, of a product, and for how long. The exchanges must be the first evidence.
    pub(super) fn new(
        result: TestResult,
        report: &Report,
        evidence: &[Evidence],
        claims: &Claims<'_>,
    ) -> Self {
        let Claims {
            product,
            validity,
            recording,
            language,
        } = *claims;
        let sentences = language.certificate_sentences();
        let coverage = Coverage::of(report, recording);
        let exchanges = evidence.first().map_or("", |evidence| &evidence.sha256);
        let subject = ResourceDescriptor {
            name: format!("{}@{}", product.name, product.version),
            digest: sha256_only(exchanges),
            media_type: None,
            annotations: digest_of(sentences.digest_of_exchanges()),
        };
        let suite = ResourceDescriptor {
            name: SUITE.to_owned(),
            digest: sha256_only(&report.suite_digest),
            media_type: None,
            annotations: digest_of(sentences.digest_of_suite()),
        };
        let files = evidence.iter().map(|evidence| ResourceDescriptor {
            name: evidence.name.to_owned(),
            digest: sha256_only(&evidence.sha256),
            media_type: Some(evidence.media_type.to_owned()),
            annotations: BTreeMap::new(),
        });
        let mut sorted = Sorted::default();
        for case in &report.cases {
            let decides = case.level >= report.level;
            let list = match case.verdict {
                VerdictKind::Pass => &mut sorted.passed,
                VerdictKind::Quirk => &mut sorted.warned,
                VerdictKind::Fail if decides => &mut sorted.failed,
                VerdictKind::Fail => &mut sorted.warned,
                VerdictKind::Unproven | VerdictKind::Blocked | VerdictKind::Error => {
                    &mut sorted.not_judged
                }
            };
            list.push(case.id.clone());
        }
        Self {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: vec![subject],
            predicate_type: PREDICATE_TYPE.to_owned(),
            predicate: Predicate {
                result,
                configuration: std::iter::once(suite).chain(files).collect(),
                passed_tests: sorted.passed,
                warned_tests: sorted.warned,
                failed_tests: sorted.failed,
                rpgu_conformance: Extension {
                    tool: report.tool.clone(),
                    vendor: product.vendor.clone(),
                    product: product.name.clone(),
                    version: product.version.clone(),
                    target: report.target.clone(),
                    suite: report.suite.clone(),
                    scope: coverage.scope(language),
                    does_not_establish: coverage.does_not_establish(language),
                    not_judged_tests: sorted.not_judged,
                    language,
                    tested: recording.started,
                    issued: validity.issued,
                    expires: validity.expires,
                },
            },
        }
    }

    /// The statement's only form.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Every key is a text: this cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The product that it speaks of.
    pub fn product(&self) -> Product {
        let said = &self.predicate.rpgu_conformance;
        Product {
            vendor: said.vendor.clone(),
            name: said.product.clone(),
            version: said.version.clone(),
        }
    }
}

#[derive(Default)]
struct Sorted {
    passed: Vec<CaseId>,
    warned: Vec<CaseId>,
    failed: Vec<CaseId>,
    not_judged: Vec<CaseId>,
}

fn sha256_only(hex: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("sha256".to_owned(), hex.to_owned())])
}

fn digest_of(sentence: &str) -> BTreeMap<String, Json> {
    BTreeMap::from([(DIGEST_OF.to_owned(), sentence.into())])
}

/// What a statement covers, as data, so that it can be said in each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// How many cases the suite has.
    pub cases: usize,
    /// The operations that they ask for.
    pub operations: Vec<OperationId>,
    /// Cases of this level and above decide.
    pub level: Level,
    /// What readers must know about the way the target was asked.
    pub warnings: Vec<Warning>,
}

impl Coverage {
    pub(super) fn of(report: &Report, recording: &Recording) -> Self {
        Self {
            cases: report.cases.len(),
            operations: report.operations.keys().cloned().collect(),
            level: report.level,
            warnings: recording.warnings.clone(),
        }
    }

    /// What was asked, in one sentence.
    pub fn scope(&self, language: Language) -> String {
        language.certificate_sentences().scope(self)
    }

    /// What nobody may read into the result.
    pub fn does_not_establish(&self, language: Language) -> Vec<String> {
        let limits = language.certificate_sentences().limits();
        let warnings = self.warnings.iter();
        let warnings = warnings.map(|warning| language.sentences().note(&Note::of(*warning)));
        limits
            .iter()
            .map(|limit| (*limit).to_owned())
            .chain(warnings)
            .collect()
    }
}
