//! How an answer may spell the member of its internal code.

use crate::suite::{Case, Deviation, ExpectedMessageCode, MessageCodeMember, Suite};

/// The names that are right, the documented one last. Where an example spells it otherwise, either is right (ruling R2);
/// where no code is documented, so is each that the operation knows.
pub(super) fn spellings<'a>(
    suite: &'a Suite,
    case: &Case,
    member: &'a MessageCodeMember,
    code: &ExpectedMessageCode,
) -> Vec<&'a str> {
    let regular = MessageCodeMember::Regular.as_str();
    let mut names = match member {
        MessageCodeMember::Regular => Vec::new(),
        MessageCodeMember::Misspelt(name) => vec![name.as_str()],
    };
    if *code == ExpectedMessageCode::AnyString {
        let quirks = suite[case.operation].quirks.iter();
        names.extend(quirks.filter_map(|quirk| match &quirk.allows {
            Deviation::MisspeltMessageCode(name) => Some(name.as_str()),
            _ => None,
        }));
    }
    names.push(regular);
    names
}

/// A text as a regular expression that matches just it.
pub(super) fn pattern(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || c == '_' || c == '-' || !c.is_ascii() => {
                c.to_string()
            }
            c => format!("[{c}]"),
        })
        .collect()
}

/// A regular expression that matches any of the names.
pub(super) fn any_of(names: &[&str]) -> String {
    let patterns: Vec<String> = names.iter().map(|name| pattern(name)).collect();
    match patterns.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join("|")),
    }
}
