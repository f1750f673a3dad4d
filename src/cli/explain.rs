//! `explain`: what a case, an outcome, a ruling or a code means.

use std::process::ExitCode;

use super::args::{ExplainArguments, Format, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::explain;
use crate::inert::inert_lines;
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
        // A suite may be somebody else's.
        Format::Human => inert_lines(&explained.to_string()),
        Format::Json => output::json(&explained)?,
    })?;
    Ok(ExitCode::SUCCESS)
}
