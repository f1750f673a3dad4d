//! Which target the flags, the environment and the profile name.

use super::args::RunArguments;
use super::error::CliError;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics};
use crate::profile::{self, Profile, Target as Address};
use crate::suite::{Suite, read_file};
use crate::target::supplied;

/// What is to be asked.
#[derive(Debug)]
pub(super) enum Chosen {
    /// Nothing is named: the embedded reference server.
    Reference,
    /// A server, with what its owner says about it.
    Given(Box<Profile>, Address),
}

/// Flags over environment over the profile's own address.
pub(super) fn choose(suite: &Suite, arguments: &RunArguments) -> Result<Chosen, CliError> {
    let address = match &arguments.target {
        None => None,
        Some(text) => {
            let address: Address = text.parse().map_err(|error| {
                CliError::usage(format!("--target (or RPGU_TARGET) is {error}"))
            })?;
            Some(address)
        }
    };
    let Some(path) = &arguments.profile else {
        return Ok(match address {
            None => Chosen::Reference,
            Some(address) => {
                Chosen::given(Profile::for_target(address.clone()), address, arguments)
            }
        });
    };
    let source = read_file(path).map_err(Diagnostics::from)?;
    let environment = |name: &str| std::env::var(name).ok();
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
    Ok(Chosen::given(profile, address, arguments))
}

impl Chosen {
    fn given(mut profile: Profile, address: Address, arguments: &RunArguments) -> Self {
        if let Some(timeout) = arguments.timeout {
            let timeouts = &mut profile.connection.timeouts;
            timeouts.total = timeout;
            timeouts.connect = timeouts.connect.min(timeout);
        }
        Self::Given(Box::new(profile), address)
    }
}
