//! Texts with `{{ name }}` in them.
//!
//! A template is names and text and nothing else: no expressions, no loops. So a suite from elsewhere can
//! compute nothing, every name is checked when the suite is read, and rendering cannot fail.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::name::TokenName;

/// What may stand between the braces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// `{{ visit }}`: the identifier of the state that the case is given.
    Subject,
    /// `{{ token.valid }}`.
    Token(TokenName),
    /// `{{ guid }}`: a new random GUID (RFC 9562, version 4) each time.
    Guid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(Arc<str>),
    Variable(Variable),
}

/// A checked text with variables. Copies share it: most of a case's request is its control's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    parts: Arc<[Part]>,
}

/// A text that is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `{{` without `}}`.
    #[error("`{{{{` without `}}}}`")]
    Unclosed {
        /// Where the braces open, in bytes of the text.
        at: Range<usize>,
    },
    /// A name that does not exist here.
    #[error("there is no `{name}` to put here")]
    UnknownName {
        /// The name as written.
        name: String,
        /// Where it stands, in bytes of the text.
        at: Range<usize>,
    },
}

impl TemplateError {
    /// Where in the text the mistake is, in bytes.
    pub fn at(&self) -> Range<usize> {
        match self {
            Self::Unclosed { at } | Self::UnknownName { at, .. } => at.clone(),
        }
    }
}

/// Says what a name stands for, if it exists.
pub trait Scope {
    /// The variable of that name.
    fn variable(&self, name: &str) -> Option<Variable>;
    /// All names, for suggestions.
    fn names(&self) -> Vec<String>;
}

impl Template {
    /// Reads a text and resolves its names.
    ///
    /// # Errors
    /// Braces that do not close, and names that the scope does not know.
    pub fn parse(text: &str, scope: &dyn Scope) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = 0;
        while let Some(open) = text[rest..].find("{{").map(|at| rest + at) {
            let close = text[open..]
                .find("}}")
                .map(|at| open + at)
                .ok_or(TemplateError::Unclosed { at: open..open + 2 })?;
            let inner = &text[open + 2..close];
            let name = inner.trim();
            let name_at = open + 2 + (inner.len() - inner.trim_start().len());
            let variable = scope
                .variable(name)
                .ok_or_else(|| TemplateError::UnknownName {
                    name: name.to_owned(),
                    at: name_at..(name_at + name.len()).max(name_at + 1).min(text.len()),
                })?;
            if open > rest {
                parts.push(Part::Text(text[rest..open].into()));
            }
            parts.push(Part::Variable(variable));
            rest = close + 2;
        }
        if rest < text.len() {
            parts.push(Part::Text(text[rest..].into()));
        }
        Ok(Self {
            parts: parts.into(),
        })
    }

    /// A template that is one variable.
    pub fn of(variable: Variable) -> Self {
        Self {
            parts: [Part::Variable(variable)].into(),
        }
    }

    /// The variables in it.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Variable(variable) => Some(variable),
        })
    }

    /// The text with each variable replaced.
    pub fn render(&self, values: &dyn Values) -> String {
        let mut rendered = String::new();
        for part in self.parts.iter() {
            match part {
                Part::Text(text) => rendered.push_str(text),
                Part::Variable(variable) => rendered.push_str(&values.value(variable)),
            }
        }
        rendered
    }

    /// The parts of a path: plain text stays as it is, a variable is one path segment whatever it holds.
    pub(super) fn segments(&self) -> impl Iterator<Item = PathPart> + '_ {
        self.parts.iter().map(|part| match part {
            Part::Text(text) => PathPart::Literal(text.clone()),
            Part::Variable(variable) => PathPart::Value(Self::of(variable.clone())),
        })
    }
}

/// A piece of a request path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PathPart {
    /// Sent as written.
    Literal(Arc<str>),
    /// Percent-encoded (RFC 3986, section 2.1) after rendering.
    Value(Template),
}

/// Supplies the values of variables.
pub trait Values {
    /// The value of one variable.
    fn value(&self, variable: &Variable) -> String;
}

/// The text as a case file spells it, with canonical spacing.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.parts.iter() {
            match part {
                Part::Text(text) => f.write_str(text)?,
                Part::Variable(variable) => write!(f, "{variable}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject => f.write_str("{{ id }}"),
            Self::Token(name) => write!(f, "{{{{ token.{name} }}}}"),
            Self::Guid => f.write_str("{{ guid }}"),
        }
    }
}
