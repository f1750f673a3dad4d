//! Every mistake in a suite is named with its file, line and column, and what to do about it.

use insta::assert_snapshot;

use crate::support::SuiteFolder;

const CASE: &str = "cases/visit-cancel/403-5007-expired-token.yaml";
const SNAPSHOT: &str = "snapshots/visit-cancel/403-5007-expired-token.snap";
const OPERATION: &str = "cases/visit-cancel/operation.yaml";
const TABLE: &str = "cases/visit-rating/4xx-missing-field.yaml";

/// What `check` says of a suite in which one text of one file is another; `run` must say the same.
fn check(file: &str, from: &str, to: &str) -> String {
    let suite = SuiteFolder::new();
    suite.replace(file, from, to);
    said(&suite)
}

fn said(suite: &SuiteFolder) -> String {
    let checked = suite.run(&["check"]);
    assert_eq!(checked.code, Some(2), "{}", checked.show());
    assert_eq!(checked.out, "");
    let run = suite.run(&["run"]);
    assert_eq!(run.code, Some(2), "{}", run.show());
    assert_eq!(run.err, checked.err);
    checked.err
}

#[test]
fn a_misspelt_field() {
    assert_snapshot!(check(CASE, "outcome:", "outcom:"));
}

#[test]
fn a_missing_field() {
    assert_snapshot!(check(CASE, "title: An expired token is refused\n", ""));
}

#[test]
fn a_field_twice() {
    assert_snapshot!(check(
        CASE,
        "outcome: 403/5007",
        "outcome: 403/5007\noutcome: 403/5007"
    ));
}

#[test]
fn an_unknown_outcome() {
    assert_snapshot!(check(CASE, "outcome: 403/5007", "outcome: 403/5077"));
}

#[test]
fn something_that_is_no_outcome() {
    assert_snapshot!(check(CASE, "outcome: 403/5007", "outcome: forbidden"));
}

#[test]
fn an_unknown_ruling() {
    assert_snapshot!(check(CASE, "rulings: [R17]", "rulings: [R71]"));
}

#[test]
fn an_unknown_level() {
    assert_snapshot!(check(CASE, "rulings:", "level: shall\nrulings:"));
}

#[test]
fn a_second_header() {
    assert_snapshot!(check(CASE, "headers: {", "headers: { Content-Type: null,"));
}

#[test]
fn a_second_kind_of_change() {
    assert_snapshot!(check(
        CASE,
        "change:",
        "change:\n  path: { visit: nonsense }"
    ));
}

#[test]
fn another_state_as_second_change() {
    assert_snapshot!(check(CASE, "rulings:", "given: visit.past\nrulings:"));
}

#[test]
fn a_success_before_as_second_change() {
    assert_snapshot!(check(
        CASE,
        "rulings:",
        "before: [200-2000-cancelled]\nrulings:"
    ));
}

#[test]
fn no_change() {
    assert_snapshot!(check(CASE, "{{ token.expired }}", "{{ token.valid }}"));
}

#[test]
fn nothing_in_the_change() {
    assert_snapshot!(check(
        CASE,
        "  headers: { Authorization: \"Bearer {{ token.expired }}\" }",
        "  headers: {}"
    ));
}

#[test]
fn no_change_at_all() {
    assert_snapshot!(check(
        CASE,
        "change:\n  headers: { Authorization: \"Bearer {{ token.expired }}\" }\n",
        ""
    ));
}

#[test]
fn an_unknown_template_name() {
    assert_snapshot!(check(CASE, "{{ token.expired }}", "{{ token.expird }}"));
}

#[test]
fn braces_that_do_not_close() {
    assert_snapshot!(check(CASE, "{{ token.expired }}", "{{ token.expired"));
}

#[test]
fn a_template_name_in_a_body() {
    assert_snapshot!(check(
        "cases/visit-cancel/200-2000-reason-6.yaml",
        "Reason: Проверка соответствия",
        "Reason: \"{{ visitor }}\""
    ));
}

#[test]
fn an_unknown_state() {
    assert_snapshot!(check(
        "cases/visit-cancel/400-4021-past.yaml",
        "given: visit.past",
        "given: visit.passed"
    ));
}

#[test]
fn a_state_of_something_else() {
    assert_snapshot!(check(
        "cases/visit-cancel/400-4021-past.yaml",
        "given: visit.past",
        "given: history.rated"
    ));
}

#[test]
fn an_unknown_control() {
    assert_snapshot!(check(
        "cases/visit-cancel/4xx-reason-6-without-reason.yaml",
        "control: 200-2000-reason-6",
        "control: 200-2000-reason-7"
    ));
}

#[test]
fn a_control_that_is_refused() {
    assert_snapshot!(check(
        "cases/visit-cancel/4xx-reason-6-without-reason.yaml",
        "control: 200-2000-reason-6",
        "control: 400-4021-past"
    ));
}

#[test]
fn controls_in_a_circle() {
    assert_snapshot!(check(
        "cases/visit-cancel/200-2000-reason-6.yaml",
        "rulings:",
        "control: 200-2000-source-code\nrulings:"
    ));
}

#[test]
fn a_member_that_is_not_there() {
    assert_snapshot!(check(
        "cases/visit-cancel/4xx-reason-6-without-reason.yaml",
        "without: Reason",
        "without: Reson"
    ));
}

#[test]
fn a_member_of_no_body() {
    assert_snapshot!(check(
        CASE,
        "headers: { Authorization: \"Bearer {{ token.expired }}\" }",
        "without: Reason"
    ));
}

#[test]
fn a_race_of_one() {
    assert_snapshot!(check(
        "cases/visit-cancel/200-2000-simultaneous.yaml",
        "simultaneously: 4",
        "simultaneously: 1"
    ));
}

#[test]
fn a_file_name_that_says_another_outcome() {
    assert_snapshot!(check(CASE, "outcome: 403/5007", "outcome: 403/5008"));
}

#[test]
fn a_level_above_the_outcome() {
    assert_snapshot!(check(
        "cases/visit-cancel/404-4001-unknown-visit.yaml",
        "given:",
        "level: must\ngiven:"
    ));
}

#[test]
fn a_table_without_rows() {
    assert_snapshot!(check(
        "cases/visit-cancel/404-4001-malformed-visit.yaml",
        "each:\n  word: { path: { visit: not-a-visit } }\n  guid-cut-short: { path: { visit: 3f2504e0-4f89-41d3-9a0c-0305e82c330 } }\n",
        "each: {}\n"
    ));
}

#[test]
fn a_change_beside_a_table() {
    assert_snapshot!(check(TABLE, "each:", "change: { without: notes }\neach:"));
}

#[test]
fn a_number_for_a_text() {
    assert_snapshot!(check(
        CASE,
        "title: An expired token is refused",
        "title: 5007"
    ));
}

#[test]
fn an_anchor() {
    assert_snapshot!(check(
        CASE,
        "outcome: 403/5007",
        "outcome: &anchor 403/5007"
    ));
}

#[test]
fn a_tag() {
    assert_snapshot!(check(
        CASE,
        "outcome: 403/5007",
        "outcome: !important 403/5007"
    ));
}

#[test]
fn a_quote_that_does_not_close() {
    assert_snapshot!(check(CASE, "}}\" }", "}} }"));
}

#[test]
fn a_tab() {
    assert_snapshot!(check(CASE, "  headers:", "\theaders:"));
}

#[test]
fn a_second_document() {
    assert_snapshot!(check(CASE, "}}\" }", "}}\" }\n---\ntitle: again"));
}

#[test]
fn an_outcome_without_a_case() {
    assert_snapshot!(check(
        OPERATION,
        "  415:",
        "  400/4024: { type: error, level: must }\n  415:"
    ));
}

#[test]
fn a_header_that_is_none() {
    assert_snapshot!(check(
        OPERATION,
        "    Content-Type: app",
        "    Content Type: app"
    ));
}

#[test]
fn a_method_that_is_none() {
    assert_snapshot!(check(OPERATION, "method: DELETE", "method: delete"));
}

#[test]
fn a_snapshot_that_disagrees() {
    assert_snapshot!(check(SNAPSHOT, "5007", "5008"));
}

#[test]
fn a_snapshot_with_another_head() {
    assert_snapshot!(check(SNAPSHOT, "source:", "Source:"));
}

#[test]
fn an_outcome_that_changed_under_its_snapshot() {
    assert_snapshot!(check(
        OPERATION,
        "text: Время действия токена истекло",
        "text: Время токена истекло"
    ));
}

#[test]
fn a_case_without_its_snapshot() {
    let suite = SuiteFolder::new();
    suite.remove(SNAPSHOT);
    assert_snapshot!(said(&suite));
}

#[test]
fn a_snapshot_without_its_case() {
    let suite = SuiteFolder::new();
    suite.remove(CASE);
    assert_snapshot!(said(&suite));
}

#[test]
fn a_case_under_another_name() {
    let suite = SuiteFolder::new();
    suite.rename(CASE, "cases/visit-cancel/403-5007-late-token.yaml");
    assert_snapshot!(said(&suite));
}

#[test]
fn no_suite_file() {
    let suite = SuiteFolder::new();
    suite.remove("cases/suite.yaml");
    assert_snapshot!(said(&suite));
}

#[test]
fn bytes_that_are_no_text() {
    let suite = SuiteFolder::new();
    suite.write(CASE, b"title: \xff\n");
    assert_snapshot!(said(&suite));
}

#[test]
fn a_file_beside_the_operations() {
    let suite = SuiteFolder::new();
    suite.write("cases/notes.yaml", "title: notes\n");
    assert_snapshot!(said(&suite));
}

#[test]
fn all_mistakes_are_said_at_once() {
    let suite = SuiteFolder::new();
    suite.replace(CASE, "outcome:", "outcom:");
    suite.replace(
        "cases/visit-rating/4xx-notes-as-number.yaml",
        "[R14, R17]",
        "[R14, R77]",
    );
    suite.remove("snapshots/visit-rating/400-5030-rated-twice.snap");
    let said = said(&suite);
    let codes: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    assert_snapshot!(codes.join("\n"));
}
