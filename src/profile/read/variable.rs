//! `${NAME}`, `${NAME:-default}` and `$$` in the texts of a profile.

/// What is wrong with a `$`. Holds no value, only what stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum VariableError {
    /// No such variable, and no default.
    Unset {
        /// Its name.
        name: String,
    },
    /// A `$` that starts neither `${NAME}` nor `$$`.
    Form,
}

impl VariableError {
    /// What to look for in the file to point at the place.
    pub(super) fn needle(&self) -> String {
        match self {
            Self::Unset { name } => format!("${{{name}"),
            Self::Form => "$".to_owned(),
        }
    }
}

/// Replaces the variables of a text. Values are put in as they are, never read again.
///
/// `${NAME:-default}` takes the default where the variable is unset or empty, as shells do.
///
/// # Errors
/// Every variable that is not set, and each `$` that means nothing.
pub(super) fn expand(
    text: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Vec<VariableError>> {
    let mut expanded = String::with_capacity(text.len());
    let mut errors = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            expanded.push('$');
            rest = after;
            continue;
        }
        let Some((reference, after)) = after
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'))
        else {
            errors.push(VariableError::Form);
            rest = after;
            continue;
        };
        rest = after;
        let (name, default) = match reference.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (reference, None),
        };
        if !is_name(name) {
            errors.push(VariableError::Form);
            continue;
        }
        match (environment(name), default) {
            (Some(value), None) => expanded.push_str(&value),
            (Some(value), Some(_)) if !value.is_empty() => expanded.push_str(&value),
            (_, Some(default)) => expanded.push_str(default),
            (None, None) => errors.push(VariableError::Unset {
                name: name.to_owned(),
            }),
        }
    }
    expanded.push_str(rest);
    if errors.is_empty() {
        Ok(expanded)
    } else {
        Err(errors)
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
