//! The command line: one file per command.

mod accept;
mod args;
mod certify;
mod check;
mod compare;
mod drift;
mod dry_run;
mod error;
mod explain;
mod export;
mod faults;
mod github;
pub mod init;
mod keygen;
mod list;
mod manual;
mod matrix;
mod merge;
mod new;
mod output;
mod reports;
mod run;
mod serve;
mod suite;
mod verify;

use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};

use args::{Arguments, AskedFormat, Command, Format, Named};
use error::CliError;

/// Reads the arguments, does what they say, and returns the exit code.
pub fn main() -> ExitCode {
    let arguments = match parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors, and go to standard output. Nothing can be done if printing fails.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    arguments.shared.color.apply();
    let shared = &arguments.shared;
    let done = match arguments.command {
        Command::Check => check::check(shared),
        Command::Drift(ref arguments) => drift::run(shared, arguments),
        _ if shared.asked_format == AskedFormat::Github => Err(CliError::usage(
            "--format github is for `check` and `drift`; under GitHub Actions `run` annotates by itself",
        )),
        Command::Run(ref arguments) => run::run(shared, arguments),
        Command::List(ref arguments) => list::list(shared, arguments),
        Command::Explain(ref arguments) => explain::explain(shared, arguments),
        Command::New(ref arguments) => new::new(shared, arguments),
        Command::Init(ref arguments) => init::init(shared, arguments),
        Command::Merge(ref arguments) => merge::run(shared, arguments),
        Command::Keygen(ref arguments) => keygen::run(shared, arguments),
        Command::Certify(ref arguments) => certify::run(shared, arguments),
        Command::Verify(ref arguments) => verify::run(shared, arguments),
        Command::Compare(ref arguments) => compare::run(shared, arguments),
        Command::Matrix(ref arguments) => matrix::run(shared, arguments),
        Command::Export(ref command) => export::run(shared, command),
        Command::Serve(ref arguments) => serve::serve(arguments),
        Command::Faults(ref arguments) => faults::faults(shared, arguments),
        Command::Completions(ref arguments) => manual::completions(arguments),
        Command::Man(ref arguments) => manual::man(arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => error.report(),
    }
}

/// What was typed, with what only the way of typing it tells.
fn parse() -> Result<Arguments, clap::Error> {
    let matches = Arguments::command().try_get_matches()?;
    let mut arguments = Arguments::from_arg_matches(&matches)?;
    arguments.shared.format = match arguments.shared.asked_format {
        AskedFormat::Json => Format::Json,
        AskedFormat::Human | AskedFormat::Github => Format::Human,
    };
    if let (Command::Run(run), Some((_, typed))) = (&mut arguments.command, matches.subcommand()) {
        run.named = named(typed);
    }
    Ok(arguments)
}

fn named(typed: &ArgMatches) -> Named {
    let on_the_command_line = ["target", "profile"]
        .iter()
        .any(|flag| typed.value_source(flag) == Some(ValueSource::CommandLine));
    if on_the_command_line {
        Named::OnTheCommandLine
    } else {
        Named::Elsewhere
    }
}
