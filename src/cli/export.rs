//! `export`: the suite for other tools.

use std::path::Path;
use std::process::ExitCode;

use super::args::{ExportCommand, RequestsArguments, Shared};
use super::error::CliError;
use super::output::{self, FileKind};
use super::suite;
use crate::export;
use crate::suite::{CaseIndex, Suite};

pub(super) fn run(shared: &Shared, command: &ExportCommand) -> Result<ExitCode, CliError> {
    let suite = suite::load(shared)?;
    match command {
        ExportCommand::Openapi(arguments) => {
            let document = export::openapi(&suite).map_err(CliError::usage)?;
            let mut text = serde_json::to_string_pretty(&document).map_err(CliError::usage)?;
            text.push('\n');
            write(arguments.out.as_deref(), &text, FileKind::Text)?;
        }
        ExportCommand::Curl(arguments) => {
            let text = requests(&suite, arguments, export::curl)?;
            write(arguments.out.as_deref(), &text, FileKind::Program)?;
        }
        ExportCommand::Hurl(arguments) => {
            let text = requests(&suite, arguments, export::hurl)?;
            write(arguments.out.as_deref(), &text, FileKind::Text)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn requests(
    suite: &Suite,
    arguments: &RequestsArguments,
    export: fn(&Suite, &[CaseIndex]) -> String,
) -> Result<String, CliError> {
    let cases = suite::select(suite, &arguments.selection)?;
    Ok(export(suite, &cases))
}

fn write(path: Option<&Path>, text: &str, kind: FileKind) -> Result<(), CliError> {
    match path {
        Some(path) => output::write(path, text, kind),
        None => Ok(output::print(text)?),
    }
}
