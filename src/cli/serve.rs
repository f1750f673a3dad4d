//! `serve`: the reference server alone.

use std::process::ExitCode;

use super::args::ServeArguments;
use super::error::CliError;
use super::output;
use crate::exchange::Hook;
use crate::reference::{Options, Reference};
use crate::suite::StateName;

pub(super) fn serve(arguments: &ServeArguments) -> Result<ExitCode, CliError> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let options = Options {
            port: arguments.port,
            ..Options::default()
        };
        let server = Reference::start(options).await.map_err(|error| {
            CliError::usage(format!(
                "cannot serve on 127.0.0.1:{}: {error}; choose another --port",
                arguments.port
            ))
        })?;
        output::print(&profile(&server).await?)?;
        tokio::signal::ctrl_c().await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// A profile that needs no editing, with a request to try as a comment. Its tokens are those of this server only.
async fn profile(server: &Reference) -> Result<String, CliError> {
    let hook = Hook {
        client: reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .build()
            .map_err(CliError::usage)?,
        url: reqwest::Url::parse(&server.provider_states_url()).map_err(CliError::usage)?,
    };
    let state = StateName::new("visit.active").map_err(CliError::usage)?;
    let visit = hook.setup(&state).await.map_err(CliError::usage)?;
    let (url, token) = (server.url(), server.valid_token());
    Ok(format!(
        "# The reference server runs until Ctrl-C. This is a profile for it:\n\
         #   rpgu-conformance run --profile FILE\n\
         # A request to try, which cancels a visit:\n\
         #   curl -i -X DELETE -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' '{url}/api/v2/iemk/doctors/visit/{visit}'\n\
         target: {url}\n\
         tokens:\n\
         \x20 valid: {token}\n\
         \x20 expired: {expired}\n\
         provider_states: {states}\n",
        expired = server.expired_token(),
        states = server.provider_states_url(),
    ))
}
