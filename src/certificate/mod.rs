//! Certificates: a signed result that says no more than it can prove, and that anybody can check without asking anybody.
//!
//! A run is written down as [`Recording`], and everything else follows from that and from the suite: the report
//! ([`replay`]), its files, and the signed [`Statement`]. [`verify`] does all of it again and compares.

mod again;
mod bundle;
mod difference;
mod envelope;
mod essence;
mod folder;
mod key;
mod problem;
mod recorder;
mod recording;
mod replay;
mod requests;
mod statement;
mod verified;
mod verify;

pub use bundle::{CERTIFICATE, Draft, DraftError, Files, SealError, Sealed, Withheld};
pub use difference::{Difference, Sides};
pub use envelope::{
    Envelope, EnvelopeError, EnvelopeSignature, PAYLOAD_TYPE, pre_authentication_encoding,
};
pub use folder::{Folder, FolderError, read_folder};
pub use key::{KeyError, PrivateKey, PublicKey};
pub use problem::{Differing, Flaw, Problem, ProblemCode, RequestPart};
pub(crate) use recording::tool;
pub use recording::{
    Content, IdOrigin, RECORDING_VERSION, RecordedAnswer, RecordedBlock, RecordedExchange,
    RecordedLane, RecordedReason, RecordedRequest, RecordedResponse, RecordedStep, RecordedStop,
    Recording,
};
pub use replay::replay;
pub use statement::{
    Coverage, Extension, Label, LabelError, PREDICATE_TYPE, Predicate, Product, ResourceDescriptor,
    STATEMENT_TYPE, Statement, TestResult, Validity, result_of,
};
pub use verified::{VERIFICATION_VERSION, VerificationReport};
pub use verify::{Verification, verify};
