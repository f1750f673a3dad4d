//! What stands on the page: conclusion, what was tested, counts, what was not tested, outcomes, cases.

use std::collections::BTreeMap;

use serde::Serialize;

use super::case::{CaseView, case_view};
use super::outcomes::{OutcomeRow, SeenLegend, outcomes, seen_legend, uncoded};
use super::shown;
use crate::judge::VerdictKind;
use crate::report::letter::verdict_letter;
use crate::report::record::{CaseReport, OutcomeSeen, Report, SubjectFate};
use crate::report::words::{Labels, Language};
use crate::suite::{CaseId, Level};

/// More passes than this are folded away: what needs reading must not drown in them.
const PASSES_SHOWN: usize = 8;

#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    lang: &'static str,
    t: &'static Labels,
    title: String,
    tone: Tone,
    conclusion: String,
    exit_code: u8,
    facts: Vec<Fact>,
    verdicts: Vec<VerdictRow>,
    levels: Vec<LevelColumn>,
    totals: Vec<usize>,
    not_tested: NotTested,
    operations: Vec<OperationColumn<'a>>,
    outcomes: Vec<OutcomeRow>,
    /// Cases whose code no row documents, for each operation; empty if there are none.
    uncoded: Vec<Vec<Link>>,
    seen_legend: Vec<SeenLegend>,
    outcomes_seen: String,
    undocumented: Vec<UndocumentedRow<'a>>,
    sections: Vec<Section>,
    subjects: Vec<Fact>,
    stale: Vec<String>,
    notes: Vec<String>,
}

/// How the conclusion looks.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Tone {
    Good,
    Bad,
    Unsure,
}

#[derive(Debug, Serialize)]
struct Fact {
    label: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct VerdictRow {
    verdict: VerdictKind,
    letter: char,
    means: &'static str,
    counts: Vec<usize>,
    total: usize,
}

#[derive(Debug, Serialize)]
struct LevelColumn {
    level: Level,
    means: &'static str,
    decides: bool,
}

#[derive(Debug, Serialize)]
struct NotTested {
    blocked: Vec<BlockedGroup>,
    not_judged: Vec<Link>,
    not_selected: Vec<String>,
}

#[derive(Debug, Serialize)]
struct BlockedGroup {
    reason: String,
    unblock: Option<String>,
    count: String,
    cases: Vec<Link>,
}

/// A case, and where it stands on the page.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    id: String,
    title: String,
    level: Level,
    verdict: VerdictKind,
    letter: char,
    why: String,
}

#[derive(Debug, Serialize)]
struct OperationColumn<'a> {
    id: &'a str,
    title: String,
}

#[derive(Debug, Serialize)]
struct UndocumentedRow<'a> {
    operation: &'a str,
    status: u16,
    message_code: Option<String>,
    cases: &'a [CaseId],
}

#[derive(Debug, Serialize)]
struct Section {
    id: &'static str,
    heading: &'static str,
    count: String,
    fold: Fold,
    cases: Vec<CaseView>,
}

/// Whether a section starts folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Fold {
    Open,
    Closed,
}

pub(super) fn page(report: &Report, language: Language) -> Page<'_> {
    let (t, sentences) = (language.labels(), language.sentences());
    let by_id: BTreeMap<&CaseId, &CaseReport> =
        report.cases.iter().map(|case| (&case.id, case)).collect();
    let seen_of = |seen: &OutcomeSeen| {
        report
            .outcomes
            .iter()
            .filter(|row| row.seen == *seen)
            .count()
    };
    Page {
        lang: language.tag(),
        t,
        title: shown(&report.suite),
        tone: match report.exit_code {
            // A target with known failures does not conform, whatever its build may do.
            0 if report.conclusion == crate::judge::Conclusion::Conforming => Tone::Good,
            1 => Tone::Bad,
            _ => Tone::Unsure,
        },
        conclusion: language.conclusion(report),
        exit_code: report.exit_code,
        facts: facts(report, language),
        verdicts: verdicts(report, language),
        levels: LEVELS
            .map(|level| LevelColumn {
                level,
                means: sentences.level(level),
                decides: level >= report.level,
            })
            .into(),
        totals: LEVELS
            .iter()
            .map(|level| {
                report
                    .cases
                    .iter()
                    .filter(|case| case.level == *level)
                    .count()
            })
            .chain([report.cases.len()])
            .collect(),
        not_tested: not_tested(report, language),
        operations: report
            .operations
            .iter()
            .map(|(id, title)| OperationColumn {
                id: id.as_str(),
                title: shown(title),
            })
            .collect(),
        outcomes: outcomes(report, language),
        uncoded: uncoded(report, language),
        seen_legend: seen_legend(language),
        outcomes_seen: sentences
            .outcomes_seen(seen_of(&OutcomeSeen::AsDocumented), report.outcomes.len()),
        undocumented: report
            .undocumented
            .iter()
            .map(|answer| UndocumentedRow {
                operation: answer.operation.as_str(),
                status: answer.status,
                message_code: answer.message_code.as_deref().map(shown),
                cases: &answer.cases,
            })
            .collect(),
        sections: sections(report, &by_id, language),
        subjects: subjects(report, language),
        stale: report
            .stale_known_failures
            .iter()
            .map(|entry| shown(&sentences.stale(entry)))
            .collect(),
        notes: report
            .noted
            .iter()
            .map(|note| shown(&sentences.note(note)))
            .collect(),
    }
}

const LEVELS: [Level; 3] = [Level::Must, Level::Should, Level::May];

fn facts(report: &Report, language: Language) -> Vec<Fact> {
    let (t, sentences) = (language.labels(), language.sentences());
    let kind = sentences.target_kind(report.target_kind);
    [
        (t.target, format!("{} ({kind})", shown(&report.target))),
        (t.suite, shown(&report.suite)),
        (t.tool, report.tool.clone()),
        (t.digest, report.suite_digest.clone()),
        (t.started, report.started.clone()),
        (t.took, sentences.milliseconds(report.elapsed_ms)),
        (
            t.scope,
            format!(
                "{}, {}",
                sentences.scope(report.scope, report.part),
                sentences.cases(report.cases.len())
            ),
        ),
        (t.decides, format!("{} — {}", report.level, t.decides_at)),
    ]
    .into_iter()
    .map(|(label, value)| Fact {
        label: label.to_owned(),
        value,
    })
    .collect()
}

fn verdicts(report: &Report, language: Language) -> Vec<VerdictRow> {
    let row = |verdict| {
        let of_level = |level: &Level| {
            let cases = report.cases.iter();
            cases
                .filter(|case| case.verdict == verdict && case.level == *level)
                .count()
        };
        let counts: Vec<usize> = LEVELS.iter().map(of_level).collect();
        VerdictRow {
            verdict,
            letter: verdict_letter(verdict),
            means: language.sentences().verdict(verdict),
            total: counts.iter().sum(),
            counts,
        }
    };
    VerdictKind::ALL.map(row).into()
}

pub(super) fn link(case: &CaseReport, language: Language) -> Link {
    let sentences = language.sentences();
    let why = match (&case.why, case.findings.first()) {
        (Some(why), _) => sentences.why(why),
        (None, Some(finding)) => sentences.finding(finding.code).to_owned(),
        (None, None) => String::new(),
    };
    Link {
        id: case.id.to_string(),
        title: shown(&case.title),
        level: case.level,
        verdict: case.verdict,
        letter: verdict_letter(case.verdict),
        why: shown(&why),
    }
}

fn not_tested(report: &Report, language: Language) -> NotTested {
    let sentences = language.sentences();
    // By what is missing: that is what somebody can supply.
    let mut groups: Vec<(&CaseReport, Vec<Link>)> = Vec::new();
    let blocked = |case: &&CaseReport| case.verdict == VerdictKind::Blocked;
    for case in report.cases.iter().filter(blocked) {
        let alike = groups
            .iter_mut()
            .find(|(first, _)| (&first.why, &first.unblock) == (&case.why, &case.unblock));
        match alike {
            Some((_, cases)) => cases.push(link(case, language)),
            None => groups.push((case, vec![link(case, language)])),
        }
    }
    let blocked = groups.into_iter().map(|(first, cases)| BlockedGroup {
        reason: first
            .why
            .as_ref()
            .map(|why| shown(&sentences.why(why)))
            .unwrap_or_default(),
        unblock: first.unblock.clone(),
        count: sentences.cases(cases.len()),
        cases,
    });
    let unsettled = [VerdictKind::Unproven, VerdictKind::Error];
    NotTested {
        blocked: blocked.collect(),
        not_judged: report
            .cases
            .iter()
            .filter(|case| unsettled.contains(&case.verdict))
            .map(|case| link(case, language))
            .collect(),
        not_selected: report
            .outcomes
            .iter()
            .filter(|row| row.seen == OutcomeSeen::NotSelected)
            .map(|row| format!("{} {}", row.operation, row.outcome))
            .collect(),
    }
}

fn sections(
    report: &Report,
    by_id: &BTreeMap<&CaseId, &CaseReport>,
    language: Language,
) -> Vec<Section> {
    let t = language.labels();
    let section = |id, heading, kinds: &[VerdictKind]| {
        let cases: Vec<CaseView> = report
            .cases
            .iter()
            .filter(|case| kinds.contains(&case.verdict))
            .map(|case| case_view(report, case, by_id, language))
            .collect();
        let folds = match kinds {
            [VerdictKind::Pass] => cases.len() > PASSES_SHOWN,
            [VerdictKind::Blocked] => true,
            _ => false,
        };
        Section {
            id,
            heading,
            count: language.sentences().cases(cases.len()),
            fold: if folds { Fold::Closed } else { Fold::Open },
            cases,
        }
    };
    let all = [
        section("failed", t.failed_cases, &[VerdictKind::Fail]),
        section(
            "not-judged",
            t.not_judged,
            &[VerdictKind::Error, VerdictKind::Unproven],
        ),
        section("quirks", t.other_cases, &[VerdictKind::Quirk]),
        section("blocked", t.not_asked, &[VerdictKind::Blocked]),
        section("passed", t.passed_cases, &[VerdictKind::Pass]),
    ];
    all.into_iter()
        .filter(|section| !section.cases.is_empty())
        .collect()
}

fn subjects(report: &Report, language: Language) -> Vec<Fact> {
    [
        SubjectFate::UsedUp,
        SubjectFate::Unknown,
        SubjectFate::LeftAsFound,
    ]
    .into_iter()
    .filter_map(|fate| {
        let ids: Vec<String> = report
            .subjects
            .iter()
            .filter(|subject| subject.fate == fate)
            .map(|subject| format!("{} {}", subject.state, shown(&subject.id)))
            .collect();
        (!ids.is_empty()).then(|| Fact {
            label: language.sentences().fate(fate).to_owned(),
            value: ids.join(", "),
        })
    })
    .collect()
}
