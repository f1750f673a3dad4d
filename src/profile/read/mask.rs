//! Profiles hold tokens and passwords, and a message shows the line that it is about. So messages
//! show a copy of the profile in which only keys, punctuation and names of variables can be read.

use std::ops::Range;

use crate::diagnostic::SourceText;

/// The same text, each character as many bytes long as before so that places stay right, with a
/// star for everything but keys, punctuation, `${NAME`, and `shown`.
pub(in crate::profile) fn masked(source: &SourceText, shown: Range<usize>) -> SourceText {
    let mut text = String::with_capacity(source.text.len());
    for line in source.text.split_inclusive('\n') {
        let start = text.len();
        let kept = [keys(line), variables(line)].concat();
        for (at, character) in line.char_indices() {
            let keep = shown.contains(&(start + at))
                || kept.iter().any(|range| range.contains(&at))
                || character.is_whitespace()
                || matches!(
                    character,
                    '{' | '}' | '[' | ']' | ',' | ':' | '"' | '\'' | '#'
                );
            text.push(if keep { character } else { star(character) });
        }
    }
    SourceText::new(source.path.clone(), text)
}

/// As wide in UTF-8 as the character that it stands for.
fn star(character: char) -> char {
    match character.len_utf8() {
        1 => '*',
        2 => '\u{b7}',
        3 => '\u{2022}',
        _ => '\u{1f784}',
    }
}

/// Each key of a line, by itself or between braces. A quoted text is never taken for one.
fn keys(line: &str) -> Vec<Range<usize>> {
    let mut keys = Vec::new();
    let mut quote = None;
    // Whether what comes next may be a key: at the start of the line, behind `{` and behind `,`.
    let mut expected = true;
    let mut word = None;
    for (at, character) in line.char_indices() {
        if let Some(closing) = quote {
            if character == closing {
                quote = None;
            }
            continue;
        }
        let is_word = character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-');
        match (word, is_word) {
            (None, true) if expected => word = Some(at),
            (Some(start), false) => {
                let after = &line[at..];
                let ends = after.strip_prefix(':').is_some_and(|value| {
                    value.is_empty() || value.starts_with(char::is_whitespace)
                });
                if ends {
                    keys.push(start..at);
                }
                word = None;
            }
            _ => {}
        }
        if matches!(character, '"' | '\'') {
            quote = Some(character);
        }
        // A dash may start an item or be part of a word.
        expected = matches!(character, '{' | ',')
            || expected && (character.is_whitespace() || character == '-');
    }
    keys
}

/// Each `${NAME` of a line, without its default, which may be a secret.
fn variables(line: &str) -> Vec<Range<usize>> {
    line.match_indices("${")
        .map(|(at, opening)| {
            let name = &line[at + opening.len()..];
            let length = name
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(name.len());
            at..at + opening.len() + length
        })
        .collect()
}
