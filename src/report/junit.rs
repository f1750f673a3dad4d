//! JUnit XML, as CI servers read it: one test case for each case.

use std::io::{self, BufWriter, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::json::in_memory;
use super::record::{CaseReport, Report};
use crate::inert::inert_lines;
use crate::judge::VerdictKind;

/// The report as JUnit XML, in the form that Jenkins' `junit-10.xsd` accepts. Fails are `<failure>`, blocked cases
/// `<skipped>`, everything else that is not green is `<error>`: what could not be told must not look like a pass.
pub fn junit(report: &Report) -> String {
    in_memory(|out| write_junit(report, out))
}

pub(super) fn write_junit(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(BufWriter::new(out), b' ', 4);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = Counts::of(&report.cases);
    let mut root = element("testsuites", &[("name", &report.suite)]);
    // No schema has the number of skipped cases here.
    root.extend_attributes([
        ("tests", all.tests.to_string().as_str()),
        ("failures", all.failures.to_string().as_str()),
        ("errors", all.errors.to_string().as_str()),
    ]);
    xml.write_event(Event::Start(root))?;
    for cases in report
        .cases
        .chunk_by(|one, next| one.operation == next.operation)
    {
        let Some(first) = cases.first() else {
            continue;
        };
        let mut suite = element("testsuite", &[("name", first.operation.as_str())]);
        let counts = Counts::of(cases);
        suite.extend_attributes([
            ("tests", counts.tests.to_string().as_str()),
            ("skipped", counts.skipped.to_string().as_str()),
            ("errors", counts.errors.to_string().as_str()),
            ("failures", counts.failures.to_string().as_str()),
        ]);
        xml.write_event(Event::Start(suite))?;
        xml.write_event(Event::Start(BytesStart::new("properties")))?;
        let target = [("name", "target"), ("value", report.target.as_str())];
        xml.write_event(Event::Empty(element("property", &target)))?;
        xml.write_event(Event::End(BytesEnd::new("properties")))?;
        for case in cases {
            write_case(&mut xml, case)?;
        }
        xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.write_indent()?;
    xml.into_inner().flush()
}

/// How a case that is not green is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NotGreen {
    Failure,
    Error,
    Skipped,
}

impl NotGreen {
    fn of(verdict: VerdictKind) -> Option<Self> {
        match verdict {
            VerdictKind::Pass | VerdictKind::Quirk => None,
            VerdictKind::Fail => Some(Self::Failure),
            VerdictKind::Unproven | VerdictKind::Error => Some(Self::Error),
            VerdictKind::Blocked => Some(Self::Skipped),
        }
    }

    fn tag(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }
}

struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of(cases: &[CaseReport]) -> Self {
        let count = |kind| {
            let told = cases.iter().map(|case| NotGreen::of(case.verdict));
            told.filter(|known| *known == Some(kind)).count()
        };
        Self {
            tests: cases.len(),
            failures: count(NotGreen::Failure),
            errors: count(NotGreen::Error),
            skipped: count(NotGreen::Skipped),
        }
    }
}

fn write_case(xml: &mut Writer<impl Write>, case: &CaseReport) -> io::Result<()> {
    let took_ms = case.evidence.timing().took_ms;
    let time = format!("{}.{:03}", took_ms / 1000, took_ms % 1000);
    let test_case = element(
        "testcase",
        &[
            ("name", case.id.as_str()),
            ("classname", case.operation.as_str()),
            ("time", &time),
        ],
    );
    xml.write_event(Event::Start(test_case))?;
    let details = details(case);
    match NotGreen::of(case.verdict) {
        None => {}
        Some(NotGreen::Skipped) => {
            let reason = case.reason.as_deref().unwrap_or_default();
            let tag = NotGreen::Skipped.tag();
            xml.write_event(Event::Empty(element(tag, &[("message", reason)])))?;
        }
        Some(told) => {
            let code = case
                .findings
                .first()
                .map(|finding| finding.code.to_string());
            let kind = code.unwrap_or_else(|| case.verdict.to_string());
            let attributes = [("message", message(case)), ("type", kind)];
            let attributes = attributes
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            write_text(xml, element(told.tag(), &attributes), &details)?;
        }
    }
    // As text: published schemas have no properties of a single case.
    write_text(xml, BytesStart::new("system-out"), &details)?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

/// An element with its attributes, whose foreign text is made harmless.
fn element(name: &'static str, attributes: &[(&str, &str)]) -> BytesStart<'static> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, inert_lines(value).as_str()));
    }
    element
}

fn write_text(xml: &mut Writer<impl Write>, element: BytesStart<'_>, text: &str) -> io::Result<()> {
    let end = element.to_end().into_owned();
    xml.write_event(Event::Start(element.borrow()))?;
    xml.write_event(Event::Text(BytesText::new(text)))?;
    xml.write_event(Event::End(end))
}

fn message(case: &CaseReport) -> String {
    match (case.findings.first(), &case.reason) {
        (Some(finding), _) => format!(
            "{}: {}: expected {}, got {}",
            case.title, finding.field, finding.expected, finding.actual
        ),
        (None, Some(reason)) => format!("{}: {reason}", case.title),
        (None, None) => case.title.clone(),
    }
}

fn details(case: &CaseReport) -> String {
    let mut lines = vec![
        format!("{} {} {}", case.verdict, case.level, case.outcome),
        format!("{} ({})", case.title, case.source),
    ];
    if let Some(change) = &case.change {
        lines.push(format!("change: {change}"));
    }
    for finding in &case.findings {
        let ruling = finding
            .ruling
            .as_ref()
            .map(|ruling| format!(" [{ruling}]"))
            .unwrap_or_default();
        lines.push(format!(
            "{}: {}: expected {}, got {}{ruling}",
            finding.code, finding.field, finding.expected, finding.actual
        ));
    }
    lines.extend(case.reason.clone());
    lines.extend(case.evidence.curl());
    inert_lines(&lines.join("\n"))
}
