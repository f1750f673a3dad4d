//! Why a token could not be had.

use std::fmt;
use std::ops::Range;
use std::process::ExitStatus;
use std::time::Duration;

use reqwest::StatusCode;

use super::MAX_TOKEN_BYTES;
use super::jwt::NotAJwt;
use super::mint::MintError;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, SourceText};
use crate::suite::TokenName;

/// A token that could not be had. Its messages hold no value of the profile and nothing that a
/// service or a command answered.
#[derive(Debug, thiserror::Error)]
#[error("{path}:{line}: the token `{token}` cannot be had: {failure}; {way_out}",
    path = .profile.path, line = .profile.position(.span.start).line, way_out = .failure.way_out())]
pub struct TokenError {
    /// The token.
    pub token: TokenName,
    /// What went wrong.
    #[source]
    pub failure: TokenFailure,
    pub(super) profile: SourceText,
    pub(super) span: Range<usize>,
}

/// What went wrong on the way to a token.
#[derive(Debug, thiserror::Error)]
pub enum TokenFailure {
    /// No connection, or no HTTP on it.
    #[error("its request got no answer ({0})")]
    NoAnswer(String),
    /// The service took too long.
    #[error("its request was not answered in time")]
    RequestTimeout,
    /// An answer that is no success. Redirects are not followed.
    #[error("its request was answered with {0}")]
    Status(StatusCode),
    /// The path and the target make no URL.
    #[error("its path makes no URL below the target")]
    Path,
    /// The answer is no JSON, but a pointer looks for a member.
    #[error("the answer to its request is no JSON")]
    NotJson,
    /// The pointer finds nothing in the answer.
    #[error("the answer to its request has nothing at `{0}`")]
    NothingAtPointer(String),
    /// The pointer finds something else than a string.
    #[error("the answer to its request has no string at `{0}`")]
    NoStringAtPointer(String),
    /// More than a token can be.
    #[error("the answer to its request is longer than {MAX_ANSWER_BYTES} bytes")]
    LongAnswer,
    /// Without a pointer the whole answer is the token.
    #[error("the answer to its request {0}")]
    Answer(OneLineError),
    /// No such program, or it may not be run.
    #[error("its command cannot be started ({0})")]
    CannotStart(std::io::Error),
    /// Its output could not be read.
    #[error("the output of its command cannot be read ({0})")]
    Output(std::io::Error),
    /// The program says that it failed.
    #[error("its command failed ({0})")]
    Exit(ExitStatus),
    /// The program did not end.
    #[error("its command did not end within {0:?}")]
    CommandTimeout(Duration),
    /// The program printed something else than one line.
    #[error("the output of its command {0}")]
    Printed(OneLineError),
    /// Characters that the header `Authorization` cannot carry behind `Bearer`.
    #[error("it is empty, or holds a space or another character that no token has")]
    Unsendable,
    /// A token without a signature where one must be tampered with.
    #[error("it is no JWT: three base64url parts joined by dots, the last one a signature")]
    NotAJwt(#[from] NotAJwt),
    /// The key does not sign.
    #[error("{0}")]
    Mint(#[from] MintError),
}

/// The most that is read of an authorisation service's answer, in bytes.
pub(super) const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// A text that is not one line. Never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OneLineError {
    /// No text.
    #[error("is empty")]
    Nothing,
    /// Several lines.
    #[error("has more than one line")]
    Several,
    /// No text either.
    #[error("is no UTF-8")]
    NotUtf8,
    /// Longer than any token.
    #[error("is longer than {MAX_TOKEN_BYTES} bytes")]
    TooLong,
}

impl TokenFailure {
    /// What to do about it.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::NoAnswer(_) | Self::RequestTimeout => {
                "check `url`, `proxy`, `tls` and `timeouts`, and that the service runs"
            }
            Self::Status(status) if status.is_redirection() => {
                "redirects are not followed: write the URL that it leads to"
            }
            Self::Status(_) => "check `method`, `query`, `headers` and `body` of the request",
            Self::Path => "write a `path` such as /auth/rpgu/token, or a whole `url`",
            Self::NotJson => "check `url`; an answer that is the token alone needs no `pointer`",
            Self::NothingAtPointer(_) | Self::NoStringAtPointer(_) => {
                "`pointer` is a JSON pointer (RFC 6901) to a string in the answer, such as /token"
            }
            Self::LongAnswer => "check `url`: this is no answer of an authorisation service",
            Self::Answer(_) => "add a `pointer` to the token, such as /token",
            Self::CannotStart(_) => {
                "write a program that can be run, as a list of the program and its arguments; no shell reads it"
            }
            Self::Exit(_) => "run the command by hand; what it writes to stderr says more",
            Self::CommandTimeout(_) => {
                "make it quicker, or raise `timeouts.command`; it gets nothing to read on stdin"
            }
            Self::Output(_) | Self::Printed(_) => {
                "it must print the token alone, on one line of stdout"
            }
            Self::Unsendable => "it must be the token alone, without `Bearer` and without quotes",
            Self::NotAJwt(_) => {
                "a case sends this token with another signature, so it must be a signed JWT"
            }
            Self::Mint(_) => "check `mint`",
        }
    }
}

impl From<&TokenError> for Diagnostic {
    fn from(error: &TokenError) -> Self {
        Self::at(
            DiagnosticCode::Unusable,
            &error.profile,
            error.span.clone(),
            format!(
                "the token `{}` cannot be had: {}",
                error.token, error.failure
            ),
            "this token",
        )
        .help(error.failure.way_out())
    }
}

/// All tokens that could not be had; never empty.
#[derive(Debug, thiserror::Error)]
pub struct TokenErrors(pub Vec<TokenError>);

impl fmt::Display for TokenErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl From<TokenErrors> for Diagnostics {
    fn from(errors: TokenErrors) -> Self {
        Self(errors.0.iter().map(Diagnostic::from).collect())
    }
}
