//! Files to a checked suite.

use indexmap::IndexMap;

use super::file::{StateOriginEntry, SuiteFile as SuiteYaml, TokenOriginEntry};
use super::read_operation::OperationReader;
use super::source::{SuiteFile, SuiteFiles};
use super::template::{Scope, Template, TemplateError, Variable};
use super::{
    OperationIndex, Ruling, State, StateOrigin, Suite, Token, TokenName, TokenOrigin, check,
};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, SourceText, known_names};
use crate::yaml::{self, Spanned};

/// What is asked of the snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshots {
    /// Each case has one that agrees: what a verdict may rest on.
    Required,
    /// They are still being made or compared by somebody else (insta, under `cargo test`).
    Unchecked,
}

/// Reads and checks a suite.
///
/// # Errors
/// All mistakes that could be found, each with its place and the way out.
pub fn read(files: &SuiteFiles, snapshots: Snapshots) -> Result<Suite, Diagnostics> {
    let mut problems = Vec::new();
    let mut operations: IndexMap<&str, OperationFiles<'_>> = IndexMap::new();
    let mut suite_file = None;
    for file in &files.cases {
        match file.name.split_once('/') {
            None if file.name == "suite" => suite_file = Some(&file.source),
            None => problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::FileName,
                    file.source.path.clone(),
                    "only suite.yaml stands directly in cases/",
                )
                .help("put the file into the folder of its operation"),
            ),
            Some((operation, name)) => {
                let group = operations.entry(operation).or_default();
                if name == "operation" {
                    group.definition = Some(&file.source);
                } else {
                    group.cases.push((name, file));
                }
            }
        }
    }
    let Some(suite_file) = suite_file else {
        problems.push(
            Diagnostic::in_file(
                DiagnosticCode::Unreadable,
                "cases/suite.yaml",
                "the suite has no cases/suite.yaml",
            )
            .help("it names the suite's tokens, states and rulings"),
        );
        return Err(Diagnostics(problems));
    };
    let Some(mut suite) = read_suite_file(suite_file, files.digest(), &mut problems) else {
        return Err(Diagnostics(problems));
    };
    if operations.is_empty() {
        problems.push(
            Diagnostic::in_file(
                DiagnosticCode::Unreadable,
                "cases",
                "the suite has no operation",
            )
            .help("add cases/<operation>/operation.yaml"),
        );
    }
    let mut claims = Vec::new();
    for (name, group) in &operations {
        let Some(definition) = group.definition else {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::Unreadable,
                    format!("cases/{name}"),
                    "the folder has no operation.yaml",
                )
                .help("it holds the control request and the documented outcomes"),
            );
            continue;
        };
        let index = OperationIndex(suite.operations.len());
        let reader = OperationReader {
            suite: &suite,
            index,
            folder: name,
            definition,
            files: &group.cases,
        };
        if let Some((operation, cases)) = reader.read(&mut problems, &mut claims) {
            suite.operations.push(operation);
            suite.cases.extend(cases);
        }
    }
    if snapshots == Snapshots::Required {
        check::snapshots(&claims, files, &mut problems);
    }
    if problems.is_empty() {
        Ok(suite)
    } else {
        Err(Diagnostics(problems))
    }
}

#[derive(Default)]
struct OperationFiles<'a> {
    definition: Option<&'a SourceText>,
    cases: Vec<(&'a str, &'a SuiteFile)>,
}

fn read_suite_file(
    source: &SourceText,
    digest: String,
    problems: &mut Vec<Diagnostic>,
) -> Option<Suite> {
    let file: SuiteYaml = match yaml::parse(source) {
        Ok(file) => file,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let names: Vec<TokenName> = file.tokens.keys().cloned().collect();
    let mut tokens = IndexMap::new();
    for (name, entry) in file.tokens {
        let origin = match entry.from.value {
            TokenOriginEntry::Profile => TokenOrigin::Profile,
            TokenOriginEntry::Literal(text) => TokenOrigin::Literal(text),
            TokenOriginEntry::Tampered(original) => {
                if !names.contains(&original) || original == name {
                    problems.push(unknown_name(
                        source,
                        entry.from.span,
                        "token",
                        original.as_str(),
                        names.iter().map(TokenName::as_str),
                    ));
                }
                TokenOrigin::Tampered(original)
            }
        };
        let variable = match entry.variable {
            Some(variable) => environment_variable(source, variable, problems),
            None => name.default_variable(),
        };
        tokens.insert(
            name,
            Token {
                title: entry.title,
                origin,
                validity: entry.validity,
                variable,
            },
        );
    }
    let mut states = IndexMap::new();
    for (name, entry) in file.states {
        let origin = match entry.from {
            StateOriginEntry::Profile => StateOrigin::Profile,
            StateOriginEntry::MadeUp(text) => match Template::parse(&text.value, &MadeUpScope) {
                Ok(template) => StateOrigin::MadeUp(template),
                Err(error) => {
                    problems.push(template_problem(
                        source,
                        text.span.start,
                        &text.value,
                        &error,
                        &MadeUpScope,
                    ));
                    continue;
                }
            },
        };
        states.insert(
            name,
            State {
                title: entry.title,
                origin,
            },
        );
    }
    Some(Suite {
        title: file.title,
        digest,
        tokens,
        states,
        rulings: file
            .rulings
            .into_iter()
            .map(|(id, entry)| {
                let ruling = Ruling {
                    title: entry.title,
                    text: entry.text,
                };
                (id, ruling)
            })
            .collect(),
        operations: Vec::new(),
        cases: Vec::new(),
    })
}

/// The name of an environment variable, in the form that `curl` commands leave to the shell.
fn environment_variable(
    source: &SourceText,
    name: Spanned<String>,
    problems: &mut Vec<Diagnostic>,
) -> String {
    let is_name = name.value.strip_prefix("RPGU_").is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    });
    if !is_name {
        problems.push(
            Diagnostic::at(
                DiagnosticCode::InvalidValue,
                source,
                name.span,
                format!("`{}` is no variable of this program's", name.value),
                "not of that form",
            )
            .help("write RPGU_ and capital letters, digits and `_`, such as RPGU_TOKEN"),
        );
    }
    name.value
}

/// What may stand in a made-up identifier: only random GUIDs, so that it can hit nothing of the target's.
struct MadeUpScope;

impl Scope for MadeUpScope {
    fn variable(&self, name: &str) -> Option<Variable> {
        (name == "guid").then_some(Variable::Guid)
    }

    fn names(&self) -> Vec<String> {
        vec!["guid".to_owned()]
    }
}

/// A diagnostic for a name that is not declared.
pub(super) fn unknown_name<'a>(
    source: &SourceText,
    span: std::ops::Range<usize>,
    kind: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    Diagnostic::at(
        DiagnosticCode::UnknownName,
        source,
        span,
        format!("there is no {kind} `{name}`"),
        format!("no such {kind}"),
    )
    .help(known_names(name, &format!("{kind}s"), known))
}

/// A diagnostic for a text that is no template. The text starts at or after `start`.
pub(super) fn template_problem(
    source: &SourceText,
    start: usize,
    text: &str,
    error: &TemplateError,
    scope: &dyn Scope,
) -> Diagnostic {
    let needle = text.get(error.at()).unwrap_or_default();
    let found = source.text.get(start..).and_then(|rest| rest.find(needle));
    let at = found.map_or(start..start, |at| start + at..start + at + needle.len());
    let diagnostic = Diagnostic::at(
        DiagnosticCode::Template,
        source,
        at,
        error.to_string(),
        match error {
            TemplateError::Unclosed { .. } => "close these braces",
            TemplateError::UnknownName { .. } => "no such name",
        },
    );
    let names = scope.names();
    match error {
        TemplateError::Unclosed { .. } => diagnostic.help("write {{ name }}"),
        TemplateError::UnknownName { name, .. } => {
            diagnostic.help(known_names(name, "names", names.iter().map(String::as_str)))
        }
    }
}
