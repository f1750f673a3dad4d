//! A target that tries to break out of the place that its text is put in.

use rpgu_conformance::report::{Language, Note, Report, console, ctrf, html, junit, markdown};
use rpgu_conformance::report::{Verbosity, json};
use serde_json::Value as Json;

use super::runs::failing;

/// Markup, both quotes, the ends of script, comment, CDATA and fence, line breaks, a terminal's escape, a bidi mark,
/// and a character that XML cannot hold.
const HOSTILE: &str = "</pre></details></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`-->]]>{{ 7*7 }}{% raw %}\n\
                       ````\n## heading\n::error::x\n| a | @everyone \u{202e}gnp\u{2066}\u{1b}[31m\u{1}\u{ffff}\u{fffe}&amp;&lt;";

/// The same report with hostile text wherever the target's text stands.
pub(super) fn hostile(mut report: Report) -> Report {
    report.target = format!("http://127.0.0.1:1/{HOSTILE}");
    report.noted.push(Note::StatesLeft {
        made: 1,
        left: 1,
        error: HOSTILE.to_owned(),
    });
    for case in &mut report.cases {
        for finding in &mut case.findings {
            finding.actual = HOSTILE.to_owned();
            finding.field = HOSTILE.to_owned();
        }
        case.evidence = case.evidence.changed(|evidence| {
            evidence.actual = format!("{}message: {HOSTILE}\n", evidence.actual);
            evidence.curl = Some(format!("curl '{HOSTILE}'"));
            for exchange in &mut evidence.exchanges {
                exchange.request.url = HOSTILE.to_owned();
                if let Some(response) = &mut exchange.response {
                    response.body = Some(HOSTILE.to_owned());
                    response
                        .headers
                        .push(("X-Foreign".to_owned(), HOSTILE.to_owned()));
                }
            }
        });
    }
    for answer in &mut report.undocumented {
        answer.message_code = Some(HOSTILE.to_owned());
    }
    report
}

/// What would act on a reader rather than be read.
fn acts(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}

/// The names of the elements of an HTML page, with their attributes' names: what a browser would make of it.
fn elements(html: &str) -> std::collections::BTreeSet<String> {
    let mut found = std::collections::BTreeSet::new();
    let body = &html[html.find("</style>").unwrap() + "</style>".len()..];
    for tag in body.split('<').skip(1) {
        let end = tag.find('>').expect("every < begins a tag");
        let tag = &tag[..end];
        found.insert(tag.split_whitespace().next().unwrap().to_owned());
        for attribute in tag.split(' ').filter_map(|part| part.split_once("=\"")) {
            found.insert(format!("@{}", attribute.0));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_from_the_target_stays_text_in_html() {
    let harmless = failing().await;
    let report = hostile(harmless.clone());
    for language in [Language::En, Language::Ru] {
        let page = html(&report, language).unwrap();
        let plain = html(&harmless, language).unwrap();
        assert!(plain.contains("<details"), "the page has elements at all");
        // Not one element or attribute that the page does not have without the hostile text.
        assert_eq!(elements(&page), elements(&plain));
        assert!(!elements(&page).contains("script"));
        assert!(!elements(&page).iter().any(|name| name.starts_with("@on")));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
        assert!(page.contains("{{ 7*7 }}"), "the template fills in once");
        assert_eq!(acts(&page), Vec::<char>::new());
        assert!(page.contains(r"\u{202e}gnp"));
        // What looks escaped already is shown as it was sent.
        assert!(page.contains("&amp;amp;&amp;lt;"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_text_stays_where_it_is_put_in_the_other_reports() {
    let harmless = failing().await;
    let report = hostile(harmless.clone());

    let xml = junit(&report);
    let read = quick_junit::Report::deserialize_from_str(&xml).unwrap();
    assert_eq!(read.tests, harmless.cases.len());
    assert!(
        xml.chars()
            .all(|c| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..)),
        "every character is one that XML 1.0 may hold"
    );
    assert!(!xml.contains("]]><"));

    let ctrf: Json = serde_json::from_str(&ctrf(&report)).unwrap();
    let tests = ctrf["results"]["tests"].as_array().unwrap();
    assert!(tests.iter().any(|test| {
        let message = test["message"].as_str().unwrap_or_default();
        message.contains("<script>")
    }));
    serde_json::from_str::<Report>(&json(&report)).unwrap();

    for language in [Language::En, Language::Ru] {
        let text = markdown(&report, language);
        assert_eq!(acts(&text), Vec::<char>::new());
        // Outside of fences: no markup, and no line that begins something.
        let mut fence: Option<&str> = None;
        for line in text.lines() {
            match fence {
                Some(open) if line == open => fence = None,
                Some(_) => {}
                None if line.starts_with("```") => {
                    fence = Some(line.trim_end_matches(|c: char| c != '`'));
                }
                None => {
                    assert!(!line.contains("<script"), "{line}");
                    assert!(!line.contains("@everyone"), "{line}");
                    assert!(!line.starts_with("## heading"), "{line}");
                }
            }
        }
        assert_eq!(fence, None, "every fence is closed");

        let text = console(&report, Verbosity::Normal, language);
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(acts(&plain), Vec::<char>::new());
    }
}
