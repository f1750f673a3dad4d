//! `completions` and `man`: the command line for shells and for readers of manuals.

use std::io;
use std::process::ExitCode;

use clap::{Command, CommandFactory as _};

use super::args::{Arguments, CompletionsArguments, ManArguments};
use super::error::CliError;
use super::output;
use crate::diagnostic::known_names;

/// Prints the script that completes this program's arguments.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<ExitCode, CliError> {
    let mut script = Vec::new();
    let mut program = Arguments::command();
    let name = program.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut program, name, &mut script);
    print(script)
}

/// Prints the manual page of the program or of a command.
pub(super) fn man(arguments: &ManArguments) -> Result<ExitCode, CliError> {
    let mut program = Arguments::command();
    // Names every command as it is called.
    program.build();
    let mut command = &program;
    for name in &arguments.command {
        command = command
            .find_subcommand(name)
            .ok_or_else(|| unknown(command, name))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(CliError::usage)?;
    print(page)
}

fn unknown(command: &Command, name: &str) -> CliError {
    let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    let known = known_names(name, "commands", known.iter().copied());
    CliError::usage(format!(
        "`{}` has no command `{name}`; {known}",
        command.get_bin_name().unwrap_or(command.get_name())
    ))
}

fn print(text: Vec<u8>) -> Result<ExitCode, CliError> {
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
