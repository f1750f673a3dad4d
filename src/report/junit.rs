//! JUnit XML, as CI servers read it: one test case for each case.

use quick_junit::{NonSuccessKind, Report as JunitReport, TestCase, TestCaseStatus, TestSuite};

use super::record::{CaseReport, Report};
use crate::inert::inert_lines;
use crate::judge::VerdictKind;

/// The report as JUnit XML, in the form that Jenkins' `junit-10.xsd` accepts. Fails are `<failure>`, blocked cases
/// `<skipped>`, everything else that is not green is `<error>`: what could not be told must not look like a pass.
pub fn junit(report: &Report) -> String {
    let mut junit = JunitReport::new(report.suite.as_str());
    let mut suites: Vec<TestSuite> = Vec::new();
    for case in &report.cases {
        let name = case.operation.as_str();
        if suites
            .last()
            .is_none_or(|suite| suite.name.as_str() != name)
        {
            let mut suite = TestSuite::new(name);
            suite.add_property(("target", inert_lines(&report.target).as_str()));
            suites.push(suite);
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(test_case(case));
        }
    }
    let skipped: usize = suites.iter().map(|suite| suite.skipped).sum();
    junit.add_test_suites(suites);
    // quick-junit counts skipped cases on the root, too, where no schema has that attribute. The root is the first
    // element, and within an attribute a quote is escaped, so this is its own.
    junit
        .to_string()
        .unwrap_or_default()
        .replacen(&format!(" skipped=\"{skipped}\""), "", 1)
}

fn test_case(case: &CaseReport) -> TestCase {
    let status = match case.verdict {
        VerdictKind::Pass | VerdictKind::Quirk => TestCaseStatus::success(),
        VerdictKind::Blocked => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(inert_lines(case.reason.as_deref().unwrap_or_default()));
            status
        }
        VerdictKind::Fail => non_success(NonSuccessKind::Failure, case),
        VerdictKind::Unproven | VerdictKind::Error => non_success(NonSuccessKind::Error, case),
    };
    let mut test_case = TestCase::new(case.id.as_str(), status);
    test_case.set_classname(case.operation.as_str());
    let evidence = case.evidence.open();
    let millis = evidence
        .exchanges
        .iter()
        .map(|exchange| exchange.elapsed_ms)
        .sum();
    test_case.set_time(std::time::Duration::from_millis(millis));
    // As text: published schemas have no properties of a single case.
    test_case.set_system_out(details(case));
    test_case
}

fn non_success(kind: NonSuccessKind, case: &CaseReport) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let code = case
        .findings
        .first()
        .map(|finding| finding.code.to_string());
    status.set_type(code.unwrap_or_else(|| case.verdict.to_string()));
    let message = match (case.findings.first(), &case.reason) {
        (Some(finding), _) => format!(
            "{}: {}: expected {}, got {}",
            case.title, finding.field, finding.expected, finding.actual
        ),
        (None, Some(reason)) => format!("{}: {reason}", case.title),
        (None, None) => case.title.clone(),
    };
    status.set_message(inert_lines(&message));
    status.set_description(details(case));
    status
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
    lines.extend(case.evidence.open().curl.clone());
    inert_lines(&lines.join("\n"))
}
