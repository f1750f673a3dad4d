//! The requests that tell one server from another: one change each from a valid request, as a suite sends
//! them, and after each the valid request twice, to see what became of the state.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use reqwest::{RequestBuilder, Response};
use rpgu_conformance::reference::Operation;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Authorization, Scene, rating};

/// What a probe does to the valid request.
#[derive(Debug, Clone)]
pub(super) enum Twist {
    Nothing,
    Authorization(Authorization),
    NoMediaType(Option<&'static str>),
    Body(String),
    Id(&'static str),
    Simultaneous,
    /// Three bad tokens, one after another.
    Refusals,
}

#[derive(Debug, Clone)]
pub(super) struct Probe {
    pub(super) operation: Operation,
    pub(super) state: &'static str,
    pub(super) twist: Twist,
}

/// An answer, all of it but what differs from one call to the next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seen {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

pub(super) fn probes(operation: Operation) -> Vec<Probe> {
    let state = match operation {
        Operation::Cancel => "visit.active",
        Operation::Rating => "history.unrated",
    };
    let mut twists = vec![
        Twist::Nothing,
        Twist::Authorization(Authorization::Missing),
        Twist::Authorization(Authorization::Basic),
        Twist::Authorization(Authorization::Text("Bearer")),
        Twist::Authorization(Authorization::Text("Bearer not-a-token")),
        Twist::Authorization(Authorization::Expired),
        Twist::Authorization(Authorization::Tampered),
        Twist::Simultaneous,
        Twist::Refusals,
        Twist::Id("3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        Twist::Id("3f2504e0-4f89-41d3-9a0c-0305e82c3301_3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        Twist::Id("word"),
        Twist::Id("3f2504e0-4f89-41d3-9a0c-0305e82c330"),
        Twist::Body("words".to_owned()),
    ];
    let mut others = Vec::new();
    match operation {
        Operation::Cancel => {
            let reason = r#"{"ReasonCode": 6, "Reason": "Проверка"}"#;
            twists.extend([
                Twist::NoMediaType(None),
                Twist::NoMediaType(Some(reason)),
                Twist::Body(reason.to_owned()),
                Twist::Body(r#"{"ReasonCode": 6}"#.to_owned()),
                Twist::Body(
                    r#"{"ReasonCode": 6, "Reason": "Проверка", "SourceCode": "103"}"#.to_owned(),
                ),
            ]);
            others = vec![
                "visit.past",
                "visit.foreign",
                "visit.inactive",
                "visit.failing",
            ];
        }
        Operation::Rating => {
            others.push("history.rated");
            twists.extend(
                ratings()
                    .into_iter()
                    .map(|body| Twist::Body(body.to_string())),
            );
        }
    }
    let probe = |state, twist| Probe {
        operation,
        state,
        twist,
    };
    let others = others.into_iter().map(|state| probe(state, Twist::Nothing));
    let twists = twists.into_iter().map(|twist| probe(state, twist));
    twists.chain(others).collect()
}

fn ratings() -> Vec<Value> {
    let with = |name: &str, value: Value| {
        let mut body = rating();
        body[name] = value;
        body
    };
    let mut bodies = vec![
        json!({"Result_1": 4, "Result_2": 3, "Result_3": 2, "Result_4": 4, "Notes": "Да", "Dont_visit": 0}),
        with("dont_visit", json!(1)),
        with("dont_visit", json!(2)),
        with("dont_visit", json!("0")),
        with("notes", json!(5)),
    ];
    for name in rating().as_object().unwrap().keys() {
        let mut without = rating();
        without.as_object_mut().unwrap().remove(name);
        bodies.push(without);
    }
    for name in ["result_1", "result_2", "result_3", "result_4"] {
        for value in [json!(0), json!(1), json!(5), json!(6), json!("3")] {
            bodies.push(with(name, value));
        }
        let mut ignored = with(name, json!(0));
        ignored["dont_visit"] = json!(1);
        bodies.push(ignored);
    }
    bodies
}

impl Scene {
    /// Sends a probe on a fresh state, then the valid request twice.
    pub(super) async fn probe(&self, probe: &Probe) -> Vec<Seen> {
        let id = self.given(probe.state).await;
        let mut seen = match probe.twist {
            Twist::Simultaneous => {
                join_all((0..4).map(|_| self.seen(self.valid(probe.operation, &id)))).await
            }
            Twist::Refusals => {
                let mut seen = Vec::new();
                for _ in 0..3 {
                    seen.push(self.seen(self.twisted(probe, &id)).await);
                }
                seen
            }
            _ => vec![self.seen(self.twisted(probe, &id)).await],
        };
        seen.sort();
        for _ in 0..2 {
            seen.push(self.seen(self.valid(probe.operation, &id)).await);
        }
        seen
    }

    pub(super) fn valid(&self, operation: Operation, id: &str) -> RequestBuilder {
        match operation {
            Operation::Cancel => self.cancel(id),
            Operation::Rating => self.rate(id),
        }
    }

    fn twisted(&self, probe: &Probe, id: &str) -> RequestBuilder {
        let valid = self.valid(probe.operation, id);
        match &probe.twist {
            Twist::Nothing | Twist::Simultaneous => valid,
            Twist::Refusals => Authorization::Text("Bearer not-a-token").on(self, valid),
            Twist::Authorization(authorization) => authorization.on(self, valid),
            Twist::Body(body) => valid.body(body.clone()),
            Twist::Id(id) => self.valid(probe.operation, id),
            Twist::NoMediaType(body) => {
                let (client, request) = valid.build_split();
                let mut request = request.unwrap();
                request.headers_mut().remove("content-type");
                *request.body_mut() = body.map(Into::into);
                RequestBuilder::from_parts(client, request)
            }
        }
    }

    async fn seen(&self, request: RequestBuilder) -> Seen {
        Seen::of(request.send().await.unwrap()).await
    }
}

impl Seen {
    async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter(|(name, _)| *name != "date" && *name != "content-length")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let body = without_guids(&response.bytes().await.unwrap());
        Self {
            status,
            headers,
            body,
        }
    }
}

fn without_guids(mut body: &[u8]) -> Vec<u8> {
    const LENGTH: usize = 36;
    let mut out = Vec::new();
    while let Some((first, rest)) = body.split_first() {
        match body.get(..LENGTH) {
            Some(word) if Uuid::try_parse_ascii(word).is_ok() => {
                out.extend(b"GUID");
                body = &body[LENGTH..];
            }
            _ => {
                out.push(*first);
                body = rest;
            }
        }
    }
    out
}
