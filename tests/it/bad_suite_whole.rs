//! No mistake in a suite hides another, and some are mistakes only in the light of other files.

use insta::assert_snapshot;

use crate::support::SuiteFolder;

const CASE: &str = "cases/visit-cancel/403-5007-expired-token.yaml";
const OTHER: &str = "cases/visit-rating/4xx-notes-as-number.yaml";
const SNAPSHOT: &str = "snapshots/visit-rating/400-5030-rated-twice.snap";
const OPERATION: &str = "cases/visit-cancel/operation.yaml";

fn said(suite: &SuiteFolder) -> String {
    let checked = suite.run(&["check"]);
    assert_eq!(checked.code, Some(2), "{}", checked.show());
    assert_eq!(checked.out, "");
    checked.err
}

/// The head of each diagnostic, and where it points.
fn heads(suite: &SuiteFolder) -> String {
    let said = said(suite);
    let lines = said
        .lines()
        .filter(|line| line.starts_with("error") || line.trim_start().starts_with("╭▸"));
    let lines: Vec<&str> = lines.map(str::trim).collect();
    lines.join("\n")
}

#[test]
fn the_same_request_twice() {
    let suite = SuiteFolder::new();
    suite.write(
        "cases/visit-cancel/403-5007-again.yaml",
        "title: Again\noutcome: 403/5007\nchange:\n  headers: { authorization: \"Bearer {{token.expired}}\" }\n",
    );
    suite.copy_file(
        "snapshots/visit-cancel/403-5007-expired-token.snap",
        "snapshots/visit-cancel/403-5007-again.snap",
    );
    assert_snapshot!(said(&suite));
}

/// The order of members is no difference, and a state that the request does not name is none either.
#[test]
fn the_same_request_in_other_words() {
    let suite = SuiteFolder::new();
    suite.write(
        "cases/visit-cancel/200-2000-reason-again.yaml",
        "title: Again\noutcome: 200/2000\nchange:\n  body: { json: { Reason: Проверка соответствия, ReasonCode: 6 } }\n",
    );
    suite.copy_file(
        "snapshots/visit-cancel/200-2000-reason-6.snap",
        "snapshots/visit-cancel/200-2000-reason-again.snap",
    );
    assert_snapshot!(said(&suite));
}

#[test]
fn a_title_that_repeats() {
    let suite = SuiteFolder::new();
    suite.replace(
        CASE,
        "title: An expired token is refused",
        "title: A visit whose time has passed is not cancelled",
    );
    suite.replace(
        "cases/visit-cancel/400-4021-past.yaml",
        &first_title(&suite),
        "title: A visit whose time has passed is not cancelled",
    );
    assert_snapshot!(said(&suite));
}

fn first_title(suite: &SuiteFolder) -> String {
    let text = std::fs::read_to_string(suite.path().join("cases/visit-cancel/400-4021-past.yaml"))
        .unwrap();
    text.lines()
        .find(|line| line.starts_with("title:"))
        .unwrap()
        .to_owned()
}

#[test]
fn a_file_with_another_ending() {
    let suite = SuiteFolder::new();
    suite.write("cases/visit-cancel/403-5007-late.yml", "title: a\n");
    assert_snapshot!(said(&suite));
}

#[test]
fn a_variable_of_somebody_else() {
    let suite = SuiteFolder::new();
    suite.replace("cases/suite.yaml", "variable: RPGU_TOKEN", "variable: PATH");
    assert_snapshot!(said(&suite));
}

/// Two misspelt fields, a wrong level and a number for a text: one file, four mistakes.
#[test]
fn all_mistakes_of_one_file() {
    let suite = SuiteFolder::new();
    suite.write(
        CASE,
        "titel: An expired token is refused\noutcome: 403/5007\nlevel: shall\nruling: [R17]\nchange:\n  headers: { Authorization: 5 }\n",
    );
    assert_snapshot!(said(&suite));
}

/// In tables, and in rows of an operation.
#[test]
fn all_mistakes_of_a_table() {
    let suite = SuiteFolder::new();
    suite.replace(
        OPERATION,
        "  403/5008: { type: error, level: must,",
        "  403/5008: { type: eror, level: must,",
    );
    suite.replace(
        OPERATION,
        "  403/5009: { type: error, level: must,",
        "  403/5009: { type: error,",
    );
    suite.replace(
        OPERATION,
        "control: 200-2000-cancelled",
        "controll: 200-2000-cancelled",
    );
    suite.write(
        "cases/visit-rating/4xx-missing-field.yaml",
        "title: A body without one of its required fields is refused\noutcome: 4xx\neach:\n  a: { withot: notes }\n  b: { without: notes }\n  c: { membr: { notes: 1 } }\n",
    );
    assert_snapshot!(heads(&suite));
}

/// An unknown field takes nothing else away: what the rest of the file says is checked all the same.
#[test]
fn an_unknown_field_beside_an_unknown_ruling() {
    let suite = SuiteFolder::new();
    suite.replace(CASE, "rulings: [R17]", "rulings: [R71]\nnote: mine");
    assert_snapshot!(heads(&suite));
}

/// Each of these files would have hidden the mistakes of all others, or of its operation.
#[test]
fn a_broken_file_hides_no_other() {
    let spoil = |suite: &SuiteFolder| {
        suite.replace(CASE, "outcome:", "outcom:");
        suite.replace(OTHER, "[R14, R17]", "[R14, R77]");
        suite.remove(SNAPSHOT);
    };
    let suite = SuiteFolder::new();
    spoil(&suite);
    let alone = heads(&suite);
    assert_snapshot!("hides_nothing", alone);

    let suite = SuiteFolder::new();
    spoil(&suite);
    suite.replace(
        OPERATION,
        "given: visit.active",
        "given: visit.active\ngiven: visit.active",
    );
    suite.write("cases/visit-cancel/400-4021-past.yaml", b"title: \xff\n");
    suite.replace(
        "cases/visit-cancel/400-4023-foreign.yaml",
        "given: visit.foreign",
        "given: visit.foreigner",
    );
    assert_snapshot!("hides_nothing_operation", heads(&suite));

    let suite = SuiteFolder::new();
    spoil(&suite);
    suite.replace(
        "cases/suite.yaml",
        "title: Home visits",
        "title: [Home visits",
    );
    let said = heads(&suite);
    // Which rulings there are is not known now.
    assert_snapshot!("hides_nothing_suite", said);

    // The control itself.
    let suite = SuiteFolder::new();
    spoil(&suite);
    suite.replace(
        "cases/visit-cancel/200-2000-cancelled.yaml",
        "outcome:",
        "outcom:",
    );
    suite.replace(
        "cases/visit-cancel/400-4023-foreign.yaml",
        "given: visit.foreign",
        "given: visit.foreigner",
    );
    assert_snapshot!("hides_nothing_control", heads(&suite));
}

#[test]
fn for_programs_and_for_github() {
    let suite = SuiteFolder::new();
    suite.replace(CASE, "rulings: [R17]", "rulings: [R71]");
    suite.remove(SNAPSHOT);
    let json = suite.run(&["check", "--format", "json"]);
    assert_eq!((json.code, json.err.as_str()), (Some(2), ""));
    assert_snapshot!("mistakes_json", json.out);
    let github = suite.run(&["check", "--format", "github"]);
    assert_eq!((github.code, github.err.as_str()), (Some(2), ""));
    assert_snapshot!("mistakes_github", github.out);
    let whole = SuiteFolder::new();
    let github = whole.run(&["check", "--format", "github"]);
    assert_eq!((github.code, github.out.as_str()), (Some(0), ""));
    let other = whole.run(&["list", "--format", "github"]);
    assert_eq!(other.code, Some(2));
    assert_snapshot!("format_github_elsewhere", other.err);
}
