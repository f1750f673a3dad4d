//! What a case's verdict rests on. It is most of a report and read case by case, so it is kept packed.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::record::ExchangeReport;
use super::timing::Timing;
use crate::packed::{PackError, Packed, packed, value};

/// What a case's verdict rests on: what was promised, done, sent and received.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EvidenceReport")]
pub struct EvidenceReport<T = String> {
    /// What the documents promise, as in the snapshot.
    pub expected: T,
    /// What the target did, in the same form.
    pub actual: T,
    /// A command that repeats the request, with the tokens as shell variables.
    pub curl: Option<T>,
    /// What was sent and received: what came before, the case itself, its control or effect.
    pub exchanges: Vec<ExchangeReport<T>>,
}

/// An [`EvidenceReport`] that need not be in memory as long as nobody looks at it.
#[derive(Debug, Clone)]
pub struct Evidence {
    timing: Timing,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    Open(Box<EvidenceReport>),
    Packed { store: Arc<Packed>, at: usize },
}

/// What a packed [`EvidenceReport`] begins with.
#[derive(Deserialize)]
struct Beginning<'a> {
    _expected: &'a str,
    _actual: &'a str,
    curl: Option<&'a str>,
}

impl Evidence {
    /// When the case was asked and how long that took.
    pub(super) fn timing(&self) -> Timing {
        self.timing
    }

    /// The command that repeats the request; to look at that alone takes little of the time.
    pub(super) fn curl(&self) -> Option<String> {
        match &self.state {
            State::Open(report) => report.curl.clone(),
            State::Packed { store, at } => {
                let curl = |bytes: &[u8]| {
                    let beginning: Beginning<'_> = value(bytes)?;
                    Ok(beginning.curl.map(str::to_owned))
                };
                store.read(*at, curl).unwrap_or_default()
            }
        }
    }

    /// Looks at it.
    pub fn open(&self) -> Cow<'_, EvidenceReport> {
        match &self.state {
            State::Open(report) => Cow::Borrowed(report),
            // It was packed here, so it can be read; a report without it would be no worse than none.
            State::Packed { store, at } => {
                Cow::Owned(store.read(*at, |bytes| value(bytes)).unwrap_or_default())
            }
        }
    }

    /// The same with a change.
    #[must_use]
    pub fn changed(&self, change: impl FnOnce(&mut EvidenceReport)) -> Self {
        let mut report = self.open().into_owned();
        change(&mut report);
        Self::from(report)
    }
}

impl Default for Evidence {
    fn default() -> Self {
        Self::from(EvidenceReport::default())
    }
}

impl From<EvidenceReport> for Evidence {
    fn from(report: EvidenceReport) -> Self {
        Self {
            timing: Timing::of(&report),
            state: State::Open(Box::new(report)),
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let State::Packed { store, at } = &self.state else {
            return self.open().serialize(serializer);
        };
        // Read where it lies: its texts are most of a report, and written once.
        let mut unused = Some(serializer);
        let written = store.read(*at, |bytes| {
            let report: EvidenceReport<&str> = value(bytes)?;
            Ok(unused.take().map(|serializer| report.serialize(serializer)))
        });
        match (written, unused) {
            (Ok(Some(written)), _) => written,
            (_, Some(serializer)) => self.open().serialize(serializer),
            (_, None) => Err(S::Error::custom("evidence cannot be read")),
        }
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EvidenceReport::deserialize(deserializer).map(Self::from)
    }
}

impl JsonSchema for Evidence {
    fn schema_name() -> Cow<'static, str> {
        <EvidenceReport>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <EvidenceReport>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

/// The evidence of one case, ready to be put beside that of others.
pub(super) struct Packet {
    timing: Timing,
    content: Result<Vec<u8>, Box<EvidenceReport>>,
}

impl Packet {
    pub(super) fn of(report: EvidenceReport) -> Self {
        Self {
            timing: Timing::of(&report),
            content: packed(&report).map_err(|PackError { .. }| Box::new(report)),
        }
    }
}

/// Puts the evidence of one case after the other into a store.
#[derive(Debug, Default)]
pub(super) struct EvidencePacker {
    store: Packed,
    places: Vec<(Timing, Result<usize, Box<EvidenceReport>>)>,
}

impl EvidencePacker {
    /// Takes the evidence of the next case.
    pub(super) fn push(&mut self, packet: Packet) {
        let place = match packet.content {
            Err(report) => Err(report),
            Ok(bytes) => match self.store.push_packed(&bytes) {
                Ok(at) => Ok(at),
                // The store is full, so this one stands by itself.
                Err(PackError { .. }) => Err(Box::new(value(&bytes).unwrap_or_default())),
            },
        };
        self.places.push((packet.timing, place));
    }

    /// All of it, in the order in which it came.
    pub(super) fn finish(self) -> impl Iterator<Item = Evidence> {
        let store = Arc::new(self.store);
        self.places
            .into_iter()
            .map(move |(timing, place)| Evidence {
                timing,
                state: match place {
                    Ok(at) => State::Packed {
                        store: Arc::clone(&store),
                        at,
                    },
                    Err(report) => State::Open(report),
                },
            })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Evidence, EvidencePacker, EvidenceReport, Packet};
    use crate::plan::Purpose;
    use crate::report::record::{ExchangeReport, RequestReport, ResponseReport};
    use crate::suite::CaseId;

    fn exchange() -> impl Strategy<Value = ExchangeReport> {
        let headers = || proptest::collection::vec((".{0,9}", ".{0,9}"), 0..3);
        let text = || proptest::option::of(".{0,20}");
        let request = (headers(), text()).prop_map(|(headers, body)| RequestReport {
            method: "POST".to_owned(),
            url: "http://h/a".to_owned(),
            headers,
            body,
        });
        let response = (any::<u16>(), headers(), text(), text()).prop_map(
            |(status, headers, body, body_base64)| ResponseReport {
                status,
                version: "HTTP/1.1".to_owned(),
                headers,
                body,
                body_base64,
            },
        );
        let response = proptest::option::of(response);
        (request, response, text(), any::<u64>()).prop_map(
            |(request, response, failure, elapsed_ms)| ExchangeReport {
                purpose: Purpose::Control,
                case: CaseId::new("visit-cancel/200-2000-cancelled").unwrap(),
                request,
                response,
                failure,
                started: "2026-11-22T00:00:00Z".to_owned(),
                elapsed_ms,
            },
        )
    }

    proptest! {
        /// Evidence that could not be read back would be shown as none.
        #[test]
        fn evidence_is_what_it_was_before_it_was_packed(
            actual in ".{0,20}",
            curl in proptest::option::of(".{0,20}"),
            exchanges in proptest::collection::vec(exchange(), 0..3),
        ) {
            let report = EvidenceReport { expected: "status: 200\n".to_owned(), actual, curl, exchanges };
            let mut packer = EvidencePacker::default();
            packer.push(Packet::of(report.clone()));
            let read: Vec<_> = packer.finish().collect();
            prop_assert_eq!(read.len(), 1);
            let opened = read[0].open();
            prop_assert_eq!(&*opened, &report);
            prop_assert_eq!(read[0].curl(), report.curl.clone());
            let json = serde_json::to_string(&read[0]).unwrap();
            prop_assert_eq!(json, serde_json::to_string(&report).unwrap());
            prop_assert_eq!(read[0].timing(), Evidence::from(report).timing());
        }
    }
}
