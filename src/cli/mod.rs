//! The command line: one file per command.

mod args;
mod certify;
mod check;
mod compare;
mod dry_run;
mod error;
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

use args::{Arguments, Command};

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
        Command::Serve(ref arguments) => serve::serve(arguments),
        Command::Faults(ref arguments) => faults::faults(shared, arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => error.report(),
    }
}
