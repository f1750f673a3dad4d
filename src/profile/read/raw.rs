//! A profile as it stands in its file: shapes only, nothing checked.
//!
//! Alternatives are mappings with one key each, never guessed from their content, so that a wrong
//! key is reported at that key.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::yaml::Spanned;

/// A text in which variables are still to be replaced.
pub(super) type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    pub(super) target: Option<Text>,
    pub(super) allow_changes: Option<bool>,
    pub(super) tokens: Option<RawTokens>,
    pub(super) states: Option<Entries<Option<Vec<Text>>>>,
    pub(super) provider_states: Option<Text>,
    pub(super) headers: Option<Entries<Text>>,
    pub(super) tls: Option<RawTls>,
    pub(super) proxy: Option<Text>,
    pub(super) timeouts: Option<RawTimeouts>,
    pub(super) limits: Option<RawLimits>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTls {
    pub(super) ca: Option<Text>,
    pub(super) certificate: Option<Text>,
    pub(super) key: Option<Text>,
    pub(super) insecure: Option<Spanned<bool>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTimeouts {
    pub(super) connect: Option<Text>,
    pub(super) first_byte: Option<Text>,
    pub(super) total: Option<Text>,
    pub(super) run: Option<Text>,
    pub(super) command: Option<Text>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLimits {
    pub(super) body: Option<Text>,
    pub(super) headers: Option<Text>,
    pub(super) json_depth: Option<Spanned<u32>>,
    pub(super) informational: Option<Spanned<u32>>,
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

/// Exactly one of them, which the reader checks: serde would leave a second one unread.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMade {
    pub(super) request: Option<RawRequest>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRequest {
    pub(super) method: Option<Text>,
    pub(super) url: Option<Text>,
    pub(super) path: Option<Text>,
    pub(super) query: Option<Entries<Text>>,
    pub(super) headers: Option<Entries<Text>>,
    pub(super) body: Option<RawBody>,
    pub(super) pointer: Option<Text>,
}

/// Exactly one of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBody {
    pub(super) json: Option<Spanned<Value>>,
    pub(super) form: Option<Entries<Text>>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMint {
    pub(super) algorithm: Text,
    pub(super) key: Spanned<RawKey>,
    pub(super) header: Option<Spanned<Map<String, Value>>>,
    pub(super) claims: Option<Spanned<Map<String, Value>>>,
    pub(super) lifetime: Option<Text>,
}

pub(super) enum RawKey {
    /// The secret of HS256, a key in PEM, or the name of a file with one.
    Text(String),
    Named(Box<RawNamedKey>),
}

/// Exactly one of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNamedKey {
    pub(super) file: Option<Text>,
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
