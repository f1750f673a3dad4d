//! The operations as an OpenAPI 3.1 document.

use std::collections::HashMap;

use http::Method;
use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use super::pieces::{Piece, pieces};
use super::schema;
use crate::suite::{
    Body, Case, Operation, OperationId, Outcome, OutcomeId, OutcomeType, ParameterLocation,
    Requirement, Suite,
};

/// The version of OpenAPI that is written.
const OPENAPI: &str = "3.1.0";

/// The name of the security scheme.
const SCHEME: &str = "token";

/// An operation that OpenAPI has no words for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenapiError {
    /// Two operations with one method and path.
    #[error(
        "the operations {first} and {second} have the same method and path, {method} {path}, and OpenAPI describes a request once; export them from two suites"
    )]
    SameRequest {
        /// The operation that comes first.
        first: OperationId,
        /// The other one.
        second: OperationId,
        /// Their method.
        method: String,
        /// Their path.
        path: String,
    },
    /// Two paths that differ in nothing but the names of their parameters.
    #[error(
        "the paths {first} and {second} differ only in the names of their parameters, which OpenAPI takes for one path; give the parameters one name under `documented`"
    )]
    SamePath {
        /// The path that comes first.
        first: String,
        /// The other one.
        second: String,
    },
    /// A method that OpenAPI does not know.
    #[error("OpenAPI 3.1 has no place for the method {method} of the operation {operation}")]
    Method {
        /// The operation.
        operation: OperationId,
        /// Its method.
        method: String,
    },
}

/// The document.
///
/// # Errors
/// Operations that OpenAPI cannot tell apart, and methods that it does not know.
pub fn openapi(suite: &Suite) -> Result<Json, OpenapiError> {
    let mut paths: Map<String, Json> = Map::new();
    let mut spellings: HashMap<String, String> = HashMap::new();
    let mut requests: HashMap<(String, Method), OperationId> = HashMap::new();
    for operation in &suite.operations {
        let path = path(operation);
        let method = &operation.request.method;
        let key = method_key(method).ok_or_else(|| OpenapiError::Method {
            operation: operation.id.clone(),
            method: method.to_string(),
        })?;
        let nameless = nameless(&path);
        if let Some(first) = spellings.insert(nameless.clone(), path.clone())
            && first != path
        {
            return Err(OpenapiError::SamePath {
                first,
                second: path,
            });
        }
        if let Some(first) = requests.insert((nameless, method.clone()), operation.id.clone()) {
            return Err(OpenapiError::SameRequest {
                first,
                second: operation.id.clone(),
                method: method.to_string(),
                path,
            });
        }
        let described = described(suite, operation, &path);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[key] = described;
    }
    let mut document = json!({
        "openapi": OPENAPI,
        "info": {
            "title": suite.title,
            "version": suite.digest.get(..12).unwrap_or_default(),
        },
        "servers": [{
            "url": "{url}",
            "variables": {
                "url": {
                    "default": "http://127.0.0.1:8080",
                    "description": "The address of the target.",
                },
            },
        }],
        "paths": paths,
    });
    if suite.operations.iter().any(|o| security(o).is_some()) {
        document["components"] = json!({
            "securitySchemes": { SCHEME: { "type": "http", "scheme": "bearer" } },
        });
    }
    Ok(document)
}

fn method_key(method: &Method) -> Option<&'static str> {
    Some(match *method {
        Method::GET => "get",
        Method::PUT => "put",
        Method::POST => "post",
        Method::DELETE => "delete",
        Method::OPTIONS => "options",
        Method::HEAD => "head",
        Method::PATCH => "patch",
        Method::TRACE => "trace",
        _ => return None,
    })
}

/// The path as it is documented, or else the control's with its state's name for a parameter; without a query.
fn path(operation: &Operation) -> String {
    let path = match &operation.documented.path {
        Some(path) => path.value.clone(),
        None => pieces(&operation.request.path_pattern())
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Subject => format!("{{{}}}", operation.given.subject()),
                Piece::Guid => "{guid}".to_owned(),
                Piece::Token(name) => format!("{{{name}}}"),
            })
            .collect(),
    };
    path.split('?').next().unwrap_or_default().to_owned()
}

/// The names of a path's parameters.
fn path_parameters(path: &str) -> Vec<&str> {
    let mut names: Vec<&str> = path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect();
    names.dedup();
    names
}

fn nameless(path: &str) -> String {
    let mut nameless = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        nameless.push_str(before);
        nameless.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    nameless + rest
}

fn described(suite: &Suite, operation: &Operation, path: &str) -> Json {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.title,
    });
    let parameters = parameters(operation, path);
    if !parameters.is_empty() {
        described["parameters"] = json!(parameters);
    }
    if let Some(body) = request_body(suite, operation) {
        described["requestBody"] = body;
    }
    described["responses"] = json!(responses(suite, operation));
    if let Some(security) = security(operation) {
        described["security"] = security;
    }
    described
}

fn parameters(operation: &Operation, path: &str) -> Vec<Json> {
    let documented = &operation.documented;
    let mut parameters: Vec<Json> = path_parameters(path)
        .into_iter()
        .map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": { "type": "string", "minLength": 1 },
            })
        })
        .collect();
    for (name, parameter) in &documented.parameters.value {
        let place = match parameter.value.location {
            ParameterLocation::Path => continue,
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
        };
        parameters.push(json!({
            "name": name,
            "in": place,
            "required": parameter.value.required == Requirement::Always,
            "schema": { "type": "string" },
        }));
    }
    for (name, header) in &documented.headers.value {
        // OpenAPI says these three elsewhere: as security, and as the media types of bodies.
        let elsewhere = ["authorization", "content-type", "accept"];
        if elsewhere.contains(&name.to_lowercase().as_str()) {
            continue;
        }
        let mut parameter = json!({
            "name": name,
            "in": "header",
            "required": header.value.required == Requirement::Always,
            "schema": { "type": "string" },
        });
        if !header.value.value.contains('{') {
            parameter["example"] = json!(header.value.value);
        }
        parameters.push(parameter);
    }
    parameters
}

/// A token behind `Bearer` in `Authorization`, as the control request sends it.
fn security(operation: &Operation) -> Option<Json> {
    let (_, value) = operation
        .request
        .headers
        .iter()
        .find(|(name, _)| *name == http::header::AUTHORIZATION)?;
    let parts = pieces(&value.to_string());
    let is_bearer = matches!(parts.first(), Some(Piece::Text(scheme)) if scheme == "Bearer ");
    is_bearer.then(|| json!([{ SCHEME: [] }]))
}

fn request_body(suite: &Suite, operation: &Operation) -> Option<Json> {
    let documented = &operation.documented;
    let content_type = operation
        .request
        .headers
        .iter()
        .find(|(name, _)| *name == http::header::CONTENT_TYPE)
        .map(|(_, value)| value.to_string());
    let examples = body_examples(suite, operation);
    if documented.body.value.is_empty() && examples.is_empty() && content_type.is_none() {
        return None;
    }
    let content_type = content_type.unwrap_or_else(|| "application/json".to_owned());
    let must = |required: &Requirement| *required == Requirement::Always;
    let has_required_field = documented
        .body
        .value
        .values()
        .any(|field| must(&field.value.required));
    let needs_content_type = documented.headers.value.iter().any(|(name, header)| {
        name.eq_ignore_ascii_case("content-type") && must(&header.value.required)
    });
    let mut media = json!({ "schema": schema::body(documented) });
    if !examples.is_empty() {
        media["examples"] = json!(examples);
    }
    let mut body = json!({
        "required": has_required_field || needs_content_type,
        "content": { content_type: media },
    });
    if needs_content_type && !has_required_field {
        body["description"] = json!(
            "May be left out as long as Content-Type is sent, which OpenAPI cannot say: send an empty object."
        );
    }
    Some(body)
}

/// The bodies with which requests succeed, by the names of their cases, and the page's own example.
fn body_examples(suite: &Suite, operation: &Operation) -> IndexMap<String, Json> {
    let mut examples: IndexMap<String, Json> = IndexMap::new();
    let mut add = |name: String, value: Json| {
        if examples.values().all(|known| known["value"] != value) {
            examples.insert(name, json!({ "value": value }));
        }
    };
    let succeeding =
        |case: &&Case| suite[case.operation].id == operation.id && suite.is_success(case);
    for case in suite.cases.iter().filter(succeeding) {
        if let Body::Json(body) = &*case.request.body
            && let Some(value) = schema::fixed(body)
        {
            let name = case.id.within_operation().replace('/', "-");
            add(name, value);
        }
    }
    if let Some(example) = &operation.documented.body_example {
        add("documented".to_owned(), example.value.clone());
    }
    examples
}

/// One response for each status, with an example for each of its codes.
fn responses(suite: &Suite, operation: &Operation) -> Map<String, Json> {
    let mut by_status: IndexMap<u16, Vec<&Outcome>> = IndexMap::new();
    for (id, outcome) in &operation.outcomes {
        let (OutcomeId::Coded { status, .. } | OutcomeId::StatusOnly { status }) = id else {
            continue;
        };
        by_status.entry(*status).or_default().push(outcome);
    }
    by_status.sort_unstable_keys();
    let mut responses = Map::new();
    for (status, outcomes) in by_status {
        responses.insert(status.to_string(), response(status, &outcomes));
    }
    let refusals: Vec<&str> = suite
        .cases
        .iter()
        .filter(|case| suite[case.operation].id == operation.id)
        .filter(|case| {
            case.outcome == OutcomeId::AnyRefusal
                && case.id.row().is_none_or(|_| is_first_row(suite, case))
        })
        .map(|case| case.title.as_ref())
        .collect();
    if !refusals.is_empty() {
        responses.insert(
            "4XX".to_owned(),
            json!({
                "description": format!("A refusal whose code is not documented. {}.", refusals.join(". ")),
                "content": { "application/json": { "schema": schema::any_refusal() } },
            }),
        );
    }
    responses
}

/// The rows of a table share their title.
fn is_first_row(suite: &Suite, case: &Case) -> bool {
    let mut rows = suite.cases.iter();
    let first = rows.find(|other| {
        other.operation == case.operation && other.id.file_stem() == case.id.file_stem()
    });
    first.is_some_and(|first| first.id == case.id)
}

fn response(status: u16, outcomes: &[&Outcome]) -> Json {
    let description: Vec<String> = outcomes
        .iter()
        .map(|outcome| match (&outcome.text, outcome.kind) {
            (Some(text), _) => format!("{}: {text}", outcome.id),
            (None, OutcomeType::Success) => format!("{}: success", outcome.id),
            (None, OutcomeType::Error) => format!("{}: error", outcome.id),
            (None, OutcomeType::Validation) => format!("{}: validation", outcome.id),
        })
        .collect();
    let mut examples = Map::new();
    for outcome in outcomes {
        examples.insert(
            outcome.id.file_prefix(),
            json!({ "value": schema::example(status, outcome) }),
        );
    }
    let mut content = json!({
        "application/json": {
            "schema": schema::answer(status, outcomes),
            "examples": examples,
        },
    });
    if outcomes
        .iter()
        .any(|outcome| matches!(outcome.id, OutcomeId::StatusOnly { .. }))
    {
        // Nothing is documented of the body, not even that it is JSON (ruling R4).
        content["*/*"] = json!({});
    }
    json!({ "description": description.join("\n"), "content": content })
}
