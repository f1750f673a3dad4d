//! What every language must be able to say of certificates.

use crate::certificate::{Coverage, Flaw, Product, TestResult};
use crate::judge::VerdictKind;
use crate::suite::CaseId;

/// What `keygen`, `certify` and `verify` say, and what stands in a statement.
pub trait CertificateSentences: Sync {
    /// One thing that is wrong with a certificate, to stand behind its place.
    fn flaw(&self, flaw: &Flaw) -> String;
    /// What a signed result says of a product, to stand behind the certificate's path.
    fn certified(&self, product: &Product, result: TestResult) -> String;
    /// That nothing was signed, and why.
    fn no_certificate(&self, why: &str) -> String;
    /// Why: the run was interrupted.
    fn interrupted(&self) -> &'static str;
    /// Why: a masked credential decides the verdict of these cases.
    fn mask_decides(&self, cases: &[CaseId]) -> String;
    /// A case that decides and was not judged.
    fn undecided(&self, case: &CaseId, verdict: VerdictKind) -> String;
    /// What a valid certificate means.
    fn valid(&self, result: TestResult) -> &'static str;
    /// That a certificate is not valid, for so many reasons.
    fn not_valid(&self, problems: usize) -> String;
    /// The names of what a valid certificate says, in the order of [`Said`].
    fn said(&self, said: Said) -> &'static str;
    /// The product, its version and its vendor.
    fn product(&self, product: &Product) -> String;
    /// What was not made again, because another version of this program made the certificate.
    fn made_by_other(&self, other: &str, this: &str) -> String;
    /// Stands above what the result does not establish.
    fn does_not_establish(&self) -> &'static str;
    /// What was asked, in one sentence.
    fn scope(&self, coverage: &Coverage) -> String;
    /// What nobody may read into a result.
    fn limits(&self) -> [&'static str; 4];
    /// What the digest of the subject is of.
    fn digest_of_exchanges(&self) -> &'static str;
    /// What the digest of the suite is of.
    fn digest_of_suite(&self) -> &'static str;
    /// What the file with the private key is.
    fn private_key(&self) -> &'static str;
    /// What the file with the public key is.
    fn public_key(&self) -> &'static str;
}

/// A fact of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Said {
    Product,
    Target,
    Suite,
    Scope,
    Tested,
    Expires,
    Failed,
    Warned,
    NotJudged,
    Note,
}
