//! One way to say what is wrong with a file: what, where, and what to do.
//!
//! Readers make [`Diagnostic`]s; only this file knows how one looks.

mod code;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::inert::{inert, inert_in_place, inert_lines};

pub use code::DiagnosticCode;

/// The text of a file together with the name that messages give it.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The path as the user knows it, with forward slashes.
    pub path: Arc<str>,
    /// The whole content.
    pub text: Arc<str>,
}

impl SourceText {
    /// Names a text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// Line and column, both from 1, the column counted in characters, of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// Where a [`Diagnostic`] points.
#[derive(Debug, Clone)]
enum Place {
    File(Arc<str>),
    Span {
        source: SourceText,
        span: Range<usize>,
        label: String,
    },
}

/// One mistake in one file.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    code: DiagnosticCode,
    title: String,
    /// Boxed: most results are no mistakes, and carry its size along.
    place: Box<Place>,
    help: Option<String>,
}

impl Diagnostic {
    /// A mistake that concerns a file as a whole.
    pub fn in_file(
        code: DiagnosticCode,
        path: impl Into<Arc<str>>,
        title: impl Into<String>,
    ) -> Self {
        Self {
            code,
            title: title.into(),
            place: Box::new(Place::File(path.into())),
            help: None,
        }
    }

    /// A mistake at a span of bytes; `label` stands under the underlined text.
    pub fn at(
        code: DiagnosticCode,
        source: &SourceText,
        span: Range<usize>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        let end = source.text.len();
        let start = floor_boundary(&source.text, span.start.min(end));
        let stop = floor_boundary(&source.text, span.end.clamp(start, end)).max(start);
        let stop = stop.max(end_of_word(&source.text, start));
        Self {
            code,
            title: title.into(),
            place: Box::new(Place::Span {
                source: source.clone(),
                span: start..stop,
                label: label.into(),
            }),
            help: None,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The kind of mistake.
    pub fn code(&self) -> DiagnosticCode {
        self.code
    }

    /// The mistake in one sentence, without its place.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What to do about it.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The file, as the user knows it.
    pub fn path(&self) -> &str {
        match self.place.as_ref() {
            Place::File(path) => path,
            Place::Span { source, .. } => &source.path,
        }
    }

    /// Line and column, unless the mistake concerns the file as a whole.
    pub fn position(&self) -> Option<Position> {
        match self.place.as_ref() {
            Place::File(_) => None,
            Place::Span { source, span, .. } => Some(source.position(span.start)),
        }
    }

    /// The diagnostic as people read it, with the line underlined.
    pub fn render(&self, styling: Styling) -> String {
        let renderer = match styling {
            Styling::Plain => Renderer::plain(),
            Styling::Coloured => Renderer::styled().decor_style(DecorStyle::Unicode),
        };
        // Names and values of files that others wrote. The line that is shown is made harmless by the renderer.
        let (headline, path) = (shortened(&inert(&self.title)), inert(self.path()));
        let (label, help) = match self.place.as_ref() {
            Place::File(_) => (String::new(), self.help.as_deref()),
            Place::Span { label, .. } => (shortened(&inert(label)), self.help.as_deref()),
        };
        let help = help.map(inert_lines);
        let text = match self.place.as_ref() {
            Place::File(_) => String::new(),
            Place::Span { source, .. } => inert_in_place(&source.text),
        };
        let title = Level::ERROR
            .primary_title(headline.as_str())
            .id(self.code.as_str());
        let mut group = match self.place.as_ref() {
            Place::File(_) => Group::with_title(title).element(Origin::path(path.as_str())),
            Place::Span { span, .. } => title.element(
                Snippet::source(text.as_str())
                    .path(path.as_str())
                    .annotation(
                        AnnotationKind::Primary
                            .span(span.clone())
                            .label(label.as_str()),
                    ),
            ),
        };
        if let Some(help) = &help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Styling::Plain))
    }
}

/// Whether a rendering carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Styling {
    /// Text only.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// A file may hold a name of a mebibyte.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 1000;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where a mapping is meant, readers know only where it starts: underline the word that stands there.
fn end_of_word(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let length = rest
        .find(|c: char| c.is_whitespace() || ":,[]{}\"'".contains(c))
        .unwrap_or(rest.len());
    start + length
}

/// All that is wrong with what was read; never empty.
#[derive(Debug, Clone, thiserror::Error)]
pub struct Diagnostics(pub Vec<Diagnostic>);

/// At most so many mistakes are printed; the rest is counted. A file can hold thousands.
const MOST_SHOWN: usize = 100;

impl Diagnostics {
    /// The mistakes as people read them, one below the other.
    pub fn render(&self, styling: Styling) -> String {
        let shown = self.0.iter().take(MOST_SHOWN);
        let mut rendered: Vec<String> = shown.map(|mistake| mistake.render(styling)).collect();
        if let Some(more) = self
            .0
            .len()
            .checked_sub(MOST_SHOWN)
            .filter(|more| *more > 0)
        {
            rendered.push(format!("and {more} more"));
        }
        rendered.join("\n\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Styling::Plain))
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

/// "Did you mean …?" for a misspelt name, if one of the known ones is near.
pub fn suggestion<'a>(misspelt: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(misspelt, name), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// At most so many names are listed in a help text.
const LISTED: usize = 12;

/// Help text for a misspelt name: the nearest known one, or else what there is.
pub fn known_names<'a>(
    misspelt: &str,
    what: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(name) = suggestion(misspelt, known.clone()) {
        return format!("did you mean `{name}`?");
    }
    let all: Vec<&str> = known.into_iter().collect();
    match all.len() {
        0 => format!("there is no {what} here"),
        1..=LISTED => format!("{what}: {}", all.join(", ")),
        more => format!(
            "{what}: {} and {} more",
            all[..LISTED].join(", "),
            more - LISTED
        ),
    }
}
