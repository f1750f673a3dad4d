//! Reading goes on after a mistake, and says nothing that is not so.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::yaml::{Spanned, parse, parse_all};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it can be read is of interest")]
struct Sample {
    title: Spanned<String>,
    weight: Option<u8>,
    rows: Option<BTreeMap<String, Row>>,
    list: Option<Vec<Row>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it can be read is of interest")]
struct Row {
    name: String,
    value: Option<bool>,
}

fn titles(text: &str) -> Vec<String> {
    let parsed = parse_all::<Sample>(&SourceText::new("sample.yaml", text));
    let problems = parsed.problems.iter();
    problems
        .map(|problem| {
            let line = problem.position().map_or(0, |position| position.line);
            format!("{line}: {}", problem.title())
        })
        .collect()
}

#[test]
fn every_mistake_is_met_once() {
    let text = "titel: a\nweight: heavy\nrows:\n  a: { name: x, valu: true }\n  b:\n    name: 7\n  c:\n    value: true\nlist:\n  - name: x\n  - { name: y, value: maybe }\nmore: 1\n";
    assert_eq!(
        titles(text),
        [
            "1: unknown field `titel`",
            "2: a whole number is expected here",
            "4: unknown field `valu`",
            "6: `7` is a text here and must be quoted",
            "8: the field `name` is missing",
            "11: true or false is expected here",
            "12: unknown field `more`",
        ]
    );
}

/// What is missing is said, unless it is what was misspelt.
#[test]
fn a_misspelt_field_is_not_missing_as_well() {
    assert_eq!(titles("titel: a\n"), ["1: unknown field `titel`"]);
    let other = titles("weight: 1\nwieght: 2\n");
    assert_eq!(
        other,
        [
            "2: unknown field `wieght`",
            "1: the field `title` is missing"
        ]
    );
}

/// A text that is no YAML is no YAML once, whatever stands before.
#[test]
fn broken_yaml_ends_it() {
    let said = titles("weight: heavy\nrows: [\n");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("1: "), "{said:?}");
}

fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "title: a\n",
        "title: 5\n",
        "title:\n",
        "weight: 1\n",
        "weight: x\n",
        "rows:\n",
        "  a: { name: b }\n",
        "  a:\n",
        "    name: b\n",
        "    naem: ё\n",
        "  - name: c\n",
        "list:\n",
        "- d\n",
        "  b: { nam: c, value: 1 }\n",
        "\n",
        "# a: b\n",
        "ключ: \"\n",
        "\t\n",
        "{\n",
        "]\n",
        "x",
        "  ",
        "&a ",
        "---\n",
        "\u{feff}",
    ])
}

proptest! {
    /// It never fails, agrees with the reader that stops at once, and points into the file.
    #[test]
    fn going_on_agrees_with_stopping(lines in prop::collection::vec(line(), 0..14)) {
        let source = SourceText::new("sample.yaml", lines.concat());
        let first = parse::<Sample>(&source);
        let all = parse_all::<Sample>(&source);
        match first {
            Ok(_) => prop_assert!(all.value.is_some() && all.problems.is_empty()),
            Err(problem) => {
                prop_assert_eq!(all.problems.first().map(ToString::to_string), Some(problem.to_string()));
                let mut said: Vec<String> = all.problems.iter().map(ToString::to_string).collect();
                let number = said.len();
                said.sort();
                said.dedup();
                prop_assert_eq!(said.len(), number, "a mistake is said twice");
            }
        }
    }
}
