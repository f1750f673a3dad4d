//! The suite that a command works on, and the part of it that was selected.

use globset::{Glob, GlobSetBuilder};

use super::args::{Selection, Shared};
use super::error::CliError;
use crate::diagnostic::known_names;
use crate::suite::{CaseIndex, Snapshots, Source, Suite, read};

/// Reads the suite, snapshots included.
pub(super) fn load(shared: &Shared) -> Result<Suite, CliError> {
    let files = source(shared).load()?;
    Ok(read(&files, Snapshots::Required)?)
}

/// Reads the suite as [`load`], and names its files as this program's own suite does: what is signed should name no
/// folder of whoever signs.
pub(super) fn load_portable(shared: &Shared) -> Result<Suite, CliError> {
    let mut suite = load(shared)?;
    for case in &mut suite.cases {
        case.path = format!("cases/{}.yaml", case.id.file()).into();
    }
    Ok(suite)
}

pub(super) fn source(shared: &Shared) -> Source {
    match &shared.suite {
        None => Source::Embedded,
        Some(folder) => Source::Folder(folder.clone()),
    }
}

/// The selected cases, in the suite's order.
pub(super) fn select(suite: &Suite, selection: &Selection) -> Result<Vec<CaseIndex>, CliError> {
    if selection.select.is_empty() {
        return Ok(suite.indexed_cases().map(|(index, _)| index).collect());
    }
    let mut globs = GlobSetBuilder::new();
    for pattern in &selection.select {
        let glob = Glob::new(pattern).map_err(|error| {
            CliError::usage(format!(
                "--select: {error}; write a glob such as 'visit-cancel/*'"
            ))
        })?;
        let matcher = glob.compile_matcher();
        if !suite
            .cases
            .iter()
            .any(|case| matcher.is_match(case.id.as_str()))
        {
            let ids = suite.cases.iter().map(|case| case.id.as_str());
            let near = known_names(pattern, "case", ids);
            let near = near.split(" (").next().unwrap_or_default();
            let hint = if near.starts_with("did you mean") {
                near.to_owned()
            } else {
                "`rpgu-conformance list` shows all ids".to_owned()
            };
            return Err(CliError::usage(format!(
                "--select '{pattern}' matches no case; {hint}"
            )));
        }
        globs.add(glob);
    }
    let globs = globs.build().map_err(CliError::usage)?;
    Ok(suite
        .indexed_cases()
        .filter(|(_, case)| globs.is_match(case.id.as_str()))
        .map(|(index, _)| index)
        .collect())
}
