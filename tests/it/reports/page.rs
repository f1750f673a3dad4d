//! The HTML page: what stands on it, and that its colours can be read.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use rpgu_conformance::report::{Language, Report, html};

use super::languages::stable;
use super::runs::{blocked, failing, passing};

/// Every page with what it is coloured by.
const TEMPLATES: &str = concat!(
    include_str!("../../../src/report/html/colours.css"),
    include_str!("../../../src/report/report.html"),
    include_str!("../../../src/overview/overview.html"),
);

/// The page as text, one line for each place, so that a change of what it says can be read.
fn outline(page: &str) -> String {
    let body = &page[page.find("</style>").unwrap() + "</style>".len()..];
    let mut text = String::new();
    for (at, part) in body.split('<').enumerate().skip(1) {
        let (tag, words) = part.split_once('>').unwrap();
        let name = tag.split_whitespace().next().unwrap();
        if tag.contains(" open") && at > 0 {
            text.push_str("\n[open]");
        }
        if [
            "h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "tr", "pre", "del", "ins", "summary",
            "small",
        ]
        .contains(&name)
        {
            text.push('\n');
            text.push_str(name);
            text.push(' ');
        } else if ["td", "th"].contains(&name) {
            text.push_str(" | ");
        } else {
            text.push(' ');
        }
        text.push_str(&words.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// The part of a page from one section to the end of another.
fn head(page: &str) -> &str {
    let end = page.find("<details class=\"fold\"").unwrap_or(page.len());
    &page[..end]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passing_run() {
    let report = passing().await;
    let page = html(&report, Language::En).unwrap();
    assert_snapshot!(stable(&outline(head(&page))));
    // Its passes are folded.
    assert!(page.contains("<details class=\"fold\" id=\"passed\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_run() {
    let report = failing().await;
    let page = html(&report, Language::En).unwrap();
    let end = page.find("<details class=\"fold\" id=\"passed\"").unwrap();
    assert_snapshot!(stable(&outline(&page[..end])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_run() {
    let report = blocked().await;
    let page = html(&report, Language::Ru).unwrap();
    assert_snapshot!(stable(&outline(head(&page))));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_stands_on_the_page_once_and_every_link_leads_somewhere() {
    for report in [passing().await, failing().await, blocked().await] {
        let page = html(&report, Language::En).unwrap();
        for case in &report.cases {
            let place = format!(
                "id=\"case&#x2f;{}\"",
                case.id.as_str().replace('/', "&#x2f;")
            );
            let place = place.replace("case&#x2f;", "case/");
            assert_eq!(page.matches(&place).count(), 1, "{place}");
        }
        let links: Vec<&str> = page
            .split("href=\"#")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        for case in &report.cases {
            let link = format!("case/{}", case.id);
            assert!(links.iter().any(|known| plain(known) == link), "{link}");
        }
        for link in links {
            assert!(page.contains(&format!("id=\"{link}\"")), "{link}");
        }
    }
}

fn plain(text: &str) -> String {
    text.replace("&#x2f;", "/")
}

/// Nothing is loaded and nothing runs.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_self_contained() {
    let page = html(&passing().await, Language::En).unwrap();
    for foreign in [
        "<script",
        "src=",
        "@import",
        "url(",
        "<iframe",
        "<object",
        "<form",
        "javascript:",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let hrefs = page.split("href=\"").skip(1);
    for href in hrefs {
        assert!(
            href.starts_with('#') || href.starts_with("data:,\""),
            "{}",
            &href[..20]
        );
    }
    assert!(page.contains("default-src 'none'"));
}

/// A control that was sent elsewhere in the run still stands beside the case that it is for.
#[tokio::test(flavor = "multi_thread")]
async fn a_control_stands_beside_each_failing_case() {
    let report = failing().await;
    let page = html(&report, Language::En).unwrap();
    let failed = section(&page, "failed");
    assert!(failed.matches("<div class=\"pair\">").count() > 0);
    assert!(!failed.contains("No control was sent"), "{failed}");
}

fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let start = page.find(&format!("class=\"fold\" id=\"{id}\"")).unwrap();
    let end = page[start..].find("</section>").unwrap();
    &page[start..start + end]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_body_is_cut_off_between_characters() {
    let mut report: Report = failing().await;
    let body = "ы".repeat(40_000);
    for case in &mut report.cases {
        case.evidence = case.evidence.changed(|evidence| {
            for exchange in &mut evidence.exchanges {
                if let Some(response) = &mut exchange.response {
                    response.body = Some(body.clone());
                }
            }
        });
    }
    let page = html(&report, Language::En).unwrap();
    assert!(!page.contains(&"ы".repeat(16 * 1024 + 1)));
    let rest = 2 * (40_000 - 16 * 1024);
    assert!(page.contains(&format!("{rest} more bytes")));
}

type Palette = BTreeMap<String, [f64; 3]>;

/// The colours that a block of custom properties defines.
fn palette(block: &str) -> Palette {
    block
        .split("--")
        .skip(1)
        .filter_map(|entry| entry.split_once(':'))
        .map(|(name, value)| {
            let hex = value.trim().trim_start_matches('#');
            let channel = |at: usize| {
                let part = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if part <= 0.040_45 {
                    part / 12.92
                } else {
                    ((part + 0.055) / 1.055).powf(2.4)
                }
            };
            (name.to_owned(), [channel(0), channel(2), channel(4)])
        })
        .collect()
}

/// The ratio of WCAG 2.2, from 1 to 21.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_contrast_of_black_and_white_is_21() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}

/// Text 4.5, borders that mean something and focus rings 3 (WCAG 2.2, 1.4.3 and 1.4.11), light, dark and printed.
#[test]
fn every_colour_can_be_read() {
    let blocks: Vec<Palette> = TEMPLATES
        .split(":root {")
        .skip(1)
        .map(|rest| palette(rest.split('}').next().unwrap()))
        .collect();
    assert_eq!(blocks.len(), 4, "light, dark, and either page printed");
    let verdicts = ["pass", "quirk", "fail", "unproven", "blocked", "error"];
    let mut pairs = vec![
        ("fg", "bg", 4.5),
        ("fg", "panel", 4.5),
        ("fg", "good", 4.5),
        ("fg", "bad", 4.5),
        ("fg", "unsure", 4.5),
        ("muted", "bg", 4.5),
        ("muted", "panel", 4.5),
        ("link", "bg", 4.5),
        ("link", "panel", 4.5),
        ("del-fg", "del", 4.5),
        ("ins-fg", "ins", 4.5),
    ];
    for verdict in verdicts {
        pairs.push(("on", verdict, 4.5));
        pairs.push((verdict, "bg", 3.0));
        pairs.push((verdict, "panel", 3.0));
    }
    let light = blocks[0].clone();
    for block in &blocks {
        let colour = |name: &str| {
            block
                .get(name)
                .or_else(|| light.get(name))
                .copied()
                .unwrap()
        };
        for (front, back, least) in &pairs {
            let ratio = contrast(colour(front), colour(back));
            assert!(ratio >= *least, "{front} on {back}: {ratio:.2} < {least}");
        }
        assert!(contrast(colour("focus"), colour("bg")) >= 3.0);
    }
}
