//! Finds many secrets in one pass over a text, and writes other texts in their places.

use std::borrow::Cow;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::secret::REDACTED;

/// Shorter parts of a token are no secret, masking them would maul other text, and refusing a report for them would
/// refuse it for a word.
pub(super) const SHORTEST_PART: usize = 16;

/// As long a beginning of a secret before an ellipsis is masked.
const SHORTEST_START: usize = 4;

/// Up to so many bytes of secrets, the automaton is a table, which is the fastest; of more it would be a large one.
const MOST_IN_TABLE: usize = 4 * 1024;

/// Secrets, each with what is written in its place. Of two, the longer one is replaced first, so that a token is masked
/// whole before its parts are.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    by_length: Vec<(String, String)>,
    /// Finds every one, also within another one. Made when it is first needed, as is the next one.
    all: OnceLock<Option<AhoCorasick>>,
    /// Finds whether any stands in a text, of those that are long enough to be sure.
    sure: OnceLock<Option<AhoCorasick>>,
}

impl Secrets {
    pub(super) fn new(mut secrets: Vec<(String, String)>) -> Self {
        secrets.retain(|(secret, _)| !secret.is_empty());
        secrets.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        secrets.dedup_by(|a, b| a.0 == b.0);
        Self {
            by_length: secrets,
            ..Self::default()
        }
    }

    pub(super) fn count(&self) -> usize {
        self.by_length.len()
    }

    /// How many bytes the longest one has.
    pub(super) fn longest(&self) -> usize {
        self.by_length.first().map_or(0, |(secret, _)| secret.len())
    }

    /// Whether one that is long enough to be sure stands in the bytes.
    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        let sure = self.sure.get_or_init(|| {
            let long = self.by_length.iter().map(|(secret, _)| secret);
            // This kind has the quicker way to where a match may begin.
            automaton(
                long.take_while(|secret| secret.len() >= SHORTEST_PART),
                MatchKind::LeftmostFirst,
            )
        });
        match sure {
            Some(sure) => sure.is_match(bytes),
            None => self.by_length.iter().any(|(secret, _)| {
                secret.len() >= SHORTEST_PART && contains(bytes, secret.as_bytes())
            }),
        }
    }

    /// The bytes with each secret replaced, one secret after the other: what is written in place of one may make another
    /// one with what stands beside it.
    pub(super) fn replace_in<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let mut bytes = Cow::Borrowed(bytes);
        let mut done = 0;
        while let Some(at) = self.first_from(done, &bytes) {
            let (secret, instead) = &self.by_length[at];
            bytes = Cow::Owned(replace(&bytes, secret.as_bytes(), instead.as_bytes()));
            done = at + 1;
        }
        bytes
    }

    /// The first secret, from that place in the list on, that stands in the bytes.
    fn first_from(&self, place: usize, bytes: &[u8]) -> Option<usize> {
        let all = self.all.get_or_init(|| {
            let secrets = self.by_length.iter().map(|(secret, _)| secret);
            automaton(secrets, MatchKind::Standard)
        });
        match all {
            Some(all) => all
                .find_overlapping_iter(bytes)
                .map(|found| found.pattern().as_usize())
                .filter(|at| *at >= place)
                .min(),
            None => (place..self.by_length.len())
                .find(|at| contains(bytes, self.by_length[*at].0.as_bytes())),
        }
    }

    /// A long value is shown up to an ellipsis, which may stand in the middle of a secret.
    pub(super) fn cut_short(&self, mut text: String) -> String {
        let mut from = 0;
        while let Some(at) = text[from..].find('…').map(|at| from + at) {
            let shown = &text[..at];
            let longest = self
                .by_length
                .iter()
                .filter_map(|(secret, _)| {
                    let starts = secret.char_indices().map(|(at, _)| at).rev();
                    starts
                        .filter(|length| *length >= SHORTEST_START)
                        .find(|length| shown.ends_with(&secret[..*length]))
                })
                .max();
            if let Some(length) = longest {
                text.replace_range(at - length..at, REDACTED);
                from = at - length + REDACTED.len() + '…'.len_utf8();
            } else {
                from = at + '…'.len_utf8();
            }
        }
        text
    }
}

/// None where there is nothing to find, or more than an automaton holds, which is gigabytes: then each secret is looked
/// for by itself.
fn automaton<'a>(
    secrets: impl Iterator<Item = &'a String> + Clone,
    matches: MatchKind,
) -> Option<AhoCorasick> {
    let length: usize = secrets.clone().map(String::len).sum();
    if length == 0 {
        return None;
    }
    let kind = if length <= MOST_IN_TABLE {
        AhoCorasickKind::DFA
    } else {
        AhoCorasickKind::ContiguousNFA
    };
    AhoCorasick::builder()
        .match_kind(matches)
        .kind(Some(kind))
        .build(secrets)
        .ok()
}

fn contains(bytes: &[u8], secret: &[u8]) -> bool {
    bytes.windows(secret.len()).any(|part| part == secret)
}

fn replace(bytes: &[u8], secret: &[u8], instead: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        if rest.starts_with(secret) {
            out.extend_from_slice(instead);
            rest = &rest[secret.len()..];
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{SHORTEST_PART, Secrets};

    /// One search for each secret, the longest first.
    fn plainly(secrets: &[(String, String)], text: &str) -> String {
        let mut sorted = secrets.to_vec();
        sorted.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        sorted.dedup_by(|a, b| a.0 == b.0);
        let mut masked = text.to_owned();
        for (secret, instead) in &sorted {
            masked = masked.replace(secret.as_str(), instead);
        }
        masked
    }

    /// Few letters, so that secrets overlap, hold each other, and are made by what is written in place of others.
    fn secrets() -> impl Strategy<Value = Vec<(String, String)>> {
        let long = "[ab]{16,20}";
        let one = (
            prop_oneof!["[abc]{1,6}", long],
            prop_oneof!["[abc]{0,3}", Just("[redacted]".to_owned())],
        );
        proptest::collection::vec(one, 0..8)
    }

    proptest! {
        #[test]
        fn the_same_is_found_and_replaced_as_one_after_the_other(secrets in secrets(), text in "[abcd…]{0,60}") {
            let all = Secrets::new(secrets.clone());
            let replaced = all.replace_in(text.as_bytes()).into_owned();
            prop_assert_eq!(String::from_utf8(replaced).unwrap(), plainly(&secrets, &text));
            let stands = secrets
                .iter()
                .any(|(secret, _)| secret.len() >= SHORTEST_PART && text.contains(secret.as_str()));
            prop_assert_eq!(all.stand_in(text.as_bytes()), stands);
        }
    }
}
