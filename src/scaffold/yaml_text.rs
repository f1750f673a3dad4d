//! Texts and values as YAML writes them.

use serde_json::Value as Json;

/// A text as a YAML value on one line: plain where every reader sees a text in it, else in double quotes, whose rules
/// are those of JSON.
pub(super) fn text(text: &str) -> String {
    let is_plain = text.chars().next().is_some_and(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || " .()/-_".contains(c))
        && !text.ends_with(' ')
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_lowercase().as_str());
    if is_plain {
        text.to_owned()
    } else {
        Json::from(text).to_string()
    }
}

/// A key, by the same rules.
pub(super) fn key(name: &str) -> String {
    text(name)
}
