//! All mistakes of one file, not only the first.
//!
//! A deserialiser stops at the first mistake. So what is wrong is blanked out, at its place, and the rest is read
//! again; each byte stays where it is, so every place that is reported is one of the file as it was written.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_saphyr::Error;

use super::{Quoting, diagnostic, options, place, too_large};
use crate::diagnostic::{Diagnostic, SourceText, suggestion};

/// So many mistakes of one file are reported; whoever made more has found the pattern.
const MAX_MISTAKES: usize = 20;

/// What could be made of a file.
#[derive(Debug)]
pub struct Parsed<T> {
    /// The value, unless something is missing in it. Fields that do not exist take nothing away from it.
    pub value: Option<T>,
    /// The mistakes, in the order in which they were met.
    pub problems: Vec<Diagnostic>,
}

/// Reads one YAML document into a type, and goes on reading after a mistake.
pub fn parse_all<T: DeserializeOwned>(source: &SourceText) -> Parsed<T> {
    if let Some(problem) = too_large(source) {
        return Parsed {
            value: None,
            problems: vec![problem],
        };
    }
    let mut attempt = Attempt {
        // Most files have no mistake, and need not be copied.
        text: Cow::Borrowed(&source.text),
        hidden: Vec::new(),
        whole: true,
    };
    let mut problems = Vec::new();
    while problems.len() < MAX_MISTAKES {
        let error = match serde_saphyr::from_str_with_options(&attempt.text, options()) {
            Ok(value) => {
                return Parsed {
                    value: attempt.whole.then_some(value),
                    problems,
                };
            }
            Err(error) => error,
        };
        match attempt.go_on_after(source, error.without_snippet()) {
            Next::Again(problem) => problems.push(problem),
            Next::End(problem) => {
                problems.extend(problem);
                break;
            }
        }
    }
    Parsed {
        value: None,
        problems,
    }
}

/// The file with what was wrong blanked out.
struct Attempt<'a> {
    text: Cow<'a, str>,
    /// The keys that were blanked out.
    hidden: Vec<String>,
    /// Whether only fields were blanked out that do not exist.
    whole: bool,
}

enum Next {
    /// A mistake, and there may be more.
    Again(Diagnostic),
    /// The last mistake, unless it only follows from what was blanked out.
    End(Option<Diagnostic>),
}

impl Attempt<'_> {
    fn go_on_after(&mut self, source: &SourceText, error: &Error) -> Next {
        let problem = diagnostic(source, error, &Quoting::Values);
        let at = error
            .location()
            .map_or(0..0, |location| place(&self.text, &location));
        let lines = Lines::of(&self.text);
        let entry = lines.entry(at.start);
        let gone = match error {
            Error::SerdeUnknownField { field, .. } => {
                // Inside of braces the whole line goes, and takes more with it than the field.
                self.whole &= lines.starts_entry(at.start);
                self.hidden.push(field.clone());
                entry
            }
            Error::SerdeMissingField { field, .. } => {
                let follows = self
                    .hidden
                    .iter()
                    .any(|key| key == field || suggestion(key, [*field]).is_some());
                self.whole = false;
                match lines.mapping_of(at.start) {
                    // All entries of the document were read by then.
                    None => return Next::End((!follows).then_some(problem)),
                    Some(entry) => entry,
                }
            }
            Error::DuplicateMappingKey { .. }
            | Error::SerdeUnknownVariant { .. }
            | Error::SerdeInvalidType { .. }
            | Error::SerdeInvalidValue { .. }
            | Error::QuotingRequired { .. }
            | Error::Unexpected { .. }
            | Error::InvalidBooleanStrict { .. }
            | Error::InvalidScalar { .. }
            | Error::Message { .. } => {
                self.whole = false;
                self.hidden
                    .extend(lines.key(entry.start).map(str::to_owned));
                entry
            }
            // No YAML from here on. If it is none only because something was blanked out, nobody need know.
            _ => {
                let written = is_yaml(source);
                let also = self.hidden.is_empty() || !written;
                return Next::End(also.then_some(problem));
            }
        };
        let gone = lines.with_empty_parents(gone);
        if self.text[gone.clone()].trim().is_empty() {
            return Next::End(Some(problem));
        }
        self.hidden.extend(lines.key(gone.start).map(str::to_owned));
        let blank = self.text[gone.clone()]
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect::<String>();
        self.text.to_mut().replace_range(gone, &blank);
        let anything_left = Lines::of(&self.text).any_entry();
        if anything_left {
            Next::Again(problem)
        } else {
            Next::End(Some(problem))
        }
    }
}

fn is_yaml(source: &SourceText) -> bool {
    let read: Result<IgnoredAny, Error> =
        serde_saphyr::from_str_with_options(&source.text, options());
    read.is_ok()
}

/// A text as lines of block entries: a line and what is indented deeper below it.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn line(&self, number: usize) -> &'a str {
        let end = self.starts.get(number + 1).copied();
        &self.text[self.starts[number]..end.unwrap_or(self.text.len())]
    }

    fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1) - 1
    }

    /// How deep a line is indented, unless nothing stands on it.
    fn depth(&self, number: usize) -> Option<usize> {
        let line = self.line(number);
        let content = line.trim_start_matches(' ');
        (!content.trim().is_empty() && !content.starts_with('#'))
            .then(|| line.len() - content.len())
    }

    fn any_entry(&self) -> bool {
        (0..self.starts.len()).any(|number| self.depth(number).is_some())
    }

    fn block(&self, number: usize) -> Range<usize> {
        let depth = self.depth(number).unwrap_or_default();
        let end = (number + 1..self.starts.len())
            .find(|below| self.depth(*below).is_some_and(|other| other <= depth));
        self.starts[number]..end.map_or(self.text.len(), |end| self.starts[end])
    }

    /// The entry that starts on the line of a place.
    fn entry(&self, at: usize) -> Range<usize> {
        self.block(self.number(at))
    }

    /// Whether a place is where the entry on its line starts.
    fn starts_entry(&self, at: usize) -> bool {
        let number = self.number(at);
        self.depth(number)
            .is_some_and(|depth| self.starts[number] + depth == at)
    }

    fn parent(&self, number: usize) -> Option<usize> {
        let depth = self.depth(number)?;
        (0..number)
            .rev()
            .find(|above| self.depth(*above).is_some_and(|other| other < depth))
    }

    /// The entry whose value is the mapping that starts at a place; none if it is the document.
    fn mapping_of(&self, at: usize) -> Option<Range<usize>> {
        let number = self.number(at);
        if self.starts_entry(at) && !self.line(number).trim_start().starts_with("- ") {
            self.parent(number).map(|parent| self.block(parent))
        } else {
            Some(self.block(number))
        }
    }

    /// An entry together with the entries above it that hold nothing else.
    fn with_empty_parents(&self, entry: Range<usize>) -> Range<usize> {
        let Some(parent) = self.parent(self.number(entry.start)) else {
            return entry;
        };
        let block = self.block(parent);
        let first = self.number(block.start) + 1;
        let last = self.number(block.end.saturating_sub(1));
        let others = (first..=last)
            .any(|number| self.depth(number).is_some() && !entry.contains(&self.starts[number]));
        if others {
            entry
        } else {
            self.with_empty_parents(block)
        }
    }

    /// The key that the entry at a place starts with.
    fn key(&self, at: usize) -> Option<&'a str> {
        let (key, _) = self.line(self.number(at)).split_once(':')?;
        Some(key.trim().trim_start_matches("- "))
    }
}
