//! What a server may get wrong: the list that proves the cases. Each entry is one small change that a
//! real implementer could make.

mod authorization;
mod cancel_rows;
mod input;
mod model;
mod rating_rows;
mod state;
mod success;

use super::change::Change;
use super::check::{Check, Field, Operation, Payload, Rating, Status};

/// One deliberate deviation of the reference server.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// A name in kebab-case, unique in the list.
    pub name: &'static str,
    /// What the server does wrong, in one sentence.
    pub sentence: &'static str,
    /// The operations that it breaks.
    pub operations: &'static [Operation],
    /// What a suite must make of it.
    pub verdict: Kill,
    /// The change itself.
    pub change: Change,
}

/// What a suite must make of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    /// At least one case fails.
    Fail,
    /// At least one case is a quirk and none fails: a ruling (R1, R2, R8, R9, R12) allows it.
    Quirk,
}

impl Fault {
    /// The fault with that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FAULTS.iter().find(|fault| fault.name == name)
    }
}

const GROUPS: [&[Fault]; 7] = [
    success::FAULTS,
    authorization::FAULTS,
    cancel_rows::FAULTS,
    rating_rows::FAULTS,
    model::FAULTS,
    state::FAULTS,
    input::FAULTS,
];

const COUNT: usize = {
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

/// Every fault there is, by subject.
pub static FAULTS: &[Fault] = &{
    let mut all = [success::FAULTS[0]; COUNT];
    let (mut at, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut index = 0;
        while index < GROUPS[group].len() {
            all[at] = GROUPS[group][index];
            at += 1;
            index += 1;
        }
        group += 1;
    }
    all
};

const CANCEL: &[Operation] = &[Operation::Cancel];
const RATING: &[Operation] = &[Operation::Rating];
const BOTH: &[Operation] = &[Operation::Cancel, Operation::Rating];

/// The checks behind 5010.
const BEARER: &[Check] = &[
    Check::AuthorizationGiven,
    Check::SchemeIsBearer,
    Check::TokenGiven,
];
/// All checks of the token.
const AUTHORIZATION: &[Check] = &[
    Check::AuthorizationGiven,
    Check::SchemeIsBearer,
    Check::TokenGiven,
    Check::TokenIsJwt,
    Check::SignatureIsRight,
    Check::TokenIsInTime,
];
/// The checks behind 415.
const MEDIA_TYPE: &[Check] = &[
    Check::MediaTypeIsJson(Payload::Present),
    Check::MediaTypeIsJson(Payload::Absent),
];
/// The checks behind 4022.
const ACTIVE: &[Check] = &[
    Check::VisitIsActive(Status::Completed),
    Check::VisitIsActive(Status::Cancelled),
    Check::VisitIsActive(Status::Handed),
    Check::VisitIsActive(Status::Served),
];
/// The checks behind 5030.
const RATED: &[Check] = &[
    Check::NotYetRated(Rating::Given),
    Check::NotYetRated(Rating::GivenElsewhere),
];
/// The checks behind 4001 that the suite takes for it (R9).
const INCORRECT: &[Check] = &[Check::IdIsReadable, Check::IdIsKnown, Check::BodyIsReadable];
/// The checks of rating's members (R14).
const MEMBERS: &[Check] = &[
    Check::FieldIsGiven(Field::Result1),
    Check::FieldIsGiven(Field::Result2),
    Check::FieldIsGiven(Field::Result3),
    Check::FieldIsGiven(Field::Result4),
    Check::FieldIsGiven(Field::Notes),
    Check::FieldIsGiven(Field::DontVisit),
    Check::FieldHasType(Field::Result1),
    Check::FieldHasType(Field::Result2),
    Check::FieldHasType(Field::Result3),
    Check::FieldHasType(Field::Result4),
    Check::FieldHasType(Field::Notes),
    Check::FieldHasType(Field::DontVisit),
    Check::FieldIsNotBelow(Field::Result1),
    Check::FieldIsNotBelow(Field::Result2),
    Check::FieldIsNotBelow(Field::Result3),
    Check::FieldIsNotBelow(Field::Result4),
    Check::FieldIsNotAbove(Field::Result1),
    Check::FieldIsNotAbove(Field::Result2),
    Check::FieldIsNotAbove(Field::Result3),
    Check::FieldIsNotAbove(Field::Result4),
    Check::FieldIsNotAbove(Field::DontVisit),
];

const fn fail(
    name: &'static str,
    operations: &'static [Operation],
    sentence: &'static str,
    change: Change,
) -> Fault {
    Fault {
        name,
        sentence,
        operations,
        verdict: Kill::Fail,
        change,
    }
}

const fn quirk(
    name: &'static str,
    operations: &'static [Operation],
    sentence: &'static str,
    change: Change,
) -> Fault {
    Fault {
        name,
        sentence,
        operations,
        verdict: Kill::Quirk,
        change,
    }
}
