//! English and Russian: which one is chosen, and that each says everything.

use insta::assert_snapshot;
use rpgu_conformance::report::{Language, Verbosity, console, html, markdown};
use rstest::rstest;

use super::runs::{blocked, failing};
use crate::support::{program, run};

#[rstest]
#[case::nothing(&[], Language::En)]
#[case::lang(&[("LANG", "ru_RU.UTF-8")], Language::Ru)]
#[case::messages_over_lang(&[("LANG", "ru_RU.UTF-8"), ("LC_MESSAGES", "C")], Language::En)]
#[case::all_over_messages(&[("LC_ALL", "ru"), ("LC_MESSAGES", "en_GB.UTF-8")], Language::Ru)]
#[case::empty_is_unset(&[("LC_ALL", ""), ("LANG", "ru_RU")], Language::Ru)]
#[case::no_catalogue(&[("LANG", "de_DE.UTF-8")], Language::En)]
#[case::only_begins_alike(&[("LANG", "run_BI")], Language::En)]
fn the_environment_chooses(#[case] variables: &[(&str, &str)], #[case] language: Language) {
    let chosen = Language::of_environment(|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    });
    assert_eq!(chosen, language);
}

#[test]
fn the_flag_is_over_the_environment() {
    let ran = |environment: &str, flags: &[&str]| {
        let mut command = program();
        command.env("LC_ALL", environment).args(["run", "--quiet"]);
        crate::support::Ran::of(command.args(flags), std::path::Path::new("/nowhere")).out
    };
    let english = "The target conforms: every case that decides passed.\n";
    let russian = "Сервер соответствует документам: все решающие проверки пройдены.\n";
    assert_eq!(ran("ru_RU.UTF-8", &[]), russian);
    assert_eq!(ran("ru_RU.UTF-8", &["--lang", "en"]), english);
    assert_eq!(ran("C", &["--lang", "ru"]), russian);
    assert_eq!(run(&["run", "--lang", "de"]).code, Some(2));
}

/// What differs from run to run, taken out.
pub(crate) fn stable(text: &str) -> String {
    let filters = [
        (
            regex(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
            "GUID",
        ),
        (regex(r"\d{4}-\d\d-\d\dT[0-9:.]+Z"), "TIME"),
        (regex("[0-9a-f]{64}"), "DIGEST"),
        (regex(r"\d+ (ms|мс)"), "N $1"),
        (regex(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
        (regex(r"(?i)(date: )[^\n<]+"), "${1}DATE"),
    ];
    filters
        .into_iter()
        .fold(text.to_owned(), |text, (pattern, with)| {
            pattern.replace_all(&text, with).into_owned()
        })
}

fn regex(pattern: &str) -> regex::Regex {
    regex::Regex::new(pattern).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_run_in_both_languages() {
    let report = failing().await;
    for language in [Language::En, Language::Ru] {
        let tag = language.tag();
        let text = console(&report, Verbosity::Normal, language);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert_snapshot!(format!("failing_console_{tag}"), stable(&text));
        let text = markdown(&report, language);
        assert_snapshot!(format!("failing_markdown_{tag}"), stable(&text));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_run_in_both_languages() {
    let report = blocked().await;
    for language in [Language::En, Language::Ru] {
        let text = markdown(&report, language);
        let name = format!("blocked_markdown_{}", language.tag());
        assert_snapshot!(name, stable(&text));
    }
}

/// The text of a page, without its markup and without what is the same in every language.
fn words(page: &str) -> Vec<String> {
    let body = &page[page.find("</style>").unwrap()..];
    let text = regex(r"(?s)<pre.*?</pre>|<[^>]+>").replace_all(body, "\n");
    let latin = regex(r"[A-Za-z]{3,}( [a-z]+){3,}");
    text.lines()
        .filter(|line| latin.is_match(line))
        .map(|line| line.trim().to_owned())
        .collect()
}

/// On a Russian page only what the suite itself says is English.
#[tokio::test(flavor = "multi_thread")]
async fn a_russian_page_has_no_english_sentence_but_the_suites() {
    for report in [failing().await, blocked().await] {
        let page = html(&report, Language::Ru).unwrap();
        let of_suite: Vec<&str> = report
            .cases
            .iter()
            .map(|case| case.title.as_str())
            .chain(
                report
                    .rulings
                    .values()
                    .flat_map(|ruling| [ruling.title.as_str(), ruling.text.as_str()]),
            )
            .chain(report.operations.values().map(String::as_str))
            .chain([report.suite.as_str()])
            .collect();
        let foreign: Vec<String> = words(&page)
            .into_iter()
            .map(|line| {
                line.replace("&#x27;", "'")
                    .replace("&quot;", "\"")
                    .replace("&#x2f;", "/")
            })
            .filter(|line| !of_suite.iter().any(|text| line.contains(text)))
            .collect();
        assert_eq!(foreign, Vec::<String>::new());
    }
}
