//! JSON Schemas (2020-12, which OpenAPI 3.1 uses) of bodies and answers.

use serde_json::{Map, Value as Json, json};

use crate::suite::{
    Documented, DocumentedField, Expectation, ExpectedContent, ExpectedMessage,
    ExpectedMessageCode, FieldType, JsonTemplate, MessageCodeMember, Outcome, OutcomeId,
    Requirement,
};

/// The schema of a request's body. A field that an example spells otherwise than the table may be spelt either way.
pub(super) fn body(documented: &Documented) -> Json {
    let fields = &documented.body.value;
    if fields.is_empty() {
        return json!({ "type": "object" });
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut conditions = Vec::new();
    for (name, field) in fields {
        let field = &field.value;
        let spellings = spellings(documented, name);
        for spelling in &spellings {
            properties.insert((*spelling).to_owned(), property(field));
        }
        match &field.required {
            Requirement::Always if spellings.len() == 1 => required.push(name.as_str()),
            Requirement::Always => conditions.push(present(&spellings)),
            Requirement::When(condition) => {
                let kind = fields.get(&condition.field).map(|field| &field.value.kind);
                let value = typed(&condition.is, kind);
                conditions.push(json!({
                    "if": {
                        "properties": { condition.field.as_str(): { "const": value } },
                        "required": [condition.field],
                    },
                    "then": present(&spellings),
                }));
            }
            Requirement::Never | Requirement::InWords(_) => {}
        }
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !conditions.is_empty() {
        schema["allOf"] = json!(conditions);
    }
    schema
}

/// The table's spelling of a field, and those of the example.
fn spellings<'a>(documented: &'a Documented, name: &'a str) -> Vec<&'a str> {
    let printed = |spelling: &str| {
        let example = documented.body_example.as_ref();
        example.is_some_and(|example| example.value.get(spelling).is_some())
    };
    let misprints = documented
        .misprints
        .iter()
        .map(|misprint| &misprint.value)
        .filter(|misprint| misprint.meant == name && printed(&misprint.printed))
        .map(|misprint| misprint.printed.as_str());
    std::iter::once(name).chain(misprints).collect()
}

fn present(spellings: &[&str]) -> Json {
    match spellings {
        [name] => json!({ "required": [name] }),
        several => {
            let each = several.iter().map(|name| json!({ "required": [name] }));
            json!({ "anyOf": each.collect::<Vec<_>>() })
        }
    }
}

fn property(field: &DocumentedField) -> Json {
    let mut schema = of_type(&field.kind);
    if let Requirement::InWords(words) = &field.required {
        schema["description"] = json!(words);
    }
    schema
}

/// The schema of a documented type.
fn of_type(kind: &FieldType) -> Json {
    match kind {
        FieldType::Int => json!({ "type": "integer" }),
        FieldType::Number => json!({ "type": "number" }),
        FieldType::String => json!({ "type": "string" }),
        FieldType::Bool => json!({ "type": "boolean" }),
        FieldType::Array => json!({ "type": "array" }),
        FieldType::Object => json!({ "type": "object" }),
        FieldType::Other(name) => json!({ "description": name }),
    }
}

fn typed(text: &str, kind: Option<&FieldType>) -> Json {
    match kind {
        Some(FieldType::Int | FieldType::Number | FieldType::Bool) => {
            serde_json::from_str(text).unwrap_or_else(|_| json!(text))
        }
        _ => json!(text),
    }
}

/// The schema of all answers with one status. Members beside the documented ones are always allowed (ruling R3), and
/// another text is no violation (ruling R8).
pub(super) fn answer(status: u16, outcomes: &[&Outcome]) -> Json {
    let mut properties = Map::new();
    properties.insert(
        "code".to_owned(),
        json!({ "type": "integer", "const": status }),
    );
    let bare = outcomes
        .iter()
        .any(|outcome| matches!(outcome.id, OutcomeId::StatusOnly { .. }));
    if bare {
        // Only the status is documented: any body is right, but one in the model says it (ruling R4).
        return json!({ "type": "object", "properties": properties });
    }
    let mut codes = Vec::new();
    let mut members = vec!["message_code"];
    let mut with_text = true;
    let expectations: Vec<Expectation> = outcomes.iter().map(|o| Expectation::of(o)).collect();
    for expectation in &expectations {
        let ExpectedContent::Model {
            member,
            message_code,
            message,
        } = &expectation.content
        else {
            continue;
        };
        if let ExpectedMessageCode::Exactly(code) = message_code {
            codes.push(code.as_str());
        }
        if let MessageCodeMember::Misspelt(name) = member
            && !members.contains(&name.as_str())
        {
            members.push(name);
        }
        with_text &= *message != ExpectedMessage::Unspecified;
    }
    properties.insert("message".to_owned(), json!({ "type": "string" }));
    for member in &members {
        properties.insert(
            (*member).to_owned(),
            json!({ "type": "string", "enum": codes }),
        );
    }
    let mut required = vec!["code"];
    if with_text {
        required.push("message");
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    match members.as_slice() {
        [member] => required.push(member),
        several => schema["anyOf"] = present(several)["anyOf"].clone(),
    }
    schema["required"] = json!(required);
    schema
}

/// The schema of a refusal whose code is not documented (rulings R6, R14).
pub(super) fn any_refusal() -> Json {
    json!({
        "type": "object",
        "properties": {
            "code": { "type": "integer", "minimum": 400, "maximum": 499 },
            "message": { "type": "string" },
            "message_code": { "type": "string" },
        },
        "required": ["code", "message", "message_code"],
    })
}

/// The answer of an outcome as its row documents it.
pub(super) fn example(status: u16, outcome: &Outcome) -> Json {
    let mut members = Map::new();
    members.insert("code".to_owned(), json!(status));
    if let ExpectedContent::Model {
        member,
        message_code,
        message,
    } = Expectation::of(outcome).content
    {
        match message {
            ExpectedMessage::Documented { text, .. } => {
                members.insert("message".to_owned(), json!(text));
            }
            // Some text must be there, and none is documented.
            ExpectedMessage::AnyString => {
                members.insert("message".to_owned(), json!("…"));
            }
            ExpectedMessage::Unspecified => {}
        }
        if let ExpectedMessageCode::Exactly(code) = message_code {
            members.insert(member.as_str().to_owned(), json!(code));
        }
    }
    Json::Object(members)
}

/// The value of a body in which nothing is filled in.
pub(super) fn fixed(body: &JsonTemplate) -> Option<Json> {
    let text = body.to_string();
    if text.contains("{{") {
        return None;
    }
    serde_json::from_str(&text).ok()
}
