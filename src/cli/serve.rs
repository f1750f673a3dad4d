//! `serve`: the reference server alone.

use std::process::ExitCode;

use super::args::{Deviation, ServeArguments};
use super::error::CliError;
use super::output;
use crate::exchange::Hook;
use crate::matrix::{UnknownServer, name};
use crate::reference::{
    Behaviour, CANNED, Canned, FAULTS, FREEDOMS, Fault, Freedom, Options, Reference,
};
use crate::suite::StateName;

pub(super) fn serve(arguments: &ServeArguments) -> Result<ExitCode, CliError> {
    let behaviour = behaviour(&arguments.deviation).map_err(CliError::usage)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let options = Options {
            port: arguments.port,
            behaviour,
        };
        let server = Reference::start(options).await.map_err(|error| {
            CliError::usage(format!(
                "cannot serve on 127.0.0.1:{}: {error}; choose another --port",
                arguments.port
            ))
        })?;
        output::print(&(about(behaviour) + &profile(&server).await?))?;
        tokio::signal::ctrl_c().await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn behaviour(asked: &Deviation) -> Result<Behaviour, UnknownServer> {
    if let Some(name) = &asked.fault {
        let known = FAULTS.iter().map(|fault| fault.name);
        let fault = Fault::named(name).ok_or_else(|| UnknownServer::new("fault", name, known))?;
        Ok(Behaviour::Fault(fault))
    } else if let Some(name) = &asked.freedom {
        let known = FREEDOMS.iter().map(|freedom| freedom.name);
        let freedom =
            Freedom::named(name).ok_or_else(|| UnknownServer::new("freedom", name, known))?;
        Ok(Behaviour::Freedom(freedom))
    } else if let Some(name) = &asked.canned {
        let known: Vec<String> = CANNED.iter().map(|canned| canned.name()).collect();
        let known = known.iter().map(String::as_str);
        let canned =
            Canned::named(name).ok_or_else(|| UnknownServer::new("canned server", name, known))?;
        Ok(Behaviour::Canned(canned))
    } else {
        Ok(Behaviour::Literal)
    }
}

/// What the server does otherwise, as a comment of the profile.
fn about(behaviour: Behaviour) -> String {
    let (kind, sentence) = match behaviour {
        Behaviour::Literal => return String::new(),
        Behaviour::Fault(fault) => ("a fault", fault.sentence.to_owned()),
        Behaviour::Freedom(freedom) => {
            ("a freedom, which is no fault", freedom.sentence.to_owned())
        }
        Behaviour::Canned(canned) => ("canned", canned.sentence()),
    };
    format!("# {} ({kind}): {sentence}\n", name(behaviour))
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
