//! Values as YAML that reads back as it was.

use std::fmt::Write as _;

use serde_json::Value as Json;

/// A text in quotation marks (YAML 1.2, section 7.3.1).
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            // What YAML does not print, and what some readers take for a line break or drop.
            '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => {
                escape(&mut quoted, c);
            }
            c if c.is_control() => escape(&mut quoted, c),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(text: &mut String, c: char) {
    // Writing to a String cannot fail.
    let _ = write!(text, "\\u{:04X}", u32::from(c));
}

/// Words that some readers take for something else than a text.
const MEANT_OTHERWISE: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// A text on one line: as it is where every reader sees a text in it, or else in quotation marks.
pub(crate) fn text(text: &str) -> String {
    let is_plain = text.chars().next().is_some_and(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || " .()/-_".contains(c))
        && !text.ends_with(' ')
        && !MEANT_OTHERWISE.contains(&text.to_lowercase().as_str());
    if is_plain {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A key: as it is where it can be nothing else, or else in quotation marks.
pub(crate) fn key(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_word && !MEANT_OTHERWISE.contains(&text.to_ascii_lowercase().as_str()) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A JSON value on one line.
pub(crate) fn flow(value: &Json) -> String {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::String(text) => quoted(text),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(members) if members.is_empty() => "{}".to_owned(),
        Json::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", key(name), flow(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
    }
}
