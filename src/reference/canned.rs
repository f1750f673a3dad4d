//! Servers that do not look at the request: whatever they answer, it must prove nothing.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::Map;
use uuid::Uuid;

use super::check::{Call, Operation};
use super::reply::{self, Reply, Row};
use super::request;

/// One answer to every request of both operations. Tokens and preconditions work as ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canned {
    /// A documented answer.
    Documented(Operation, Row),
    /// 200 and `{}`.
    EmptyObject,
    /// 500 in the documented model, with a text that is not documented.
    InternalError,
    /// 500 and no body.
    BareInternalError,
    /// 200 and no body.
    Empty,
    /// 200 and the body of the request.
    Echo,
}

/// Every canned server: the documents' distinct answers, then what they do not know.
pub static CANNED: &[Canned] = &[
    Canned::Documented(Operation::Cancel, Row::Success),
    Canned::Documented(Operation::Cancel, Row::NoBearer),
    Canned::Documented(Operation::Cancel, Row::BadToken),
    Canned::Documented(Operation::Cancel, Row::TokenExpired),
    Canned::Documented(Operation::Cancel, Row::BadSignature),
    Canned::Documented(Operation::Cancel, Row::TimePassed),
    Canned::Documented(Operation::Cancel, Row::ForeignCard),
    Canned::Documented(Operation::Cancel, Row::NotActive),
    Canned::Documented(Operation::Cancel, Row::ClinicFailed),
    Canned::Documented(Operation::Cancel, Row::MediaType),
    Canned::Documented(Operation::Cancel, Row::Incorrect),
    // rating's 5008, 5007 and 5009 are the same bytes as cancel's.
    Canned::Documented(Operation::Rating, Row::Success),
    Canned::Documented(Operation::Rating, Row::NoBearer),
    Canned::Documented(Operation::Rating, Row::AlreadyRated),
    Canned::Documented(Operation::Rating, Row::Incorrect),
    Canned::EmptyObject,
    Canned::InternalError,
    Canned::BareInternalError,
    Canned::Empty,
    Canned::Echo,
];

impl Canned {
    /// A name in kebab-case, such as `cancel-403-5010`.
    pub fn name(self) -> String {
        match self {
            Self::Documented(operation, row) => {
                let reply = Reply::of(operation, row, Call::default());
                let code = match row {
                    // No internal code is documented.
                    Row::MediaType => String::new(),
                    _ => format!("-{}", reply.message_code),
                };
                format!("{}-{}{code}", operation.name(), reply.status.as_u16())
            }
            Self::EmptyObject => "empty-object".to_owned(),
            Self::InternalError => "internal-error".to_owned(),
            Self::BareInternalError => "bare-internal-error".to_owned(),
            Self::Empty => "empty".to_owned(),
            Self::Echo => "echo".to_owned(),
        }
    }

    /// What it answers, in one sentence.
    pub fn sentence(self) -> String {
        match self {
            Self::Documented(operation, row) => {
                let reply = Reply::of(operation, row, Call::default());
                let code = match row {
                    Row::MediaType => String::new(),
                    _ => format!(" / {}", reply.message_code),
                };
                format!(
                    "Always {}'s {}{code}.",
                    operation.name(),
                    reply.status.as_u16()
                )
            }
            Self::EmptyObject => "Always 200 and `{}`.".to_owned(),
            Self::InternalError => "Always 500 in the documented model.".to_owned(),
            Self::BareInternalError => "Always 500 without a body.".to_owned(),
            Self::Empty => "Always 200 without a body.".to_owned(),
            Self::Echo => "Always 200 and the body of the request.".to_owned(),
        }
    }

    /// The canned server with that name.
    pub fn named(name: &str) -> Option<Self> {
        CANNED.iter().copied().find(|canned| canned.name() == name)
    }

    pub(super) async fn answer(self, headers: HeaderMap, body: Body) -> Response<Body> {
        // Read in any case, else the client may be cut off while it still sends.
        let body = request::read(body).await.unwrap_or_default();
        match self {
            Self::Documented(operation, row) => {
                let call = Call {
                    visit: Uuid::new_v4(),
                    clinic: Uuid::new_v4(),
                };
                Reply::of(operation, row, call).render()
            }
            Self::EmptyObject => reply::json(StatusCode::OK, Map::new()),
            Self::InternalError => {
                Reply::undocumented(StatusCode::INTERNAL_SERVER_ERROR, "Внутренняя ошибка").render()
            }
            Self::BareInternalError => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            }
            Self::Empty => Response::new(Body::empty()),
            Self::Echo => {
                let mut response = Response::new(Body::from(body));
                if let Some(media_type) = headers.get(CONTENT_TYPE) {
                    response
                        .headers_mut()
                        .insert(CONTENT_TYPE, media_type.clone());
                }
                response
            }
        }
    }
}
