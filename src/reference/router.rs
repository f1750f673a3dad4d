//! Routes: from a request to the domain and back to an answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::routing::{delete, get, post};
use serde_json::{Map, Value};

use super::authorisation::TokenRequest;
use super::check::{Check, Operation, Outcome};
use super::deviation::Deviation;
use super::domain::Records;
use super::reply::{self, Reply};
use super::request::{self, Id, ReadBody, Request};
use super::states::{self, Action, StateChange};
use super::token::{Term, Tokens};
use super::{Behaviour, PROVIDER_STATES_PATH, body};

/// What all requests share.
pub(super) struct Server {
    pub(super) tokens: Tokens,
    pub(super) records: Mutex<Records>,
    pub(super) behaviour: Behaviour,
}

impl Server {
    pub(super) fn new(behaviour: Behaviour) -> Self {
        Self {
            tokens: Tokens::new(),
            records: Mutex::default(),
            behaviour,
        }
    }

    /// A panic elsewhere leaves the records whole: every change of them is a single assignment.
    pub(super) fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Shared = State<Arc<Server>>;

/// All routes of the server.
pub(super) fn router(server: Arc<Server>) -> Router {
    operations(server.behaviour)
        .route("/auth/rpgu/token", get(issue_token))
        .route(PROVIDER_STATES_PATH, post(change_state))
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .with_state(server)
}

fn operations(behaviour: Behaviour) -> Router<Arc<Server>> {
    let (cancel, rate) = match behaviour {
        Behaviour::Canned(canned) => (
            delete(async move |headers, body| canned.answer(headers, body).await),
            post(async move |headers, body| canned.answer(headers, body).await),
        ),
        Behaviour::Literal | Behaviour::Fault(_) | Behaviour::Freedom(_) => {
            (delete(cancel), post(rate))
        }
    };
    Router::new()
        .route("/api/v2/iemk/doctors/visit/{visitId}", cancel)
        .route("/api/v2/iemk/doctors/visit/rating/{history}", rate)
}

async fn cancel(State(server): Shared, id: Id, headers: HeaderMap, body: Body) -> Response<Body> {
    let request = Request::read(id, headers, body).await;
    let deviation = server.behaviour.deviation(Operation::Cancel);
    let outcome = try_cancel(&server, deviation, &request).await;
    let outcome = deviation.settle(
        outcome,
        &request,
        |name| server.records().count(name),
        || server.records().force_cancelled(&request.id),
    );
    deviation.answer(Operation::Cancel, outcome, &request)
}

async fn try_cancel(server: &Server, deviation: Deviation, request: &Request) -> Outcome {
    let card = server.tokens.card(&request.headers)?;
    Check::MediaTypeIsJson(request.payload()).ensure(request.is_json())?;
    body::check_cancel(request.body()?)?;
    deviation.demand(request)?;
    if let Some(writing) = deviation.writing(request.payload()) {
        let check = |records: &Records| records.check_cancel(&request.id, &card);
        return writing
            .run(&request.id, &server.records, check, Records::set_cancelled)
            .await;
    }
    server.records().cancel(&request.id, &card)
}

async fn rate(State(server): Shared, id: Id, headers: HeaderMap, body: Body) -> Response<Body> {
    let request = Request::read(id, headers, body).await;
    let deviation = server.behaviour.deviation(Operation::Rating);
    let outcome = try_rate(&server, deviation, &request).await;
    let outcome = deviation.settle(
        outcome,
        &request,
        |name| server.records().count(name),
        || server.records().force_rated(&request.id),
    );
    deviation.answer(Operation::Rating, outcome, &request)
}

async fn try_rate(server: &Server, deviation: Deviation, request: &Request) -> Outcome {
    server.tokens.card(&request.headers)?;
    body::check_rating(request.body()?)?;
    deviation.demand(request)?;
    if let Some(writing) = deviation.writing(request.payload()) {
        let check = |records: &Records| records.check_rate(&request.id);
        return writing
            .run(&request.id, &server.records, check, Records::set_rated)
            .await;
    }
    server.records().rate(&request.id)
}

/// The authorisation service's one call: a token for the card with the number `n_pol`.
async fn issue_token(State(server): Shared, uri: Uri) -> Response<Body> {
    let Some(request) = TokenRequest::read(&uri) else {
        return Reply::incorrect().render();
    };
    match server.tokens.issue(&request.card, Term::Ahead) {
        Ok(token) => Reply::issued().render_with("token", token.into()),
        Err(error) => {
            Reply::undocumented(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()).render()
        }
    }
}

/// Makes and removes preconditions; the answer is `{"id": …}`, as Pact's protocol has it.
async fn change_state(State(server): Shared, body: Body) -> Response<Body> {
    match try_change_state(&server, &request::read(body).await) {
        Ok(members) => reply::json(StatusCode::OK, members),
        Err(message) => Reply::undocumented(StatusCode::BAD_REQUEST, &message).render(),
    }
}

fn try_change_state(server: &Server, body: &ReadBody) -> Result<Map<String, Value>, String> {
    let body = body
        .as_ref()
        .map_err(|_| "the body cannot be read".to_owned())?;
    let change: StateChange = serde_json::from_slice(body)
        .map_err(|error| format!("the body is no state change: {error}"))?;
    let state = states::State::named(&change.state)?;
    let mut members = Map::new();
    match change.action {
        Action::Setup => {
            let id = states::set_up(&mut server.records(), state);
            members.insert("id".to_owned(), id.into());
        }
        Action::Teardown => {
            if let Some(id) = change.params.and_then(|params| params.id) {
                states::tear_down(&mut server.records(), &id);
            }
        }
    }
    Ok(members)
}

async fn unknown_path() -> Response<Body> {
    Reply::incorrect().render()
}

/// axum adds the `Allow` header.
async fn wrong_method() -> Response<Body> {
    Reply::undocumented(StatusCode::METHOD_NOT_ALLOWED, "Некорректный запрос.").render()
}
