//! One difference between what a target did and what the documents say.

use serde::{Deserialize, Serialize};

use crate::exchange::FailureKind;
use crate::suite::RulingId;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// What kind of difference.
    pub code: FindingCode,
    /// Which part of the answer differs: `status`, a member's name, `body`, a header field's name, `state`.
    pub field: String,
    /// What the documents say.
    pub expected: String,
    /// What the target did.
    pub actual: String,
    /// The ruling that decides how the difference counts, if one does.
    pub ruling: Option<RulingId>,
    /// Whether it fails the case.
    pub severity: Severity,
}

/// How a difference counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A ruling allows it.
    Quirk,
    /// Nothing allows it.
    Fail,
    /// There is no answer to judge.
    Error,
}

/// The kinds of difference. Their names are stable: reports and lists of known failures use them.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingCode {
    /// Another HTTP status.
    Status,
    /// `code` is another number, no integer, or missing.
    Code,
    /// `message_code` is another text, no text, or missing.
    MessageCode,
    /// `message_ode` stands where `message_code` should (ruling R2).
    MessageOde,
    /// `message` is another text (ruling R8), no text, or missing.
    Message,
    /// There is no body.
    BodyEmpty,
    /// The body is not exactly one JSON value (ruling R12).
    BodyNotJson,
    /// The body is no JSON object (ruling R12).
    BodyNotObject,
    /// One of the documented members stands in the body more than once (ruling R12).
    DuplicateMember,
    /// The body starts with a byte order mark (ruling R12).
    ByteOrderMark,
    /// The Content-Type is not JSON (ruling R12).
    ContentType,
    /// Refused as documented for something else (ruling R9).
    OtherRefusal,
    /// The same request succeeded again: the success had no effect.
    NoEffect,
    /// After the refusal the control no longer succeeds (ruling R17).
    StateChanged,
    /// Simultaneous requests: not exactly one success (ruling R18).
    Winners,
    /// No connection.
    NotConnected,
    /// The host name is not known.
    NameNotResolved,
    /// No connection within the time limit.
    ConnectTimedOut,
    /// Not one byte of the answer within the time limit.
    FirstByteTimedOut,
    /// The time limit of an exchange was reached.
    TimedOut,
    /// The time limit of the run was reached.
    RunTimedOut,
    /// The connection ended early.
    Interrupted,
    /// The body is over the limit.
    TooLarge,
    /// The header or trailer fields are over the limit.
    HeadersTooLarge,
    /// The body is JSON nested deeper than the limit.
    TooDeep,
    /// More interim responses (1xx) than the limit.
    TooManyInformational,
    /// More bytes came after the end of the answer.
    BytesAfterAnswer,
    /// No valid HTTP.
    NotHttp,
    /// The request could not be made.
    NotSent,
    /// The run was stopped before the request.
    Stopped,
}

// Each stands at its own place and the last one is the last one there is, so that none is forgotten in the list and what
// is taken from it by place is what it seems.
const _: () = {
    let mut at = 0;
    while at < FindingCode::ALL.len() {
        assert!(FindingCode::ALL[at] as usize == at);
        at += 1;
    }
    assert!(at == FindingCode::Stopped as usize + 1);
};

impl FindingCode {
    /// All kinds.
    pub const ALL: [Self; 30] = [
        Self::Status,
        Self::Code,
        Self::MessageCode,
        Self::MessageOde,
        Self::Message,
        Self::BodyEmpty,
        Self::BodyNotJson,
        Self::BodyNotObject,
        Self::DuplicateMember,
        Self::ByteOrderMark,
        Self::ContentType,
        Self::OtherRefusal,
        Self::NoEffect,
        Self::StateChanged,
        Self::Winners,
        Self::NotConnected,
        Self::NameNotResolved,
        Self::ConnectTimedOut,
        Self::FirstByteTimedOut,
        Self::TimedOut,
        Self::RunTimedOut,
        Self::Interrupted,
        Self::TooLarge,
        Self::HeadersTooLarge,
        Self::TooDeep,
        Self::TooManyInformational,
        Self::BytesAfterAnswer,
        Self::NotHttp,
        Self::NotSent,
        Self::Stopped,
    ];

    /// Those of a failed case, which a list of known failures may name: never those of an error, which stand last.
    pub const EXCUSABLE: &[Self] = Self::ALL.split_at(Self::NotConnected as usize).0;

    /// The excusable finding of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EXCUSABLE
            .iter()
            .copied()
            .find(|code| code.as_str() == name)
    }

    /// The stable name, as in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Code => "code",
            Self::MessageCode => "message_code",
            Self::MessageOde => "message_ode",
            Self::Message => "message",
            Self::BodyEmpty => "body_empty",
            Self::BodyNotJson => "body_not_json",
            Self::BodyNotObject => "body_not_object",
            Self::DuplicateMember => "duplicate_member",
            Self::ByteOrderMark => "byte_order_mark",
            Self::ContentType => "content_type",
            Self::OtherRefusal => "other_refusal",
            Self::NoEffect => "no_effect",
            Self::StateChanged => "state_changed",
            Self::Winners => "winners",
            Self::NotConnected => "not_connected",
            Self::NameNotResolved => "name_not_resolved",
            Self::ConnectTimedOut => "connect_timed_out",
            Self::FirstByteTimedOut => "first_byte_timed_out",
            Self::TimedOut => "timed_out",
            Self::RunTimedOut => "run_timed_out",
            Self::Interrupted => "interrupted",
            Self::TooLarge => "too_large",
            Self::HeadersTooLarge => "headers_too_large",
            Self::TooDeep => "too_deep",
            Self::TooManyInformational => "too_many_informational",
            Self::BytesAfterAnswer => "bytes_after_answer",
            Self::NotHttp => "not_http",
            Self::NotSent => "not_sent",
            Self::Stopped => "stopped",
        }
    }
}

impl std::fmt::Display for FindingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<FailureKind> for FindingCode {
    fn from(kind: FailureKind) -> Self {
        match kind {
            FailureKind::NameNotResolved => Self::NameNotResolved,
            FailureKind::NotConnected => Self::NotConnected,
            FailureKind::ConnectTimedOut => Self::ConnectTimedOut,
            FailureKind::FirstByteTimedOut => Self::FirstByteTimedOut,
            FailureKind::TimedOut => Self::TimedOut,
            FailureKind::RunTimedOut => Self::RunTimedOut,
            FailureKind::Interrupted => Self::Interrupted,
            FailureKind::TooLarge => Self::TooLarge,
            FailureKind::HeadersTooLarge => Self::HeadersTooLarge,
            FailureKind::TooDeep => Self::TooDeep,
            FailureKind::TooManyInformational => Self::TooManyInformational,
            FailureKind::BytesAfterAnswer => Self::BytesAfterAnswer,
            FailureKind::NotHttp => Self::NotHttp,
            FailureKind::NotSent => Self::NotSent,
        }
    }
}
