//! Cases in a few words.

use std::collections::BTreeMap;

use crate::suite::Suite;

/// Case ids by operation and file, in the suite's order: `a/*` for all cases of an operation, `a/b/*` for all rows of
/// a table, `a/b/{c,d}` for some of them.
pub fn grouped(suite: &Suite, ids: &[&str]) -> Vec<String> {
    let mut groups = Vec::new();
    for operation in &suite.operations {
        let operation = operation.id.as_str();
        let all = of_operation(suite.cases.iter().map(|case| case.id.as_str()), operation);
        let some = of_operation(ids.iter().copied(), operation);
        if some.is_empty() {
            continue;
        }
        if some.len() == all.len() {
            groups.push(format!("{operation}/*"));
            continue;
        }
        let (mut all, some) = (by_file(&all), by_file(&some));
        for (file, rows) in some {
            let whole = all.remove(file).unwrap_or_default().len() == rows.len();
            groups.push(match rows.as_slice() {
                [""] => format!("{operation}/{file}"),
                _ if whole => format!("{operation}/{file}/*"),
                [row] => format!("{operation}/{file}/{row}"),
                rows => format!("{operation}/{file}/{{{}}}", rows.join(",")),
            });
        }
    }
    groups
}

/// What follows the operation's name in the ids of its cases.
fn of_operation<'a>(ids: impl Iterator<Item = &'a str>, operation: &str) -> Vec<&'a str> {
    ids.filter_map(|id| id.strip_prefix(operation)?.strip_prefix('/'))
        .collect()
}

/// The rows of each file; the row of a case that is no table has no name.
fn by_file<'a>(cases: &[&'a str]) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in cases {
        let (file, row) = case.split_once('/').unwrap_or((case, ""));
        files.entry(file).or_default().push(row);
    }
    files
}
