//! The command line: one file per command.

mod args;
mod certify;
mod check;
mod compare;
mod drift;
mod dry_run;
mod error;
mod export;
mod faults;
mod github;
pub mod init;
mod keygen;
mod list;
mod matrix;
mod merge;
mod output;
mod reports;
mod run;
mod serve;
mod suite;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Command, Format};
use error::CliError;

/// Reads the arguments, does what they say, and returns the exit code.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
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
        ref other if shared.format == Format::Github && !matches!(other, Command::Drift(_)) => {
            Err(CliError::usage(
                "--format github is for drift; run annotates by itself under GitHub Actions",
            ))
        }
        Command::Run(ref arguments) => run::run(shared, arguments),
        Command::List(ref arguments) => list::list(shared, arguments),
        Command::Check => check::check(shared),
        Command::Init(ref arguments) => init::init(shared, arguments),
        Command::Merge(ref arguments) => merge::run(shared, arguments),
        Command::Keygen(ref arguments) => keygen::run(shared, arguments),
        Command::Certify(ref arguments) => certify::run(shared, arguments),
        Command::Verify(ref arguments) => verify::run(shared, arguments),
        Command::Compare(ref arguments) => compare::run(shared, arguments),
        Command::Matrix(ref arguments) => matrix::run(shared, arguments),
        Command::Drift(ref arguments) => drift::run(shared, arguments),
        Command::Export(ref command) => export::run(shared, command),
        Command::Serve(ref arguments) => serve::serve(arguments),
        Command::Faults(ref arguments) => faults::faults(shared, arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => error.report(),
    }
}
