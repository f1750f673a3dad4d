//! What every part of the reader needs: the file, the environment, and a list of what is wrong.

use std::fs;
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::mask::masked;
use super::raw::Text;
use super::variable::{VariableError, expand};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::profile::duration::parse_duration;

/// The largest key or certificate file that is read, in bytes.
const MAX_KEY_FILE_BYTES: u64 = 1024 * 1024;

/// The longest text, in bytes, that messages take for the name of a file.
const LONGEST_NAME: usize = 200;

/// How a PEM file, or a PEM text in its place, starts.
const PEM: &str = "-----BEGIN ";

/// What is wrong, without its place. Its texts never hold a value of the profile.
pub(super) struct Problem {
    pub(super) code: DiagnosticCode,
    pub(super) title: String,
    pub(super) label: String,
    pub(super) help: String,
}

impl Problem {
    pub(super) fn new(
        code: DiagnosticCode,
        title: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            title: title.into(),
            label: label.into(),
            help: help.into(),
        }
    }
}

/// A profile that is being read. Its checks return nothing where they note a problem, so that the
/// reader goes on and all problems are told at once.
pub(super) struct Reading<'a> {
    source: &'a SourceText,
    environment: &'a dyn Fn(&str) -> Option<String>,
    folder: PathBuf,
    problems: Vec<Diagnostic>,
    /// Where the lines end.
    line_ends: Vec<usize>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        source: &'a SourceText,
        environment: &'a dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let folder = Path::new(source.path.as_ref()).parent();
        Self {
            source,
            environment,
            folder: folder.map(Path::to_path_buf).unwrap_or_default(),
            problems: Vec::new(),
            line_ends: source.text.match_indices('\n').map(|(at, _)| at).collect(),
        }
    }

    /// The folder of the profile; empty where it is the working directory.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.line_ends.partition_point(|end| *end < span.start) + 1
    }

    /// What was found wrong, in the order of the file.
    pub(super) fn problems(mut self) -> Vec<Diagnostic> {
        self.problems.sort_by_key(Diagnostic::position);
        self.problems
    }

    /// Notes a problem with a place that may be shown.
    pub(super) fn say(&mut self, span: &Range<usize>, problem: Problem) {
        let shown = masked(self.source, span.clone());
        self.note(&shown, span, problem);
    }

    /// Notes a problem with a place that may hold a secret.
    pub(super) fn say_hidden(&mut self, span: &Range<usize>, problem: Problem) {
        let shown = masked(self.source, 0..0);
        self.note(&shown, span, problem);
    }

    fn note(&mut self, shown: &SourceText, span: &Range<usize>, problem: Problem) {
        let Problem {
            code,
            title,
            label,
            help,
        } = problem;
        self.problems
            .push(Diagnostic::at(code, shown, span.clone(), title, label).help(help));
    }

    /// A text with its variables replaced.
    pub(super) fn text(&mut self, raw: &Text) -> Option<String> {
        self.expand(&raw.value, &raw.span)
    }

    /// As [`Self::text`], but a text that is or becomes empty is a problem. `what` names it.
    pub(super) fn filled(&mut self, raw: &Text, what: &str) -> Option<String> {
        let text = self.text(raw)?;
        if !text.is_empty() {
            return Some(text);
        }
        let help = if raw.value.contains('$') {
            "its variable is set, but to nothing; CI services do so where a secret does not exist"
        } else {
            "give a value, or remove the key"
        };
        self.say(
            &raw.span,
            Problem::new(
                DiagnosticCode::InvalidValue,
                format!("{what} is empty"),
                "nothing is left of it",
                help,
            ),
        );
        None
    }

    pub(super) fn expand(&mut self, text: &str, span: &Range<usize>) -> Option<String> {
        match expand(text, self.environment) {
            Ok(text) => Some(text),
            Err(errors) => {
                for error in &errors {
                    self.say_variable(error, span);
                }
                None
            }
        }
    }

    fn say_variable(&mut self, error: &VariableError, span: &Range<usize>) {
        let place = self.find(&error.needle(), span);
        match error {
            VariableError::Unset { name } => self.say(
                &place,
                Problem::new(
                    DiagnosticCode::UnsetVariable,
                    format!("the environment variable `{name}` is not set"),
                    "needed here",
                    format!("set it, or give a default: ${{{name}:-…}}"),
                ),
            ),
            VariableError::Form => self.say_hidden(
                &place,
                Problem::new(
                    DiagnosticCode::Template,
                    "a `$` that starts no variable",
                    "here",
                    "write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar sign",
                ),
            ),
        }
    }

    /// Where the needle stands, from the span on; the span itself where the file spells it
    /// otherwise, with an escape for instance.
    fn find(&self, needle: &str, span: &Range<usize>) -> Range<usize> {
        let rest = self.source.text.get(span.start..).unwrap_or_default();
        let Some(at) = rest.find(needle).map(|at| span.start + at) else {
            return span.clone();
        };
        let closing = self.source.text[at + needle.len()..].starts_with('}');
        at..at + needle.len() + usize::from(closing)
    }

    /// A JSON value with the variables in its strings replaced; names of members stay.
    pub(super) fn json(&mut self, value: &Value, span: &Range<usize>) -> Option<Value> {
        match value {
            Value::String(text) => self.expand(text, span).map(Value::String),
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.json(item, span)).collect();
                items.into_iter().collect::<Option<_>>().map(Value::Array)
            }
            Value::Object(members) => self.json_object(members, span).map(Value::Object),
            Value::Null | Value::Bool(_) | Value::Number(_) => Some(value.clone()),
        }
    }

    pub(super) fn json_object(
        &mut self,
        members: &Map<String, Value>,
        span: &Range<usize>,
    ) -> Option<Map<String, Value>> {
        let members: Vec<_> = members
            .iter()
            .map(|(name, value)| Some((name.clone(), self.json(value, span)?)))
            .collect();
        members.into_iter().collect()
    }

    pub(super) fn duration(&mut self, raw: &Text, what: &str) -> Option<std::time::Duration> {
        let text = self.filled(raw, what)?;
        match parse_duration(&text) {
            Ok(duration) => Some(duration),
            Err(error) => {
                self.say(
                    &raw.span,
                    Problem::new(
                        DiagnosticCode::InvalidValue,
                        format!("{what} is no usable duration"),
                        "no duration",
                        error.to_string(),
                    ),
                );
                None
            }
        }
    }

    /// The content of a key or certificate: a PEM text itself, or else the file of that name,
    /// relative to the profile. `what` says what it is for.
    pub(super) fn pem(&mut self, raw: &Text, what: &str) -> Option<Vec<u8>> {
        let text = self.filled(raw, what)?;
        if text.trim_start().starts_with(PEM) {
            return Some(text.into_bytes());
        }
        self.file(&text, &raw.span, what)
    }

    /// A file, relative to the profile.
    pub(super) fn file(&mut self, name: &str, span: &Range<usize>, what: &str) -> Option<Vec<u8>> {
        let problem = match read_file(&self.folder.join(name)) {
            Ok(content) => return Some(content),
            Err(reason) => Problem::new(
                DiagnosticCode::Unusable,
                format!("{what} cannot be read: {reason}"),
                "this file",
                "file names are relative to the profile; the PEM text itself may stand here as well",
            ),
        };
        self.say_named(span, problem);
        None
    }

    /// Notes a problem with a place that names a file. What does not look like the name of one may
    /// be a key that somebody put there.
    pub(super) fn say_named(&mut self, span: &Range<usize>, problem: Problem) {
        let text = self.source.text.get(span.clone()).unwrap_or_default();
        // A dot is in most names of files, and in no base64.
        if text.len() <= LONGEST_NAME && text.contains('.') && !text.contains('\n') {
            self.say(span, problem);
        } else {
            self.say_hidden(span, problem);
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    // A device has no size, and no end.
    fs::File::open(path)
        .and_then(|file| file.take(MAX_KEY_FILE_BYTES + 1).read_to_end(&mut content))
        .map_err(|error| error.to_string())?;
    if content.len() as u64 > MAX_KEY_FILE_BYTES {
        return Err(format!(
            "it has more than {MAX_KEY_FILE_BYTES} bytes, more than any key or certificate"
        ));
    }
    Ok(content)
}
