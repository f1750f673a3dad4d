//! A case for each outcome of a page.

use super::page::Page;
use super::scaffold::{ControlPath, Plan, ScaffoldFile, ScaffoldState};
use crate::suite::{Change, OutcomeId, StateName, Suite, Variable};
use crate::yaml::{key, quoted};

/// The cases, and the states that they name and the suite does not declare.
pub(super) fn cases(
    page: &Page,
    suite: &Suite,
    plan: &Plan<'_>,
) -> (Vec<ScaffoldFile>, Vec<ScaffoldState>) {
    let mut files = vec![ScaffoldFile {
        name: plan.control.clone(),
        text: format!(
            "title: {}\noutcome: {}\n",
            quoted(&format!("{} succeeds", page.title.value)),
            plan.success
        ),
    }];
    let mut states = Vec::new();
    declare(
        suite,
        &plan.state("ready"),
        "to be written: in which state the request succeeds",
        &mut states,
    );
    for id in page.outcomes.keys().filter(|id| *id != plan.success) {
        let change = match (known_change(suite, plan, id), &plan.path) {
            (Some(change), _) => change,
            (None, ControlPath::WithIdentifier(_)) => {
                let state = plan.state(&id.file_prefix());
                let title = format!("to be written: in which state the answer is {id}");
                declare(suite, &state, &title, &mut states);
                format!("# To be written: another state, or a `change:`.\ngiven: {state}\n")
            }
            (None, ControlPath::Fixed(_)) => format!(
                "# To be written: the one change that provokes this outcome.\nchange:\n  headers: {{ X-To-Be-Written: {} }}\n",
                quoted(&id.to_string())
            ),
        };
        files.push(ScaffoldFile {
            name: format!("{}-to-be-written", id.file_prefix()),
            text: format!(
                "title: {}\noutcome: {id}\n{change}",
                quoted(&format!("To be written: when {id} is answered"))
            ),
        });
    }
    (files, states)
}

fn declare(suite: &Suite, name: &str, title: &str, states: &mut Vec<ScaffoldState>) {
    let Ok(name) = StateName::new(name) else {
        return;
    };
    if !suite.states.contains_key(&name) && states.iter().all(|state| state.name != name) {
        states.push(ScaffoldState {
            name,
            title: title.to_owned(),
        });
    }
}

/// The change of one header by which a case of the suite provokes the same outcome.
fn known_change(suite: &Suite, plan: &Plan<'_>, id: &OutcomeId) -> Option<String> {
    let has = |name: &http::HeaderName| {
        let mut sent = plan.headers.iter();
        sent.any(|(sent, _)| name.as_str().eq_ignore_ascii_case(sent))
    };
    suite
        .cases
        .iter()
        .filter(|case| case.outcome == *id)
        .find_map(|case| match case.change.as_deref()? {
            Change::NoHeader(name) if has(name) => Some((name, "null".to_owned())),
            Change::Header(name, value)
                if has(name) && value.variables().all(|v| *v != Variable::Subject) =>
            {
                Some((name, quoted(&value.to_string())))
            }
            _ => None,
        })
        .map(|(name, value)| {
            let sent = plan.headers.iter();
            let mut spelt = sent.filter(|(sent, _)| name.as_str().eq_ignore_ascii_case(sent));
            let spelt = spelt.next().map_or(name.as_str(), |(spelt, _)| spelt);
            format!("change:\n  headers: {{ {}: {value} }}\n", key(spelt))
        })
}
