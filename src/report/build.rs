//! A run to a report: names instead of places, and no credential left.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderName;
use http::header::{AUTHORIZATION, SET_COOKIE};

use super::curl::curl;
use super::mask::Mask;
use super::record::{
    CaseReport, ExchangeReport, OutcomeReport, OutcomeSeen, Report, RequestReport, ResponseReport,
    RulingReport, SCHEMA_VERSION, SubjectFate, SubjectReport,
};
use super::settle::settle;
use super::why::{ChangeReport, Note, Why};
use super::words::{self, Language};
use crate::exchange::{Exchange, LaneRecord, Response};
use crate::judge::{
    Conclusion, Counts, Excuses, Finding, Judged, Observation, Policy, Scope, Verdict, compare,
};
use crate::pipeline::Run;
use crate::plan::{Part, Purpose, Subject};
use crate::secret::REDACTED;
use crate::suite::{
    Expectation, Level, Operation, OperationId, OutcomeType, RulingId, StateName, Suite,
};
use crate::target::{Target, TargetKind, Warning};

/// Header fields of answers that can only hold credentials, which the target made and nobody else knows.
pub(crate) const CREDENTIAL_HEADERS: [HeaderName; 2] = [SET_COOKIE, AUTHORIZATION];

/// At most so many bytes of a body stand in a report: a target may send many long ones. What is judged is all of it.
const MOST_BODY_SHOWN: usize = 8 * 1024;

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

/// Makes the report of a run.
pub fn build(context: &Context<'_>, run: &Run) -> Report {
    let target = context.target;
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
        mask: Mask::of(context.suite, &target.endpoint),
    };
    builder.report(asked, *context.policy, context.part)
}

/// Makes the report of a run of the whole suite that was read back from a record, in which nothing is left to mask.
pub fn rebuild(suite: &Suite, asked: Asked<'_>, run: &Run) -> Report {
    let builder = Builder {
        suite,
        run,
        kind: asked.kind,
        extra: extra_headers(asked.headers),
        excuses: &Excuses::default(),
        mask: Mask::default(),
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
    mask: Mask,
}

impl Builder<'_> {
    fn report(&self, asked: Asked<'_>, policy: Policy, part: Option<Part>) -> Report {
        let (suite, run) = (self.suite, self.run);
        let warnings = asked.warnings.iter();
        let noted: Vec<Note> = warnings
            .map(|warning| Note::of(*warning))
            .chain(self.states())
            .collect();
        let english = Language::En.sentences();
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
            outcomes: self.outcomes(),
            cases: run.judged.iter().map(|judged| self.case(judged)).collect(),
            subjects: self.subjects(),
            notes: noted.iter().map(|note| english.note(note)).collect(),
            noted,
            stale_known_failures: self.excuses.stale.clone(),
            // What follows from the cases is filled in by `settle`.
            conclusion: Conclusion::Inconclusive,
            exit_code: Conclusion::Inconclusive.code(),
            summary: String::new(),
            counts: Counts::new(),
            undocumented: Vec::new(),
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
        let exchanges = self.exchanges(judged);
        let own = exchanges
            .iter()
            .find(|exchange| exchange.purpose == Purpose::Judge && exchange.case == case.id);
        let (why, unblock) = match &judged.verdict {
            Verdict::Unproven(reason) => (Some(Why::unproven(self.suite, reason)), None),
            Verdict::Blocked(reason) => (
                Some(Why::blocked(self.suite, reason)),
                words::unblock(reason),
            ),
            _ => {
                let proof = judged.proof.as_ref();
                (proof.map(|proof| Why::proof(self.suite, proof)), None)
            }
        };
        let why = why.map(|why| why.masked(&self.mask));
        let changed = case.change.as_ref().map(ChangeReport::from);
        // The JSON report speaks English; other reports make sentences of `why` and `changed`.
        let english = Language::En.sentences();
        CaseReport {
            id: case.id.clone(),
            place: judged.case.place(),
            operation: self.suite[case.operation].id.clone(),
            title: case.title.clone(),
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
            expected: case.snapshot.clone(),
            actual: self.mask.text(&judged.text),
            curl: own.map(|exchange| curl(&exchange.request)),
            exchanges,
        }
    }

    fn exchanges(&self, judged: &Judged) -> Vec<ExchangeReport> {
        let Some(evidence) = &judged.evidence else {
            return Vec::new();
        };
        let steps = &self.run.records[evidence.lane].steps;
        evidence
            .steps
            .iter()
            .filter_map(|at| steps.get(*at))
            .flat_map(|record| {
                record.exchanges.iter().map(|exchange| {
                    self.exchange(
                        record.step.purpose,
                        &self.suite[record.step.case].id,
                        exchange,
                    )
                })
            })
            .collect()
    }

    fn exchange(
        &self,
        purpose: Purpose,
        case: &crate::suite::CaseId,
        exchange: &Exchange,
    ) -> ExchangeReport {
        let request = &exchange.request;
        let (response, failure) = match &exchange.answer {
            Ok(response) => (Some(self.response(response)), None),
            Err(failure) => (None, Some(self.mask.text(&failure.to_string()))),
        };
        ExchangeReport {
            purpose,
            case: case.clone(),
            request: RequestReport {
                method: request.method.to_string(),
                url: self.mask.text(&exchange.url),
                headers: self
                    .extra
                    .iter()
                    .cloned()
                    .chain(
                        request.headers.iter().map(|(name, value)| {
                            (title_case(name.as_str()), self.mask.text(value))
                        }),
                    )
                    .collect(),
                body: request
                    .body
                    .as_ref()
                    .map(|body| self.mask.text(&String::from_utf8_lossy(body))),
            },
            response,
            failure,
            started: exchange.started.to_string(),
            elapsed_ms: millis(exchange.elapsed),
        }
    }

    fn response(&self, response: &Response) -> ResponseReport {
        let body = self.mask.bytes(&response.body);
        let (body, body_base64) = match String::from_utf8(body) {
            Ok(text) => (Some(shortened(text)), None),
            Err(error) => {
                let bytes = error.as_bytes();
                let shown = bytes.len().min(MOST_BODY_SHOWN);
                (None, Some(STANDARD.encode(&bytes[..shown])))
            }
        };
        ResponseReport {
            status: response.status.as_u16(),
            version: format!("{:?}", response.version),
            headers: response
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = if CREDENTIAL_HEADERS.contains(name) {
                        REDACTED.to_owned()
                    } else {
                        self.mask.text(&String::from_utf8_lossy(value))
                    };
                    (title_case(name.as_str()), value)
                })
                .collect(),
            body,
            body_base64,
        }
    }

    /// Each identifier of the profile that was touched, once, with the worst that happened to it. What the hook makes
    /// is the hook's to remove.
    fn subjects(&self) -> Vec<SubjectReport> {
        let mut fates: BTreeMap<(StateName, String), SubjectFate> = BTreeMap::new();
        for record in &self.run.records {
            let lane = &self.run.plan.lanes[record.lane];
            let (Subject::Listed(_), Some(id)) = (&lane.subject, &record.subject) else {
                continue;
            };
            if record.steps.is_empty() {
                continue;
            }
            let fate = fates
                .entry((lane.state.clone(), id.clone()))
                .or_insert(SubjectFate::LeftAsFound);
            *fate = worse(*fate, self.fate(record));
        }
        fates
            .into_iter()
            .map(|((state, id), fate)| SubjectReport {
                state,
                id: self.mask.text(&id),
                fate,
            })
            .collect()
    }

    fn fate(&self, record: &LaneRecord) -> SubjectFate {
        let mut fate = SubjectFate::LeftAsFound;
        for step in &record.steps {
            let case = &self.suite[step.step.case];
            let operation = &self.suite[case.operation];
            for exchange in &step.exchanges {
                let response = match &exchange.answer {
                    Ok(response) => response,
                    Err(failure) if failure.kind.is_unreachable() => continue,
                    Err(_) => {
                        fate = worse(fate, SubjectFate::Unknown);
                        continue;
                    }
                };
                let observation = Observation::of(response);
                let documented = operation.outcomes.values().find(|outcome| {
                    let expectation = Expectation::of(outcome);
                    compare(operation, &outcome.id, &expectation, &observation).is_as_documented()
                });
                fate = match documented.map(|outcome| outcome.kind) {
                    Some(OutcomeType::Success) => SubjectFate::UsedUp,
                    Some(OutcomeType::Error | OutcomeType::Validation) => fate,
                    None if (400..500).contains(&observation.status) => fate,
                    None => worse(fate, SubjectFate::Unknown),
                };
            }
        }
        fate
    }

    fn states(&self) -> Option<Note> {
        let failed: Vec<String> = self
            .run
            .records
            .iter()
            .filter_map(|record| record.teardown.as_ref())
            .map(ToString::to_string)
            .collect();
        let made = self
            .run
            .records
            .iter()
            .filter(|record| {
                self.run.plan.lanes[record.lane].subject == Subject::OnDemand
                    && record.subject.is_some()
            })
            .count();
        match failed.first() {
            None if made == 0 || self.kind == TargetKind::Reference => None,
            None => Some(Note::StatesRemoved { made }),
            Some(first) => Some(Note::StatesLeft {
                made,
                left: failed.len(),
                error: self.mask.text(first),
            }),
        }
    }
}

/// The beginning of a long text, with a note of how much is left out.
fn shortened(mut text: String) -> String {
    let length = text.len();
    if length > MOST_BODY_SHOWN {
        let end = (0..=MOST_BODY_SHOWN)
            .rev()
            .find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push_str(&format!("… ({length} bytes in all)"));
    }
    text
}

/// Used up is for certain; what is not known outweighs what seems untouched.
fn worse(one: SubjectFate, other: SubjectFate) -> SubjectFate {
    use SubjectFate::{LeftAsFound, Unknown, UsedUp};
    match (one, other) {
        (UsedUp, _) | (_, UsedUp) => UsedUp,
        (Unknown, _) | (_, Unknown) => Unknown,
        (LeftAsFound, LeftAsFound) => LeftAsFound,
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
            (title_case(name), format!("$RPGU_HEADER_{variable}"))
        })
        .collect()
}

/// `Content-Type` rather than `content-type`: the names are equal (RFC 9110, section 5.1), this one is easier to read.
fn title_case(name: &str) -> String {
    let mut start = true;
    name.chars()
        .map(|c| {
            let shown = if start { c.to_ascii_uppercase() } else { c };
            start = c == '-';
            shown
        })
        .collect()
}
