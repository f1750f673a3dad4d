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
    let script = String::from_utf8(script).map_err(io::Error::other)?;
    // clap_complete 4.6 spells a name with a hyphen in two ways in bash's script, which then knows no command.
    print(&script.replace("rpgu__subcmd__conformance", "rpgu__conformance"))
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
    print(&String::from_utf8(page).map_err(io::Error::other)?)
}

fn unknown(command: &Command, name: &str) -> CliError {
    let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    let known = known_names(name, "commands", known.iter().copied());
    CliError::usage(format!(
        "`{}` has no command `{name}`; {known}",
        command.get_bin_name().unwrap_or(command.get_name())
    ))
}

fn print(text: &str) -> Result<ExitCode, CliError> {
    output::print(text)?;
    Ok(ExitCode::SUCCESS)
}
