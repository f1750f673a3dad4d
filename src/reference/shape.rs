//! Other forms of the same answer: of its JSON, of its bytes, of its headers.

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::gzip;
use super::reply::{Reply, Spelling};

/// What is changed about the form of an answer.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// The JSON value.
    Json(JsonShape),
    /// Its bytes.
    Bytes(BytesShape),
    /// The headers.
    Header(HeaderShape),
}

/// A documented member of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// `code`.
    Code,
    /// `message`.
    Message,
    /// `message_code`, however it is spelt.
    MessageCode,
}

impl Member {
    fn name(self, reply: &Reply) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Message => "message",
            Self::MessageCode => reply.spelling.name(),
        }
    }
}

/// Whether both spellings of `message_code` say the same (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// They do.
    Equal,
    /// They do not.
    Different,
}

/// How members are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// `messageCode`.
    Camel,
    /// `MessageCode`.
    Pascal,
}

/// A change of the JSON value.
#[derive(Debug, Clone, Copy)]
pub enum JsonShape {
    /// A member is not there.
    Missing(Member),
    /// A member is null.
    Null(Member),
    /// A member is an empty text.
    Blank(Member),
    /// A number as text.
    Quoted(Member),
    /// A text as number.
    Unquoted(Member),
    /// A number with a fraction of zero.
    Float(Member),
    /// A member inside of an array.
    Listed(Member),
    /// Names in another style.
    Named(Naming),
    /// Both spellings of `message_code`.
    BothSpellings(Agreement),
    /// No members at all.
    Bare,
    /// The object as a member of another one.
    Nested(&'static str),
    /// The object as an array's only element.
    Array,
    /// The object's text as a JSON string.
    Text,
    /// A problem document (RFC 9457), which has other members.
    Problem,
    /// Members that are not documented (R3).
    More,
    /// Members in another order.
    Reversed,
}

/// A change of the bytes.
#[derive(Debug, Clone, Copy)]
pub enum BytesShape {
    /// None at all, and no media type.
    Empty,
    /// Only the text, as plain text.
    Plain,
    /// A page.
    Html,
    /// No bytes because the status, 204, forbids them.
    NoContent,
    /// A byte-order mark first (R12).
    Bom,
    /// Something after the JSON value (R12).
    Followed(&'static str),
    /// The last byte left out; what is sent is complete as HTTP.
    CutShort,
    /// Quotation marks of another kind.
    Apostrophes,
    /// A member twice (R12).
    Twice(Member),
    /// A member twice, with another value the first time (R12).
    TwiceDifferent(Member),
    /// Encoded as windows-1251.
    Windows1251,
    /// Encoded as UTF-16 with a byte-order mark.
    Utf16,
    /// One member to a line.
    Indented,
    /// White space before and after.
    Padded,
    /// `\u` escapes for everything beyond ASCII.
    EscapedText,
    /// `\u` escapes for every letter of a name.
    EscapedNames,
    /// Compressed, if the request accepts that.
    GzipIfAccepted,
}

/// A change of the headers.
#[derive(Debug, Clone, Copy)]
pub enum HeaderShape {
    /// Another media type.
    ContentType(&'static str),
    /// No media type.
    NoContentType,
    /// Headers besides.
    More(&'static [(&'static str, &'static str)]),
}

/// The reply in another form; `accepts` are the request's headers.
pub(super) fn render(reply: &Reply, shape: Shape, accepts: &HeaderMap) -> Response<Body> {
    match shape {
        Shape::Json(shape) => {
            let body = value(reply, shape).to_string().into_bytes();
            response(reply.status, media_type(shape), body)
        }
        Shape::Bytes(shape) => bytes(reply, shape, accepts),
        Shape::Header(shape) => {
            let mut response = reply.render();
            let headers: &[_] = match shape {
                HeaderShape::NoContentType => {
                    response.headers_mut().remove(CONTENT_TYPE);
                    &[]
                }
                HeaderShape::ContentType(media_type) => &[("content-type", media_type)],
                HeaderShape::More(headers) => headers,
            };
            for (name, value) in headers {
                response.headers_mut().insert(
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                );
            }
            response
        }
    }
}

fn response(status: StatusCode, media_type: &'static str, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn media_type(shape: JsonShape) -> &'static str {
    match shape {
        JsonShape::Problem => "application/problem+json",
        _ => "application/json",
    }
}

fn value(reply: &Reply, shape: JsonShape) -> Value {
    let mut members = reply.members();
    let set = |member: Member, change: &dyn Fn(&Value) -> Value| {
        let mut members = reply.members();
        let name = member.name(reply);
        let changed = change(members.get(name).unwrap_or(&Value::Null));
        members.insert(name.to_owned(), changed);
        Value::Object(members)
    };
    match shape {
        JsonShape::Missing(member) => {
            members.shift_remove(member.name(reply));
            members.into()
        }
        JsonShape::Null(member) => set(member, &|_| Value::Null),
        JsonShape::Blank(member) => set(member, &|_| "".into()),
        JsonShape::Quoted(member) => set(member, &|value| value.to_string().into()),
        JsonShape::Unquoted(member) => set(member, &|value| {
            let text = value.as_str().unwrap_or_default();
            text.parse::<u64>()
                .map_or_else(|_| value.clone(), Value::from)
        }),
        JsonShape::Float(member) => set(member, &|value| value.as_f64().into()),
        JsonShape::Listed(member) => set(member, &|value| json!([value])),
        JsonShape::Named(naming) => named(members, naming),
        JsonShape::BothSpellings(agreement) => {
            members.shift_remove(reply.spelling.name());
            let other = match agreement {
                Agreement::Equal => reply.message_code.as_str(),
                Agreement::Different => "0",
            };
            let own = reply.message_code.as_str();
            members.insert(Spelling::MessageCode.name().to_owned(), own.into());
            members.insert(Spelling::MessageOde.name().to_owned(), other.into());
            members.into()
        }
        JsonShape::Bare => json!({}),
        JsonShape::Nested(name) => json!({ name: members }),
        JsonShape::Array => json!([members]),
        JsonShape::Text => Value::Object(members).to_string().into(),
        JsonShape::Problem => json!({
            "type": "about:blank",
            "title": reply.status.canonical_reason(),
            "status": reply.status.as_u16(),
            "detail": reply.message,
        }),
        JsonShape::More => {
            members.insert("timestamp".to_owned(), "2026-01-01T00:00:00Z".into());
            members.insert(
                "errors".to_owned(),
                json!([{"code": 0, "message_code": "0"}]),
            );
            members.insert("data".to_owned(), Value::Null);
            members.into()
        }
        JsonShape::Reversed => {
            let reversed: Map<_, _> = members.into_iter().rev().collect();
            reversed.into()
        }
    }
}

fn named(members: Map<String, Value>, naming: Naming) -> Value {
    let rename = |name: String| {
        let words = name
            .split('_')
            .enumerate()
            .map(|(index, word)| match naming {
                Naming::Camel if index == 0 => word.to_owned(),
                Naming::Camel | Naming::Pascal => word[..1].to_uppercase() + &word[1..],
            });
        words.collect::<String>()
    };
    let renamed: Map<_, _> = members
        .into_iter()
        .map(|(name, value)| (rename(name), value))
        .collect();
    renamed.into()
}

fn bytes(reply: &Reply, shape: BytesShape, accepts: &HeaderMap) -> Response<Body> {
    let text = Value::Object(reply.members()).to_string();
    let message = reply.message.as_deref().unwrap_or_default();
    let send = |body: Vec<u8>| response(reply.status, "application/json", body);
    match shape {
        BytesShape::Empty => without_body(reply.status),
        BytesShape::NoContent => without_body(StatusCode::NO_CONTENT),
        BytesShape::Plain => response(reply.status, "text/plain; charset=utf-8", message.into()),
        BytesShape::Html => {
            let page = format!(
                "<!DOCTYPE html><title>{}</title><p>{message}</p>",
                reply.status
            );
            response(reply.status, "text/html; charset=utf-8", page.into())
        }
        BytesShape::Bom => send(format!("\u{feff}{text}").into()),
        BytesShape::Followed(more) => send((text + more).into()),
        BytesShape::CutShort => send(text.as_bytes()[..text.len() - 1].into()),
        BytesShape::Apostrophes => send(text.replace('"', "'").into()),
        BytesShape::Twice(member) => {
            let name = member.name(reply);
            match reply.members().get(name) {
                Some(value) => send(twice(&text, name, value)),
                // What is not documented to be there can still be there twice.
                None => {
                    let blank = "".into();
                    let once = twice(&text, name, &blank);
                    send(twice(&String::from_utf8_lossy(&once), name, &blank))
                }
            }
        }
        BytesShape::TwiceDifferent(member) => send(twice(&text, member.name(reply), &0.into())),
        BytesShape::Windows1251 => response(
            reply.status,
            "application/json; charset=windows-1251",
            text.chars().map(windows_1251).collect(),
        ),
        BytesShape::Utf16 => {
            let units = format!("\u{feff}{text}");
            send(units.encode_utf16().flat_map(u16::to_le_bytes).collect())
        }
        BytesShape::Indented => send(format!("{:#}", Value::Object(reply.members())).into()),
        BytesShape::Padded => send(format!("\r\n\t {text} \n\n").into()),
        BytesShape::EscapedText => send(escaped(&text, |c| !c.is_ascii()).into()),
        BytesShape::EscapedNames => send(with_escaped_names(reply).into()),
        BytesShape::GzipIfAccepted => {
            let accepted = accepts.get_all(ACCEPT_ENCODING).iter().any(accepts_gzip);
            let mut response = if accepted {
                let mut response = send(gzip::stored(text.as_bytes()));
                let headers = response.headers_mut();
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                response
            } else {
                send(text.into())
            };
            let vary = HeaderValue::from_static("Accept-Encoding");
            response.headers_mut().insert(VARY, vary);
            response
        }
    }
}

fn without_body(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// `gzip` by name and not with a weight of zero (RFC 9110, section 12.5.3).
fn accepts_gzip(value: &HeaderValue) -> bool {
    let value = value.to_str().unwrap_or_default().to_ascii_lowercase();
    value.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next() == Some("gzip");
        let refused = parts.any(|part| {
            part.strip_prefix("q=")
                .and_then(|weight| weight.parse::<f32>().ok())
                == Some(0.0)
        });
        named && !refused
    })
}

/// An object's text with one member more at its start.
fn twice(text: &str, name: &str, value: &Value) -> Vec<u8> {
    format!("{{\"{name}\":{value},{}", &text[1..]).into()
}

fn windows_1251(c: char) -> u8 {
    match u32::from(c) {
        ascii @ 0..0x80 => ascii.to_le_bytes()[0],
        cyrillic @ 0x410..=0x44f => (cyrillic - 0x410 + 0xc0).to_le_bytes()[0],
        0x401 => 0xa8,
        0x451 => 0xb8,
        _ => b'?',
    }
}

fn escaped(text: &str, which: impl Fn(char) -> bool) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if which(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped += &format!("\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

fn with_escaped_names(reply: &Reply) -> String {
    let members = reply.members().into_iter().map(|(name, value)| {
        let name = escaped(&name, |_| true);
        format!("\"{name}\":{value}")
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
