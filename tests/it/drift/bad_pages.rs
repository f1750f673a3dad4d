//! Pages that cannot be read: where, why, and what to do.

use insta::assert_snapshot;
use proptest::prelude::*;
use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::drift::{compare, read_page};
use rstest::rstest;

use super::pages::{drift, operation, page, suite};
use crate::support::run;

#[rstest]
#[case::no_address(
    "the address",
    "```\nDELETE: {{url}}/api/v2/iemk/doctors/visit/{visitId}\n```\n",
    ""
)]
#[case::no_method("a method", "DELETE: {{url}}", "{{url}}")]
#[case::no_path(
    "a path",
    "DELETE: {{url}}/api/v2/iemk/doctors/visit/{visitId}",
    "DELETE: visit"
)]
#[case::a_second_address(
    "one address",
    "{visitId}\n```\n",
    "{visitId}\n```\n\n```\nGET: {{url}}/a\n```\n"
)]
#[case::no_status("a status", "403\t5008", "отказ\t5008")]
#[case::no_message_code("a message code", "403\t5008", "403\t50 08")]
#[case::a_row_twice("one row", "403\t5008", "403\t5007")]
#[case::a_type_of_error(
    "a known type",
    "Токен некорректен\tError",
    "Токен некорректен\tОшибка"
)]
#[case::no_type("a type", "SourceName\tstring", "SourceName\t")]
#[case::no_name("a name", "SourceName\tstring", "\tstring")]
#[case::a_field_twice("one field", "SourceName\tstring", "SourceCode\tstring")]
#[case::no_header("a header", "Content-Type\tapplication", "Content Type\tapplication")]
#[case::no_place("a place", "visitId\tpath", "visitId\tbody")]
#[case::a_column_less("a column", "Поле\tТип данных\t", "Поле\tОписание\t")]
#[case::a_column_of_errors_less("a column of errors", "Код ответа сервера\t", "Ответ\t")]
#[case::no_json("JSON", "\"code\": 404,", "\"code\": 404")]
#[case::an_open_fence("a fence", "visit/{visitId}\n```\n", "visit/{visitId}\n")]
#[case::a_table_of_nothing("a heading", "\nЗапрос\n\n", "\nЗапрос\n\nСлово\tДругое\n1\t2\n\n")]
fn a_mistake_is_named_with_its_line(#[case] name: &str, #[case] from: &str, #[case] to: &str) {
    let suite = suite();
    let page = page(operation(&suite, "visit-cancel"));
    assert_eq!(page.matches(from).count(), 1, "`{from}` in\n{page}");
    let ran = drift(&page.replace(from, to), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert_eq!(ran.out, "");
    assert_snapshot!(format!("page_without_{}", name.replace(' ', "_")), ran.err);
}

#[test]
fn all_mistakes_of_a_page_are_said_at_once() {
    let suite = suite();
    let page = page(operation(&suite, "visit-cancel"))
        .replace("403\t5008", "отказ\t5008")
        .replace("visitId\tpath", "visitId\tbody");
    let ran = drift(&page, &[]);
    let places: Vec<&str> = ran
        .err
        .lines()
        .filter(|line| line.starts_with("error["))
        .collect();
    assert_eq!(places.len(), 2, "{}", ran.show());
}

#[test]
fn something_else_is_no_page() {
    assert_snapshot!(drift("Погода\n\nЗавтра дождь.\n", &[]).show());
    assert_snapshot!(drift("", &[]).show());
}

#[test]
fn bytes_that_are_no_text() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("page.txt");
    std::fs::write(&path, b"\xce\xf2\xec\xe5\xed\xe0").unwrap();
    let ran = run(&["drift", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2));
    let said = ran
        .err
        .replace(&format!("{}/", folder.path().display()), "");
    assert_snapshot!(said);
}

#[test]
fn a_page_that_is_not_there() {
    assert_snapshot!(run(&["drift", "/nowhere/page.txt"]).show());
}

#[test]
fn an_operation_that_is_not_there() {
    let suite = suite();
    let page = page(operation(&suite, "visit-cancel"));
    assert_snapshot!(drift(&page, &["--operation", "visit-cancle"]).show());
    let other = page.replace("DELETE: {{url}}/api/v2", "PUT: {{url}}/api/v9");
    assert_snapshot!(drift(&other, &[]).show());
}

#[test]
fn annotations_are_for_drift_only() {
    assert_snapshot!(run(&["list", "--format", "github"]).show());
}

/// Copied from a browser, tables have spaces where the cells end: that is no page without rows.
#[test]
fn tables_without_tabs_are_no_drift() {
    let suite = suite();
    let page = page(operation(&suite, "visit-cancel"));
    let ran = drift(&page.replace('\t', "    "), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(ran.err.contains("separated by tabs"), "{}", ran.show());
}

/// Lines that look like parts of pages.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("```".to_owned()),
        Just("Адрес запроса".to_owned()),
        Just("Параметры запроса".to_owned()),
        Just("Тело запроса".to_owned()),
        Just("Заголовки запроса".to_owned()),
        Just("Ответ сервера".to_owned()),
        Just("Возможные ошибки".to_owned()),
        Just("- [Ответ сервера](#)".to_owned()),
        Just("DELETE: {{url}}/a/{b}".to_owned()),
        Just("Поле\tТип данных\tОбязательный".to_owned()),
        Just("Параметр\tТип\tОбязательный".to_owned()),
        Just("Заголовок\tЗначение\tОбязательный".to_owned()),
        Just("Название поля\tТип данных".to_owned()),
        Just("Код ответа сервера\tКод сообщения\tСообщение\tТип ошибки".to_owned()),
        Just("a\tpath\t+".to_owned()),
        Just("b\tint\tпри c = «1".to_owned()),
        Just("404\t4001\tx\tError".to_owned()),
        Just("статус 200 код 2000 сообщение \"".to_owned()),
        Just("{\"code\": 404, \"message_ode\": \"4001\", \"a\": [{\"b\": null}]}".to_owned()),
        "[\\PC\t`{}\"«=]{0,40}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_page_or_is_refused(text in any::<String>()) {
        let _ = read_page(&SourceText::new("page.txt", text));
    }

    #[test]
    fn any_lines_are_a_page_or_are_refused(lines in prop::collection::vec(line(), 0..30)) {
        match read_page(&SourceText::new("page.txt", lines.join("\n"))) {
            Ok(page) => {
                let suite = suite();
                for operation in &suite.operations {
                    for difference in compare(&page, operation) {
                        prop_assert!((1..=lines.join("\n").lines().count()).contains(&difference.page_line));
                    }
                }
            }
            Err(problems) => prop_assert!(!problems.to_string().is_empty()),
        }
    }
}
