//! A token that a program prints.

use std::fmt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::{MAX_TOKEN_BYTES, TokenFailure, one_line};
use crate::secret::Secret;

/// A program whose output is one line, the token. No shell reads it; stdin is empty; stderr goes
/// to this program's own, so that the command's complaints can be read.
#[derive(Clone)]
pub struct TokenCommand {
    /// The program: a name to be looked for in `PATH`, or a file.
    pub program: PathBuf,
    /// Its arguments, which may hold secrets.
    pub arguments: Vec<Secret>,
    /// Where it runs: the folder of the profile.
    pub folder: PathBuf,
    /// How long it may run.
    pub limit: Duration,
}

impl TokenCommand {
    pub(super) async fn run(&self) -> Result<Secret, TokenFailure> {
        timeout(self.limit, self.output())
            .await
            // The program is killed as its handle is dropped.
            .map_err(|_| TokenFailure::CommandTimeout(self.limit))?
    }

    async fn output(&self) -> Result<Secret, TokenFailure> {
        let mut child = Command::new(&self.program)
            .args(self.arguments.iter().map(Secret::expose))
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(TokenFailure::CannotStart)?;
        let mut printed = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout
                // One more than allowed, to tell a long line from an endless one.
                .take(MAX_TOKEN_BYTES as u64 + 2)
                .read_to_end(&mut printed)
                .await
                .map_err(TokenFailure::Output)?;
        }
        let token = one_line(&printed).map_err(TokenFailure::Printed);
        if matches!(
            token,
            Err(TokenFailure::Printed(super::OneLineError::TooLong))
        ) {
            // It may print forever, and then never end.
            return token;
        }
        let status = child.wait().await.map_err(TokenFailure::Output)?;
        if status.success() {
            token
        } else {
            Err(TokenFailure::Exit(status))
        }
    }
}

impl fmt::Debug for TokenCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCommand")
            .field("arguments", &self.arguments)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
