//! `keygen`: a key that signs certificates.

use std::process::ExitCode;

use serde_json::json;

use super::args::{Format, KeygenArguments, Shared};
use super::error::CliError;
use super::output;
use crate::certificate::PrivateKey;

pub(super) fn run(shared: &Shared, arguments: &KeygenArguments) -> Result<ExitCode, CliError> {
    let key = PrivateKey::generate().map_err(CliError::usage)?;
    let public = key.write(&arguments.out).map_err(CliError::usage)?;
    let id = key.public().id();
    let text = match shared.format {
        Format::Json => format!(
            "{}\n",
            json!({
                "private_key": arguments.out,
                "public_key": public,
                "keyid": id,
            })
        ),
        Format::Human => {
            let sentences = shared.language().certificate_sentences();
            format!(
                "{}: {}\n{}: {}\nkeyid {id}\n",
                arguments.out.display(),
                sentences.private_key(),
                public.display(),
                sentences.public_key(),
            )
        }
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
