//! `tokens`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::mask::masked;
use super::mint::{minted, reads_mint};
use super::raw::{MINT, RawCommand, RawMade, RawToken, RawTokens, Text};
use super::reading::{Problem, Reading};
use super::request::request;
use crate::diagnostic::{DiagnosticCode, SourceText, known_names};
use crate::profile::Supplied;
use crate::profile::headers::Headers;
use crate::profile::token::{
    Origin, TokenCommand, TokenFailure, TokenShape, TokenSource, TokenSources,
};
use crate::secret::Secret;
use crate::suite::TokenName;
use crate::yaml::Spanned;

/// What the sources of tokens take from the rest of the profile.
pub(super) struct Surroundings<'a> {
    pub(super) supplied: &'a Supplied<'a>,
    /// The profile's own headers, which requests below the target carry as well.
    pub(super) headers: &'a Headers,
    /// How long a command may run.
    pub(super) limit: Duration,
}

impl Surroundings<'_> {
    fn shape(&self, name: &TokenName) -> TokenShape {
        if self.supplied.tampered.contains(&name) {
            TokenShape::Jwt
        } else {
            TokenShape::Any
        }
    }
}

pub(super) fn tokens(
    reading: &mut Reading<'_>,
    source: &SourceText,
    raw: &RawTokens,
    around: &Surroundings<'_>,
) -> TokenSources {
    let mut sources = BTreeMap::new();
    let mut add = |name: TokenName, key: &Text, origin| {
        let source = TokenSource {
            origin,
            shape: around.shape(&name),
            span: key.span.clone(),
        };
        sources.insert(name, source);
    };
    for (key, value) in &raw.sources {
        let Some(name) = known(reading, key, around.supplied) else {
            continue;
        };
        let origin = match &value.value {
            // As if the key were not there, so that a profile can be filled in step by step.
            RawToken::Absent => None,
            RawToken::Given(text) => given(reading, &name, around.shape(&name), text, &value.span),
            RawToken::Made(made) => self::made(reading, &name, key, made, around),
        };
        if let Some(origin) = origin {
            add(name, key, origin);
        }
    }
    if let Some((key, raw_mint)) = &raw.mint {
        let mint = reads_mint(reading, raw_mint);
        for (name, validity) in minted(around.supplied) {
            if let Some(key) = stands_beside(raw, &name) {
                reading.say(&key.span, both(&name));
            } else if let Some(mint) = &mint {
                add(name, key, Origin::Minted(mint.clone(), validity));
            }
        }
    }
    TokenSources::new(masked(source, 0..0), sources)
}

fn stands_beside<'a>(raw: &'a RawTokens, name: &TokenName) -> Option<&'a Text> {
    raw.sources
        .iter()
        .find(|(key, value)| key.value == name.as_str() && !matches!(value.value, RawToken::Absent))
        .map(|(key, _)| key)
}

fn both(name: &TokenName) -> Problem {
    Problem::new(
        DiagnosticCode::Contradiction,
        format!("the token `{name}` is given and minted"),
        "`mint` makes this one",
        format!("remove `{name}`, or `{MINT}`"),
    )
}

fn known(reading: &mut Reading<'_>, key: &Text, supplied: &Supplied<'_>) -> Option<TokenName> {
    let known = supplied.tokens.iter();
    if let Some(name) = known.clone().find(|name| name.as_str() == key.value) {
        return Some((*name).clone());
    }
    let names = known.map(|name| name.as_str()).chain([MINT]);
    reading.say(
        &key.span,
        Problem::new(
            DiagnosticCode::UnknownName,
            format!("the suite asks for no token `{}`", key.value),
            "no such token",
            known_names(&key.value, "tokens", names),
        ),
    );
    None
}

/// A token that stands in the file or the environment can be looked at right away.
fn given(
    reading: &mut Reading<'_>,
    name: &TokenName,
    shape: TokenShape,
    text: &str,
    span: &Range<usize>,
) -> Option<Origin> {
    let raw = Spanned {
        value: text.to_owned(),
        span: span.clone(),
    };
    let token = Secret::new(reading.filled(&raw, &format!("the token `{name}`"))?);
    match shape.check(token) {
        Ok(token) => Some(Origin::Given(token)),
        Err(failure) => {
            reading.say_hidden(span, unfit(name, &failure));
            None
        }
    }
}

fn unfit(name: &TokenName, failure: &TokenFailure) -> Problem {
    Problem::new(
        DiagnosticCode::InvalidValue,
        format!("the token `{name}` cannot be used: {failure}"),
        "this token",
        failure.way_out(),
    )
}

fn made(
    reading: &mut Reading<'_>,
    name: &TokenName,
    key: &Text,
    made: &RawMade,
    around: &Surroundings<'_>,
) -> Option<Origin> {
    match (&made.request, &made.command) {
        (Some(raw), None) => request(reading, key, raw, around).map(Origin::Request),
        (None, Some(raw)) => command(reading, raw, around.limit).map(Origin::Command),
        (None, None) => {
            reading.say(&key.span, one_of(name, "nothing", "give"));
            None
        }
        (Some(_), Some(_)) => {
            reading.say(&key.span, one_of(name, "a request and a command", "keep"));
            None
        }
    }
}

fn one_of(name: &TokenName, what: &str, verb: &str) -> Problem {
    Problem::new(
        DiagnosticCode::Contradiction,
        format!("the token `{name}` comes from {what}"),
        "one source is needed",
        format!("{verb} `request` or `command`"),
    )
}

fn command(
    reading: &mut Reading<'_>,
    raw: &Spanned<RawCommand>,
    limit: Duration,
) -> Option<TokenCommand> {
    let words: Vec<String> = match &raw.value {
        // Split before variables are replaced, so that a value with a space stays one word.
        RawCommand::Line(line) if line.contains(['"', '\'', '\\', '|', ';', '&', '>', '<']) => {
            reading.say_hidden(
                &raw.span,
                Problem::new(
                    DiagnosticCode::InvalidValue,
                    "a command in one line that looks as if a shell should read it",
                    "no shell reads this",
                    "write a list: [program, argument, …], or [sh, -c, …] for a shell",
                ),
            );
            return None;
        }
        RawCommand::Line(line) => line
            .split_whitespace()
            .map(|word| reading.expand(word, &raw.span))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Option<_>>()?,
        RawCommand::List(words) => words
            .iter()
            .map(|word| reading.text(word))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Option<_>>()?,
    };
    let mut words = words.into_iter();
    let Some(program) = words.next().filter(|program| !program.is_empty()) else {
        reading.say(
            &raw.span,
            Problem::new(
                DiagnosticCode::InvalidValue,
                "a command without a program",
                "empty",
                "write a list: [program, argument, …]",
            ),
        );
        return None;
    };
    let folder = reading.folder();
    Some(TokenCommand {
        program: located(folder, &program),
        arguments: words.map(Secret::new).collect(),
        folder: working_folder(folder),
        limit,
    })
}

/// A program with a folder in its name is relative to the profile; whether systems look for such
/// a name from the old or the new working folder differs.
fn located(folder: &Path, program: &str) -> PathBuf {
    if Path::new(program).components().count() > 1 {
        let program = folder.join(program);
        std::path::absolute(&program).unwrap_or(program)
    } else {
        PathBuf::from(program)
    }
}

/// An empty path is no folder to the system.
fn working_folder(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    }
}
