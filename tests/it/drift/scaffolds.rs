//! What is scaffolded from a page, read back, says the same as the page.

use insta::assert_snapshot;
use proptest::prelude::*;
use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::drift::{Page, Scaffold, compare, read_page, scaffold};
use rpgu_conformance::suite::{Snapshots, Source, Suite, SuiteFiles, read};
use rstest::rstest;
use tempfile::TempDir;

use super::pages::{operation, page, suite};
use crate::support::run;

fn parsed(text: &str) -> Page {
    read_page(&SourceText::new("page.txt", text)).unwrap()
}

/// The suite with the scaffolded operation in it, in place of the one with the same path.
fn with(scaffold: &Scaffold) -> SuiteFiles {
    let mut files = Source::Embedded.load().unwrap();
    files.cases.retain(|file| file.name == "suite");
    let suite_file = files.cases.first_mut().unwrap();
    let mut text = suite_file.source.text.to_string();
    for state in &scaffold.states {
        let entry = format!("states:\n  {}: {{ title: x, from: profile }}\n", state.name);
        text = text.replacen("states:\n", &entry, 1);
    }
    for ruling in &scaffold.rulings {
        let entry = format!("rulings:\n  {}: {{ title: x, text: x }}\n", ruling.id);
        text = text.replacen("rulings:\n", &entry, 1);
    }
    suite_file.source.text = text.into();
    let mut add = |name: String, text: &str| {
        let mut file = files.cases[0].clone();
        file.source = SourceText::new(format!("cases/{name}.yaml"), text);
        file.name = name;
        files.cases.push(file);
    };
    add("new/operation".to_owned(), &scaffold.operation);
    for case in &scaffold.cases {
        add(format!("new/{}", case.name), &case.text);
    }
    files
}

fn read_back(scaffold: &Scaffold) -> Suite {
    read(&with(scaffold), Snapshots::Unchecked)
        .unwrap_or_else(|problems| panic!("{problems}\n{}", scaffold.operation))
}

fn shows_no_drift(text: &str, suite: &Suite) {
    let page = parsed(text);
    let scaffold = scaffold(&page, suite).unwrap();
    let again = read_back(&scaffold);
    let differences = compare(&page, &again.operations[0]);
    let said: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(said, Vec::<String>::new(), "{}", scaffold.operation);
}

#[test]
fn a_scaffold_shows_no_drift_against_its_page() {
    let suite = suite();
    for operation in &suite.operations {
        shows_no_drift(&page(operation), &suite);
    }
}

#[test]
fn the_scaffold_of_a_page() {
    let suite = suite();
    let scaffold = scaffold(&parsed(&page(operation(&suite, "visit-cancel"))), &suite).unwrap();
    assert_snapshot!(scaffold.operation);
    let cases: Vec<String> = scaffold
        .cases
        .iter()
        .map(|case| format!("--- {}.yaml\n{}", case.name, case.text))
        .collect();
    assert_snapshot!(cases.join("\n"));
    let states: Vec<&str> = scaffold
        .states
        .iter()
        .map(|state| state.name.as_str())
        .collect();
    assert_snapshot!(states.join(" "));
}

#[test]
fn a_page_without_success_or_without_errors_says_what_to_add() {
    let suite = suite();
    let page = page(operation(&suite, "visit-rating"));
    let no_success = page.replace("Модель со статусом 200, кодом 2000.", "");
    assert_snapshot!(scaffold(&parsed(&no_success), &suite).unwrap_err());
    let lines = page.lines().filter(|line| !line.ends_with("Error"));
    let no_errors = lines
        .collect::<Vec<_>>()
        .join("\n")
        .replace("\"code\": 404", "\"status\": 404");
    assert_snapshot!(scaffold(&parsed(&no_errors), &suite).unwrap_err());
}

/// A word of a cell: no tab, no line break.
fn cell() -> impl Strategy<Value = String> {
    "[\\PC&&[^\t]]{1,20}".prop_map(|text| text.trim().to_owned())
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-z][A-Za-z0-9_]{0,8}"
}

fn kind() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("int".to_owned()),
        Just("string".to_owned()),
        Just("bool".to_owned()),
        Just("date time".to_owned()),
        Just("null".to_owned()),
    ]
}

fn required() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("+".to_owned()),
        Just("-".to_owned()),
        Just(String::new()),
        "[а-я\"':#]{1,9}"
    ]
}

prop_compose! {
    fn any_page()(
        title in "[А-я ]{1,20}",
        segments in prop::collection::vec("[a-z]{1,6}|\\{[a-z]{1,6}\\}", 1..5),
        fields in prop::collection::btree_map(name(), (kind(), required()), 0..6),
        errors in prop::collection::btree_map((400u16..600, 1000u16..9999), cell(), 1..6),
        example in prop::collection::btree_map(name(), cell(), 0..4),
    ) -> String {
        let mut text = format!("{title}.\n\nАдрес запроса\n\nPOST: {{{{url}}}}/{}\n\n", segments.join("/"));
        text += "Тело запроса\n\nПоле\tТип данных\tОбязательный\n";
        for (name, (kind, required)) in &fields {
            text += &format!("{name}\t{kind}\t{required}\n");
        }
        let example: serde_json::Map<_, _> =
            example.into_iter().map(|(name, value)| (name, value.into())).collect();
        text += &format!("\n```\n{:#}\n```\n\nОтвет сервера\n\nСтатус 200, код 2000\n\n", serde_json::Value::Object(example));
        text += "Возможные ошибки\n\nКод ответа сервера\tКод сообщения\tСообщение\tТип ошибки\n";
        for ((status, code), words) in &errors {
            text += &format!("{status}\t{code}\t{words}\tError\n");
        }
        text
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_scaffold_of_any_page_shows_no_drift(text in any_page()) {
        shows_no_drift(&text, &suite());
    }
}

/// What the folder holds before.
#[derive(Debug, Clone, Copy)]
enum Before {
    Nothing,
    TheOtherOperation,
}

fn folder_with(before: Before, without: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let Before::TheOtherOperation = before else {
        return folder;
    };
    let files = Source::Embedded.load().unwrap();
    let cases = files.cases.iter().map(|file| ("cases", "yaml", file));
    let snapshots = files
        .snapshots
        .iter()
        .map(|file| ("snapshots", "snap", file));
    for (top, ending, file) in cases.chain(snapshots) {
        if !file.name.starts_with(without) {
            let path = folder
                .path()
                .join(top)
                .join(format!("{}.{ending}", file.name));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.source.text.as_bytes()).unwrap();
        }
    }
    folder
}

/// `new operation --from PAGE`: files that pass `check`, and a page that shows no drift from them.
#[rstest]
fn a_page_becomes_an_operation(
    #[values("visit-cancel", "visit-rating")] id: &str,
    #[values(Before::Nothing, Before::TheOtherOperation)] before: Before,
) {
    let folder = folder_with(before, id);
    let page_file = folder.path().join("page.txt");
    std::fs::write(&page_file, page(operation(&suite(), id))).unwrap();
    let (folder, page_file) = (folder.path().to_str().unwrap(), page_file.to_str().unwrap());
    let ran = |arguments: &[&str]| run(&[&["--suite", folder], arguments].concat());
    let good = |arguments: &[&str]| {
        let ran = ran(arguments);
        assert_eq!(ran.code, Some(0), "{}", ran.show());
    };
    let new = ["new", "operation", "of-page", "--from", page_file];
    good(&new);
    good(&["check"]);
    good(&["drift", page_file, "--operation", "of-page"]);
    // A second time it writes over nothing.
    assert_eq!(ran(&new).code, Some(2));
}
