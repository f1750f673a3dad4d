//! Where the server asks whether it is to deviate. For the literal server, none of this does anything.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use uuid::Uuid;

use super::change::{Change, Edit, Writing};
use super::check::{Call, Operation, Outcome, Payload};
use super::reply::{Reply, Row, Spelling};
use super::request::Request;
use super::shape;

/// The change, if any, that the server makes to one operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deviation(Option<&'static Change>);

impl Deviation {
    pub(super) fn none() -> Self {
        Self(None)
    }

    pub(super) fn by(change: &'static Change) -> Self {
        Self(Some(change))
    }

    /// Refuses what the documents allow.
    pub(super) fn demand(self, request: &Request) -> Outcome {
        match self.0 {
            Some(Change::Demand(demand)) => demand.check(request),
            _ => Ok(()),
        }
    }

    /// Another way to write an outcome down.
    pub(super) fn writing(self, payload: Payload) -> Option<Writing> {
        match self.0 {
            Some(Change::Write(writing)) => Some(*writing),
            Some(Change::Forget(forgotten)) if *forgotten == payload => Some(Writing::Never),
            _ => None,
        }
    }

    /// Overrules a refusal, or does what was refused; `count` counts how often something happened, by a name for it.
    pub(super) fn settle(
        self,
        outcome: Outcome,
        request: &Request,
        count: impl Fn(&str) -> u32,
        act: impl FnOnce(),
    ) -> Outcome {
        match (self.0, outcome) {
            (Some(Change::Accept(checks)), Err(refusal)) if checks.contains(&refusal.check) => {
                act();
                Ok(())
            }
            (Some(Change::AcceptAnotherBody(_)), Ok(())) => {
                count(&with_body(request));
                outcome
            }
            (Some(Change::AcceptAnotherBody(checks)), Err(refusal))
                if checks.contains(&refusal.check) && count(&with_body(request)) == 1 =>
            {
                act();
                Ok(())
            }
            (Some(Change::DoThoughRefused(checks)), Err(refusal))
                if checks.contains(&refusal.check) =>
            {
                act();
                outcome
            }
            (Some(Change::DoAfterRefusals(often)), Err(_)) => {
                if count(&request.id) == *often {
                    act();
                }
                outcome
            }
            _ => outcome,
        }
    }

    /// The answer to an outcome; the table's row, unless this is what deviates.
    pub(super) fn answer(
        self,
        operation: Operation,
        outcome: Outcome,
        request: &Request,
    ) -> Response<Body> {
        let (row, call) = match outcome {
            Ok(()) => (Row::Success, Call::default()),
            Err(refusal) => (refusal.check.row(), refusal.call),
        };
        let reply = Reply::of(operation, row, call);
        match self.0 {
            Some(Change::Reply(when, edit)) if when.concerns(outcome) => {
                edited(reply, *edit, operation, row).render()
            }
            Some(Change::Wire(when, shape)) if when.concerns(outcome) => {
                shape::render(&reply, *shape, &request.headers)
            }
            _ => reply.render(),
        }
    }
}

/// An identifier together with the body that came for it.
fn with_body(request: &Request) -> String {
    let body = request.body().unwrap_or_default();
    format!("{} {}", request.id, String::from_utf8_lossy(body))
}

fn edited(reply: Reply, edit: Edit, operation: Operation, row: Row) -> Reply {
    let instead = |row| Reply::of(operation, row, Call::default());
    let text = |change: fn(&str) -> String| reply.message.as_deref().map(change);
    match edit {
        Edit::Status(status) => Reply {
            status: status_code(status),
            code: status,
            ..reply
        },
        Edit::StatusLine(status) => Reply {
            status: status_code(status),
            ..reply
        },
        Edit::Code(code) => Reply { code, ..reply },
        Edit::CodeIsInternal => Reply {
            code: reply.message_code.parse().unwrap_or(reply.code),
            ..reply
        },
        Edit::MessageCode(message_code) => Reply {
            message_code: message_code.to_owned(),
            ..reply
        },
        Edit::MessageCodeIsStatus => Reply {
            message_code: reply.code.to_string(),
            ..reply
        },
        Edit::Own(status, message_code) => Reply {
            status: status_code(status),
            code: status,
            message: reply.message,
            message_code: message_code.to_owned(),
            spelling: Spelling::MessageCode,
        },
        Edit::Message(message) => Reply {
            message: Some(message.to_owned()),
            ..reply
        },
        Edit::MessageSpaced => Reply {
            message: text(|message| message.replace(' ', " \n\t ")),
            ..reply
        },
        Edit::MessageGuidsUpper => Reply {
            message: text(with_upper_guids),
            ..reply
        },
        Edit::Spelling(spelling) => Reply { spelling, ..reply },
        Edit::Row(row) => instead(row),
        Edit::Swap(one, other) if row == one => instead(other),
        Edit::Swap(one, other) if row == other => instead(one),
        Edit::Swap(..) => reply,
    }
}

/// The lists of changes name real statuses only.
fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn with_upper_guids(message: &str) -> String {
    let words = message.split(' ').map(|word| match Uuid::try_parse(word) {
        Ok(_) => word.to_uppercase(),
        Err(_) => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}
