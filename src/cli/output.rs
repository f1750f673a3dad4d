//! Printing to standard output.

use std::io::{self, Write};

use serde::Serialize;

use crate::inert::inert_json;

/// Prints a text, without its colours where they do not belong. A reader that went away is no error: what the command
/// found out, and so its exit code, stays the same.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// A value as JSON with a line end, its texts harmless to a terminal.
pub(super) fn json<T: Serialize>(value: &T) -> io::Result<String> {
    let mut text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
    text.push('\n');
    Ok(inert_json(&text))
}
