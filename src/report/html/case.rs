//! One case on the page, with all of its evidence.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::index::Index;
use super::shown;
use crate::judge::VerdictKind;
use crate::plan::Purpose;
use crate::report::evidence::EvidenceReport;
use crate::report::letter::verdict_letter;
use crate::report::record::{CaseReport, ExchangeReport, Report};
use crate::report::words::Language;
use crate::suite::{Level, OutcomeId, RulingId};

/// A body longer than this many characters is cut off; the JSON report has all of it.
const BODY_SHOWN: usize = 16 * 1024;

#[derive(Debug, Serialize)]
pub(super) struct CaseView {
    id: String,
    verdict: VerdictKind,
    letter: char,
    title: String,
    level: Level,
    outcome: String,
    known: bool,
    open: bool,
    documented: Option<Documented>,
    change: Option<String>,
    same: bool,
    diff: Vec<DiffLine>,
    findings: Vec<FindingView>,
    why: Option<String>,
    unblock: Option<String>,
    rulings: Vec<RulingView>,
    own: Vec<ExchangeView>,
    beside: Vec<ExchangeView>,
    took: String,
    curl: Option<String>,
    source: String,
}

/// The row that the documents have.
#[derive(Debug, Serialize)]
struct Documented {
    kind: &'static str,
    text: Option<String>,
}

#[derive(Debug, Serialize)]
struct DiffLine {
    side: Side,
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Both,
    Expected,
    Actual,
}

#[derive(Debug, Serialize)]
struct FindingView {
    code: &'static str,
    means: &'static str,
    field: String,
    expected: String,
    actual: String,
    ruling: Option<String>,
}

#[derive(Debug, Serialize)]
struct RulingView {
    id: String,
    title: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct ExchangeView {
    purpose: &'static str,
    case: String,
    elsewhere: bool,
    started: String,
    took: String,
    request: String,
    status: Option<u16>,
    response: String,
}

pub(super) fn case_view(
    report: &Report,
    case: &CaseReport,
    index: &Index<'_>,
    language: Language,
) -> CaseView {
    let sentences = language.sentences();
    let evidence = case.evidence.open();
    let (own, beside) = exchanges(case, &evidence, index, language);
    let answered = !evidence.actual.is_empty();
    CaseView {
        id: case.id.to_string(),
        verdict: case.verdict,
        letter: verdict_letter(case.verdict),
        title: shown(&case.title),
        level: case.level,
        outcome: case.outcome.to_string(),
        known: case.known_failure,
        open: !matches!(case.verdict, VerdictKind::Pass | VerdictKind::Blocked),
        documented: documented(case, index, language),
        change: case
            .changed
            .as_ref()
            .map(|change| shown(&sentences.change(change))),
        same: answered && evidence.actual == evidence.expected,
        diff: if answered {
            diff(&evidence)
        } else {
            only(&evidence.expected)
        },
        findings: case
            .findings
            .iter()
            .map(|finding| FindingView {
                code: finding.code.as_str(),
                means: sentences.finding(finding.code),
                field: shown(&finding.field),
                expected: shown(&finding.expected),
                actual: shown(&finding.actual),
                ruling: finding.ruling.as_ref().map(ToString::to_string),
            })
            .collect(),
        why: case.why.as_ref().map(|why| shown(&sentences.why(why))),
        unblock: case.unblock.clone(),
        rulings: rulings(report, case),
        own,
        beside,
        took: sentences.milliseconds(
            evidence
                .exchanges
                .iter()
                .map(|exchange| exchange.elapsed_ms)
                .sum(),
        ),
        curl: evidence.curl.as_deref().map(shown),
        source: shown(&case.source),
    }
}

fn documented(case: &CaseReport, index: &Index<'_>, language: Language) -> Option<Documented> {
    if case.outcome == OutcomeId::AnyRefusal {
        return None;
    }
    let row = index.rows.get(&(&case.operation, &case.outcome))?;
    Some(Documented {
        kind: language.sentences().outcome_type(row.kind),
        text: row.text.as_deref().map(shown),
    })
}

/// What is documented against what was answered, line by line.
fn diff(evidence: &EvidenceReport) -> Vec<DiffLine> {
    TextDiff::from_lines(&evidence.expected, &evidence.actual)
        .iter_all_changes()
        .map(|change| DiffLine {
            side: match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Expected,
                ChangeTag::Insert => Side::Actual,
            },
            text: shown(change.value().trim_end_matches('\n')),
        })
        .collect()
}

fn only(expected: &str) -> Vec<DiffLine> {
    expected
        .lines()
        .map(|line| DiffLine {
            side: Side::Both,
            text: shown(line),
        })
        .collect()
}

/// The rulings that its findings name, then those that the case names.
fn rulings(report: &Report, case: &CaseReport) -> Vec<RulingView> {
    let mut ids: Vec<&RulingId> = Vec::new();
    let named = case
        .findings
        .iter()
        .filter_map(|finding| finding.ruling.as_ref());
    for id in named.chain(&case.rulings) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.into_iter()
        .filter_map(|id| {
            let ruling = report.rulings.get(id)?;
            Some(RulingView {
                id: id.to_string(),
                title: shown(&ruling.title),
                text: shown(&ruling.text),
            })
        })
        .collect()
}

/// The exchanges that are judged, and those that stand beside them: what came before, the control, the effect. Where no
/// control was sent on the same identifier, the one that was sent elsewhere in the run.
fn exchanges(
    case: &CaseReport,
    evidence: &EvidenceReport,
    index: &Index<'_>,
    language: Language,
) -> (Vec<ExchangeView>, Vec<ExchangeView>) {
    let is_own =
        |exchange: &&ExchangeReport| exchange.purpose == Purpose::Judge && exchange.case == case.id;
    let view = |exchange: &ExchangeReport| exchange_view(exchange, false, language);
    let (own, beside): (Vec<_>, Vec<_>) = evidence.exchanges.iter().partition(is_own);
    let mut beside: Vec<ExchangeView> = beside.into_iter().map(view).collect();
    if beside.is_empty()
        && !own.is_empty()
        && case.control != case.id
        && let Some(control) = index.control(case)
    {
        let evidence = control.evidence.open();
        let judged = evidence
            .exchanges
            .iter()
            .find(|exchange| exchange.purpose == Purpose::Judge && exchange.case == case.control);
        beside.extend(judged.map(|exchange| exchange_view(exchange, true, language)));
    }
    (own.into_iter().map(view).collect(), beside)
}

fn exchange_view(exchange: &ExchangeReport, elsewhere: bool, language: Language) -> ExchangeView {
    let (t, sentences) = (language.labels(), language.sentences());
    let request = &exchange.request;
    let mut sent = format!("{} {}\n", request.method, request.url);
    headers(&mut sent, &request.headers);
    body(&mut sent, request.body.as_deref(), language);
    let mut received = String::new();
    match &exchange.response {
        None => received.push_str(exchange.failure.as_deref().unwrap_or(t.no_answer)),
        Some(response) => {
            received = format!("{} {}\n", response.version, response.status);
            headers(&mut received, &response.headers);
            match (&response.body, &response.body_base64) {
                (None, Some(base64)) => {
                    body(
                        &mut received,
                        Some(&format!("{} {base64}", t.base64)),
                        language,
                    );
                }
                (text, _) => body(&mut received, text.as_deref(), language),
            }
        }
    }
    ExchangeView {
        purpose: sentences.purpose(if elsewhere {
            Purpose::Control
        } else {
            exchange.purpose
        }),
        case: exchange.case.to_string(),
        elsewhere,
        started: exchange.started.clone(),
        took: sentences.milliseconds(exchange.elapsed_ms),
        request: shown(&sent),
        status: exchange.response.as_ref().map(|response| response.status),
        response: shown(&received),
    }
}

fn headers(text: &mut String, headers: &[(String, String)]) {
    for (name, value) in headers {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
        text.push('\n');
    }
}

fn body(text: &mut String, body: Option<&str>, language: Language) {
    text.push('\n');
    let Some(body) = body.filter(|body| !body.is_empty()) else {
        text.push_str("— ");
        text.push_str(language.labels().no_body);
        return;
    };
    match body.char_indices().nth(BODY_SHOWN) {
        None => text.push_str(body),
        Some((end, _)) => {
            text.push_str(&body[..end]);
            text.push('\n');
            text.push_str(&language.sentences().cut(body.len() - end));
        }
    }
}
