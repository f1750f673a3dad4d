//! The one place where answers are built: the documents' tables, and the model that they are sent in.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use serde_json::{Map, Value};

use super::check::{Call, Operation};

/// What an operation can come to: the rows of both error tables, success, and the two answers
/// that the documents give outside of their tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Row {
    /// 200/2000 (R1).
    Success,
    /// 403/5010.
    NoBearer,
    /// 403/5008.
    BadToken,
    /// 403/5007.
    TokenExpired,
    /// 403/5009.
    BadSignature,
    /// 400/4021, cancel only.
    TimePassed,
    /// 400/4023, cancel only.
    ForeignCard,
    /// 400/4022, cancel only.
    NotActive,
    /// 500/5023, cancel only.
    ClinicFailed,
    /// 400/5030, rating only.
    AlreadyRated,
    /// 415, of which only the status is documented (R4), cancel only.
    MediaType,
    /// 404/4001, the answer that both pages print as their example (R9).
    Incorrect,
}

/// How the name of the member with the internal code is spelt (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `message_code`, as the tables say.
    MessageCode,
    /// `message_ode`, as cancel's example prints it.
    MessageOde,
}

impl Spelling {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MessageCode => "message_code",
            Self::MessageOde => "message_ode",
        }
    }
}

/// An answer in the documented model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) code: u16,
    pub(super) message: Option<String>,
    pub(super) message_code: String,
    pub(super) spelling: Spelling,
}

impl Reply {
    fn new(status: StatusCode, message_code: &str, message: &str) -> Self {
        Self {
            status,
            code: status.as_u16(),
            message: Some(message.to_owned()),
            message_code: message_code.to_owned(),
            spelling: Spelling::MessageCode,
        }
    }

    /// The answer of a row; `call` fills the placeholders of 5023's text.
    pub(super) fn of(operation: Operation, row: Row, call: Call) -> Self {
        match row {
            Row::Success => Self::success(operation),
            Row::NoBearer => Self::new(
                StatusCode::FORBIDDEN,
                "5010",
                match operation {
                    // The stray quotation mark stands in the document (R7).
                    Operation::Cancel => "Запрос должен содержать 'Authorization: Bearer ...'\"",
                    Operation::Rating => "Запрос должен содержать 'Authorization: Bearer ...'",
                },
            ),
            Row::BadToken => Self::new(StatusCode::FORBIDDEN, "5008", "Токен некорректен"),
            Row::TokenExpired => Self::new(
                StatusCode::FORBIDDEN,
                "5007",
                "Время действия токена истекло",
            ),
            Row::BadSignature => {
                Self::new(StatusCode::FORBIDDEN, "5009", "Подпись запроса некорректна")
            }
            Row::TimePassed => Self::new(
                StatusCode::BAD_REQUEST,
                "4021",
                "Время вызова уже прошло. Нельзя отменить прошедший вызов",
            ),
            Row::ForeignCard => Self::new(
                StatusCode::BAD_REQUEST,
                "4023",
                "Вызов на дом не принадлежит используемой медицинской карте",
            ),
            Row::NotActive => Self::new(
                StatusCode::BAD_REQUEST,
                "4022",
                "Нельзя отменить неактивный вызов",
            ),
            Row::ClinicFailed => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "5023",
                &format!(
                    "Не удалось отменить вызов {} в лпу {}",
                    call.visit, call.clinic
                ),
            ),
            Row::AlreadyRated => Self::new(StatusCode::BAD_REQUEST, "5030", "Отзыв уже существует"),
            Row::MediaType => Self {
                status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
                code: 415,
                ..Self::incorrect()
            },
            Row::Incorrect => Self {
                spelling: match operation {
                    Operation::Cancel => Spelling::MessageOde,
                    Operation::Rating => Spelling::MessageCode,
                },
                ..Self::incorrect()
            },
        }
    }

    fn success(operation: Operation) -> Self {
        match operation {
            Operation::Cancel => Self::new(StatusCode::OK, "2000", "Вызов отменен"),
            // rating's success documents no text (R8).
            Operation::Rating => Self {
                message: None,
                ..Self::new(StatusCode::OK, "2000", "")
            },
        }
    }

    /// The authorisation service's success; its text is not documented.
    pub(super) fn issued() -> Self {
        Self::success(Operation::Rating)
    }

    /// The incorrect-request answer outside of the two operations.
    pub(super) fn incorrect() -> Self {
        Self::new(StatusCode::NOT_FOUND, "4001", "Некорректный запрос.")
    }

    /// An answer with a status that the documents do not mention, in their model all the same.
    pub(super) fn undocumented(status: StatusCode, message: &str) -> Self {
        Self::new(status, "4001", message)
    }

    /// The members in the order of the documents' examples.
    pub(super) fn members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert("code".to_owned(), self.code.into());
        if let Some(message) = &self.message {
            members.insert("message".to_owned(), message.as_str().into());
        }
        members.insert(
            self.spelling.name().to_owned(),
            self.message_code.as_str().into(),
        );
        members
    }

    /// The answer as it is sent.
    pub(super) fn render(&self) -> Response<Body> {
        json(self.status, self.members())
    }

    /// The answer as it is sent, with one member more.
    pub(super) fn render_with(&self, name: &str, value: Value) -> Response<Body> {
        let mut members = self.members();
        members.insert(name.to_owned(), value);
        json(self.status, members)
    }
}

/// A JSON object as it is sent.
pub(super) fn json(status: StatusCode, members: Map<String, Value>) -> Response<Body> {
    let mut response = Response::new(Body::from(Value::Object(members).to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
