//! What a request must satisfy, check by check, and the refusal that follows when it does not.
//!
//! The documents list the refusals (rows of their error tables); the checks are finer, since one
//! row is provoked in several ways.

use uuid::Uuid;

use super::reply::Row;

/// One of the two documented operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `DELETE /api/v2/iemk/doctors/visit/{visitId}`.
    Cancel,
    /// `POST /api/v2/iemk/doctors/visit/rating/{history}`.
    Rating,
}

impl Operation {
    /// The operation's name in messages and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Rating => "rating",
        }
    }
}

/// A home visit's status, as the publisher's pages number them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// 0.
    New,
    /// 1.
    Active,
    /// 2.
    Completed,
    /// 3.
    Cancelled,
    /// 4: handed to another clinic.
    Handed,
    /// 5.
    Served,
}

impl Status {
    /// Only a new or an active visit can be cancelled.
    pub fn can_be_cancelled(self) -> bool {
        matches!(self, Self::New | Self::Active)
    }
}

/// Whether a visit has been rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rating {
    /// It has not.
    Open,
    /// It has, by this operation.
    Given,
    /// It has, in another way: on paper, in the clinic.
    GivenElsewhere,
}

/// A required field of rating's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Waiting time, 1 to 5.
    Result1,
    /// Outcome of the appointment, 1 to 5.
    Result2,
    /// Attitude of the staff, 1 to 5.
    Result3,
    /// Cleanliness, 1 to 5.
    Result4,
    /// Free text.
    Notes,
    /// 1 when the patient was not there, else 0.
    DontVisit,
}

impl Field {
    /// The four fields that carry a score.
    pub const SCORES: [Self; 4] = [Self::Result1, Self::Result2, Self::Result3, Self::Result4];

    /// The spellings of the field: the table's, then the example's (R5).
    pub fn spellings(self) -> [&'static str; 2] {
        match self {
            Self::Result1 => ["Result_1", "result_1"],
            Self::Result2 => ["Result_2", "result_2"],
            Self::Result3 => ["Result_3", "result_3"],
            Self::Result4 => ["Result_4", "result_4"],
            Self::Notes => ["Notes", "notes"],
            Self::DontVisit => ["Dont_visit", "dont_visit"],
        }
    }
}

/// Whether a request carries a body; cancel wants a media type either way (R4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Payload {
    /// It does.
    Present,
    /// It does not.
    Absent,
}

/// One thing that is checked; named after what holds when it passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// There is an `Authorization` header.
    AuthorizationGiven,
    /// Its scheme is `Bearer` (R19).
    SchemeIsBearer,
    /// Something stands after `Bearer` (R19).
    TokenGiven,
    /// That something is a JWT.
    TokenIsJwt,
    /// Its signature verifies.
    SignatureIsRight,
    /// Its time has not run out.
    TokenIsInTime,
    /// `Content-Type: application/json` is there, also on a request without a body (R4).
    MediaTypeIsJson(Payload),
    /// The body is a JSON object with members of the documented types.
    BodyIsReadable,
    /// A reason stands beside `ReasonCode` 6 (R6).
    ReasonIsGiven,
    /// The identifier in the path has the form of one (R9).
    IdIsReadable,
    /// The identifier in the path is known (R9).
    IdIsKnown,
    /// The visit lies ahead.
    VisitIsAhead,
    /// The visit belongs to the token's medical card.
    CardIsOwn,
    /// The visit is neither finished nor cancelled; carries the status that it has.
    VisitIsActive(Status),
    /// The clinic carries the cancellation out.
    ClinicAgrees,
    /// A required field is there (R14).
    FieldIsGiven(Field),
    /// It has the documented type (R14).
    FieldHasType(Field),
    /// It is not below its range (R14).
    FieldIsNotBelow(Field),
    /// It is not above its range (R14).
    FieldIsNotAbove(Field),
    /// The visit has not been rated yet; carries the rating that it has.
    NotYetRated(Rating),
}

impl Check {
    /// Passes, or refuses.
    ///
    /// # Errors
    /// This check's refusal, when `holds` is false.
    pub(super) fn ensure(self, holds: bool) -> Outcome {
        if holds { Ok(()) } else { Err(self.into()) }
    }

    /// The row of the operation's table that answers a failed check.
    pub fn row(self) -> Row {
        match self {
            Self::AuthorizationGiven | Self::SchemeIsBearer | Self::TokenGiven => Row::NoBearer,
            Self::TokenIsJwt => Row::BadToken,
            Self::SignatureIsRight => Row::BadSignature,
            Self::TokenIsInTime => Row::TokenExpired,
            Self::MediaTypeIsJson(_) => Row::MediaType,
            Self::VisitIsAhead => Row::TimePassed,
            Self::CardIsOwn => Row::ForeignCard,
            Self::VisitIsActive(_) => Row::NotActive,
            Self::ClinicAgrees => Row::ClinicFailed,
            Self::NotYetRated(_) => Row::AlreadyRated,
            Self::BodyIsReadable
            | Self::ReasonIsGiven
            | Self::IdIsReadable
            | Self::IdIsKnown
            | Self::FieldIsGiven(_)
            | Self::FieldHasType(_)
            | Self::FieldIsNotBelow(_)
            | Self::FieldIsNotAbove(_) => Row::Incorrect,
        }
    }
}

/// The visit and the clinic that 5023's text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Call {
    pub(super) visit: Uuid,
    pub(super) clinic: Uuid,
}

/// A failed check, with what its answer needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) check: Check,
    pub(super) call: Call,
}

impl From<Check> for Refusal {
    fn from(check: Check) -> Self {
        Self {
            check,
            call: Call::default(),
        }
    }
}

/// What became of a request: done, or refused.
pub(super) type Outcome = Result<(), Refusal>;
