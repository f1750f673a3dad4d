//! Cases and snapshots are the two entries of one book: neither without the other, and both the same.

use std::collections::{HashMap, HashSet};

use super::snapshot;
use super::source::SuiteFiles;
use super::{Case, Suite};
use crate::diagnostic::{Diagnostic, DiagnosticCode};

/// Reports snapshots that are missing, too many, or disagree with the outcome that their case names.
pub(super) fn snapshots(suite: &Suite, files: &SuiteFiles, problems: &mut Vec<Diagnostic>) {
    let by_name: HashMap<&str, _> = files
        .snapshots
        .iter()
        .map(|file| (file.name.as_str(), &file.source))
        .collect();
    let mut done = HashSet::new();
    for case in &suite.cases {
        let name = snapshot_name(case);
        if !done.insert(name.clone()) {
            continue;
        }
        let Some(source) = by_name.get(name.as_str()) else {
            problems.push(
                Diagnostic::in_file(
                    DiagnosticCode::SnapshotMissing,
                    case.path.clone(),
                    format!("the case {name} has no snapshot"),
                )
                .help(format!(
                    "make snapshots/{name}.snap: `cargo insta test --accept`, then read what it wrote"
                )),
            );
            continue;
        };
        if let Some(difference) = snapshot::compare(&source.text, &case.snapshot) {
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
                        case.outcome
                    ),
                    label,
                )
                .help("mend the snapshot, or the outcome in operation.yaml, whichever differs from the documents"),
            );
        }
    }
    // Cases that could not be read have no place in `suite`; their snapshots are not too many.
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

/// The snapshot that a case is compared with: one for each file, whatever the number of its rows.
pub(super) fn snapshot_name(case: &Case) -> String {
    format!("{}/{}", case.id.operation(), case.id.file_stem())
}
