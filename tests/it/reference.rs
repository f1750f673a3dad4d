//! The reference server, over HTTP, as a target's owner would meet it.

#![allow(clippy::unwrap_used)]

use reqwest::{Client, Method, RequestBuilder, Response};
use rpgu_conformance::reference::{Behaviour, Options, Reference};
use serde_json::{Value, json};

mod canned;
mod faults;
mod freedoms;
mod literal;
mod probes;
mod surroundings;

const CANCEL: &str = "/api/v2/iemk/doctors/visit/";
const RATING: &str = "/api/v2/iemk/doctors/visit/rating/";

/// A running server and a client for it.
struct Scene {
    server: Reference,
    client: Client,
}

impl Scene {
    async fn new() -> Self {
        Self::with(Behaviour::Literal).await
    }

    async fn with(behaviour: Behaviour) -> Self {
        let options = Options { port: 0, behaviour };
        Self {
            server: Reference::start(options).await.unwrap(),
            client: Client::builder().tls_certs_only([]).build().unwrap(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.server.url() + path)
    }

    async fn given(&self, state: &str) -> String {
        let answer = self.hook(&json!({"state": state, "action": "setup"})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["id"].as_str().unwrap().to_owned()
    }

    async fn hook(&self, body: &Value) -> Answer {
        let request = self
            .client
            .post(self.server.provider_states_url())
            .body(body.to_string());
        answer(request.send().await.unwrap()).await
    }

    /// A valid cancellation, to be changed by the test.
    fn cancel(&self, id: &str) -> RequestBuilder {
        self.request(Method::DELETE, &format!("{CANCEL}{id}"))
            .bearer_auth(self.server.valid_token())
            .header("Content-Type", "application/json")
    }

    /// A valid rating, to be changed by the test.
    fn rate(&self, id: &str) -> RequestBuilder {
        self.request(Method::POST, &format!("{RATING}{id}"))
            .bearer_auth(self.server.valid_token())
            .header("Content-Type", "application/json")
            .body(rating().to_string())
    }

    fn tampered_token(&self) -> String {
        let token = self.server.valid_token();
        let (head, signature) = token.rsplit_once('.').unwrap();
        let other = if signature.starts_with('A') { 'B' } else { 'A' };
        format!("{head}.{other}{}", &signature[1..])
    }
}

/// What the tests look at in a response.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    media_type: String,
    body: Value,
}

async fn answer(response: Response) -> Answer {
    Answer {
        status: response.status().as_u16(),
        media_type: response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned(),
        body: serde_json::from_slice(&response.bytes().await.unwrap()).unwrap(),
    }
}

async fn send(request: RequestBuilder) -> Answer {
    answer(request.send().await.unwrap()).await
}

fn rating() -> Value {
    json!({"result_1": 5, "result_2": 3, "result_3": 5, "result_4": 4, "notes": "ok", "dont_visit": 0})
}

#[derive(Debug, Clone, Copy)]
enum Authorization {
    Missing,
    Basic,
    Text(&'static str),
    Tampered,
    Expired,
}

impl Authorization {
    fn on(self, scene: &Scene, request: RequestBuilder) -> RequestBuilder {
        let (client, request) = request.build_split();
        let mut request = request.unwrap();
        request.headers_mut().remove("authorization");
        let value = match self {
            Self::Missing => None,
            Self::Basic => Some(format!("Basic {}", scene.server.valid_token())),
            Self::Text(text) => Some(text.to_owned()),
            Self::Tampered => Some(format!("Bearer {}", scene.tampered_token())),
            Self::Expired => Some(format!("Bearer {}", scene.server.expired_token())),
        };
        if let Some(value) = value {
            let value = value.parse().unwrap();
            request.headers_mut().insert("authorization", value);
        }
        RequestBuilder::from_parts(client, request)
    }
}

fn expected(status: u16, body: Value) -> Answer {
    Answer {
        status,
        media_type: "application/json".to_owned(),
        body,
    }
}

fn error(status: u16, message_code: &str, message: &str) -> Answer {
    let body = json!({"code": status, "message": message, "message_code": message_code});
    expected(status, body)
}

fn cancelled() -> Answer {
    error(200, "2000", "Вызов отменен")
}

fn rated() -> Answer {
    expected(200, json!({"code": 200, "message_code": "2000"}))
}

fn incorrect_cancel() -> Answer {
    expected(
        404,
        json!({"code": 404, "message": "Некорректный запрос.", "message_ode": "4001"}),
    )
}

fn incorrect() -> Answer {
    error(404, "4001", "Некорректный запрос.")
}
