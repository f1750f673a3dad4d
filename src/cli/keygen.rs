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
        Format::Human | Format::Github => format!(
            "{}: the private key; keep it to yourself\n{}: the public key; give it to whoever verifies, by another way than the certificate\nkeyid {id}\n",
            arguments.out.display(),
            public.display(),
        ),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
