//! `run --accept`: writes snapshots of what a target answers, where that is what the case's outcome says.
//!
//! The outcome and the snapshot are two entries of one book. So an answer that disagrees with the outcome is never
//! written: then the documents decide which side is wrong, and a person mends it.

use std::fmt::Write as _;
use std::path::Path;

use similar::TextDiff;

use super::args::{Named, RunArguments, Shared};
use super::error::CliError;
use super::{new, output};
use crate::diagnostic::Diagnostics;
use crate::judge::VerdictKind;
use crate::report::{CaseReport, Report};
use crate::scaffold::{create, replace};
use crate::suite::{Snapshots, Source, Suite, read, snapshot};

/// Reads the suite whose snapshots are to be written: they are not compared with anything yet.
pub(super) fn suite(shared: &Shared, arguments: &RunArguments) -> Result<Suite, CliError> {
    let folder = new::folder(shared)?;
    match arguments.named {
        Named::OnTheCommandLine => {}
        Named::Elsewhere => {
            return Err(CliError::usage(
                "--accept writes what a target says, so name it in this command: --target URL or --profile FILE",
            ));
        }
    }
    let files = Source::Folder(folder.to_owned()).load()?;
    read(&files, Snapshots::Unchecked).map_err(|problems: Diagnostics| problems.into())
}

/// Writes the snapshots and shows each change.
pub(super) fn accept(shared: &Shared, report: &Report) -> Result<(), CliError> {
    let folder = new::folder(shared)?;
    let mut text = String::new();
    for rows in report.cases.chunk_by(|a, b| file(a) == file(b)) {
        let Some(case) = rows.first() else {
            continue;
        };
        let name = format!("snapshots/{}.snap", file(case));
        let path = folder.join(&name);
        let wanted = snapshot::file(&case.evidence.open().expected);
        let current = std::fs::read_to_string(&path).ok();
        // Writing to a String cannot fail.
        if current.as_deref() == Some(wanted.as_str()) {
            continue;
        }
        if let Some(other) = rows.iter().find(|row| row.verdict != VerdictKind::Pass) {
            let _ = writeln!(
                text,
                "not accepted {name}: {} is {}",
                other.id, other.verdict
            );
            let evidence = other.evidence.open();
            if evidence.expected != evidence.actual && !evidence.actual.is_empty() {
                text.push_str(&diff(
                    &evidence.expected,
                    &evidence.actual,
                    "documented",
                    "answered",
                ));
            }
            continue;
        }
        write(&path, &wanted, current.as_deref())?;
        let _ = writeln!(text, "accepted {name}");
        text.push_str(&diff(
            &current.unwrap_or_default(),
            &wanted,
            "before",
            "after",
        ));
    }
    if text.is_empty() {
        "every snapshot is as the outcomes say; nothing was written\n".clone_into(&mut text);
    }
    match shared.format {
        // Standard output is the report's alone.
        super::args::Format::Json => anstream::eprint!("{text}"),
        super::args::Format::Human => output::print(&text)?,
    }
    Ok(())
}

/// The case file, whose rows share a snapshot.
fn file(case: &CaseReport) -> String {
    format!("{}/{}", case.operation, case.id.file_stem())
}

fn write(path: &Path, wanted: &str, current: Option<&str>) -> Result<(), CliError> {
    let written = match current {
        None => create(path, wanted),
        Some(_) => replace(path, wanted),
    };
    Ok(written?)
}

fn diff(from: &str, to: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(from, to)
        .unified_diff()
        .missing_newline_hint(false)
        .header(before, after)
        .to_string()
        + "\n"
}
