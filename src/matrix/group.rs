//! Cases in a few words.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::suite::{Case, Operation, Suite};

/// Case ids as few patterns, in the suite's order, each of which `--select` would take: `a/*` for all cases of an
/// operation, `a/200-2000-*` for all of an outcome, `a/b/*` for all rows of a table, `a/b/{c,d}` for some of them.
pub fn grouped(suite: &Suite, ids: &[&str]) -> Vec<String> {
    let ids: HashSet<&str> = ids.iter().copied().collect();
    let mut patterns = Vec::new();
    for operation in &suite.operations {
        let cases: Vec<&Case> = suite
            .cases
            .iter()
            .filter(|case| suite[case.operation].id == operation.id)
            .collect();
        if !cases.is_empty() && all_of(&ids, &cases) {
            patterns.push(format!("{}/*", operation.id));
            continue;
        }
        for outcome in by(&cases, |case| case.outcome.to_string()).values() {
            let files = by(outcome, |case| case.path.to_string());
            match outcome.first() {
                Some(first) if files.len() > 1 && all_of(&ids, outcome) => {
                    let prefix = first.outcome.to_string().replace('/', "-");
                    patterns.push(format!("{}/{prefix}-*", operation.id));
                }
                _ => patterns.extend(
                    files
                        .values()
                        .filter_map(|rows| file(operation, &ids, rows)),
                ),
            }
        }
    }
    patterns
}

fn all_of(ids: &HashSet<&str>, cases: &[&Case]) -> bool {
    cases.iter().all(|case| ids.contains(case.id.as_str()))
}

fn by<'a>(cases: &[&'a Case], key: impl Fn(&Case) -> String) -> IndexMap<String, Vec<&'a Case>> {
    let mut groups: IndexMap<String, Vec<&Case>> = IndexMap::new();
    for case in cases {
        groups.entry(key(case)).or_default().push(case);
    }
    groups
}

/// The cases of one file; each but a single one is a row of its table.
fn file(operation: &Operation, ids: &HashSet<&str>, cases: &[&Case]) -> Option<String> {
    let prefix = format!("{}/", operation.id);
    let found: Vec<(&str, Option<&str>)> = cases
        .iter()
        .map(|case| case.id.as_str())
        .filter(|id| ids.contains(id))
        .filter_map(|id| id.strip_prefix(&prefix))
        .map(|id| match id.split_once('/') {
            Some((file, row)) => (file, Some(row)),
            None => (id, None),
        })
        .collect();
    let rows: Vec<&str> = found.iter().filter_map(|(_, row)| *row).collect();
    let (file, _) = found.first()?;
    Some(match rows.as_slice() {
        [] => format!("{prefix}{file}"),
        _ if found.len() == cases.len() => format!("{prefix}{file}/*"),
        [row] => format!("{prefix}{file}/{row}"),
        rows => format!("{prefix}{file}/{{{}}}", rows.join(",")),
    })
}
