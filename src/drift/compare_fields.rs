//! Tables and examples, name by name.

use indexmap::IndexMap;

use super::difference::{Aspect, Change, Difference, Item};
use super::example::{Example, JsonType, collect};
use super::page::{Listed, PageField, PageHeader, PageParameter};
use crate::suite::{
    DocumentedField, DocumentedHeader, DocumentedParameter, FieldType, OperationPlaces,
};
use crate::yaml::Spanned;

/// What a table says of one name, beside that of the operation's file.
pub(super) trait Described<Documented> {
    /// What is said, part by part; both lists have the same parts.
    fn page(&self) -> Vec<(Aspect, String)>;
    /// The same for the operation.
    fn operation(documented: &Documented) -> Vec<(Aspect, String)>;
}

impl Described<DocumentedParameter> for PageParameter {
    fn page(&self) -> Vec<(Aspect, String)> {
        vec![
            (Aspect::Place, self.location.to_string()),
            (Aspect::Required, self.required.to_string()),
        ]
    }

    fn operation(documented: &DocumentedParameter) -> Vec<(Aspect, String)> {
        vec![
            (Aspect::Place, documented.location.to_string()),
            (Aspect::Required, documented.required.to_string()),
        ]
    }
}

impl Described<DocumentedHeader> for PageHeader {
    fn page(&self) -> Vec<(Aspect, String)> {
        vec![
            (Aspect::Value, self.value.clone()),
            (Aspect::Required, self.required.to_string()),
        ]
    }

    fn operation(documented: &DocumentedHeader) -> Vec<(Aspect, String)> {
        vec![
            (Aspect::Value, documented.value.clone()),
            (Aspect::Required, documented.required.to_string()),
        ]
    }
}

impl Described<DocumentedField> for PageField {
    fn page(&self) -> Vec<(Aspect, String)> {
        vec![
            (Aspect::Type, self.kind.to_string()),
            (Aspect::Required, self.required.to_string()),
        ]
    }

    fn operation(documented: &DocumentedField) -> Vec<(Aspect, String)> {
        vec![
            (Aspect::Type, documented.kind.to_string()),
            (Aspect::Required, documented.required.to_string()),
        ]
    }
}

impl Described<FieldType> for FieldType {
    fn page(&self) -> Vec<(Aspect, String)> {
        vec![(Aspect::Type, self.to_string())]
    }

    fn operation(documented: &FieldType) -> Vec<(Aspect, String)> {
        vec![(Aspect::Type, documented.to_string())]
    }
}

/// One entry of either side.
struct Entry {
    name: String,
    parts: Vec<(Aspect, String)>,
    line: usize,
}

impl Entry {
    fn said(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|(_, text)| text.as_str()).collect();
        parts.join(", ")
    }
}

/// Compares a table.
pub(super) fn listed<P: Described<D>, D>(
    page: &Listed<P>,
    operation: &IndexMap<String, Spanned<D>>,
    places: &OperationPlaces,
    operation_line: usize,
    item: fn(String) -> Item,
    differences: &mut Vec<Difference>,
) {
    let page_entries = page.rows.iter().map(|(name, row)| Entry {
        name: name.clone(),
        parts: row.value.page(),
        line: row.line,
    });
    let operation_entries = operation.iter().map(|(name, documented)| Entry {
        name: name.clone(),
        parts: P::operation(&documented.value),
        line: places.line(&documented.span),
    });
    entries(
        page_entries.collect(),
        operation_entries.collect(),
        (page.line, operation_line),
        item,
        differences,
    );
}

/// Compares examples, the first with the first and so on, by their fields and the types of those.
pub(super) fn examples(
    page: &[Example],
    operation: &[Spanned<serde_json::Value>],
    places: &OperationPlaces,
    page_line: usize,
    item: fn(String) -> Item,
    differences: &mut Vec<Difference>,
) {
    for index in 0..page.len().max(operation.len()) {
        let (of_page, of_operation) = (page.get(index), operation.get(index));
        let line = of_operation.map_or_else(
            || places.line(&places.documented),
            |example| places.line(&example.span),
        );
        let typed = |kind: JsonType| vec![(Aspect::Type, kind.to_string())];
        let page_entries = of_page.iter().flat_map(|example| {
            example.fields.iter().map(|field| Entry {
                name: field.path.clone(),
                parts: typed(field.kind),
                line: field.line,
            })
        });
        let mut fields = Vec::new();
        if let Some(example) = of_operation {
            collect(&example.value, "", &mut fields);
        }
        let operation_entries = fields.into_iter().map(|(path, _, kind)| Entry {
            name: path,
            parts: typed(kind),
            line,
        });
        entries(
            page_entries.collect(),
            operation_entries.collect(),
            (of_page.map_or(page_line, |example| example.line), line),
            item,
            differences,
        );
    }
}

fn entries(
    page: Vec<Entry>,
    operation: Vec<Entry>,
    (page_line, operation_line): (usize, usize),
    item: fn(String) -> Item,
    differences: &mut Vec<Difference>,
) {
    let mut removed = Vec::new();
    for known in &operation {
        match page.iter().find(|entry| entry.name == known.name) {
            None => removed.push(known),
            Some(entry) => {
                for ((aspect, ours), (_, theirs)) in known.parts.iter().zip(&entry.parts) {
                    if ours != theirs {
                        differences.push(Difference {
                            item: item(known.name.clone()),
                            aspect: *aspect,
                            change: Change::Changed {
                                operation: ours.clone(),
                                page: theirs.clone(),
                            },
                            page_line: entry.line,
                            operation_line: known.line,
                        });
                    }
                }
            }
        }
    }
    let is_added = |entry: &&Entry| operation.iter().all(|known| known.name != entry.name);
    let added: Vec<&Entry> = page.iter().filter(is_added).collect();
    // One gone and one come, alike but for the name, is one that was renamed.
    if let ([gone], [come]) = (removed.as_slice(), added.as_slice())
        && gone.parts == come.parts
    {
        differences.push(Difference {
            item: item(gone.name.clone()),
            aspect: Aspect::Name,
            change: Change::Changed {
                operation: gone.name.clone(),
                page: come.name.clone(),
            },
            page_line: come.line,
            operation_line: gone.line,
        });
        return;
    }
    differences.extend(removed.into_iter().map(|gone| Difference {
        item: item(gone.name.clone()),
        aspect: Aspect::Itself,
        change: Change::Removed(gone.said()),
        page_line,
        operation_line: gone.line,
    }));
    differences.extend(added.into_iter().map(|come| Difference {
        item: item(come.name.clone()),
        aspect: Aspect::Itself,
        change: Change::Added(come.said()),
        page_line: come.line,
        operation_line,
    }));
}
