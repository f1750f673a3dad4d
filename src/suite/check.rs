//! Cases and snapshots are the two entries of one book: neither without the other, and both the same.

use std::collections::{HashMap, HashSet};

use super::snapshot;
use super::source::SuiteFiles;
use super::{Case, OutcomeId};
use crate::diagnostic::{Diagnostic, DiagnosticCode};

/// What a case file says of its snapshot. Made for each case that could be read, be the rest of the suite as it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SnapshotClaim {
    name: String,
    case_path: String,
    outcome: OutcomeId,
    text: String,
}

impl SnapshotClaim {
    pub(super) fn of(case: &Case) -> Self {
        Self {
            name: format!("{}/{}", case.id.operation(), case.id.file_stem()),
            case_path: case.path.clone(),
            outcome: case.outcome.clone(),
            text: case.snapshot.clone(),
        }
    }
}

/// Reports snapshots that are missing, too many, or disagree with the outcome that their case names.
pub(super) fn snapshots(
    claims: &[SnapshotClaim],
    files: &SuiteFiles,
    problems: &mut Vec<Diagnostic>,
) {
    let by_name: HashMap<&str, _> = files
        .snapshots
        .iter()
        .map(|file| (file.name.as_str(), &file.source))
        .collect();
    let mut done = HashSet::new();
    for claim in claims {
        let name = &claim.name;
        // The rows of a table share the snapshot of their file.
        if !done.insert(name) {
            continue;
        }
        let Some(source) = by_name.get(name.as_str()) else {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::SnapshotMissing,
                    claim.case_path.clone(),
                    format!("the case {name} has no snapshot"),
                )
                .help(format!(
                    "make snapshots/{name}.snap: `cargo insta test --accept`, then read what it wrote"
                )),
            );
            continue;
        };
        if let Some(difference) = snapshot::compare(&source.text, &claim.text) {
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
    // Cases that could not be read claim nothing; their snapshots are not too many.
    let case_files: HashSet<&str> = files.cases.iter().map(|file| file.name.as_str()).collect();
    for file in &files.snapshots {
        if !case_files.contains(file.name.as_str()) {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::SnapshotExtra,
                    file.source.path.clone(),
                    format!(
                        "there is no case cases/{}.yaml for this snapshot",
                        file.name
                    ),
                )
                .help("remove the snapshot, or bring the case back"),
            );
        }
    }
}
