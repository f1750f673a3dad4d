//! A request as a `curl` command that a POSIX shell runs.

use super::record::RequestReport;
use crate::shell;

/// The command. Masked tokens in it are shell variables, and are left to the shell to fill in.
pub fn curl(request: &RequestReport) -> String {
    // Else a path with dots in it would be another path.
    let mut command = "curl -i --path-as-is".to_owned();
    if request.method != "GET" {
        command.push_str(" -X ");
        // A token may hold what a shell acts on (RFC 9110, section 5.6.2).
        command.push_str(&shell::word(&request.method));
    }
    let mut has_content_type = false;
    for (name, value) in &request.headers {
        has_content_type |= name.eq_ignore_ascii_case("content-type");
        let header = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        command.push_str(" -H ");
        push_word(&mut command, &header);
    }
    if let Some(body) = &request.body {
        if !has_content_type {
            // Else curl adds one of its own.
            command.push_str(" -H 'Content-Type:'");
        }
        command.push_str(" --data-raw ");
        push_word(&mut command, body);
    }
    command.push(' ');
    push_word(&mut command, &request.url);
    command
}

/// Adds one word for the shell: everything is inert but the variables that stand for tokens.
fn push_word(command: &mut String, text: &str) {
    if text.is_empty() {
        command.push_str("''");
    }
    let mut rest = text;
    while let Some((at, length)) = next_variable(rest) {
        push_literal(command, &rest[..at]);
        command.push('"');
        command.push_str(&rest[at..at + length]);
        command.push('"');
        rest = &rest[at + length..];
    }
    push_literal(command, rest);
}

fn push_literal(command: &mut String, text: &str) {
    if !text.is_empty() {
        command.push_str(&shell::quoted(text));
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
