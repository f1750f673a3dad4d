//! Reads a profile: first its shape, then everything in it, with all that is wrong told at once.

mod connection;
mod limits;
mod mask;
mod mint;
mod raw;
mod reading;
mod request;
mod schema;
mod tokens;
mod url;
mod variable;

use std::collections::{BTreeMap, HashMap};

use self::mask::masked;
use self::raw::{Entries, RawProfile, RawTokens, Text};
use self::reading::{Problem, Reading};
use self::tokens::Surroundings;
use super::state_id::{GivenId, StateId, StateIdError};
pub(crate) use schema::schema;

use super::{Profile, Supplied};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, SourceText, known_names};
use crate::plan::ChangePolicy;
use crate::suite::StateName;
use crate::yaml;

/// Reads a profile and the key and certificate files that it names. `environment` gives the value
/// of a variable. Nothing is asked of any network, and no command is run.
///
/// # Errors
/// All that is wrong, in the order of the file; where the file has not the shape of a profile,
/// that alone. No message holds a value of the profile.
pub fn read(
    source: &SourceText,
    supplied: &Supplied<'_>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Profile, Diagnostics> {
    let raw: RawProfile =
        yaml::parse_confidential(source, masked).map_err(|error| unquoted(source, error))?;
    let mut reading = Reading::new(source, environment);
    let target = raw
        .target
        .as_ref()
        .and_then(|raw| url::target(&mut reading, raw));
    let provider_states = raw
        .provider_states
        .as_ref()
        .and_then(|raw| url::url(&mut reading, raw, "`provider_states`"));
    let headers = request::profile_headers(&mut reading, &raw.headers.unwrap_or_default());
    let connection = connection::connection(
        &mut reading,
        raw.tls.as_ref(),
        raw.proxy.as_ref(),
        raw.connections.unwrap_or_default(),
        raw.timeouts.as_ref(),
    );
    let limits = raw.limits.unwrap_or_default();
    let limits = limits::limits(&mut reading, &limits);
    let states = states(&mut reading, &raw.states.unwrap_or_default(), supplied);
    let tokens = tokens::tokens(
        &mut reading,
        source,
        raw.tokens.as_ref().unwrap_or(&RawTokens::default()),
        &Surroundings {
            supplied,
            headers: &headers,
            limit: connection.timeouts.command,
        },
    );
    let problems = reading.problems();
    if !problems.is_empty() {
        return Err(Diagnostics(problems));
    }
    Ok(Profile {
        target,
        allow_changes: raw.allow_changes.map(|allowed| {
            if allowed {
                ChangePolicy::Allowed
            } else {
                ChangePolicy::Forbidden
            }
        }),
        tokens,
        states,
        provider_states,
        headers,
        connection,
        limits,
    })
}

/// The braces of a variable are YAML's own inside of brackets and braces, which its errors cannot
/// know.
fn unquoted(source: &SourceText, error: Diagnostic) -> Diagnostic {
    let line = error
        .position()
        .and_then(|position| source.text.lines().nth(position.line - 1));
    let inside = line.is_some_and(|line| line.contains("${") && line.contains(['[', '{']));
    if inside && error.help_text().is_none() {
        error.help("inside of [ ] and { } a ${NAME} must stand in quotes: [\"${NAME}\"]")
    } else {
        error
    }
}

fn states(
    reading: &mut Reading<'_>,
    raw: &Entries<Option<Vec<Text>>>,
    supplied: &Supplied<'_>,
) -> BTreeMap<StateName, Vec<GivenId>> {
    let mut states = BTreeMap::new();
    // The line of each identifier so far. Identifiers of visits and of histories are no rivals.
    let mut lines: HashMap<(String, String), (usize, StateId)> = HashMap::new();
    for (key, ids) in &raw.0 {
        let Some(name) = known_state(reading, key, supplied) else {
            continue;
        };
        let mut given = Vec::new();
        for raw in ids.iter().flatten() {
            let Some(id) = state_id(reading, raw) else {
                continue;
            };
            let line = reading.line(&raw.span);
            let subject = name.subject().to_owned();
            if let Some((first, same)) = lines.insert((subject, id.identity()), (line, id.clone()))
            {
                let help = if same == id {
                    "each is in one state and is used once; remove one of the two"
                } else {
                    "letter case makes no difference in a GUID; each is in one state and is used once; remove one of \
                     the two"
                };
                reading.say(
                    &raw.span,
                    Problem::new(
                        DiagnosticCode::Contradiction,
                        format!("this identifier is given already, in line {first}"),
                        "again",
                        help,
                    ),
                );
            } else {
                given.push(GivenId { id, line });
            }
        }
        states.insert(name, given);
    }
    states
}

fn known_state(
    reading: &mut Reading<'_>,
    key: &Text,
    supplied: &Supplied<'_>,
) -> Option<StateName> {
    let known = supplied.states.iter();
    if let Some(name) = known.clone().find(|name| name.as_str() == key.value) {
        return Some((*name).clone());
    }
    reading.say(
        &key.span,
        Problem::new(
            DiagnosticCode::UnknownName,
            format!("the suite asks for no state `{}`", key.value),
            "no such state",
            known_names(&key.value, "states", known.map(|name| name.as_str())),
        ),
    );
    None
}

fn state_id(reading: &mut Reading<'_>, raw: &Text) -> Option<StateId> {
    let text = reading.text(raw)?;
    let error = match StateId::new(&text) {
        Ok(id) => return Some(id),
        Err(error) => error,
    };
    let help = match error {
        StateIdError::Empty if raw.value.contains('$') => {
            "its variable is set, but to nothing; set it, or remove the entry"
        }
        StateIdError::Empty => "give the identifier, or remove the entry",
        StateIdError::NoName => "write an identifier that the target knows",
        StateIdError::Stray => "write the identifier alone, without line breaks",
    };
    reading.say(
        &raw.span,
        Problem::new(
            DiagnosticCode::InvalidValue,
            error.to_string(),
            "this one",
            help,
        ),
    );
    None
}
