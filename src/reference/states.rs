//! Preconditions on demand, in Pact's provider-state protocol.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use uuid::Uuid;

use super::check::{Rating, Status};
use super::domain::{Card, ClinicAnswer, HistoryId, Records, Visit};

/// The medical card that every visit made here belongs to, and that the server's own tokens speak for.
pub const CARD: &str = "7800000000000001";
/// The card of somebody else.
const FOREIGN_CARD: &str = "7800000000000002";
/// How far a visit lies ahead, or back.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The card that [`CARD`] numbers.
pub(super) fn own_card() -> Card {
    Card::new(CARD)
}

/// A precondition that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Active,
    Past,
    Inactive,
    Foreign,
    Failing,
    Unrated,
    Rated,
}

impl State {
    const ALL: [Self; 7] = [
        Self::Active,
        Self::Past,
        Self::Inactive,
        Self::Foreign,
        Self::Failing,
        Self::Unrated,
        Self::Rated,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Active => "visit.active",
            Self::Past => "visit.past",
            Self::Inactive => "visit.inactive",
            Self::Foreign => "visit.foreign",
            Self::Failing => "visit.failing",
            Self::Unrated => "history.unrated",
            Self::Rated => "history.rated",
        }
    }

    /// The state of a name.
    ///
    /// # Errors
    /// A sentence that lists the known ones.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .ok_or_else(|| {
                let known = Self::ALL.map(Self::name).join(", ");
                format!("unknown state `{name}`; known are: {known}")
            })
    }
}

/// What the hook is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    Setup,
    Teardown,
}

/// The body of a call of the hook; who calls (`consumer`) does not matter.
#[derive(Debug, Deserialize)]
pub(super) struct StateChange {
    pub(super) state: String,
    pub(super) action: Action,
    #[serde(default)]
    pub(super) params: Option<Params>,
}

/// What a state is made with, or, to tear it down, which one is meant.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Params {
    pub(super) id: Option<String>,
}

/// Makes a fresh precondition and returns its identifier.
pub(super) fn set_up(records: &mut Records, state: State) -> String {
    match state {
        State::Unrated => add_history(records, Rating::Open),
        State::Rated => add_history(records, Rating::GivenElsewhere),
        State::Active | State::Past | State::Inactive | State::Foreign | State::Failing => {
            let id = Uuid::new_v4();
            records.visits.insert(id, visit(state));
            id.to_string()
        }
    }
}

/// An active visit of the own card with the one difference that the state asks for.
fn visit(state: State) -> Visit {
    let now = SystemTime::now();
    let mut visit = Visit {
        card: own_card(),
        clinic: Uuid::new_v4(),
        clinic_answer: ClinicAnswer::Agrees,
        starts: now + A_DAY,
        status: Status::Active,
    };
    match state {
        State::Past => visit.starts = now - A_DAY,
        State::Inactive => visit.status = Status::Completed,
        State::Foreign => visit.card = Card::new(FOREIGN_CARD),
        State::Failing => visit.clinic_answer = ClinicAnswer::Fails,
        State::Active | State::Unrated | State::Rated => {}
    }
    visit
}

fn add_history(records: &mut Records, rating: Rating) -> String {
    let id = HistoryId {
        clinic: Uuid::new_v4(),
        visit: Uuid::new_v4(),
    };
    records.histories.insert(id, rating);
    id.to_string()
}

/// Removes what [`set_up`] made; what is not there any more does not matter.
pub(super) fn tear_down(records: &mut Records, id: &str) {
    if let Ok(id) = Uuid::try_parse(id) {
        records.visits.remove(&id);
    } else if let Ok(id) = HistoryId::from_str(id) {
        records.histories.remove(&id);
    }
}
