//! A run to a report: names instead of places, and no credential left.

mod exchanges;
mod subjects;

use std::collections::BTreeMap;

use super::curl::curl;
use super::evidence::{Evidence, EvidencePacker, EvidenceReport, Packet};
use super::mask::Mask;
use super::record::{CaseReport, OutcomeReport, OutcomeSeen, Report, RulingReport, SCHEMA_VERSION};
use super::settle::settle;
use super::undocumented::{Documented, Undocumented};
use super::why::{ChangeReport, Note, Why};
use super::words::{self, Language};
use crate::judge::{Conclusion, Counts, Excuses, Finding, Judged, Policy, Scope, Verdict};
use crate::parallel;
use crate::pipeline::Run;
use crate::plan::{Part, Purpose};
use crate::suite::{Level, Operation, OperationId, RulingId, Suite};
use crate::target::{Target, TargetKind, Warning};

/// What a report is made from, beside the run.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The suite.
    pub suite: &'a Suite,
    /// The target that was asked.
    pub target: &'a Target,
    /// What decides.
    pub policy: &'a Policy,
    /// What a list of known failures makes of it.
    pub excuses: &'a Excuses,
    /// Which part of a split run it is.
    pub part: Option<Part>,
}

/// What a report says of the target.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its address.
    pub base: &'a str,
    /// What kind of target it is.
    pub kind: TargetKind,
    /// What readers must know about the way it was asked.
    pub warnings: &'a [Warning],
    /// The names of the header fields that the profile adds to each request.
    pub headers: &'a [String],
}

/// Makes the report of a run, and says what was kept out of it.
pub fn build(context: &Context<'_>, run: &Run) -> (Report, Mask) {
    let target = context.target;
    let mask = Mask::of(context.suite, &target.endpoint, &run.records);
    let headers = target.header_names();
    let asked = Asked {
        base: &target.endpoint.base,
        kind: target.kind,
        warnings: &target.warnings,
        headers: &headers,
    };
    let builder = Builder {
        suite: context.suite,
        run,
        kind: target.kind,
        extra: extra_headers(asked.headers),
        excuses: context.excuses,
        mask: &mask,
    };
    let report = builder.report(asked, *context.policy, context.part);
    (report, mask)
}

/// Makes the report of a run of the whole suite that was read back from a record, in which nothing is left to mask.
pub fn rebuild(suite: &Suite, asked: Asked<'_>, run: &Run) -> Report {
    let builder = Builder {
        suite,
        run,
        kind: asked.kind,
        extra: extra_headers(asked.headers),
        excuses: &Excuses::default(),
        mask: &Mask::default(),
    };
    let policy = Policy {
        level: Level::Must,
        scope: Scope::Whole,
    };
    builder.report(asked, policy, None)
}

struct Builder<'a> {
    suite: &'a Suite,
    run: &'a Run,
    kind: TargetKind,
    /// The header fields that the profile adds to each request, their values as shell variables.
    extra: Vec<(String, String)>,
    excuses: &'a Excuses,
    mask: &'a Mask,
}

impl Builder<'_> {
    fn report(&self, asked: Asked<'_>, policy: Policy, part: Option<Part>) -> Report {
        let (suite, run) = (self.suite, self.run);
        let warnings = asked.warnings.iter();
        let noted: Vec<Note> = warnings
            .map(|warning| Note::of(*warning))
            .chain(self.nothing_sent())
            .chain(self.states())
            .collect();
        let english = Language::En.sentences();
        let outcomes = self.outcomes();
        let documented = Documented::of(&outcomes);
        let mut undocumented = Undocumented::default();
        let mut packer = EvidencePacker::default();
        let mut cases = Vec::with_capacity(run.judged.len());
        let made = |judged: &Judged| {
            let case = self.case(judged);
            let evidence = self.evidence(judged);
            let others = documented.not_in(&case.operation, &evidence);
            (case, others, Packet::of(evidence))
        };
        parallel::each(&run.judged, made, |(case, others, packet)| {
            undocumented.add(others);
            packer.push(packet);
            cases.push(case);
        });
        for (case, evidence) in cases.iter_mut().zip(packer.finish()) {
            case.evidence = evidence;
        }
        let mut report = Report {
            schema_version: SCHEMA_VERSION,
            tool: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
            suite: suite.title.clone(),
            suite_digest: suite.digest.clone(),
            target: self.mask.text(asked.base),
            target_kind: asked.kind,
            started: run.started.to_string(),
            elapsed_ms: millis(run.elapsed),
            scope: policy.scope,
            part,
            selected: run.total,
            level: policy.level,
            needs: run.plan.needs.clone(),
            operations: self.operations(),
            rulings: self.rulings(),
            outcomes,
            cases,
            subjects: self.subjects(),
            notes: noted.iter().map(|note| english.note(note)).collect(),
            noted,
            stale_known_failures: self.excuses.stale.clone(),
            // What follows from the cases is filled in by `settle`.
            conclusion: Conclusion::Inconclusive,
            exit_code: Conclusion::Inconclusive.code(),
            summary: String::new(),
            counts: Counts::new(),
            undocumented: undocumented.finish(),
        };
        settle(&mut report);
        report
    }

    fn operations(&self) -> BTreeMap<OperationId, String> {
        let operations = self.run.selected.iter().map(|case| {
            let operation = &self.suite[self.suite[*case].operation];
            (operation.id.clone(), operation.title.clone())
        });
        operations.collect()
    }

    fn rulings(&self) -> BTreeMap<RulingId, RulingReport> {
        let of_cases = self
            .run
            .selected
            .iter()
            .flat_map(|case| &self.suite[*case].rulings);
        let of_findings = self.run.judged.iter().flat_map(|judged| {
            judged
                .findings
                .iter()
                .filter_map(|finding| finding.ruling.as_ref())
        });
        of_cases
            .chain(of_findings)
            .filter_map(|id| {
                let ruling = self.suite.rulings.get(id)?;
                let report = RulingReport {
                    title: ruling.title.clone(),
                    text: ruling.text.clone(),
                };
                Some((id.clone(), report))
            })
            .collect()
    }

    fn outcomes(&self) -> Vec<OutcomeReport> {
        let of_operation = |operation: &Operation| {
            let id = operation.id.clone();
            let outcomes = operation.outcomes.values().cloned();
            let report = outcomes.map(move |outcome| OutcomeReport {
                operation: id.clone(),
                outcome: outcome.id,
                kind: outcome.kind,
                text: outcome.text,
                level: outcome.level,
                seen: OutcomeSeen::NotSelected,
                cases: 0,
            });
            report.collect::<Vec<_>>()
        };
        self.suite
            .operations
            .iter()
            .flat_map(of_operation)
            .collect()
    }

    fn case(&self, judged: &Judged) -> CaseReport {
        let case = &self.suite[judged.case];
        let (why, unblock) = match &judged.verdict {
            Verdict::Unproven(reason) => (Some(Why::unproven(self.suite, reason)), None),
            Verdict::Blocked(reason) => (
                Some(Why::blocked(self.suite, reason)),
                words::unblock(self.suite, reason),
            ),
            _ => {
                let proof = judged.proof.as_ref();
                (proof.map(|proof| Why::proof(self.suite, proof)), None)
            }
        };
        let why = why.map(|why| why.masked(self.mask));
        let changed = case.change.as_deref().map(ChangeReport::from);
        // The JSON report speaks English; other reports make sentences of `why` and `changed`.
        let english = Language::En.sentences();
        CaseReport {
            id: case.id.clone(),
            place: judged.case.place(),
            operation: self.suite[case.operation].id.clone(),
            title: case.title.to_string(),
            outcome: case.outcome.clone(),
            level: case.level,
            rulings: case.rulings.clone(),
            source: format!("{}:{}", case.path, case.line),
            control: self.suite[case.control].id.clone(),
            change: changed.as_ref().map(|changed| english.change(changed)),
            changed,
            verdict: judged.verdict.kind(),
            known_failure: self.excuses.excused.contains(&case.id),
            reason: why.as_ref().map(|why| english.why(why)),
            why,
            unblock,
            findings: judged
                .findings
                .iter()
                .map(|finding| Finding {
                    expected: self.mask.text(&finding.expected),
                    actual: self.mask.text(&finding.actual),
                    ..finding.clone()
                })
                .collect(),
            // It is packed beside that of other cases.
            evidence: Evidence::default(),
        }
    }

    fn evidence(&self, judged: &Judged) -> EvidenceReport {
        let case = &self.suite[judged.case];
        let exchanges = self.exchanges(judged);
        let own = exchanges
            .iter()
            .find(|exchange| exchange.purpose == Purpose::Judge && exchange.case == case.id);
        EvidenceReport {
            expected: case.snapshot.to_string(),
            actual: self.mask.text(&judged.text),
            curl: own.map(|exchange| curl(&exchange.request)),
            exchanges,
        }
    }
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn extra_headers(names: &[String]) -> Vec<(String, String)> {
    let names = names.iter();
    names
        .map(|name| {
            let variable = name.to_ascii_uppercase().replace('-', "_");
            (
                exchanges::title_case(name),
                format!("$RPGU_HEADER_{variable}"),
            )
        })
        .collect()
}
