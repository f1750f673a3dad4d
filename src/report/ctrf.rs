//! Common Test Report Format (<https://ctrf.io>): JSON that test dashboards of many languages read.

use std::io::{self, Write};

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::json::{in_memory, write_document};
use super::record::{CaseReport, Report};
use crate::judge::{Finding, VerdictKind};

/// The version of the format that this follows: the one whose schema is published (npm package `ctrf`).
const SPEC_VERSION: &str = "0.0.0";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    report_format: &'static str,
    spec_version: &'static str,
    timestamp: String,
    generated_by: &'a str,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Results<'a> {
    tool: Tool<'a>,
    summary: Summary,
    tests: Tests<'a>,
    environment: Environment<'a>,
    extra: RunExtra<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    other: usize,
    suites: usize,
    start: i64,
    stop: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Environment<'a> {
    report_name: &'a str,
    app_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunExtra<'a> {
    conclusion: crate::judge::Conclusion,
    exit_code: u8,
    summary: &'a str,
    suite_digest: &'a str,
    scope: crate::judge::Scope,
    level: crate::suite::Level,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test<'a> {
    name: &'a str,
    status: Status,
    duration: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<i64>,
    suite: [&'a str; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    raw_status: String,
    tags: Vec<String>,
    file_path: &'a str,
    extra: TestExtra<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TestExtra<'a> {
    title: &'a str,
    outcome: String,
    known_failure: bool,
    findings: &'a [Finding],
    #[serde(skip_serializing_if = "Option::is_none")]
    curl: Option<String>,
}

/// Each test is made when it is written: together they are many.
struct Tests<'a>(&'a Report);

impl Serialize for Tests<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        serializer.collect_seq(report.cases.iter().map(|case| test(report, case)))
    }
}

/// The statuses of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Passed,
    Failed,
    Skipped,
    /// Not told: neither passed nor failed.
    Other,
}

impl From<VerdictKind> for Status {
    fn from(verdict: VerdictKind) -> Self {
        match verdict {
            VerdictKind::Pass | VerdictKind::Quirk => Self::Passed,
            VerdictKind::Fail => Self::Failed,
            VerdictKind::Blocked => Self::Skipped,
            VerdictKind::Unproven | VerdictKind::Error => Self::Other,
        }
    }
}

/// The report in the Common Test Report Format. The verdict is `rawStatus`.
pub fn ctrf(report: &Report) -> String {
    in_memory(|out| write_ctrf(report, out))
}

pub(super) fn write_ctrf(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let count = |status| {
        let statuses = report.cases.iter().map(|case| Status::from(case.verdict));
        statuses.filter(|known| *known == status).count()
    };
    let start = milliseconds(&report.started).unwrap_or_default();
    let stop = start.saturating_add(i64::try_from(report.elapsed_ms).unwrap_or(i64::MAX));
    let (name, version) = report.tool.split_once(' ').unwrap_or((&report.tool, ""));
    let document = Document {
        report_format: "CTRF",
        spec_version: SPEC_VERSION,
        timestamp: report.started.clone(),
        generated_by: &report.tool,
        results: Results {
            tool: Tool { name, version },
            summary: Summary {
                tests: report.cases.len(),
                passed: count(Status::Passed),
                failed: count(Status::Failed),
                skipped: count(Status::Skipped),
                pending: 0,
                other: count(Status::Other),
                suites: report.operations.len(),
                start,
                stop,
            },
            tests: Tests(report),
            environment: Environment {
                report_name: &report.suite,
                app_name: &report.target,
            },
            extra: RunExtra {
                conclusion: report.conclusion,
                exit_code: report.exit_code,
                summary: &report.summary,
                suite_digest: &report.suite_digest,
                scope: report.scope,
                level: report.level,
            },
        },
    };
    write_document(&document, out)
}

fn test<'a>(report: &'a Report, case: &'a CaseReport) -> Test<'a> {
    let (path, line) = case.source.rsplit_once(':').unwrap_or((&case.source, ""));
    let timing = case.evidence.timing();
    let differences: Vec<String> = case.findings.iter().map(difference).collect();
    Test {
        name: case.id.as_str(),
        status: case.verdict.into(),
        duration: timing.took_ms,
        start: timing.started,
        suite: [report.suite.as_str(), case.operation.as_str()],
        message: match case.verdict {
            VerdictKind::Pass => None,
            _ => differences.first().cloned().or_else(|| case.reason.clone()),
        },
        trace: (!differences.is_empty()).then(|| differences.join("\n")),
        line: line.parse().ok(),
        raw_status: case.verdict.to_string(),
        tags: [case.level.to_string()]
            .into_iter()
            .chain(case.rulings.iter().map(ToString::to_string))
            .collect(),
        file_path: path,
        extra: TestExtra {
            title: &case.title,
            outcome: case.outcome.to_string(),
            known_failure: case.known_failure,
            findings: &case.findings,
            curl: case.evidence.curl(),
        },
    }
}

fn difference(finding: &Finding) -> String {
    format!(
        "{}: {}: expected {}, got {}",
        finding.code, finding.field, finding.expected, finding.actual
    )
}

fn milliseconds(time: &str) -> Option<i64> {
    let time: Timestamp = time.parse().ok()?;
    Some(time.as_millisecond())
}
