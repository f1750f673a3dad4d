//! The properties of `properties.rs`, asked of generated inputs, and of all inputs that `fuzz/corpus` keeps: those that a
//! fuzzer found something with among them.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rstest::rstest;

use super::properties;

type Property = fn(&[u8]);

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// What inputs are torn apart with.
const PIECES: [&[u8]; 26] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b":",
    b": ",
    b",",
    b"\n",
    b"\n  ",
    b"- ",
    b"\\u",
    b"\\ud800",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"{{ visit }}",
    b"{{",
    b"${A}",
    b"$",
    b"1e400",
    b"null",
    b"&a ",
    b"*a",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\u{2026}".as_bytes(),
];

/// One edit: cut out, repeat, or put in a piece.
fn edit(mut input: Vec<u8>, at: Index, length: usize, piece: Option<&[u8]>) -> Vec<u8> {
    if input.is_empty() {
        return piece.unwrap_or_default().to_vec();
    }
    let at = at.index(input.len());
    let end = (at + length).min(input.len());
    match piece {
        Some(piece) => drop(input.splice(at..end, piece.iter().copied())),
        None => {
            let again = input[at..end].to_vec();
            drop(input.splice(at..at, again));
        }
    }
    input
}

fn mutated(name: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let piece = prop_oneof![
        3 => select(PIECES.to_vec()).prop_map(|piece| Some(piece.to_vec())),
        1 => vec(any::<u8>(), 0..8).prop_map(Some),
        1 => Just(None),
    ];
    let edits = vec((any::<Index>(), 0_usize..12, piece), 0..6);
    (select(corpus(name)), edits).prop_map(|(input, edits)| {
        edits.into_iter().fold(input, |input, (at, length, piece)| {
            edit(input, at, length, piece.as_deref())
        })
    })
}

#[rstest]
#[case::case_yaml("case_yaml", properties::case_yaml, 96)]
#[case::profile("profile", properties::profile, 256)]
#[case::snap("snap", properties::snap, 256)]
#[case::answer("answer", properties::answer, 256)]
#[case::redaction("redaction", properties::redaction, 256)]
#[case::certificate("certificate", properties::certificate, 12)]
fn hold_whatever_the_input(#[case] name: &str, #[case] property: Property, #[case] cases: u32) {
    for input in corpus(name) {
        property(&input);
    }
    let mut config = ProptestConfig::with_cases(cases);
    // What is found is kept in fuzz/corpus.
    config.failure_persistence = None;
    let inputs = prop_oneof![4 => mutated(name), 1 => vec(any::<u8>(), 0..200)];
    proptest!(config, |(input in inputs)| property(&input));
}
