//! Which target the user names: an address, a profile, both, or neither.

use std::path::Path;
use std::time::Duration;

use super::supplied;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics};
use crate::profile::{self, Profile, Target as Address, UrlError};
use crate::suite::{Suite, read_file};

/// The environment variable that names a target.
const TARGET_VARIABLE: &str = "RPGU_TARGET";

/// What is to be asked.
#[derive(Debug)]
pub enum Choice {
    /// Nothing is named: the embedded reference server.
    Reference,
    /// A server, with what its owner says about it.
    Given(Box<Profile>, Address),
}

/// Why it cannot be told what is to be asked.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// The address is none.
    #[error("the target (--target or RPGU_TARGET) is {0}")]
    Address(#[from] UrlError),
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] Diagnostics),
}

/// An address outranks the profile's own. Variables in the profile come from this process's environment.
///
/// # Errors
/// An address that is none, and every mistake in the profile.
pub fn choose(
    suite: &Suite,
    address: Option<&str>,
    profile: Option<&Path>,
) -> Result<Choice, ChoiceError> {
    // CI systems set variables that have no value to an empty one.
    let address = address.filter(|address| !address.is_empty());
    let profile = profile.filter(|path| !path.as_os_str().is_empty());
    let address: Option<Address> = address.map(str::parse).transpose()?;
    let Some(path) = profile else {
        return Ok(match address {
            None => Choice::Reference,
            Some(address) => Choice::Given(Box::new(Profile::for_target(address.clone())), address),
        });
    };
    let source = read_file(path).map_err(Diagnostics::from)?;
    // A flag outranks the environment, also where the profile takes its address from there.
    let environment = |name: &str| match &address {
        Some(address) if name == TARGET_VARIABLE => Some(address.as_str().to_owned()),
        _ => std::env::var(name).ok(),
    };
    let profile = profile::read(&source, &supplied(suite), &environment)?;
    let Some(address) = address.or_else(|| profile.target.clone()) else {
        let problem = Diagnostic::in_file(
            DiagnosticCode::MissingField,
            source.path,
            "the profile names no target",
        )
        .help("add `target: https://…`, or give --target");
        return Err(Diagnostics::from(problem).into());
    };
    Ok(Choice::Given(Box::new(profile), address))
}

impl Choice {
    /// Puts another time limit for whole answers over the profile's.
    pub fn limit(&mut self, total: Duration) {
        if let Self::Given(profile, _) = self {
            let timeouts = &mut profile.connection.timeouts;
            *timeouts = timeouts.within(total);
        }
    }
}
