//! Cases and snapshots are the two entries of one book: neither without the other, and both the same.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::source::SuiteFiles;
use super::{CaseId, OutcomeId, snapshot};
use crate::diagnostic::{Diagnostic, DiagnosticCode};

/// What a case file says of its snapshot. Made as soon as its outcome is known, be the rest of the file as it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SnapshotClaim {
    pub(super) case: CaseId,
    pub(super) outcome: OutcomeId,
    pub(super) text: Arc<str>,
}

/// Reports snapshots that are missing, too many, or disagree with the outcome that their case names.
pub(super) fn snapshots(
    claims: &[SnapshotClaim],
    files: &SuiteFiles,
    problems: &mut Vec<Diagnostic>,
) {
    let cases: HashMap<&str, &str> = files
        .cases
        .iter()
        .filter(|file| is_case(&file.name))
        .map(|file| (file.name.as_str(), file.source.path.as_ref()))
        .collect();
    let unread: HashSet<&str> = [&files.unread.cases, &files.unread.snapshots]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let snapshots: HashMap<&str, _> = files
        .snapshots
        .iter()
        .map(|file| (file.name.as_str(), &file.source))
        .collect();
    for (name, path) in &cases {
        if !snapshots.contains_key(name) && !unread.contains(name) {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::SnapshotMissing,
                    *path,
                    format!("the case {name} has no snapshot"),
                )
                .help(format!(
                    "make snapshots/{name}.snap: `run --accept` against a target that you name, or `cargo insta \
                     test --accept`; then read what it wrote"
                )),
            );
        }
    }
    for file in &files.snapshots {
        let name = file.name.as_str();
        if !cases.contains_key(name) && !unread.contains(name) {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::SnapshotExtra,
                    file.source.path.clone(),
                    format!("there is no case cases/{name}.yaml for this snapshot"),
                )
                .help("remove the snapshot, or bring the case back"),
            );
        }
    }
    let mut done = HashSet::new();
    for claim in claims {
        let name = claim.case.file();
        // The rows of a table share the snapshot of their file.
        if !done.insert(name) {
            continue;
        }
        let Some(source) = snapshots.get(name) else {
            continue;
        };
        let Some(difference) = snapshot::compare(&source.text, &claim.text) else {
            continue;
        };
        let label = match &difference.expected {
            Some(line) if line.is_empty() => "an empty line should stand here".to_owned(),
            Some(line) => format!("should be `{line}`"),
            None => "one line too many".to_owned(),
        };
        problems.push(
            Diagnostic::at(
                DiagnosticCode::SnapshotDisagrees,
                source,
                difference.at,
                format!(
                    "the snapshot of {name} disagrees with the outcome {} that its case names",
                    claim.outcome
                ),
                label,
            )
            .help("mend the snapshot, or the outcome in operation.yaml, whichever differs from the documents"),
        );
    }
}

fn is_case(name: &str) -> bool {
    name.split_once('/')
        .is_some_and(|(_, file)| file != "operation")
}
