//! Reports of many cases: they can still be opened, and say what they leave out.

use std::collections::BTreeSet;

use rpgu_conformance::report::{
    Language, Report, SubjectReport, Verbosity, console, html, json, markdown,
};
use serde_json::{Value as Json, json as value};

use super::runs::{blocked, failing};

/// A report of so many cases like the first one with a verdict, each with a name of its own.
fn many(report: &Report, verdict: &str, count: usize) -> Report {
    let mut report: Json = serde_json::from_str(&json(report)).unwrap();
    let cases = report["cases"].as_array().unwrap();
    let pattern = cases.iter().find(|case| case["verdict"] == verdict);
    let pattern = pattern.unwrap().clone();
    let cases = (0..count).map(|number| {
        let mut case = pattern.clone();
        case["id"] = value!(format!("{}-{number}", pattern["id"].as_str().unwrap()));
        case["place"] = value!(number);
        case
    });
    report["cases"] = cases.collect();
    for answer in report["undocumented"].as_array_mut().unwrap() {
        answer["cases"] = (0..count)
            .map(|number| value!(format!("{}-{number}", pattern["id"].as_str().unwrap())))
            .collect();
    }
    serde_json::from_value(report).unwrap()
}

fn plain(page: &str) -> String {
    page.replace("&#x2f;", "/")
}

/// Every link leads to a place on the page, and no place is there twice.
fn dead_links(page: &str) -> Vec<String> {
    let values = |before: &str| -> Vec<String> {
        let parts = page.split(before).skip(1);
        parts
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect()
    };
    let places = values(" id=\"");
    let once: BTreeSet<&String> = places.iter().collect();
    assert_eq!(once.len(), places.len());
    let links = values("href=\"#").into_iter();
    links.filter(|link| !once.contains(link)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_many_passes_has_their_names() {
    let report = failing().await;
    // As many as are shown in full, and one more.
    let page = plain(&html(&many(&report, "pass", 250), Language::En).unwrap());
    assert_eq!(page.matches("<details class=\"case\"").count(), 250);
    assert!(!page.contains("<details class=\"names\""));
    let large = many(&report, "pass", 251);
    for (language, said) in [
        (Language::En, "too many for one page"),
        (Language::Ru, "слишком много"),
    ] {
        let page = plain(&html(&large, language).unwrap());
        assert_eq!(page.matches("<details class=\"case\"").count(), 0);
        assert_eq!(page.matches("<details class=\"names\">").count(), 1);
        assert!(page.contains("<details class=\"fold\" id=\"passed\">"));
        assert_eq!(page.matches(said).count(), 1);
        let section = &page[page.find("id=\"passed\"").unwrap()..];
        for case in &large.cases {
            let named =
                [", ", "<"].map(|end| section.matches(&format!("{}{end}", case.id)).count());
            assert_eq!(named[0] + named[1], 1, "{}", case.id);
        }
        assert_eq!(dead_links(&page), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_many_failures_can_be_opened() {
    let report = many(&failing().await, "fail", 3000);
    let page = plain(&html(&report, Language::En).unwrap());
    assert!(page.len() < 3_000_000, "{}", page.len());
    let section = &page[page.find("id=\"failed\"").unwrap()..];
    assert_eq!(
        section.matches("<details class=\"case\" open>").count(),
        250
    );
    let listed = &section[section.find("<ul class=\"listed\">").unwrap()..];
    let listed = &listed[..listed.find("</ul>").unwrap()];
    assert_eq!(listed.matches("<li>").count(), 2000);
    let finding = &report.cases[0].findings[0];
    let told = format!(
        "{}: expected {}, got {}",
        finding.field, finding.expected, finding.actual
    );
    assert_eq!(plain(listed).matches(&told).count(), 2000, "{told}");
    // Beyond those, names.
    let names = &section[section.find("<details class=\"names\">").unwrap()..];
    assert!(names.contains(report.cases[2999].id.as_str()));
    assert!(!names.contains(&format!("{},", report.cases[2249].id)));
    assert!(section.contains("The first 250 are shown with everything"));
    // One place of the table says how many there are, and shows some of them.
    assert!(page.contains("</span> fail 3000</span>"));
    assert_eq!(dead_links(&page), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_many_blocked_cases_names_the_first_of_them() {
    let report = many(&blocked().await, "blocked", 1000);
    let page = plain(&html(&report, Language::En).unwrap());
    let listed =
        &page[page.find("id=\"not-tested\"").unwrap()..page.find("id=\"outcomes\"").unwrap()];
    assert_eq!(listed.matches(" — ").count(), 250);
    assert_eq!(
        listed
            .matches("… and 750 more: see the JSON report")
            .count(),
        1
    );
    assert_eq!(dead_links(&page), Vec::<String>::new());
}

/// GitHub drops a job summary over 1 MiB.
#[tokio::test(flavor = "multi_thread")]
async fn markdown_of_many_failures_ends_in_time() {
    let mut report = many(&failing().await, "fail", 3000);
    let text = markdown(&report, Language::En);
    assert!(text.len() < 1024 * 1024, "{}", text.len());
    assert_eq!(text.matches(" | fail | ").count(), 500);
    assert!(text.contains("2500 cases more"));
    // However much is said of each.
    for case in &mut report.cases {
        case.findings[0].actual = "x".repeat(10_000);
    }
    let text = markdown(&report, Language::En);
    assert!(text.len() < 1024 * 1024, "{}", text.len());
}

/// As many identifiers as cases would fill the terminal; all of them stand in the JSON report.
#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_shows_some_identifiers() {
    let mut report = failing().await;
    let subject = |number| -> SubjectReport {
        let id = format!("number-{number}");
        let subject = value!({ "state": "visit.active", "id": id, "fate": "used_up" });
        serde_json::from_value(subject).unwrap()
    };
    for (count, said) in [
        (50, None),
        (51, Some("number-49 … and 1 more: see the JSON report")),
    ] {
        report.subjects = (0..count).map(subject).collect();
        let text = console(&report, Verbosity::Normal, Language::En);
        assert_eq!(text.matches("number-").count(), 50);
        match said {
            None => assert!(!text.contains("more:"), "{text}"),
            Some(said) => assert!(text.contains(said), "{text}"),
        }
    }
}
