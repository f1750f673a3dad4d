//! Where two JSON values differ, by path.

use serde_json::{Map, Value as Json};

/// So much of a value is quoted.
const EXCERPT: usize = 100;

/// A place at which two values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Members and, for lists of cases, the case's id in brackets.
    pub path: String,
    /// What stands there, and what should.
    pub sides: Sides,
}

/// The two sides of a [`Difference`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "`found` is what stands there, `wanted` what should"
)]
pub enum Sides {
    /// Two values.
    Both { found: String, wanted: String },
    /// A value where nothing should be.
    Extra { found: String },
    /// Nothing where a value should be.
    Missing { wanted: String },
    /// The same entries of a list in another order, or one of them twice.
    Order { found: usize, wanted: usize },
}

/// All places at which a value differs from another.
pub(super) fn differences(found: &Json, wanted: &Json) -> Vec<Difference> {
    let mut all = Vec::new();
    walk("", Some(found), Some(wanted), &mut all);
    all
}

fn walk(path: &str, found: Option<&Json>, wanted: Option<&Json>, all: &mut Vec<Difference>) {
    match (found, wanted) {
        (Some(found), Some(wanted)) if found == wanted => {}
        (Some(Json::Object(found)), Some(Json::Object(wanted))) => {
            members(path, found, wanted, all)
        }
        (Some(Json::Array(found)), Some(Json::Array(wanted))) => items(path, found, wanted, all),
        (found, wanted) => {
            let sides = match (found.map(excerpt), wanted.map(excerpt)) {
                (Some(found), Some(wanted)) => Sides::Both { found, wanted },
                (Some(found), None) => Sides::Extra { found },
                (None, Some(wanted)) => Sides::Missing { wanted },
                (None, None) => return,
            };
            all.push(Difference {
                path: path.to_owned(),
                sides,
            });
        }
    }
}

fn members(
    path: &str,
    found: &Map<String, Json>,
    wanted: &Map<String, Json>,
    all: &mut Vec<Difference>,
) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    for (name, value) in found {
        walk(&below(name), Some(value), wanted.get(name), all);
    }
    for (name, value) in wanted {
        if !found.contains_key(name) {
            walk(&below(name), None, Some(value), all);
        }
    }
}

/// Cases by their ids and lists of ids as sets, so that one dropped case does not shift all that follow.
fn items(path: &str, found: &[Json], wanted: &[Json], all: &mut Vec<Difference>) {
    let before = all.len();
    let by_id = |list: &[Json]| -> Option<Vec<String>> {
        let ids = list.iter().map(|item| match item {
            Json::Object(members) => Some(members.get("id")?.as_str()?.to_owned()),
            Json::String(id) => Some(id.clone()),
            _ => None,
        });
        ids.collect()
    };
    if let (Some(found_ids), Some(wanted_ids)) = (by_id(found), by_id(wanted)) {
        for (id, item) in found_ids.iter().zip(found) {
            let at = wanted_ids.iter().position(|wanted| wanted == id);
            let place = format!("{path}[{id}]");
            walk(&place, Some(item), at.and_then(|at| wanted.get(at)), all);
        }
        for (id, item) in wanted_ids.iter().zip(wanted) {
            if !found_ids.contains(id) {
                walk(&format!("{path}[{id}]"), None, Some(item), all);
            }
        }
    } else {
        for at in 0..found.len().max(wanted.len()) {
            walk(&format!("{path}[{at}]"), found.get(at), wanted.get(at), all);
        }
    }
    // The same items in another order, or one of them twice.
    if all.len() == before {
        all.push(Difference {
            path: path.to_owned(),
            sides: Sides::Order {
                found: found.len(),
                wanted: wanted.len(),
            },
        });
    }
}

fn excerpt(value: &Json) -> String {
    let text = match value {
        Json::Object(members) => members
            .get("id")
            .map_or_else(|| value.to_string(), ToString::to_string),
        other => other.to_string(),
    };
    if text.chars().count() <= EXCERPT {
        return text;
    }
    let start: String = text.chars().take(EXCERPT).collect();
    format!("{start}…")
}
