//! The suite that a command works on, and the part of it that was selected.

use std::collections::BTreeSet;

use globset::Glob;

use super::args::{Selection, Shared};
use super::error::CliError;
use crate::diagnostic::known_names;
use crate::suite::{CaseIndex, Snapshots, Source, Suite, read, read_cases};

/// Reads the suite, snapshots included.
pub(super) fn load(shared: &Shared) -> Result<Suite, CliError> {
    let files = source(shared).load()?;
    Ok(read(&files, Snapshots::Required)?)
}

/// Reads the suite as [`load`]; where the selection names cases, only those and what they need. Whoever wants to know of
/// the others, be it only that they are there, must [`load`].
pub(super) fn load_selected(shared: &Shared, selection: &Selection) -> Result<Suite, CliError> {
    let names = &selection.select;
    if names.is_empty() || !names.iter().all(|pattern| is_name(pattern)) {
        return load(shared);
    }
    let files = source(shared).load()?;
    Ok(read_cases(&files, Snapshots::Required, names)?)
}

/// Whether a pattern matches itself alone: there is nothing in it that globs treat specially.
fn is_name(pattern: &str) -> bool {
    pattern
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c))
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
    let mut selected = BTreeSet::new();
    for pattern in &selection.select {
        let matched = matched(suite, pattern)?;
        if matched.is_empty() {
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
        selected.extend(matched);
    }
    Ok(selected.into_iter().collect())
}

fn matched(suite: &Suite, pattern: &str) -> Result<Vec<CaseIndex>, CliError> {
    if is_name(pattern) {
        return Ok(suite.find(pattern).into_iter().collect());
    }
    let glob = Glob::new(pattern).map_err(|error| {
        CliError::usage(format!(
            "--select: {error}; write a glob such as 'visit-cancel/*'"
        ))
    })?;
    let matcher = glob.compile_matcher();
    let cases = suite.indexed_cases();
    Ok(cases
        .filter(|(_, case)| matcher.is_match(case.id.as_str()))
        .map(|(index, _)| index)
        .collect())
}
