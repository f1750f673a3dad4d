//! Printing to standard output, and writing files.

use std::io::{self, Write};
use std::path::Path;

use super::error::CliError;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// To be read.
    Text,
    /// To be run.
    Program,
}

/// Writes a file: it appears when it is whole.
pub(super) fn write(path: &Path, text: &str, kind: FileKind) -> Result<(), CliError> {
    let error = |source: io::Error| {
        CliError::usage(format!(
            "{} cannot be written: {}; name a file in an existing folder that you may write to",
            path.display(),
            // Only the kind: the text would name the temporary file.
            io::Error::from(source.kind())
        ))
    };
    if path.is_dir() {
        return Err(error(io::ErrorKind::IsADirectory.into()));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rpgu-conformance-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As far as the umask lets others.
        let mode = match kind {
            FileKind::Text => 0o666,
            FileKind::Program => 0o777,
        };
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = kind;
    let mut file = builder.tempfile_in(folder).map_err(error)?;
    file.write_all(text.as_bytes()).map_err(error)?;
    file.flush().map_err(error)?;
    file.persist(path).map_err(|failed| error(failed.error))?;
    Ok(())
}

use serde::Serialize;

use crate::inert::inert_json;
use crate::report::{self, Mask, PrintError, Report};

/// Prints a text, without its colours where they do not belong. A reader that went away is no error: what the command
/// found out, and so its exit code, stays the same.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// Prints a report as JSON, which has no colours.
pub(super) fn print_json(report: &Report, mask: &Mask) -> Result<(), PrintError> {
    match report::print_json(report, mask, io::stdout().lock()) {
        Err(PrintError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// A value as JSON with a line end, its texts harmless to a terminal.
pub(super) fn json<T: Serialize>(value: &T) -> io::Result<String> {
    let mut text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
    text.push('\n');
    Ok(inert_json(&text))
}
