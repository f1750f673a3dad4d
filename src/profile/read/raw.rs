//! A profile as it stands in its file: shapes only, nothing checked.
//!
//! Alternatives are mappings with one key each, never guessed from their content, so that a wrong
//! key is reported at that key.

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::profile::ConnectionUse;
use crate::yaml::Spanned;

/// A text in which variables are still to be replaced.
pub(super) type Text = Spanned<String>;

/// A target and what its owner supplies.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    /// The base URL, which the documents call `{{url}}`.
    pub(super) target: Option<Text>,
    /// Whether requests may be sent to another machine that could change something there.
    pub(super) allow_changes: Option<bool>,
    /// The tokens, without `Bearer`: each by itself, or all of them minted.
    pub(super) tokens: Option<RawTokens>,
    /// Identifiers by the state that they are in; each is used up by at most one success.
    pub(super) states: Option<Entries<Option<Vec<Text>>>>,
    /// A hook that makes states on demand, by Pact's protocol.
    pub(super) provider_states: Option<Text>,
    /// Header fields that each request to the target carries in addition.
    pub(super) headers: Option<Entries<Text>>,
    /// Certificates.
    pub(super) tls: Option<RawTls>,
    /// The HTTP proxy to go through; those of the environment are never used.
    pub(super) proxy: Option<Text>,
    /// Whether a connection may carry more than one exchange; it may, unless said.
    pub(super) connections: Option<ConnectionUse>,
    /// How long to wait.
    pub(super) timeouts: Option<RawTimeouts>,
    /// How much of an answer is taken.
    pub(super) limits: Option<RawLimits>,
}

/// Certificates: PEM files, or the PEM text itself.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTls {
    /// The only authorities to be trusted; those of the operating system unless said.
    pub(super) ca: Option<Text>,
    /// Who the client is, for servers that require a certificate.
    pub(super) certificate: Option<Text>,
    /// The key of that certificate.
    pub(super) key: Option<Text>,
    /// Trusts any certificate of any host; reports say so.
    pub(super) insecure: Option<Spanned<bool>>,
}

/// How long to wait, such as `5s` or `300ms`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawTimeouts {
    /// Until a connection stands.
    #[serde(deserialize_with = "measure")]
    pub(super) connect: Option<Text>,
    /// Until the first byte of an answer.
    #[serde(deserialize_with = "measure")]
    pub(super) first_byte: Option<Text>,
    /// For a whole answer.
    #[serde(deserialize_with = "measure")]
    pub(super) total: Option<Text>,
    /// For the whole run.
    #[serde(deserialize_with = "measure")]
    pub(super) run: Option<Text>,
    /// For the command of a token.
    #[serde(deserialize_with = "measure")]
    pub(super) command: Option<Text>,
}

/// How much of an answer is taken; more of it is the verdict `error`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawLimits {
    /// The body, such as `256 KiB`.
    #[serde(deserialize_with = "measure")]
    pub(super) body: Option<Text>,
    /// The status line and the header fields, such as `32 KiB`.
    #[serde(deserialize_with = "measure")]
    pub(super) headers: Option<Text>,
    /// How deep JSON may be nested.
    pub(super) json_depth: Option<Spanned<u32>>,
    /// Interim responses (status 1xx) before the answer.
    pub(super) informational: Option<Spanned<u32>>,
}

/// A number with its unit. One without is taken for a text here, so that its reader says what is missing.
fn measure<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Text>, D::Error> {
    let measure = Option::<Spanned<Measure>>::deserialize(deserializer)?;
    Ok(measure.map(|measure| Text {
        value: measure.value.0,
        span: measure.span,
    }))
}

struct Measure(String);

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MeasureVisitor;
        impl Visitor<'_> for MeasureVisitor {
            type Value = Measure;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number with its unit")
            }
            fn visit_str<E>(self, text: &str) -> Result<Measure, E> {
                Ok(Measure(text.to_owned()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Measure, E> {
                Ok(Measure(number.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Measure, E> {
                Ok(Measure(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Measure, E> {
                Ok(Measure(number.to_string()))
            }
        }
        deserializer.deserialize_any(MeasureVisitor)
    }
}

/// A mapping in the order of the file, its keys with their places.
pub(super) struct Entries<V>(pub(super) Vec<(Text, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
            type Value = Entries<V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of names to values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

/// `tokens:` maps names to sources, except for the one key that makes several tokens.
#[derive(Default)]
pub(super) struct RawTokens {
    pub(super) sources: Vec<(Text, Spanned<RawToken>)>,
    pub(super) mint: Option<(Text, RawMint)>,
}

/// The key under `tokens:` that is no token.
pub(super) const MINT: &str = "mint";

impl<'de> Deserialize<'de> for RawTokens {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TokensVisitor;
        impl<'de> Visitor<'de> for TokensVisitor {
            type Value = RawTokens;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of tokens")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawTokens, A::Error> {
                let mut tokens = RawTokens::default();
                while let Some(name) = map.next_key::<Text>()? {
                    if name.value == MINT {
                        tokens.mint = Some((name, map.next_value()?));
                    } else {
                        tokens.sources.push((name, map.next_value()?));
                    }
                }
                Ok(tokens)
            }
        }
        deserializer.deserialize_map(TokensVisitor)
    }
}

pub(super) enum RawToken {
    /// Nothing stands behind the name.
    Absent,
    Given(String),
    Made(Box<RawMade>),
}

/// A token that is fetched or printed: exactly one of them.
// The reader checks that: serde would leave a second one unread.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct RawMade {
    /// Ask an authorisation service.
    pub(super) request: Option<RawRequest>,
    /// Run a program, without a shell, that prints the token alone on one line.
    pub(super) command: Option<Spanned<RawCommand>>,
}

impl<'de> Deserialize<'de> for RawToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TokenVisitor;
        impl<'de> Visitor<'de> for TokenVisitor {
            type Value = RawToken;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a token in quotes, or a mapping with `request` or `command`")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawToken, E> {
                Ok(RawToken::Given(text.to_owned()))
            }
            fn visit_unit<E: serde::de::Error>(self) -> Result<RawToken, E> {
                Ok(RawToken::Absent)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawToken, A::Error> {
                let made = RawMade::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RawToken::Made(Box::new(made)))
            }
        }
        deserializer.deserialize_any(TokenVisitor)
    }
}

/// A request to an authorisation service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRequest {
    /// GET, or POST where there is a body, unless said.
    pub(super) method: Option<Text>,
    /// The whole address; instead of `path`.
    pub(super) url: Option<Text>,
    /// The path below the target; instead of `url`.
    pub(super) path: Option<Text>,
    /// The query parameters.
    pub(super) query: Option<Entries<Text>>,
    /// The header fields.
    pub(super) headers: Option<Entries<Text>>,
    /// The body.
    pub(super) body: Option<RawBody>,
    /// Where the token stands in the JSON answer (RFC 6901); without it the answer is the token.
    pub(super) pointer: Option<Text>,
}

/// A body, in exactly one of three forms.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct RawBody {
    /// A JSON value.
    pub(super) json: Option<Spanned<Value>>,
    /// The fields of a form.
    pub(super) form: Option<Entries<Text>>,
    /// These characters.
    pub(super) text: Option<Text>,
}

pub(super) enum RawCommand {
    Line(String),
    List(Vec<Text>),
}

impl<'de> Deserialize<'de> for RawCommand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CommandVisitor;
        impl<'de> Visitor<'de> for CommandVisitor {
            type Value = RawCommand;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of a program and its arguments, or a text")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawCommand, E> {
                Ok(RawCommand::Line(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawCommand, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = list.next_element()? {
                    words.push(word);
                }
                Ok(RawCommand::List(words))
            }
        }
        deserializer.deserialize_any(CommandVisitor)
    }
}

/// All tokens signed here, with the key that the target checks signatures by.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMint {
    /// HS256, RS256, ES256 or EdDSA.
    pub(super) algorithm: Text,
    /// A private key in PEM, or the name of a file with one; for HS256 the secret.
    pub(super) key: Spanned<RawKey>,
    /// Members of the header beside `alg` and `typ`.
    pub(super) header: Option<Spanned<Map<String, Value>>>,
    /// The claims; `exp` and `iat` are added.
    pub(super) claims: Option<Spanned<Map<String, Value>>>,
    /// How long the valid token is valid; an hour unless said.
    #[serde(default, deserialize_with = "measure")]
    pub(super) lifetime: Option<Text>,
}

pub(super) enum RawKey {
    /// The secret of HS256, a key in PEM, or the name of a file with one.
    Text(String),
    Named(Box<RawNamedKey>),
}

/// Where a key is: exactly one of them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct RawNamedKey {
    /// The name of a file.
    pub(super) file: Option<Text>,
    /// The key in base64.
    pub(super) base64: Option<Text>,
}

impl<'de> Deserialize<'de> for RawKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = RawKey;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key in quotes, or a mapping with `file` or `base64`")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawKey, E> {
                Ok(RawKey::Text(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawKey, A::Error> {
                let named = RawNamedKey::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RawKey::Named(Box::new(named)))
            }
        }
        deserializer.deserialize_any(KeyVisitor)
    }
}
