//! Printing to standard output.

use std::io::{self, Write};

/// Prints a text, without its colours where they do not belong. A reader that went away is no error: what the command
/// found out, and so its exit code, stays the same.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}
