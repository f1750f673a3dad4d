//! What the judge can be kept from seeing, to show that it must look.
//!
//! A comparison that could be dropped without any fault of the reference server surviving proves nothing. So the
//! kill matrix judges its recorded runs again, each time blind to one comparison. Nothing that judges a target can
//! be made blind: [`judge`](super::judge()) and [`compare`](super::compare()) never are.

use serde_json::Value as Json;

use super::comparer::{CODE, MESSAGE, MESSAGE_CODE};
use super::finding::{Finding, FindingCode, Severity};
use super::observation::{Member, Observation};
use crate::suite::{Expectation, ExpectedContent};

/// One comparison that the judge is kept from making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Blindness {
    /// The HTTP status.
    Status,
    /// That there is a `code`.
    CodeMissing,
    /// That `code` is an integer.
    CodeMistyped,
    /// The value of `code`.
    CodeOther,
    /// Another `code` that ruling R1 allows: it passes unreported.
    CodeAllowed,
    /// `code` where only the status is documented (R4).
    CodeBesideStatus,
    /// That there is a `message_code`.
    MessageCodeMissing,
    /// That `message_code` is a text.
    MessageCodeMistyped,
    /// The value of `message_code`.
    MessageCodeOther,
    /// That both spellings of `message_code` say the same (R2).
    SpellingsDiffer,
    /// A misspelling of `message_code` that ruling R2 allows: it passes unreported.
    MisspellingAllowed,
    /// A misspelling of `message_code` that no page of the operation prints (R2).
    MisspellingUndocumented,
    /// That there is a `message`.
    MessageMissing,
    /// That `message` is a text.
    MessageMistyped,
    /// The text of `message` (R8): another one passes unreported.
    MessageOther,
    /// That there is a body.
    BodyEmpty,
    /// That the body is one JSON value (R12).
    BodyNotJson,
    /// That the body is an object (R12).
    BodyNotObject,
    /// That `code` stands there once (R12).
    CodeRepeated,
    /// That `message_code` stands there once (R12).
    MessageCodeRepeated,
    /// That `message` stands there once (R12).
    MessageRepeated,
    /// A byte order mark (R12): it passes unreported.
    ByteOrderMark,
    /// The Content-Type (R12): another one, or none, passes unreported.
    ContentType,
    /// Another refusal than the documented one (R9): it passes unreported.
    OtherRefusal,
    /// That a success, asked for once more, is refused.
    NoEffect,
    /// That a refusal leaves the state as it was (R17).
    StateChanged,
    /// That of simultaneous requests one succeeds (R18).
    NoWinner,
    /// That of simultaneous requests no second one succeeds (R18).
    ManyWinners,
    /// That a control shows the reason: what is unproven passes.
    Unproven,
}

// The last one listed is the last one there is, so that none is forgotten in the list.
const _: () = assert!(Blindness::ALL.len() == Blindness::Unproven as usize + 1);

impl Blindness {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::Status,
        Self::CodeMissing,
        Self::CodeMistyped,
        Self::CodeOther,
        Self::CodeAllowed,
        Self::CodeBesideStatus,
        Self::MessageCodeMissing,
        Self::MessageCodeMistyped,
        Self::MessageCodeOther,
        Self::SpellingsDiffer,
        Self::MisspellingAllowed,
        Self::MisspellingUndocumented,
        Self::MessageMissing,
        Self::MessageMistyped,
        Self::MessageOther,
        Self::BodyEmpty,
        Self::BodyNotJson,
        Self::BodyNotObject,
        Self::CodeRepeated,
        Self::MessageCodeRepeated,
        Self::MessageRepeated,
        Self::ByteOrderMark,
        Self::ContentType,
        Self::OtherRefusal,
        Self::NoEffect,
        Self::StateChanged,
        Self::NoWinner,
        Self::ManyWinners,
        Self::Unproven,
    ];

    /// Whether this many winners of a race go unnoticed.
    pub(super) fn allows(self, winners: usize) -> bool {
        match self {
            Self::NoWinner => winners == 0,
            Self::ManyWinners => winners > 1,
            _ => false,
        }
    }

    /// Whether a finding about one answer comes from this comparison. `misspelt` is the name that the operation's
    /// pages print besides `message_code`.
    pub(super) fn hides(
        self,
        finding: &Finding,
        expectation: &Expectation,
        observation: &Observation,
        misspelt: Option<&str>,
    ) -> bool {
        behind(finding, expectation, observation, misspelt) == Some(self)
    }
}

fn behind(
    finding: &Finding,
    expectation: &Expectation,
    observation: &Observation,
    misspelt: Option<&str>,
) -> Option<Blindness> {
    let allowed = finding.severity == Severity::Quirk;
    Some(match finding.code {
        FindingCode::Status => Blindness::Status,
        FindingCode::Code if expectation.content == ExpectedContent::Unspecified => {
            Blindness::CodeBesideStatus
        }
        FindingCode::Code if allowed => Blindness::CodeAllowed,
        FindingCode::Code => match observation.member(CODE) {
            Member::Absent => Blindness::CodeMissing,
            Member::Repeated => Blindness::CodeRepeated,
            Member::Once(Json::Number(code)) if !code.is_f64() => Blindness::CodeOther,
            Member::Once(_) | Member::Unreadable(_) => Blindness::CodeMistyped,
        },
        FindingCode::MessageCode => message_code(observation, misspelt),
        FindingCode::MessageOde if allowed => Blindness::MisspellingAllowed,
        FindingCode::MessageOde => Blindness::MisspellingUndocumented,
        FindingCode::Message if allowed => Blindness::MessageOther,
        FindingCode::Message => match observation.member(MESSAGE) {
            Member::Absent => Blindness::MessageMissing,
            Member::Repeated => Blindness::MessageRepeated,
            Member::Once(Json::String(_)) => Blindness::MessageOther,
            Member::Once(_) | Member::Unreadable(_) => Blindness::MessageMistyped,
        },
        FindingCode::BodyEmpty => Blindness::BodyEmpty,
        FindingCode::BodyNotJson => Blindness::BodyNotJson,
        FindingCode::BodyNotObject => Blindness::BodyNotObject,
        FindingCode::DuplicateMember => match finding.field.as_str() {
            CODE => Blindness::CodeRepeated,
            MESSAGE => Blindness::MessageRepeated,
            _ => Blindness::MessageCodeRepeated,
        },
        FindingCode::ByteOrderMark => Blindness::ByteOrderMark,
        FindingCode::ContentType => Blindness::ContentType,
        FindingCode::OtherRefusal => Blindness::OtherRefusal,
        _ => return None,
    })
}

fn message_code(observation: &Observation, misspelt: Option<&str>) -> Blindness {
    let regular = observation.member(MESSAGE_CODE);
    let misspelt = misspelt.map_or(Member::Absent, |name| observation.member(name));
    match (regular, misspelt) {
        (Member::Absent, Member::Absent) => Blindness::MessageCodeMissing,
        (Member::Repeated, _) | (_, Member::Repeated) => Blindness::MessageCodeRepeated,
        (Member::Once(regular), Member::Once(misspelt)) if regular != misspelt => {
            Blindness::SpellingsDiffer
        }
        (Member::Once(Json::String(_)), _) | (Member::Absent, Member::Once(Json::String(_))) => {
            Blindness::MessageCodeOther
        }
        (Member::Once(_) | Member::Unreadable(_), _)
        | (_, Member::Once(_) | Member::Unreadable(_)) => Blindness::MessageCodeMistyped,
    }
}
