//! `explain`: what a case, an outcome, a ruling or a code means.

use std::process::ExitCode;

use super::args::{ExplainArguments, Format, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::explain;
use crate::pipeline;
use crate::target::{choose, supply};

pub(super) fn explain(shared: &Shared, arguments: &ExplainArguments) -> Result<ExitCode, CliError> {
    let suite = suite::load(shared)?;
    let plan = match &arguments.profile {
        None => None,
        Some(profile) => {
            let choice = choose(&suite, arguments.target.as_deref(), Some(profile))?;
            let all = suite.indexed_cases().map(|(index, _)| index).collect();
            Some(pipeline::plan(&suite, all, &supply(&suite, &choice), None).plan)
        }
    };
    let explained = explain::explain(&suite, &arguments.name, plan.as_ref());
    let explained = explained.map_err(CliError::usage)?;
    output::print(&match shared.format {
        Format::Human => explained.to_string(),
        Format::Json => {
            let text = serde_json::to_string_pretty(&explained).map_err(CliError::usage)?;
            format!("{text}\n")
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
