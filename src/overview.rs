//! Many targets side by side: what each showed of each documented outcome.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde::Serialize;

use crate::judge::{Conclusion, VerdictKind};
use crate::report::Report;
use crate::suite::{OperationId, OutcomeId};

/// The verdicts by which an outcome is told, the worst first.
const WORST_FIRST: [VerdictKind; 6] = [
    VerdictKind::Fail,
    VerdictKind::Error,
    VerdictKind::Unproven,
    VerdictKind::Blocked,
    VerdictKind::Quirk,
    VerdictKind::Pass,
];

/// Targets by outcomes.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// The targets, in the order in which they were named.
    pub targets: Vec<OverviewTarget>,
    /// The outcomes that any of their suites documents.
    pub rows: Vec<OverviewRow>,
}

/// One target.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewTarget {
    /// What the report was named as.
    pub name: String,
    /// The address.
    pub target: String,
    /// When it was asked.
    pub started: String,
    /// The digest of the suite that it was asked with.
    pub suite_digest: String,
    /// What the run as a whole says.
    pub conclusion: Conclusion,
}

/// One documented outcome.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewRow {
    /// The operation.
    pub operation: OperationId,
    /// Status and message code.
    pub outcome: OutcomeId,
    /// For each target the worst verdict of all cases that provoke the outcome; `None` if none was asked for.
    pub cells: Vec<Option<VerdictKind>>,
}

/// Puts reports side by side, each under a name.
pub fn overview(reports: &[(String, Report)]) -> Overview {
    let mut rows: IndexMap<(OperationId, OutcomeId), Vec<Option<VerdictKind>>> = IndexMap::new();
    for (_, report) in reports {
        let documented = report.outcomes.iter();
        let documented = documented.map(|row| (row.operation.clone(), row.outcome.clone()));
        // Cases also ask for refusals that no table has a row for.
        let asked = report.cases.iter();
        let asked = asked.map(|case| (case.operation.clone(), case.outcome.clone()));
        for key in documented.chain(asked) {
            rows.entry(key).or_insert_with(|| vec![None; reports.len()]);
        }
    }
    // Operations side by side, whichever report named them first.
    rows.sort_by(|one, _, other, _| one.cmp(other));
    for (column, (_, report)) in reports.iter().enumerate() {
        for ((operation, outcome), cells) in &mut rows {
            let cases = report.cases.iter();
            let verdicts: Vec<VerdictKind> = cases
                .filter(|case| case.operation == *operation && case.outcome == *outcome)
                .map(|case| case.verdict)
                .collect();
            if let Some(cell) = cells.get_mut(column) {
                *cell = WORST_FIRST
                    .into_iter()
                    .find(|verdict| verdicts.contains(verdict));
            }
        }
    }
    Overview {
        targets: reports
            .iter()
            .map(|(name, report)| OverviewTarget {
                name: name.clone(),
                target: report.target.clone(),
                started: report.started.clone(),
                suite_digest: report.suite_digest.clone(),
                conclusion: report.conclusion,
            })
            .collect(),
        rows: rows
            .into_iter()
            .map(|((operation, outcome), cells)| OverviewRow {
                operation,
                outcome,
                cells,
            })
            .collect(),
    }
}

/// One letter, so that nothing hangs on a colour.
pub fn letter(cell: Option<VerdictKind>) -> char {
    match cell {
        None => '-',
        Some(VerdictKind::Pass) => 'P',
        Some(VerdictKind::Quirk) => 'Q',
        Some(VerdictKind::Fail) => 'F',
        Some(VerdictKind::Unproven) => 'U',
        Some(VerdictKind::Blocked) => 'B',
        Some(VerdictKind::Error) => 'E',
    }
}

/// The conclusion in a few words.
pub fn conclusion_words(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Conforming => "conforming",
        Conclusion::NotConforming => "not conforming",
        Conclusion::OnlyKnownFailures => "only known failures",
        Conclusion::Inconclusive => "inconclusive",
        Conclusion::Unreachable => "unreachable",
        Conclusion::StaleKnownFailures => "stale known failures",
    }
}

/// What the letters mean.
pub const LEGEND: &str =
    "P pass · Q quirk · F fail · U unproven · B blocked · E error · - not asked";

impl Overview {
    /// Whether all targets were asked the same questions.
    pub fn is_of_one_suite(&self) -> bool {
        let mut digests = self.targets.iter().map(|target| &target.suite_digest);
        let first = digests.next();
        digests.all(|digest| Some(digest) == first)
    }

    /// One self-contained page: no script, nothing from elsewhere, and nothing of a report is markup.
    pub fn html(&self) -> String {
        let mut page = String::from(HEAD);
        // Writing to a text cannot fail.
        let _ = write!(page, "<p>{}</p>", escape(LEGEND));
        if !self.is_of_one_suite() {
            page.push_str("<p><strong>Not all targets were asked the same suite: do not compare columns with different suites.</strong></p>");
        }
        page.push_str("<div class=\"wide\"><table><thead><tr><th scope=\"col\">Operation</th><th scope=\"col\">Outcome</th>");
        for target in &self.targets {
            let _ = write!(
                page,
                "<th scope=\"col\">{}<small>{}<br>{}<br>suite {}<br>{}</small></th>",
                escape(&target.name),
                escape(&target.target),
                escape(&target.started),
                escape(
                    target
                        .suite_digest
                        .get(..12)
                        .unwrap_or(&target.suite_digest)
                ),
                escape(conclusion_words(target.conclusion)),
            );
        }
        page.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            let _ = write!(
                page,
                "<tr><th scope=\"row\">{}</th><th scope=\"row\">{}</th>",
                escape(row.operation.as_str()),
                escape(&row.outcome.to_string())
            );
            for cell in &row.cells {
                let name = cell.map_or_else(|| "not asked".to_owned(), |cell| cell.to_string());
                let class = cell.map_or_else(|| "none".to_owned(), |cell| cell.to_string());
                let _ = write!(
                    page,
                    "<td class=\"{class}\" title=\"{name}\">{}</td>",
                    letter(*cell)
                );
            }
            page.push_str("</tr>");
        }
        page.push_str("</tbody></table></div></main></body></html>\n");
        page
    }
}

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Targets by outcomes</title><style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:1rem;color:#1a1a1a;background:#fff}
.wide{overflow-x:auto}table{border-collapse:collapse}
th,td{border:1px solid #767676;padding:.3rem .6rem;text-align:left;vertical-align:top}
td{text-align:center;font-weight:700}small{display:block;font-weight:400}
.pass{background:#d5efd8;color:#0b3d12}.quirk{background:#fdf0c0;color:#4a3a00}.fail{background:#f9d3d0;color:#6b0f08}
.unproven,.blocked,.error{background:#e2e2ee;color:#26264d}
@media(prefers-color-scheme:dark){body{color:#eee;background:#16181c}
.pass{background:#143d1b;color:#d5f5da}.quirk{background:#4a3a00;color:#fdf0c0}.fail{background:#6b0f08;color:#ffe3e0}
.unproven,.blocked,.error{background:#33335c;color:#e8e8ff}}
</style></head><body><main><h1>Targets by outcomes</h1>"#;

/// Text for HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
