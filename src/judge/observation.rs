//! What is kept of a response.

use std::fmt;

use http::header::CONTENT_TYPE;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::exchange::Response;

/// The parts of a response that verdicts rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The HTTP status.
    pub status: u16,
    /// The Content-Type, as sent.
    pub content_type: Option<String>,
    /// Whether the body starts with a byte order mark, which JSON must not (RFC 8259, section 8.1).
    pub byte_order_mark: bool,
    /// The body.
    pub body: ObservedBody,
}

/// The body of a response as JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum ObservedBody {
    /// There is none.
    Empty,
    /// It is not exactly one JSON value (RFC 8259).
    NotJson {
        /// What the parser says.
        reason: String,
        /// Its beginning.
        excerpt: String,
    },
    /// It is a JSON value, but no object.
    NotObject {
        /// Its beginning.
        excerpt: String,
    },
    /// It is an object; its members in order, a repeated name as often as it stands there.
    Object(Vec<(String, MemberValue)>),
}

/// The value of a member.
#[derive(Debug, Clone, PartialEq)]
pub enum MemberValue {
    /// A value.
    Json(Json),
    /// Valid JSON that no two readers need read alike, and that is taken for no value at all: a number that is too
    /// large, half a surrogate pair (RFC 8259, sections 6 and 8.2). The text as sent.
    Unreadable(String),
}

/// How often an object has a member.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Member<'a> {
    /// Not at all.
    Absent,
    /// Once.
    Once(&'a Json),
    /// Once, with a value that cannot be read.
    Unreadable(&'a str),
    /// More than once: two readers may read two values (ruling R12).
    Repeated,
}

impl Observation {
    /// Reduces a response to what is judged.
    pub fn of(response: &Response) -> Self {
        let body = response.body.as_slice();
        let (byte_order_mark, body) = match body.strip_prefix("\u{feff}".as_bytes()) {
            Some(rest) => (true, rest),
            None => (false, body),
        };
        Self {
            status: response.status.as_u16(),
            content_type: response.header(&CONTENT_TYPE).map(str::to_owned),
            byte_order_mark,
            body: observe(body),
        }
    }

    /// Whether the Content-Type says JSON: `application/json` or a type with the suffix `+json` (RFC 6839).
    pub fn says_json(&self) -> bool {
        let Some(content_type) = &self.content_type else {
            return false;
        };
        let essence = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json")
    }

    /// A member of the body.
    pub fn member(&self, name: &str) -> Member<'_> {
        let ObservedBody::Object(members) = &self.body else {
            return Member::Absent;
        };
        let mut values = members.iter().filter(|(known, _)| known == name);
        match (values.next(), values.next()) {
            (None, _) => Member::Absent,
            (Some((_, MemberValue::Json(value))), None) => Member::Once(value),
            (Some((_, MemberValue::Unreadable(text))), None) => Member::Unreadable(text),
            (Some(_), Some(_)) => Member::Repeated,
        }
    }
}

fn observe(body: &[u8]) -> ObservedBody {
    if body.is_empty() {
        return ObservedBody::Empty;
    }
    match serde_json::from_slice(body) {
        Ok(Top::Object(members)) => ObservedBody::Object(members),
        Ok(Top::Other) => ObservedBody::NotObject {
            excerpt: excerpt(body),
        },
        Err(error) => ObservedBody::NotJson {
            reason: error.to_string(),
            excerpt: excerpt(body),
        },
    }
}

/// The beginning of a body, for people.
fn excerpt(body: &[u8]) -> String {
    const LENGTH: usize = 120;
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * LENGTH)]);
    let mut excerpt: String = text.chars().take(LENGTH).collect();
    if body.len() > excerpt.len() {
        excerpt.push('…');
    }
    excerpt
}

/// A JSON value of which only a top-level object is kept, repeated members included.
enum Top {
    Object(Vec<(String, MemberValue)>),
    Other,
}

impl<'de> Deserialize<'de> for Top {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TopVisitor;
        impl<'de> Visitor<'de> for TopVisitor {
            type Value = Top;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Top, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    let value = match serde_json::from_str(value.get()) {
                        Ok(json) => MemberValue::Json(json),
                        Err(_) => MemberValue::Unreadable(value.get().to_owned()),
                    };
                    members.push((name, value));
                }
                Ok(Top::Object(members))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Top, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Top::Other)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Top, E> {
                Ok(Top::Other)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Top, E> {
                Ok(Top::Other)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Top, E> {
                Ok(Top::Other)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Top, E> {
                Ok(Top::Other)
            }
            fn visit_str<E>(self, _: &str) -> Result<Top, E> {
                Ok(Top::Other)
            }
            fn visit_unit<E>(self) -> Result<Top, E> {
                Ok(Top::Other)
            }
        }
        deserializer.deserialize_any(TopVisitor)
    }
}
