//! Outcomes: what a page lists, beside what an operation does.

use super::difference::{Aspect, Change, Difference, Item};
use super::page::{Page, PageOutcome};
use super::table::said;
use crate::suite::{Operation, Outcome, OutcomeId, OutcomeType, quoted};

/// A page's outcome under its name.
type Listed<'a> = (&'a OutcomeId, &'a PageOutcome);

/// Compares all outcomes. A row whose status, or whose code, is another is one change, not a row gone and a row come.
pub(super) fn outcomes(page: &Page, operation: &Operation, differences: &mut Vec<Difference>) {
    let line = |id: &OutcomeId| {
        let place = operation.places.outcomes.get(id);
        place.map_or(1, |place| operation.places.line(place))
    };
    let mut come: Vec<Listed<'_>> = page
        .outcomes
        .iter()
        .filter(|(id, _)| !operation.outcomes.contains_key(*id))
        .collect();
    for (id, outcome) in &operation.outcomes {
        if let Some(listed) = page.outcomes.get(id) {
            contents(outcome, listed, line(id), differences);
        } else if let Some((aspect, (page_id, listed))) = successor(outcome, &mut come) {
            differences.push(Difference {
                item: Item::Outcome(id.clone()),
                aspect,
                change: Change::Changed {
                    operation: part(id, aspect),
                    page: part(page_id, aspect),
                },
                page_line: listed.line,
                operation_line: line(id),
            });
            contents(outcome, listed, line(id), differences);
        } else {
            differences.push(Difference {
                item: Item::Outcome(id.clone()),
                aspect: Aspect::Itself,
                change: Change::Removed(summary(Some(outcome.kind), outcome.text.as_deref())),
                page_line: page.outcomes_line,
                operation_line: line(id),
            });
        }
    }
    // One more would stand after the last.
    let last = operation.outcomes.keys().last().map_or(1, line);
    for (id, listed) in come {
        differences.push(Difference {
            item: Item::Outcome(id.clone()),
            aspect: Aspect::Itself,
            change: Change::Added(summary(listed.kind, listed.text.as_deref())),
            page_line: listed.line,
            operation_line: last,
        });
    }
}

/// The page's outcome that an operation's has become: with the same code, or with the same status and text, or both a success.
fn successor<'a>(outcome: &Outcome, come: &mut Vec<Listed<'a>>) -> Option<(Aspect, Listed<'a>)> {
    let OutcomeId::Coded {
        status,
        message_code,
    } = &outcome.id
    else {
        return None;
    };
    let same_code = |(id, _): &Listed<'_>| matches!(id, OutcomeId::Coded { message_code: code, .. } if code == message_code);
    let same_meaning = |(id, listed): &Listed<'_>| {
        let both_succeed =
            outcome.kind == OutcomeType::Success && listed.kind == Some(OutcomeType::Success);
        let text = outcome.text.as_deref().and_then(said);
        matches!(id, OutcomeId::Coded { status: known, .. } if known == status)
            && (both_succeed || (text.is_some() && text == listed.text))
    };
    let (aspect, place) = match come.iter().position(same_code) {
        Some(place) => (Aspect::Status, place),
        None => (Aspect::MessageCode, come.iter().position(same_meaning)?),
    };
    Some((aspect, come.remove(place)))
}

fn part(id: &OutcomeId, aspect: Aspect) -> String {
    match (id, aspect) {
        (OutcomeId::Coded { status, .. }, Aspect::Status) => status.to_string(),
        (OutcomeId::Coded { message_code, .. }, _) => message_code.to_string(),
        (other, _) => other.to_string(),
    }
}

fn contents(
    outcome: &Outcome,
    listed: &PageOutcome,
    operation_line: usize,
    differences: &mut Vec<Difference>,
) {
    let mut differs = |aspect, operation: String, page: String| {
        differences.push(Difference {
            item: Item::Outcome(outcome.id.clone()),
            aspect,
            change: Change::Changed { operation, page },
            page_line: listed.line,
            operation_line,
        });
    };
    if let Some(kind) = listed.kind
        && kind != outcome.kind
    {
        differs(
            Aspect::Type,
            kind_word(outcome.kind).to_owned(),
            kind_word(kind).to_owned(),
        );
    }
    // Runs of white space are equal (ruling R8).
    let text = outcome.text.as_deref().and_then(said);
    if text != listed.text {
        differs(
            Aspect::Text,
            text_word(text.as_deref()),
            text_word(listed.text.as_deref()),
        );
    }
}

fn kind_word(kind: OutcomeType) -> &'static str {
    match kind {
        OutcomeType::Success => "success",
        OutcomeType::Error => "error",
        OutcomeType::Validation => "validation",
    }
}

fn text_word(text: Option<&str>) -> String {
    text.map_or_else(|| "none".to_owned(), quoted)
}

fn summary(kind: Option<OutcomeType>, text: Option<&str>) -> String {
    let parts: Vec<String> = [
        kind.map(|kind| kind_word(kind).to_owned()),
        text.map(quoted),
    ]
    .into_iter()
    .flatten()
    .collect();
    parts.join(", ")
}
