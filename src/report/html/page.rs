//! What stands on the page: conclusion, what was tested, counts, what was not tested, outcomes, cases.

use std::collections::BTreeMap;

use serde::Serialize;

use super::index::{IN_FULL, Index};
use super::links::{Capped, Link, link};
use super::outcomes::{OutcomeRow, SeenLegend, Uncoded, outcomes, seen_legend, uncoded};
use super::section::{SectionName, section_name};
use super::shown;
use crate::judge::VerdictKind;
use crate::report::letter::verdict_letter;
use crate::report::record::{
    CaseReport, OutcomeSeen, Report, SubjectFate, SubjectReport, UndocumentedReport,
};
use crate::report::words::{Labels, Language};
use crate::suite::Level;

/// More blocked cases with one reason than this are folded away.
const BLOCKED_SHOWN: usize = 6;

/// At most so many identifiers that were left in one way are named.
const IDENTIFIERS: usize = 50;

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
    uncoded: Vec<Uncoded>,
    seen_legend: Vec<SeenLegend>,
    outcomes_seen: String,
    undocumented: Capped<UndocumentedRow<'a>>,
    sections: Vec<SectionName>,
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
    blocked: Capped<BlockedGroup>,
    not_judged: Capped<Link>,
    not_selected: Vec<String>,
}

#[derive(Debug, Serialize)]
struct BlockedGroup {
    reason: String,
    unblock: Option<String>,
    count: String,
    folds: bool,
    cases: Capped<Link>,
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
    cases: Capped<UndocumentedCase<'a>>,
}

#[derive(Debug, Serialize)]
struct UndocumentedCase<'a> {
    id: &'a str,
    in_full: bool,
}

pub(super) fn page<'a>(report: &'a Report, index: &Index<'_>, language: Language) -> Page<'a> {
    let (t, sentences) = (language.labels(), language.sentences());
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
        not_tested: not_tested(report, index, language),
        operations: report
            .operations
            .iter()
            .map(|(id, title)| OperationColumn {
                id: id.as_str(),
                title: shown(title),
            })
            .collect(),
        outcomes: outcomes(report, index, language),
        uncoded: uncoded(report, index, language),
        seen_legend: seen_legend(language),
        outcomes_seen: sentences
            .outcomes_seen(seen_of(&OutcomeSeen::AsDocumented), report.outcomes.len()),
        undocumented: undocumented(report, index, language),
        sections: index
            .groups
            .iter()
            .map(|group| section_name(group.kind, language))
            .collect(),
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

fn undocumented<'a>(
    report: &'a Report,
    index: &Index<'_>,
    language: Language,
) -> Capped<UndocumentedRow<'a>> {
    let rows = report.undocumented.iter();
    let row = |answer: &'a UndocumentedReport| UndocumentedRow {
        operation: answer.operation.as_str(),
        status: answer.status,
        message_code: answer.message_code.as_deref().map(shown),
        cases: Capped::of(
            answer.cases.iter().map(|case| UndocumentedCase {
                id: case.as_str(),
                in_full: index.shows(case),
            }),
            IN_FULL,
            language,
        ),
    };
    Capped::of(rows.map(row), IN_FULL, language)
}

fn not_tested(report: &Report, index: &Index<'_>, language: Language) -> NotTested {
    // By what is missing: that is what somebody can supply.
    let mut groups: Vec<Vec<&CaseReport>> = Vec::new();
    let mut places = BTreeMap::new();
    let blocked = |case: &&CaseReport| case.verdict == VerdictKind::Blocked;
    for case in report.cases.iter().filter(blocked) {
        let place = *places
            .entry((&case.reason, &case.unblock))
            .or_insert(groups.len());
        match groups.get_mut(place) {
            Some(alike) => alike.push(case),
            None => groups.push(vec![case]),
        }
    }
    let unsettled = [VerdictKind::Unproven, VerdictKind::Error];
    let not_judged: Vec<&CaseReport> = report
        .cases
        .iter()
        .filter(|case| unsettled.contains(&case.verdict))
        .collect();
    let link = |case: &&CaseReport| link(case, index, language);
    let blocked = groups.iter().map(|cases| BlockedGroup {
        reason: cases
            .first()
            .and_then(|first| first.why.as_ref())
            .map(|why| shown(&language.sentences().why(why)))
            .unwrap_or_default(),
        unblock: cases.first().and_then(|first| first.unblock.clone()),
        count: language.sentences().cases(cases.len()),
        folds: cases.len() > BLOCKED_SHOWN,
        cases: Capped::of(cases.iter().map(link), IN_FULL, language),
    });
    NotTested {
        blocked: Capped::of(blocked, IN_FULL, language),
        not_judged: Capped::of(not_judged.iter().map(link), IN_FULL, language),
        not_selected: report
            .outcomes
            .iter()
            .filter(|row| row.seen == OutcomeSeen::NotSelected)
            .map(|row| format!("{} {}", row.operation, row.outcome))
            .collect(),
    }
}

fn subjects(report: &Report, language: Language) -> Vec<Fact> {
    [
        SubjectFate::UsedUp,
        SubjectFate::Unknown,
        SubjectFate::LeftAsFound,
    ]
    .into_iter()
    .filter_map(|fate| {
        let subjects: Vec<&SubjectReport> = report
            .subjects
            .iter()
            .filter(|subject| subject.fate == fate)
            .collect();
        let ids = Capped::of(
            subjects
                .iter()
                .map(|subject| format!("{} {}", subject.state, shown(&subject.id))),
            IDENTIFIERS,
            language,
        );
        let more = ids.more.map(|more| format!(" {more}"));
        (!ids.shown.is_empty()).then(|| Fact {
            label: language.sentences().fate(fate).to_owned(),
            value: ids.shown.join(", ") + &more.unwrap_or_default(),
        })
    })
    .collect()
}
