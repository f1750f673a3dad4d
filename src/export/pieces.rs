//! Texts of requests, cut where something is filled in.

use crate::suite::TokenName;

/// A piece of a text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it is.
    Text(String),
    /// The identifier of the state.
    Subject,
    /// A new random GUID.
    Guid,
    /// A token.
    Token(TokenName),
}

/// Cuts a text that is written as case files write it. Nothing else can hold two opening braces there: a template
/// with braces that name nothing is refused when the suite is read.
pub(super) fn pieces(written: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = written;
    while let Some((before, variable, after)) = next(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(variable);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

fn next(text: &str) -> Option<(&str, Piece, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let close = open + text[open..].find("}}")?;
        if let Some(variable) = variable(text[open + 2..close].trim()) {
            return Some((&text[..open], variable, &text[close + 2..]));
        }
        from = open + 1;
    }
    None
}

fn variable(name: &str) -> Option<Piece> {
    match name {
        "id" => Some(Piece::Subject),
        "guid" => Some(Piece::Guid),
        _ => {
            let token = TokenName::new(name.strip_prefix("token.")?).ok()?;
            Some(Piece::Token(token))
        }
    }
}

/// A text on one line, with nothing in it that a terminal or a reader of comments would act on.
pub(super) fn comment(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
