//! What can be said of a case file whose operation cannot be read.

use super::declared::Declared;
use super::file::CaseFile;
use super::read_change;
use super::read_request::RequestScope;
use crate::diagnostic::{Diagnostic, SourceText};

/// Checks the names that the suite declares, and each change by itself.
pub(super) fn check(
    declared: Declared<'_>,
    source: &SourceText,
    file: &CaseFile,
    problems: &mut Vec<Diagnostic>,
) {
    for ruling in &file.rulings {
        problems.extend(declared.unknown_ruling(source, ruling));
    }
    let scope = RequestScope::unbound(declared.tokens());
    let rows = file.each.iter().flat_map(|table| table.value.values());
    let changes = file.change.iter().chain(rows);
    for change in changes.clone() {
        // Only its mistakes are of interest.
        let _ = read_change::read(source, change, &scope, problems);
    }
    let in_changes = changes.filter_map(|change| change.value.given.as_ref());
    for given in file.given.iter().chain(in_changes) {
        problems.extend(declared.unknown_state(source, given));
    }
}
