//! The files of an operation that a page documents: read back, they differ in nothing from the page.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::page::{OutcomeSource, Page, PageOutcome};
use super::scaffold_cases::cases;
use crate::suite::{
    FieldType, OutcomeId, OutcomeType, ParameterLocation, Requirement, RulingId, StateName, Suite,
    TokenName, TokenOrigin, Variable,
};
use crate::yaml::{flow, key, quoted};

/// What is to be written for a new operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// The text of `operation.yaml`.
    pub operation: String,
    /// A case for each outcome, beside it. How most outcomes are provoked is still to be written into them.
    pub cases: Vec<ScaffoldFile>,
    /// The states that these cases name and that `suite.yaml` must declare.
    pub states: Vec<ScaffoldState>,
    /// The rulings on misprints that `suite.yaml` must declare.
    pub rulings: Vec<ScaffoldRuling>,
}

/// A case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaffoldFile {
    /// The name without `.yaml`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A state that is not declared yet; its identifiers come from the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaffoldState {
    /// The name.
    pub name: StateName,
    /// What is to be said of it.
    pub title: String,
}

/// A ruling that is not declared yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaffoldRuling {
    /// The name.
    pub id: RulingId,
    /// The place, in a few words.
    pub title: String,
    /// How it is read.
    pub text: String,
}

/// A page that documents too little for an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScaffoldError {
    /// No success.
    #[error(
        "{page}: the page does not say how a success is answered; add a sentence such as «Модель со статусом 200 и кодом 2000» under «Ответ сервера» of the saved page"
    )]
    NoSuccess {
        /// The page.
        page: String,
    },
    /// Nothing but success.
    #[error(
        "{page}: the page documents no error, so nothing could show that a success had an effect; add the table of errors to the saved page"
    )]
    NoRefusal {
        /// The page.
        page: String,
    },
}

/// The files of the operation that a page documents. Case stubs take header changes over from cases of the suite that
/// provoke the same outcome.
///
/// # Errors
/// The page documents no success, or nothing else.
pub fn scaffold(page: &Page, suite: &Suite) -> Result<Scaffold, ScaffoldError> {
    let (success, _) = page
        .outcomes
        .iter()
        .find(|(_, outcome)| outcome.kind == Some(OutcomeType::Success))
        .ok_or_else(|| ScaffoldError::NoSuccess {
            page: page.path.to_string(),
        })?;
    let refused =
        |(_, outcome): &(&OutcomeId, &PageOutcome)| outcome.kind != Some(OutcomeType::Success);
    let validation =
        |(_, outcome): &(&OutcomeId, &PageOutcome)| outcome.kind == Some(OutcomeType::Validation);
    let (effect, _) = page
        .outcomes
        .iter()
        .find(validation)
        .or_else(|| page.outcomes.iter().find(refused))
        .ok_or_else(|| ScaffoldError::NoRefusal {
            page: page.path.to_string(),
        })?;
    let plan = Plan::of(page, suite, success);
    let mut rulings = Vec::new();
    let operation = operation(page, suite, &plan, effect, &mut rulings);
    let (cases, states) = cases(page, suite, &plan);
    Ok(Scaffold {
        operation,
        cases,
        states,
        rulings,
    })
}

/// What the control request is made of.
pub(super) struct Plan<'a> {
    /// The outcome of the control.
    pub(super) success: &'a OutcomeId,
    /// The name of the control case.
    pub(super) control: String,
    /// The name under which the path uses the identifier.
    pub(super) subject: String,
    /// Whether the path uses it at all.
    pub(super) path: ControlPath,
    /// The header fields.
    pub(super) headers: Vec<(String, String)>,
    /// The body.
    pub(super) body: Option<Json>,
}

/// The path of the control request.
pub(super) enum ControlPath {
    /// With an identifier in it.
    WithIdentifier(String),
    /// The same for every request.
    Fixed(String),
}

impl ControlPath {
    fn text(&self) -> &str {
        match self {
            Self::WithIdentifier(text) | Self::Fixed(text) => text,
        }
    }
}

impl<'a> Plan<'a> {
    fn of(page: &Page, suite: &Suite, success: &'a OutcomeId) -> Self {
        let (subject, path) = control_path(&page.address.value);
        let body = body(page);
        let token = token(suite);
        let mut headers: Vec<(String, String)> = page
            .headers
            .rows
            .iter()
            .map(|(name, header)| (name.clone(), header_value(&header.value.value, token)))
            .collect();
        let has_content_type = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if body.is_some() && !has_content_type {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        Self {
            success,
            control: format!("{}-succeeds", success.file_prefix()),
            subject,
            path,
            headers,
            body,
        }
    }

    /// A state of the subject.
    pub(super) fn state(&self, what: &str) -> String {
        format!("{}.{what}", self.subject)
    }
}

/// The subject's name, and the path with its last parameter as the identifier; each other one is its own name, for
/// somebody to write a value there.
fn control_path(address: &str) -> (String, ControlPath) {
    let name_of = |open: usize, close: usize| &address[open + 1..close];
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(open) = address[from..].find('{').map(|at| from + at) {
        let Some(close) = address[open..].find('}').map(|at| open + at) else {
            break;
        };
        places.push((open, close));
        from = close + 1;
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && name != "guid"
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let subject = places
        .iter()
        .rev()
        .map(|(open, close)| name_of(*open, *close))
        .find(|name| is_name(name))
        .unwrap_or("id");
    let mut path = String::new();
    let mut from = 0;
    for (index, (open, close)) in places.iter().enumerate() {
        path.push_str(&address[from..*open]);
        if index + 1 == places.len() {
            let _ = write!(path, "{{{{ {subject} }}}}");
        } else {
            path.push_str(match name_of(*open, *close) {
                "" => "value",
                name => name,
            });
        }
        from = close + 1;
    }
    path.push_str(&address[from..]);
    let subject = subject.to_owned();
    if places.is_empty() {
        (subject, ControlPath::Fixed(path))
    } else {
        (subject, ControlPath::WithIdentifier(path))
    }
}

/// The body of the control: the page's example, or a value of its type for each required field.
fn body(page: &Page) -> Option<Json> {
    let holds_braces = |value: &Json| value.to_string().contains("{{");
    if let Some(example) = &page.body_example
        && !holds_braces(&example.value)
    {
        return Some(example.value.clone());
    }
    let members: serde_json::Map<String, Json> = page
        .body
        .rows
        .iter()
        .filter(|(_, field)| field.value.required == Requirement::Always)
        .map(|(name, field)| (name.clone(), sample(&field.value.kind)))
        .collect();
    (!members.is_empty()).then_some(Json::Object(members))
}

fn sample(kind: &FieldType) -> Json {
    match kind {
        FieldType::Int => json!(1),
        FieldType::Number => json!(1.5),
        FieldType::String | FieldType::Other(_) => json!("text"),
        FieldType::Bool => json!(true),
        FieldType::Array => json!([]),
        FieldType::Object => json!({}),
    }
}

/// The token that the suite's other operations send, or else the first that a profile supplies.
fn token(suite: &Suite) -> Option<&TokenName> {
    let sent = suite.operations.iter().find_map(|operation| {
        operation
            .request
            .variables()
            .into_iter()
            .find_map(|variable| match variable {
                Variable::Token(name) => Some(name),
                Variable::Subject | Variable::Guid => None,
            })
    });
    sent.or_else(|| {
        let mut supplied = suite.tokens.iter();
        let found = supplied.find(|(_, token)| token.origin == TokenOrigin::Profile);
        found.map(|(name, _)| name)
    })
}

/// A header's value with the token where the page has a name in braces.
fn header_value(documented: &str, token: Option<&TokenName>) -> String {
    let parts = documented.split_once('{').and_then(|(before, rest)| {
        let (_, after) = rest.rsplit_once('}')?;
        Some((before, after))
    });
    match (parts, token) {
        (Some((before, after)), Some(token)) if !after.contains("{{") => {
            format!("{before}{{{{ token.{token} }}}}{after}")
        }
        _ => documented.replace("{{", "{"),
    }
}

fn operation(
    page: &Page,
    suite: &Suite,
    plan: &Plan<'_>,
    effect: &OutcomeId,
    rulings: &mut Vec<ScaffoldRuling>,
) -> String {
    let mut text = String::new();
    let title = match page.title.value.as_str() {
        "" => "Untitled",
        title => title,
    };
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(format!("title: {}", quoted(title)));
    line(String::new());
    line(
        "# The control: the request that succeeds. Every case is this request plus one change."
            .to_owned(),
    );
    line("request:".to_owned());
    line(format!("  method: {}", page.method.value));
    line(format!("  path: {}", quoted(plan.path.text())));
    if !plan.headers.is_empty() {
        line("  headers:".to_owned());
        for (name, value) in &plan.headers {
            line(format!("    {}: {}", key(name), quoted(value)));
        }
    }
    if let Some(body) = &plan.body {
        line("  body:".to_owned());
        line(format!("    json: {}", flow(body)));
    }
    line(format!("given: {}", plan.state("ready")));
    line(format!("control: {}", plan.control));
    line("# How the same request is answered once more. To be checked: a guess.".to_owned());
    line(format!("effect: {effect}"));
    line(String::new());
    line("outcomes:".to_owned());
    for (id, outcome) in &page.outcomes {
        line(format!("  {id}: {}", outcome_entry(page, id, outcome)));
    }
    line(String::new());
    line(
        "# What the page prints of requests and answers. `drift` compares it with the page."
            .to_owned(),
    );
    line("documented:".to_owned());
    line(format!("  path: {}", quoted(&page.address.value)));
    if !page.parameters.rows.is_empty() {
        line("  parameters:".to_owned());
        for (name, parameter) in &page.parameters.rows {
            line(format!(
                "    {}: {{ in: {}, required: {} }}",
                key(name),
                location(parameter.value.location),
                requirement(&parameter.value.required)
            ));
        }
    }
    if !page.headers.rows.is_empty() {
        line("  headers:".to_owned());
        for (name, header) in &page.headers.rows {
            line(format!(
                "    {}: {{ value: {}, required: {} }}",
                key(name),
                quoted(&header.value.value),
                requirement(&header.value.required)
            ));
        }
    }
    if !page.body.rows.is_empty() {
        line("  body:".to_owned());
        for (name, field) in &page.body.rows {
            line(format!(
                "    {}: {{ type: {}, required: {} }}",
                key(name),
                key(&field.value.kind.to_string()),
                requirement(&field.value.required)
            ));
        }
    }
    if let Some(example) = &page.body_example {
        line(format!("  body_example: {}", flow(&example.value)));
    }
    if !page.response.rows.is_empty() {
        line("  response:".to_owned());
        for (name, kind) in &page.response.rows {
            line(format!(
                "    {}: {}",
                key(name),
                key(&kind.value.to_string())
            ));
        }
    }
    if !page.response_examples.is_empty() {
        line("  response_examples:".to_owned());
        for example in &page.response_examples {
            line(format!("    - {}", flow(&example.value)));
        }
    }
    let misprints = misprints(page, suite, rulings);
    if !misprints.is_empty() {
        line("  misprints:".to_owned());
        for (ruling, printed, meant) in misprints {
            line(format!(
                "    - {{ ruling: {}, printed: {}, meant: {} }}",
                key(ruling.as_str()),
                quoted(&printed),
                quoted(&meant)
            ));
        }
    }
    text
}

fn outcome_entry(page: &Page, id: &OutcomeId, outcome: &PageOutcome) -> String {
    let kind = match outcome.kind {
        Some(OutcomeType::Success) => "success",
        Some(OutcomeType::Validation) => "validation",
        Some(OutcomeType::Error) | None => "error",
    };
    // A row, a model and a sentence are promises; an example shows one (RFC 2119's words).
    let level = match outcome.source {
        OutcomeSource::Sentence | OutcomeSource::Row => "must",
        OutcomeSource::Example => "should",
    };
    let mut entry = format!("{{ type: {kind}, level: {level}");
    if let Some(text) = &outcome.text {
        let _ = write!(entry, ", text: {}", quoted(text));
    }
    if outcome.source == OutcomeSource::Example
        && let Some(member) = misspelt_code(page, id)
    {
        let _ = write!(entry, ", member: {}", quoted(&member));
    }
    entry.push_str(" }");
    entry
}

/// The name that an example gives to `message_code`, if it is another.
fn misspelt_code(page: &Page, id: &OutcomeId) -> Option<String> {
    let OutcomeId::Coded { message_code, .. } = id else {
        return None;
    };
    page.response_examples.iter().find_map(|example| {
        let members = example.value.as_object()?;
        let (name, _) = members
            .iter()
            .find(|(_, value)| value.as_str() == Some(message_code.as_ref()))?;
        (name != "message_code" && !members.contains_key("message_code")).then(|| name.clone())
    })
}

fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
    }
}

fn requirement(requirement: &Requirement) -> String {
    match requirement {
        Requirement::Always => "always".to_owned(),
        Requirement::Never => "never".to_owned(),
        Requirement::When(condition) => format!(
            "{{ when: {{ field: {}, is: {} }} }}",
            quoted(&condition.field),
            quoted(&condition.is)
        ),
        Requirement::InWords(words) => format!("{{ in_words: {} }}", quoted(words)),
    }
}

/// Fields of examples that are in no table: each is read as the table's field that is most like it, by the ruling that
/// the suite has on it or by one that is to be written.
fn misprints(
    page: &Page,
    suite: &Suite,
    rulings: &mut Vec<ScaffoldRuling>,
) -> Vec<(RulingId, String, String)> {
    let of_body: Vec<&str> = page.body.rows.keys().map(String::as_str).collect();
    let of_response: Vec<&str> = page.response.rows.keys().map(String::as_str).collect();
    let examples = page
        .body_example
        .iter()
        .map(|example| (example, &of_body))
        .chain(
            page.response_examples
                .iter()
                .map(|example| (example, &of_response)),
        );
    let mut misprints: Vec<(RulingId, String, String)> = Vec::new();
    for (example, table) in examples {
        for printed in example
            .value
            .as_object()
            .into_iter()
            .flat_map(|members| members.keys())
        {
            let known = table.contains(&printed.as_str())
                || misprints.iter().any(|(_, other, _)| other == printed);
            let meant = table.iter().max_by(|a, b| {
                strsim::jaro_winkler(&a.to_lowercase(), &printed.to_lowercase()).total_cmp(
                    &strsim::jaro_winkler(&b.to_lowercase(), &printed.to_lowercase()),
                )
            });
            let (false, Some(meant)) = (known, meant) else {
                continue;
            };
            if let Some(ruling) = ruling(suite, printed, meant, rulings) {
                misprints.push((ruling, printed.clone(), (*meant).to_owned()));
            }
        }
    }
    misprints
}

fn ruling(
    suite: &Suite,
    printed: &str,
    meant: &str,
    rulings: &mut Vec<ScaffoldRuling>,
) -> Option<RulingId> {
    let known = suite
        .operations
        .iter()
        .flat_map(|operation| &operation.documented.misprints)
        .find(|misprint| misprint.value.printed == printed && misprint.value.meant == meant);
    if let Some(known) = known {
        return Some(known.value.ruling.value.clone());
    }
    let word: String = printed
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let id = RulingId::new(&format!("misprint-{word}")).ok()?;
    if !suite.rulings.contains_key(&id) && rulings.iter().all(|ruling| ruling.id != id) {
        rulings.push(ScaffoldRuling {
            id: id.clone(),
            title: printed.to_owned(),
            text: format!("To be written: an example prints {printed}, the table {meant}."),
        });
    }
    Some(id)
}
