//! What is said of certificates.

use super::English;
use crate::certificate::{
    Coverage, Difference, EnvelopeError, Flaw, PAYLOAD_TYPE, Product, RequestPart, Sides,
    TestResult,
};
use crate::judge::VerdictKind;
use crate::report::words::certificate::{CertificateSentences, Said};
use crate::report::words::sentences::Sentences as _;
use crate::suite::CaseId;

impl CertificateSentences for English {
    fn flaw(&self, flaw: &Flaw) -> String {
        match flaw {
            Flaw::FileMissing => "the file is missing".to_owned(),
            Flaw::FileExtra => "the file does not belong to the certificate".to_owned(),
            Flaw::FileChanged { found, wanted } => format!(
                "the file was changed: its SHA-256 is {found}, and the statement says {wanted}"
            ),
            Flaw::Envelope(error) => envelope(error),
            Flaw::StatementForm { error } => {
                format!("is no statement as certify makes it: {error}")
            }
            Flaw::StatementBytes => other_bytes("statement"),
            Flaw::StatementType {
                field,
                found,
                wanted,
            } => format!("`{field}` is `{found}`, not `{wanted}`"),
            Flaw::Expired { on } => format!("the certificate expired on {on}"),
            Flaw::ExpiresBeforeIssued { expires, issued } => {
                format!("it expires on {expires}, before it was issued on {issued}")
            }
            Flaw::IssuedLater { issued } => {
                format!("it was issued on {issued}, which is still to come")
            }
            Flaw::IssuedBeforeTested { issued, tested } => {
                format!("it was issued on {issued}, before the requests were sent on {tested}")
            }
            Flaw::RecordingForm { error } => format!("is no recording of this version: {error}"),
            Flaw::RecordingVersion { found, known } => {
                format!("is {found}, and this program reads {known}")
            }
            Flaw::OtherSuite { found, here } => format!(
                "was made with the suite {found}, and this one is {here}; give the folder of that suite with --suite"
            ),
            Flaw::UnknownCase { case } => format!("the suite has no case {case}"),
            Flaw::CaseMissing { case } => format!("the case {case} is missing"),
            Flaw::CaseRepeated { case, times } => {
                format!("the case {case} stands there {times} times")
            }
            Flaw::IdWithoutOrigin => "`id` does not fit `origin`".to_owned(),
            Flaw::OtherOperation { case, operation } => {
                format!("{case} is no case of {operation}")
            }
            Flaw::NoSteps => "has no steps".to_owned(),
            Flaw::Unexplained => {
                "says of a step neither what was sent nor why nothing was".to_owned()
            }
            Flaw::Gap { step } => {
                format!("step {step} has no exchanges, though a later one has")
            }
            Flaw::NoMethod { text } => format!("`{text}` is no method"),
            Flaw::NoVersion { text } => format!("`{text}` is no HTTP version"),
            Flaw::NoStatus { status } => format!("{status} is no HTTP status"),
            Flaw::NoHeader { text } => format!("`{text}` is no header field"),
            Flaw::NoBase64 => "holds base64 that is none".to_owned(),
            Flaw::NotMadeUp { id, state } => {
                format!("`{id}` is not what the suite makes up for {state}")
            }
            Flaw::HowMany { found, wanted } => {
                format!("{found} exchanges are recorded, and {wanted} are sent")
            }
            Flaw::OtherRequest { part } => format!(
                "the recorded request is not that of the case: {}",
                match part {
                    RequestPart::Method => "method",
                    RequestPart::Path => "path",
                    RequestPart::Headers => "headers",
                    RequestPart::Body => "body",
                }
            ),
            Flaw::ReportForm { error } => format!("is no report: {error}"),
            Flaw::ReportBytes => other_bytes("report"),
            Flaw::OtherReport => "says something else than the recorded exchanges".to_owned(),
            Flaw::Differs(_, difference) => differs(difference),
            Flaw::MoreDifferences { count } => format!("and {count} more differences"),
            Flaw::NoResult {
                conclusion,
                quirks,
                scope,
            } => format!(
                "no certificate can be given for this: {}",
                self.conclusion(*conclusion, *quirks, *scope)
            ),
        }
    }

    fn certified(&self, product: &Product, result: TestResult) -> String {
        let about = self.product(product);
        match result {
            TestResult::Passed => format!("{about} PASSED"),
            TestResult::Warned => {
                format!("{about} WARNED: nothing that decides failed, but not every case passed")
            }
            TestResult::Failed => format!(
                "{about} FAILED; this is a signed result, and no certificate of conformance"
            ),
        }
    }

    fn no_certificate(&self, why: &str) -> String {
        format!("no certificate: {why}")
    }

    fn interrupted(&self) -> &'static str {
        "the run was interrupted"
    }

    fn mask_decides(&self, cases: &[CaseId]) -> String {
        format!(
            "with the credentials of the profile masked, the answers to {} prove something else than as they came; use \
             credentials of their own for this run, of 16 characters and more, that stand nowhere else in answers",
            super::run::names(cases)
        )
    }

    fn undecided(&self, case: &CaseId, verdict: VerdictKind) -> String {
        format!("{verdict} {case}")
    }

    fn valid(&self, result: TestResult) -> &'static str {
        match result {
            TestResult::Passed => "VALID, PASSED: every case passed.",
            TestResult::Warned => {
                "VALID, WARNED: nothing that decides failed, but not every case passed."
            }
            TestResult::Failed => {
                "FAILED: the signature is valid, and what is signed says that the product does NOT conform."
            }
        }
    }

    fn not_valid(&self, problems: usize) -> String {
        let s = if problems == 1 { "" } else { "s" };
        format!("NOT VALID: {problems} problem{s}; rely on nothing in this folder.")
    }

    fn said(&self, said: Said) -> &'static str {
        match said {
            Said::Product => "product",
            Said::Target => "target",
            Said::Suite => "suite",
            Said::Scope => "scope",
            Said::Tested => "tested",
            Said::Expires => "expires",
            Said::Failed => "failed",
            Said::Warned => "warned",
            Said::NotJudged => "unjudged",
            Said::Note => "note",
        }
    }

    fn product(&self, product: &Product) -> String {
        let Product {
            vendor,
            name,
            version,
        } = product;
        format!("{name} {version} of {vendor}")
    }

    fn made_by_other(&self, other: &str, this: &str) -> String {
        format!(
            "made by {other}, and this is {this}: cases, verdicts, findings and result were judged again; the words of \
             the reports around them were not made again"
        )
    }

    fn does_not_establish(&self) -> &'static str {
        "It does not establish:"
    }

    fn scope(&self, coverage: &Coverage) -> String {
        let operations: Vec<&str> = coverage.operations.iter().map(|id| id.as_str()).collect();
        format!(
            "All {} cases of the suite, for the operations {}; cases of level {} decide the result.",
            coverage.cases,
            operations.join(", "),
            coverage.level
        )
    }

    fn limits(&self) -> [&'static str; 4] {
        [
            "That the server at the address was the named product in the named version: vendor, product and version are what whoever certified says.",
            "That the answers came from that server: they are recorded on the computer of whoever certified. The signature shows who vouches for them and that nothing was changed since.",
            "Anything about another version, another installation or another time.",
            "Anything about operations, answers or rules of the documents that the suite has no case for; about security, load or availability.",
        ]
    }

    fn digest_of_exchanges(&self) -> &'static str {
        "exchanges.json: what the product answered. The product itself was never in the hands of whoever certified."
    }

    fn digest_of_suite(&self) -> &'static str {
        "names, lengths and contents of the suite's files"
    }

    fn private_key(&self) -> &'static str {
        "the private key; keep it to yourself"
    }

    fn public_key(&self) -> &'static str {
        "the public key; give it to whoever verifies, by another way than the certificate"
    }
}

fn other_bytes(what: &str) -> String {
    format!("has other bytes than certify wrote: the same {what} is written differently")
}

fn envelope(error: &EnvelopeError) -> String {
    match error {
        EnvelopeError::Form(error) => format!("is no DSSE envelope: {error}"),
        EnvelopeError::Bytes => other_bytes("envelope"),
        EnvelopeError::PayloadType(found) => format!("holds `{found}`, not `{PAYLOAD_TYPE}`"),
        EnvelopeError::Base64(field) => format!("`{field}` is no canonical base64"),
        EnvelopeError::Signatures(count) => format!("has {count} signatures, not one"),
        EnvelopeError::OtherKey { found, wanted } => {
            format!("is signed with the key {found}, not with the given key {wanted}")
        }
        EnvelopeError::Signature => {
            "the signature does not fit: the statement or the signature was changed, or another key made it"
                .to_owned()
        }
    }
}

fn differs(difference: &Difference) -> String {
    match &difference.sides {
        Sides::Both { found, wanted } => {
            format!("says {found}, and the recorded exchanges say {wanted}")
        }
        Sides::Extra { found } => {
            format!("says {found}, and the recorded exchanges say nothing")
        }
        Sides::Missing { wanted } => format!("lacks {wanted}"),
        Sides::Order { found, wanted } => format!(
            "says {found} entries in another order, and the recorded exchanges say {wanted} in theirs"
        ),
    }
}
