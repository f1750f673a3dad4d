//! `suite.yaml`: the names that operations and cases use.

use indexmap::IndexMap;

use super::file::{StateOriginEntry, SuiteFile as SuiteYaml, TokenOriginEntry};
use super::read::{template_problem, unknown_name};
use super::template::{Scope, Template, Variable};
use super::{Ruling, State, StateOrigin, Suite, Token, TokenName, TokenOrigin};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::yaml::{self, Spanned};

/// A suite without operations; none if the file does not say which names there are.
pub(super) fn read_suite_file(
    source: &SourceText,
    digest: String,
    problems: &mut Vec<Diagnostic>,
) -> Option<Suite> {
    let parsed = yaml::parse_all::<SuiteYaml>(source);
    problems.extend(parsed.problems);
    let file = parsed.value?;
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
                    // The state is declared all the same.
                    StateOrigin::Profile
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
        extent: super::Extent::Whole,
        places: std::sync::OnceLock::new(),
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
