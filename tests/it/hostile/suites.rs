//! Somebody else's `--suite DIR`: it is read or refused, quickly, and nothing outside of it is.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use rstest::rstest;

use crate::support::{Ran, SuiteFolder, program};

const CASE: &str = "cases/visit-rating/403-5010-no-authorization.yaml";

/// `check` says no, soon.
#[track_caller]
fn refused(suite: &SuiteFolder, why: &str) -> Ran {
    let clock = Instant::now();
    let ran = suite.run(&["check"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains(why), "{}", ran.err);
    assert!(
        clock.elapsed() < Duration::from_secs(20),
        "{:?}",
        clock.elapsed()
    );
    assert!(
        ran.err.len() < 1_000_000,
        "{} bytes are printed",
        ran.err.len()
    );
    ran
}

fn bomb() -> String {
    let mut text = "title: &a0 x\n".to_owned();
    for level in 1..30 {
        let last = level - 1;
        writeln!(
            text,
            "l{level}: &a{level} [*a{last}, *a{last}, *a{last}, *a{last}]"
        )
        .unwrap();
    }
    text
}

#[rstest]
#[case::aliases(bomb(), "anchors and aliases are refused")]
#[case::an_anchor_in_itself("title: &a [*a]\n".to_owned(), "anchors and aliases are refused")]
#[case::lists(format!("title: {}\n", "[".repeat(100_000)), "")]
#[case::mappings(format!("title: {}\n", "{a: ".repeat(100_000)), "")]
#[case::blocks((0..2_000).fold(String::new(), |text, level| text + &" ".repeat(level % 400) + "a:\n"), "")]
#[case::many_values(format!("title: [{}]\n", "1,".repeat(100_000)), "")]
#[case::many_keys((0..50_000).fold(String::new(), |text, n| text + &format!("k{n}: 1\n")), "")]
#[case::a_long_key(format!("{}: 1\n", "k".repeat(500_000)), "")]
#[case::a_long_line(format!("title: {}\nx: 1\n", "t".repeat(900_000)), "")]
#[case::too_many_bytes("# comment\n".repeat(110_000), "larger than")]
#[case::documents("---\n".repeat(10_000), "")]
#[case::tags("title: !!python/object/apply:os.system [id]\n".to_owned(), "")]
#[case::a_merge_key("<<: { title: x }\n".to_owned(), "")]
#[case::nul("title: \"a\0b\"\n".to_owned(), "")]
#[case::nothing(String::new(), "")]
fn a_case_file_is_refused(#[case] text: String, #[case] why: &str) {
    let suite = SuiteFolder::new();
    suite.write(CASE, text);
    refused(&suite, why);
}

#[rstest]
#[case::a_loop("{% for i in range(1000000000) %}x{% endfor %}")]
#[case::an_expression("{{ 7 * 7 }}")]
#[case::a_function("{{ range(1000000000) }}")]
#[case::an_attribute("{{ visit.__class__ }}")]
#[case::nested_braces("{{ {{ visit }} }}")]
#[case::the_environment("{{ env.PATH }}")]
fn templates_are_names_and_nothing_else(#[case] template: &str) {
    let suite = SuiteFolder::new();
    suite.replace(
        CASE,
        "Authorization: null",
        &format!("Authorization: \"Bearer {template}\""),
    );
    if template.starts_with("{%") {
        // No template at all: it is text, sent as it is.
        assert_eq!(suite.run(&["list"]).code, Some(0));
    } else {
        refused(&suite, "template");
    }
}

#[cfg(unix)]
#[rstest]
#[case::a_file(CASE, "/etc/passwd")]
#[case::a_folder("cases/visit-stolen", "/etc")]
#[case::itself("cases/visit-rating/loop", ".")]
#[case::a_device("cases/visit-rating/403-5010-zero.yaml", "/dev/zero")]
#[case::nowhere("cases/visit-rating/403-5010-nowhere.yaml", "/nowhere")]
fn links_are_refused(#[case] name: &str, #[case] to: &str) {
    let suite = SuiteFolder::new();
    let path = suite.path().join(name);
    let _ = fs::remove_file(&path);
    std::os::unix::fs::symlink(to, &path).unwrap();
    let ran = refused(&suite, "must not hold symbolic links");
    assert!(!ran.err.contains("root:"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_whole_folder_that_is_a_link_is_refused() {
    let suite = SuiteFolder::new();
    let snapshots = suite.path().join("snapshots");
    let elsewhere = tempfile::tempdir().unwrap();
    fs::rename(&snapshots, elsewhere.path().join("s")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("s"), &snapshots).unwrap();
    refused(&suite, "must not hold symbolic links");
}

#[test]
fn folders_below_folders_are_not_walked_forever() {
    let suite = SuiteFolder::new();
    let mut name = "cases/visit-rating".to_owned();
    for _ in 0..300 {
        name += "/a";
    }
    fs::create_dir_all(suite.path().join(&name)).unwrap();
    assert_eq!(suite.run(&["check"]).code, Some(0));
}

#[rstest]
#[case("before: [../../profile]")]
#[case("control: ../../../etc/passwd")]
#[case("before: [\"/etc/passwd\"]")]
fn names_lead_nowhere_outside(#[case] line: &str) {
    let suite = SuiteFolder::new();
    suite.write(
        CASE,
        format!(
            "title: x\noutcome: 403/5010\n{line}\nchange:\n  headers: {{ Authorization: null }}\n"
        ),
    );
    let ran = refused(&suite, "");
    assert!(!ran.err.contains("root:"), "{}", ran.err);
}

/// A profile's command is run; in a suite the same words mean nothing.
#[test]
fn a_suite_runs_no_command() {
    let suite = SuiteFolder::new();
    let mark = suite.path().join("mark");
    let text = fs::read_to_string(suite.path().join("cases/suite.yaml")).unwrap();
    let first = text.find("tokens:\n").unwrap() + "tokens:\n".len();
    let token = format!(
        "  own:\n    title: x\n    command: [touch, {}]\n",
        mark.display()
    );
    suite.write(
        "cases/suite.yaml",
        format!("{}{token}{}", &text[..first], &text[first..]),
    );
    let ran = suite.run(&["run"]);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(ran.err.contains("unknown field `command`"), "{}", ran.err);
    assert!(!mark.exists());
}

#[cfg(unix)]
#[test]
fn a_file_s_name_is_printed_without_acting() {
    let suite = SuiteFolder::new();
    suite.write(
        "cases/visit-rating/403-5010-\u{1b}]0;owned\u{7}\u{202e}\n::error::x.yaml",
        "title: \"\u{1b}[31m\": [\n",
    );
    suite.write(
        "cases/visit-rating/403-5010-b.yaml",
        "\"\u{9b}31m\u{202e}\\e[31m\": 1\n",
    );
    for format in ["human", "json"] {
        let mut command = program();
        command
            .arg("--suite")
            .arg(suite.path())
            .args(["check", "--format", format]);
        let ran = Ran::of(&mut command, suite.path());
        assert_eq!(ran.code, Some(2), "{}", ran.show());
        let printed = format!("{}{}", ran.out, ran.err);
        let acting: Vec<char> = printed
            .chars()
            .filter(|c| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c))
            .collect();
        assert_eq!(acting, Vec::<char>::new(), "{printed}");
        assert!(!printed.contains("\n::error"), "{printed}");
    }
}
