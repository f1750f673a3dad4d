//! `matrix`: many targets side by side.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use super::args::{Format, MatrixArguments, Shared};
use super::error::CliError;
use super::{output, reports};
use crate::overview::{html, overview, text};

const WAY_OUT: &str = "name folders that certify wrote, or JSON reports";

pub(super) fn run(shared: &Shared, arguments: &MatrixArguments) -> Result<ExitCode, CliError> {
    let mut columns = Vec::new();
    for path in &arguments.reports {
        let file = if path.is_dir() {
            path.join("report.json")
        } else {
            path.clone()
        };
        columns.push((path.display().to_string(), reports::read(&file, WAY_OUT)?));
    }
    let overview = overview(&columns);
    if let Some(path) = &arguments.html {
        write(path, &html(&overview, shared.language())?).map_err(|error| {
            CliError::usage(format!(
                "{} cannot be written: {error}; name a file in a folder that you may write to",
                path.display()
            ))
        })?;
    }
    let printed = match shared.format {
        Format::Json => output::json(&overview)?,
        Format::Human => text(&overview, shared.language()),
    };
    output::print(&printed)?;
    Ok(ExitCode::SUCCESS)
}

/// Whole or not at all.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder
        .tempfile_in(folder)
        // Only the kind: the text would name the temporary file.
        .map_err(|error| std::io::Error::from(error.kind()))?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}
