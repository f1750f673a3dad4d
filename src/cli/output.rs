//! Printing to standard output.

use std::io::{self, Write};

/// Prints a text, without its colours where they do not belong.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
