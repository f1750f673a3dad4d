//! What may be typed behind `completions` and `man`.

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArguments {
    /// The shell that reads the script
    pub(in crate::cli) shell: Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ManArguments {
    /// The command that the page is about; without one, the whole program
    pub(in crate::cli) command: Vec<String>,
}
