//! Visits and ratings, and the two things that can be done to them. Knows nothing of HTTP.

use std::collections::HashMap;
use std::str::FromStr;
use std::time::SystemTime;

use uuid::Uuid;

use super::check::{Call, Check, Rating, Refusal, Status};

/// The number of a medical card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card(String);

impl Card {
    pub(super) fn new(number: impl Into<String>) -> Self {
        Self(number.into())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What becomes of a cancellation that is passed on to the clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClinicAnswer {
    Agrees,
    Fails,
}

/// A home visit.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) card: Card,
    pub(super) clinic: Uuid,
    pub(super) clinic_answer: ClinicAnswer,
    pub(super) starts: SystemTime,
    pub(super) status: Status,
}

/// A visit in the past as rating names it: the clinic's GUID and the visit's, joined (R13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct HistoryId {
    pub(super) clinic: Uuid,
    pub(super) visit: Uuid,
}

impl FromStr for HistoryId {
    type Err = Check;

    fn from_str(text: &str) -> Result<Self, Check> {
        let guid = |part: &str| Uuid::try_parse(part).map_err(|_| Check::IdIsReadable);
        let (clinic, visit) = text.split_once('_').ok_or(Check::IdIsReadable)?;
        Ok(Self {
            clinic: guid(clinic)?,
            visit: guid(visit)?,
        })
    }
}

impl std::fmt::Display for HistoryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.clinic, self.visit)
    }
}

/// All that the server remembers.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) visits: HashMap<Uuid, Visit>,
    pub(super) histories: HashMap<HistoryId, Rating>,
    /// How often something happened, by a name for it; only for the faults that count.
    pub(super) tally: HashMap<String, u32>,
}

impl Records {
    /// Cancels a visit for the holder of a card.
    ///
    /// Check and change happen under the caller's one lock: of simultaneous calls one wins (R18).
    ///
    /// # Errors
    /// The refusal of the first check that fails; nothing is changed then (R17).
    pub(super) fn cancel(&mut self, id: &str, card: &Card) -> Result<(), Refusal> {
        let id = self.check_cancel(id, card)?;
        self.set_cancelled(id);
        Ok(())
    }

    /// Whether `cancel` would succeed; the visit's identifier if so.
    pub(super) fn check_cancel(&self, id: &str, card: &Card) -> Result<Uuid, Refusal> {
        let id = Uuid::try_parse(id).map_err(|_| Check::IdIsReadable)?;
        let visit = self.visits.get(&id).ok_or(Check::IdIsKnown)?;
        Check::VisitIsAhead.ensure(SystemTime::now() < visit.starts)?;
        Check::CardIsOwn.ensure(visit.card == *card)?;
        Check::VisitIsActive(visit.status).ensure(visit.status.can_be_cancelled())?;
        match visit.clinic_answer {
            ClinicAnswer::Agrees => Ok(id),
            ClinicAnswer::Fails => Err(Refusal {
                check: Check::ClinicAgrees,
                call: Call {
                    visit: id,
                    clinic: visit.clinic,
                },
            }),
        }
    }

    /// Puts a visit into the status 3.
    pub(super) fn set_cancelled(&mut self, id: Uuid) {
        if let Some(visit) = self.visits.get_mut(&id) {
            visit.status = Status::Cancelled;
        }
    }

    /// Cancels a visit whatever its state; for the faults that skip a check.
    pub(super) fn force_cancelled(&mut self, id: &str) {
        if let Ok(id) = Uuid::try_parse(id) {
            self.set_cancelled(id);
        }
    }

    /// Takes a rating. No row speaks of another's card here, so any token will do.
    ///
    /// # Errors
    /// As [`Records::cancel`].
    pub(super) fn rate(&mut self, id: &str) -> Result<(), Refusal> {
        let id = self.check_rate(id)?;
        self.set_rated(id);
        Ok(())
    }

    /// Whether `rate` would succeed; the identifier, read, if so.
    pub(super) fn check_rate(&self, id: &str) -> Result<HistoryId, Refusal> {
        let id = HistoryId::from_str(id)?;
        let rating = self.histories.get(&id).ok_or(Check::IdIsKnown)?;
        Check::NotYetRated(*rating).ensure(*rating == Rating::Open)?;
        Ok(id)
    }

    /// Remembers that a visit was rated.
    pub(super) fn set_rated(&mut self, id: HistoryId) {
        if let Some(rating) = self.histories.get_mut(&id) {
            *rating = Rating::Given;
        }
    }

    /// Takes a rating whatever there is already; for the faults that skip a check.
    pub(super) fn force_rated(&mut self, id: &str) {
        if let Ok(id) = HistoryId::from_str(id) {
            self.set_rated(id);
        }
    }

    /// Counts once more, and says how often that makes; for the faults that count.
    pub(super) fn count(&mut self, name: &str) -> u32 {
        let count = self.tally.entry(name.to_owned()).or_default();
        *count += 1;
        *count
    }
}
