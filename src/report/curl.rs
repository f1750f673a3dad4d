//! A request as a `curl` command that a POSIX shell runs.

use super::record::RequestReport;

/// The command. Masked tokens in it are shell variables, and are left to the shell to fill in.
pub fn curl(request: &RequestReport) -> String {
    let mut parts = vec!["curl".to_owned(), "-i".to_owned()];
    // Else a path with dots in it would be another path.
    parts.push("--path-as-is".to_owned());
    if request.method != "GET" {
        parts.push(format!("-X {}", request.method));
    }
    let mut has_content_type = false;
    for (name, value) in &request.headers {
        has_content_type |= name.eq_ignore_ascii_case("content-type");
        let header = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        parts.push(format!("-H {}", shell_word(&header)));
    }
    if let Some(body) = &request.body {
        if !has_content_type {
            // Else curl adds one of its own.
            parts.push("-H 'Content-Type:'".to_owned());
        }
        parts.push(format!("--data-raw {}", shell_word(body)));
    }
    parts.push(shell_word(&request.url));
    parts.join(" ")
}

/// One word for the shell: everything is inert but the variables that stand for tokens.
fn shell_word(text: &str) -> String {
    let mut word = String::new();
    let mut rest = text;
    while let Some((at, length)) = next_variable(rest) {
        push_literal(&mut word, &rest[..at]);
        word.push('"');
        word.push_str(&rest[at..at + length]);
        word.push('"');
        rest = &rest[at + length..];
    }
    push_literal(&mut word, rest);
    if word.is_empty() {
        word.push_str("''");
    }
    word
}

fn push_literal(word: &mut String, text: &str) {
    if !text.is_empty() {
        word.push('\'');
        word.push_str(&text.replace('\'', r"'\''"));
        word.push('\'');
    }
}

/// Where the next variable stands and how long it is: `$RPGU_NAME`, or the two expansions that a tampered token is
/// made of. No other expansion is left to the shell, whatever a suite writes.
fn next_variable(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = text[from..].find('$').map(|at| from + at) {
        if let Some(length) = variable_length(&text[at..]) {
            return Some((at, length));
        }
        from = at + 1;
    }
    None
}

fn variable_length(text: &str) -> Option<usize> {
    let (open, close): (usize, &[&str]) = if text.starts_with("${RPGU_") {
        (2, &["%.*}", "##*.?}"])
    } else if text.starts_with("$RPGU_") {
        (1, &[""])
    } else {
        return None;
    };
    let name = text[open..]
        .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .unwrap_or(text.len() - open);
    let rest = &text[open + name..];
    let close = close.iter().find(|close| rest.starts_with(**close))?;
    Some(open + name + close.len())
}
