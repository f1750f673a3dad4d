//! Why a command cannot do what it was asked: exit code 2, and a message that says the way out.

use std::process::ExitCode;

use crate::diagnostic::{Diagnostics, Styling};
use crate::inert::inert_lines;
use crate::report::{HtmlError, PrintError, ReportFileError};
use crate::target::{ChoiceError, TargetError};

/// The exit code for usage errors and files that cannot be read.
pub(super) const USAGE: u8 = 2;

/// The exit code for a fault of this program, as `EX_SOFTWARE` of sysexits.
const FAULT_OF_THIS_PROGRAM: u8 = 70;

/// The exit code after Ctrl-C: 128 and the signal's number, as shells have it.
pub(super) const INTERRUPTED: u8 = 130;

/// Why a command cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// Files with mistakes in them.
    #[error(transparent)]
    Files(#[from] Diagnostics),
    /// Anything else, in one sentence that says what to do.
    #[error("{0}")]
    Usage(String),
    /// The user stopped it in time.
    #[error("stopped before the first request: nothing was sent to the target")]
    Interrupted,
    /// A fault of this program.
    #[error("{0}\nthis is a fault of rpgu-conformance, not of the target")]
    Fault(String),
    /// Printing failed.
    #[error("cannot print: {0}")]
    Output(#[from] std::io::Error),
}

impl From<TargetError> for CliError {
    fn from(error: TargetError) -> Self {
        match error {
            TargetError::Tokens(errors) => Self::Files(errors.into()),
            other => Self::usage(other),
        }
    }
}

impl From<ReportFileError> for CliError {
    fn from(error: ReportFileError) -> Self {
        match error {
            ReportFileError::Make { .. } | ReportFileError::Leak(_) => {
                Self::Fault(error.to_string())
            }
            ReportFileError::Write { .. }
            | ReportFileError::NoFile(_)
            | ReportFileError::Twice(_) => Self::usage(error),
        }
    }
}

impl From<PrintError> for CliError {
    fn from(error: PrintError) -> Self {
        match error {
            PrintError::Leak => Self::Fault(error.to_string()),
            PrintError::Write(error) => Self::Output(error),
        }
    }
}

impl From<HtmlError> for CliError {
    fn from(error: HtmlError) -> Self {
        Self::Fault(format!("the page cannot be made: {error}"))
    }
}

impl From<ChoiceError> for CliError {
    fn from(error: ChoiceError) -> Self {
        match error {
            ChoiceError::Profile(problems) => Self::Files(problems),
            ChoiceError::Address(_) => Self::usage(error),
        }
    }
}

impl CliError {
    pub(super) fn usage(error: impl ToString) -> Self {
        Self::Usage(error.to_string())
    }

    /// Prints the error and returns its exit code.
    pub(super) fn report(&self) -> ExitCode {
        let text = match self {
            Self::Files(diagnostics) => diagnostics.render(Styling::Coloured),
            other => {
                let style = anstyle::AnsiColor::Red.on_default().bold();
                format!("{style}error{style:#}: {}", inert_lines(&other.to_string()))
            }
        };
        anstream::eprintln!("{text}");
        ExitCode::from(match self {
            Self::Fault(_) => FAULT_OF_THIS_PROGRAM,
            Self::Interrupted => INTERRUPTED,
            _ => USAGE,
        })
    }
}
