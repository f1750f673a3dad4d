//! The one change that makes a case out of its control.

use std::fmt;
use std::sync::Arc;

use http::HeaderName;

use super::name::StateName;
use super::request::{Body, JsonTemplate, RequestTemplate};
use super::template::{PathPart, Template, Variable};

/// Exactly one difference to the control request (ruling R11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A header field is sent with another value.
    Header(HeaderName, Template),
    /// A header field is not sent.
    NoHeader(HeaderName),
    /// A member of the JSON body has another value, or is added.
    Member(String, JsonTemplate),
    /// A member of the JSON body is not sent.
    NoMember(String),
    /// The whole body is another one.
    Body(Arc<Body>),
    /// The identifier in the path is this text and no state's.
    Path(Template),
    /// The same request, for an identifier in another state.
    Given(StateName),
}

/// Why a change cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// There is no JSON object to change a member of.
    #[error("the control has no JSON object as body, so it has no members")]
    NoJsonObject,
    /// The member to leave out is not there.
    #[error("the control's body has no such member")]
    NoSuchMember,
    /// The header field to leave out is not there.
    #[error("the control has no such header field")]
    NoSuchHeader,
    /// The path holds no identifier.
    #[error("the control's path holds no identifier")]
    NoSubject,
    /// The result is the control itself.
    #[error("this is what the control sends already")]
    Nothing,
}

impl Change {
    /// The control request with this change.
    ///
    /// # Errors
    /// There is nothing to change, or nothing changes.
    pub fn apply(&self, control: &RequestTemplate) -> Result<RequestTemplate, ChangeError> {
        let mut request = control.clone();
        match self {
            Self::Header(name, value) => {
                match request.headers.iter_mut().find(|(known, _)| known == name) {
                    Some((_, known)) => *known = value.clone(),
                    None => {
                        request.headers.reserve_exact(1);
                        request.headers.push((name.clone(), value.clone()));
                    }
                }
            }
            Self::NoHeader(name) => {
                let before = request.headers.len();
                request.headers.retain(|(known, _)| known != name);
                if request.headers.len() == before {
                    return Err(ChangeError::NoSuchHeader);
                }
            }
            Self::Member(name, value) => {
                let members = members(Arc::make_mut(&mut request.body))?;
                match members.iter_mut().find(|(known, _)| known == name) {
                    Some((_, known)) => *known = value.clone(),
                    None => members.push((name.clone(), value.clone())),
                }
            }
            Self::NoMember(name) => {
                let members = members(Arc::make_mut(&mut request.body))?;
                let before = members.len();
                members.retain(|(known, _)| known != name);
                if members.len() == before {
                    return Err(ChangeError::NoSuchMember);
                }
            }
            Self::Body(body) => request.body = Arc::clone(body),
            Self::Path(value) => {
                let subject = PathPart::Value(Template::of(Variable::Subject));
                let part = Arc::make_mut(&mut request.path)
                    .iter_mut()
                    .find(|part| **part == subject)
                    .ok_or(ChangeError::NoSubject)?;
                *part = PathPart::Value(value.clone());
            }
            Self::Given(_) => return Ok(request),
        }
        if request == *control {
            return Err(ChangeError::Nothing);
        }
        Ok(request)
    }
}

fn members(body: &mut Body) -> Result<&mut Vec<(String, JsonTemplate)>, ChangeError> {
    match body {
        Body::Json(JsonTemplate::Object(members)) => Ok(members),
        _ => Err(ChangeError::NoJsonObject),
    }
}

/// The change in one sentence.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name, value) => write!(f, "the header {name} is `{value}`"),
            Self::NoHeader(name) => write!(f, "the header {name} is not sent"),
            Self::Member(name, value) => write!(f, "the body's member {name} is {value}"),
            Self::NoMember(name) => write!(f, "the body's member {name} is not sent"),
            Self::Body(body) => match &**body {
                Body::None => f.write_str("no body is sent"),
                Body::Json(json) => write!(f, "the body is {json}"),
                Body::Text(text) => write!(f, "the body is the text `{text}`"),
            },
            Self::Path(value) => write!(f, "the identifier in the path is `{value}`"),
            Self::Given(state) => write!(f, "the identifier in the path is that of {state}"),
        }
    }
}
