//! Each change of a page is named, and nothing else.

use std::path::Path;

use insta::assert_snapshot;
use rstest::rstest;
use serde_json::Value as Json;

use super::pages::{drift, operation, page, suite};
use crate::support::{SuiteFolder, run};

#[rstest]
#[case("visit-cancel")]
#[case("visit-rating")]
fn a_page_that_says_the_same_shows_no_drift(#[case] id: &str) {
    let suite = suite();
    let ran = drift(&page(operation(&suite, id)), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert_eq!(ran.out, format!("page.txt says the same as {id}.\n"));
}

/// The two documents themselves lie beside a checkout of some, and are no part of the project.
#[rstest]
#[case("000_df76e714199528e4.txt", "visit-cancel")]
#[case("002_e2b76862fe5619fd.txt", "visit-rating")]
fn the_documents_show_no_drift(#[case] name: &str, #[case] id: &str) {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contract");
    let path = beside.join(name);
    if !path.exists() {
        return;
    }
    let ran = run(&["drift", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert!(ran.out.ends_with(&format!("says the same as {id}.\n")));
}

/// One text of the page is another: the differences, without their places.
fn differences(id: &str, from: &str, to: &str) -> Vec<String> {
    let suite = suite();
    let page = page(operation(&suite, id));
    assert_eq!(page.matches(from).count(), 1, "`{from}` in\n{page}");
    let ran = drift(&page.replace(from, to), &[]);
    let lines = ran.out.lines().filter(|line| !line.starts_with("    "));
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    let conclusion = lines.pop().unwrap();
    let count = match lines.len() {
        0 => format!("page.txt says the same as {id}."),
        1 => format!("1 difference between page.txt and {id}."),
        more => format!("{more} differences between page.txt and {id}."),
    };
    assert_eq!(conclusion, count, "{}", ran.show());
    assert_eq!(ran.code, Some(i32::from(!lines.is_empty())));
    lines
}

const ROW: &str = "403\t5008\tТокен некорректен\tError\n";

#[rstest]
#[case::a_row_less(
    "visit-cancel",
    ROW,
    "",
    "removed outcome 403/5008: error, \"Токен некорректен\""
)]
#[case::a_row_more(
    "visit-cancel",
    ROW,
    "403\t5008\tТокен некорректен\tError\n403\t5011\tТокен отозван\tError\n",
    "added outcome 403/5011: error, \"Токен отозван\""
)]
#[case::a_status(
    "visit-cancel",
    "403\t5008",
    "401\t5008",
    "changed status of outcome 403/5008: from 403 to 401"
)]
#[case::a_code(
    "visit-cancel",
    "403\t5008",
    "403\t5018",
    "changed message code of outcome 403/5008: from 5008 to 5018"
)]
#[case::a_text(
    "visit-cancel",
    "Токен некорректен",
    "Токен неверен",
    "changed text of outcome 403/5008: from \"Токен некорректен\" to \"Токен неверен\""
)]
#[case::a_text_less(
    "visit-rating",
    "Отзыв уже существует",
    "",
    "changed text of outcome 400/5030: from \"Отзыв уже существует\" to none"
)]
#[case::a_type_of_error(
    "visit-cancel",
    "Нельзя отменить неактивный вызов\tValidation",
    "Нельзя отменить неактивный вызов\tError",
    "changed type of outcome 400/4022: from validation to error"
)]
#[case::a_stray_quotation_mark(
    "visit-cancel",
    "...'\"\t",
    "...'\t",
    "changed text of outcome 403/5010: from \"Запрос должен содержать 'Authorization: Bearer ...'\\\"\" to \"Запрос должен содержать 'Authorization: Bearer ...'\""
)]
#[case::the_success_text(
    "visit-cancel",
    "\"Вызов отменен\"",
    "\"Вызов отменён\"",
    "changed text of outcome 200/2000: from \"Вызов отменен\" to \"Вызов отменён\""
)]
#[case::the_success_code(
    "visit-rating",
    "кодом 2000",
    "кодом 2001",
    "changed message code of outcome 200/2000: from 2000 to 2001"
)]
#[case::a_sentence_less("visit-cancel", "ошибка 415", "отказ", "removed outcome 415: error")]
#[case::a_field_type(
    "visit-rating",
    "Notes\tstring",
    "Notes\tint",
    "changed type of body field Notes: from string to int"
)]
#[case::a_field_less(
    "visit-cancel",
    "SourceCode\tstring\t…\t\n",
    "",
    "removed body field SourceCode: string, not required"
)]
#[case::a_field_more(
    "visit-cancel",
    "SourceCode\tstring\t…\t\n",
    "SourceCode\tstring\t…\t\nSource\tstring\t…\t+\n",
    "added body field Source: string, required"
)]
#[case::a_field_renamed(
    "visit-cancel",
    "SourceCode\tstring",
    "SourceId\tstring",
    "changed name of body field SourceCode: from SourceCode to SourceId"
)]
#[case::a_required_mark(
    "visit-rating",
    "Notes\tstring\t…\t+",
    "Notes\tstring\t…\t-",
    "changed required mark of body field Notes: from required to not required"
)]
#[case::a_condition(
    "visit-cancel",
    "ReasonCode = \"6\"",
    "ReasonCode = \"7\"",
    "changed required mark of body field Reason: from required when ReasonCode is 6 to required when ReasonCode is 7"
)]
#[case::a_condition_in_words(
    "visit-cancel",
    "если ReasonCode = \"6\"",
    "при наличии",
    "changed required mark of body field Reason: from required when ReasonCode is 6 to required as it says: при наличии"
)]
#[case::a_header_less(
    "visit-cancel",
    "Content-Type\tapplication/json (примечание)\t…\t+\n",
    "",
    "removed header Content-Type: application/json, required"
)]
#[case::a_header_more(
    "visit-rating",
    "\nТело запроса\n\n",
    "X-Request-Id\tguid\t…\t\n\nТело запроса\n\n",
    "added header X-Request-Id: guid, not required"
)]
#[case::a_header_value(
    "visit-cancel",
    "application/json",
    "application/xml",
    "changed value of header Content-Type: from application/json to application/xml"
)]
#[case::a_header_mark(
    "visit-cancel",
    "application/json (примечание)\t…\t+",
    "application/json (примечание)\t…\t",
    "changed required mark of header Content-Type: from required to not required"
)]
#[case::the_method(
    "visit-cancel",
    "DELETE:",
    "POST:",
    "changed method: from DELETE to POST"
)]
#[case::the_path(
    "visit-cancel",
    "/api/v2/",
    "/api/v3/",
    "changed path: from /api/v2/iemk/doctors/visit/{visitId} to /api/v3/iemk/doctors/visit/{visitId}"
)]
#[case::the_parameter_in_the_path(
    "visit-cancel",
    "{visitId}",
    "{id}",
    "changed path: from /api/v2/iemk/doctors/visit/{visitId} to /api/v2/iemk/doctors/visit/{id}"
)]
#[case::a_parameter_place(
    "visit-rating",
    "history\tpath",
    "history\tquery",
    "changed place of parameter history: from path to query"
)]
#[case::a_parameter_more(
    "visit-rating",
    "\nЗаголовки запроса\n\nЗ",
    "lpuId\tquery\t…\t\t\t\n\nЗаголовки запроса\n\nЗ",
    "added parameter lpuId: query, not required"
)]
#[case::a_response_type(
    "visit-rating",
    "code\tint\t…\nmessage\tstring",
    "code\tstring\t…\nmessage\tstring",
    "changed type of response field code: from int to string"
)]
#[case::a_response_field_less(
    "visit-rating",
    "message\tstring\t…\n",
    "",
    "removed response field message: string"
)]
#[case::the_misprint_mended(
    "visit-cancel",
    "message_ode",
    "message_code",
    "changed name of field message_ode of the response's example: from message_ode to message_code"
)]
#[case::another_misprint(
    "visit-rating",
    "\"notes\"",
    "\"note\"",
    "changed name of field notes of the body's example: from notes to note"
)]
#[case::an_example_field_less(
    "visit-rating",
    "  \"result_2\": 3,\n",
    "",
    "removed field result_2 of the body's example: int"
)]
#[case::an_example_field_more(
    "visit-rating",
    "  \"result_2\": 3,\n",
    "  \"result_2\": 3,\n  \"result_5\": 3,\n",
    "added field result_5 of the body's example: int"
)]
#[case::an_example_type(
    "visit-rating",
    "\"result_2\": 3",
    "\"result_2\": \"3\"",
    "changed type of field result_2 of the body's example: from int to string"
)]
#[case::the_example_status(
    "visit-rating",
    "\"code\": 404",
    "\"code\": 400",
    "changed status of outcome 404/4001: from 404 to 400"
)]
#[case::the_example_text(
    "visit-rating",
    "Некорректный запрос.",
    "Неверный запрос.",
    "changed text of outcome 404/4001: from \"Некорректный запрос.\" to \"Неверный запрос.\""
)]
fn one_change_is_named_and_nothing_else(
    #[case] id: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] named: &str,
) {
    assert_eq!(differences(id, from, to), [named]);
}

/// What says the same in other characters is no drift.
#[rstest]
#[case::white_space(
    "visit-cancel",
    "Время действия токена",
    "Время  действия \u{a0}токена"
)]
#[case::a_dash_for_an_empty_mark(
    "visit-cancel",
    "SourceCode\tstring\t…\t",
    "SourceCode\tstring\t…\t-"
)]
#[case::another_value_in_an_example("visit-rating", "\"result_2\": 3", "\"result_2\": 4")]
#[case::a_description(
    "visit-cancel",
    "SourceName\tstring\t…",
    "SourceName\tstring\tнечто другое"
)]
#[case::a_sentence(
    "visit-rating",
    "\nОтвет сервера\n\nМ",
    "\nОтвет сервера\n\nОбычно сразу.\n\nМ"
)]
#[case::tabs_lost_at_the_end("visit-rating", "history\tpath\t…\t\t+\t", "history\tpath\t…\t\t+")]
fn other_words_for_the_same_are_no_drift(#[case] id: &str, #[case] from: &str, #[case] to: &str) {
    assert_eq!(differences(id, from, to), Vec::<String>::new());
}

/// A page with four changes.
fn changed() -> String {
    let suite = suite();
    page(operation(&suite, "visit-cancel"))
        .replace(ROW, "")
        .replace("Подпись запроса некорректна", "Подпись неверна")
        .replace("Reason\tstring", "Reason\tint")
        + "400\t4099\tВызов уже передан\tValidation\n"
}

#[test]
fn places_are_lines_of_the_page_and_of_the_operation() {
    assert_snapshot!(drift(&changed(), &[]).show());
}

#[test]
fn quiet_prints_the_conclusion_only() {
    assert_snapshot!(drift(&changed(), &["--quiet"]).show());
}

#[test]
fn annotations_for_github() {
    assert_snapshot!(drift(&changed(), &["--format", "github"]).show());
}

#[test]
fn json_for_programs() {
    let ran = drift(&changed(), &["--format", "json"]);
    assert_eq!(ran.code, Some(1));
    let document: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["operation"], "visit-cancel");
    assert_eq!(document["page"], "page.txt");
    let first = &document["differences"][0];
    assert_snapshot!(first);
    assert_eq!(document["differences"].as_array().unwrap().len(), 4);
}

/// The line of an outcome that is written over several lines is that of its key.
#[test]
fn a_key_stands_before_its_value() {
    let suite = suite();
    let page = page(operation(&suite, "visit-cancel")).replace("403\t5010", "401\t5010");
    let ran = drift(&page, &["--format", "json"]);
    let document: Json = serde_json::from_str(&ran.out).unwrap();
    let line = document["differences"][0]["operation_line"]
        .as_u64()
        .unwrap();
    let places = &operation(&suite, "visit-cancel").places;
    let text = places
        .source
        .text
        .lines()
        .nth(usize::try_from(line).unwrap() - 1);
    assert_eq!(text, Some("  403/5010:"));
}

#[test]
fn the_named_operation_is_compared() {
    let suite = suite();
    let page = page(operation(&suite, "visit-rating"));
    let ran = drift(&page, &["--operation", "visit-cancel", "--quiet"]);
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(
        ran.out.ends_with(" between page.txt and visit-cancel.\n"),
        "{}",
        ran.show()
    );
}

/// An operation whose file says nothing of its page lacks everything that the page says.
#[test]
fn an_operation_that_documents_nothing_lacks_the_tables() {
    let folder = SuiteFolder::new();
    let suite = suite();
    let file = "cases/visit-rating/operation.yaml";
    let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
    let (before, _) = text.split_once("documented:").unwrap();
    folder.write(file, before);
    folder.write("page.txt", page(operation(&suite, "visit-rating")));
    let path = folder.path().join("page.txt");
    let ran = folder.run(&["drift", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    let lines = ran.out.lines().filter(|line| line.starts_with("added "));
    assert_eq!(lines.count(), 1 + 1 + 6 + 6 + 3 + 3, "{}", ran.show());
}
