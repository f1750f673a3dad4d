//! Verdicts, each bound to its reason.
//!
//! An answer that is as documented is no proof by itself: a target that says 403 to everything says 403 to an
//! expired token too. So a refusal counts only if its control, which differs by the one change, succeeds; and a
//! success only if the same request once more is refused.

use std::collections::{HashMap, HashSet};

use super::blindness::Blindness;
use super::compare::{Comparison, compare_blind};
use super::finding::{Finding, FindingCode, Severity};
use super::observation::Observation;
use super::race::compare_race;
use super::verdict::{Evidence, Judged, Proof, Unproven, Verdict};
use crate::exchange::{Exchange, Failure, LaneRecord, LaneStop, StepRecord};
use crate::plan::{BlockedReason, Plan, Purpose};
use crate::suite::{Case, CaseIndex, Expectation, Expected, RulingId, Suite};

/// The ruling that refusals change nothing.
const REFUSALS_CHANGE_NOTHING: &str = "R17";

/// Gives each selected case its verdict. Verdicts come in the order of the selection.
pub fn judge(
    suite: &Suite,
    selected: &[CaseIndex],
    plan: &Plan,
    records: &[LaneRecord],
) -> Vec<Judged> {
    judge_all(suite, selected, plan, records, None)
}

/// The verdicts that a judge would give who does not make one of the comparisons. They say nothing of the target, only
/// of the comparison.
pub fn judge_blind(
    suite: &Suite,
    selected: &[CaseIndex],
    plan: &Plan,
    records: &[LaneRecord],
    blindness: Blindness,
) -> Vec<Judged> {
    judge_all(suite, selected, plan, records, Some(blindness))
}

fn judge_all(
    suite: &Suite,
    selected: &[CaseIndex],
    plan: &Plan,
    records: &[LaneRecord],
    blind: Option<Blindness>,
) -> Vec<Judged> {
    let bench = Bench::new(suite, plan, records, blind);
    selected.iter().map(|case| bench.judge(*case)).collect()
}

/// How one step was answered.
enum Answer {
    /// With HTTP.
    Compared(Comparison),
    /// Not at all.
    Missing(Failure),
}

impl Answer {
    fn is_as_documented(&self) -> bool {
        matches!(self, Self::Compared(comparison) if comparison.is_as_documented())
    }
}

/// All answers of a run, compared.
struct Bench<'a> {
    suite: &'a Suite,
    plan: &'a Plan,
    records: &'a [LaneRecord],
    /// The comparison that is not made; none is left out where a target is judged.
    blind: Option<Blindness>,
    /// By lane, then by step.
    answers: Vec<Vec<Answer>>,
    /// The step that each case is judged by.
    judged_at: HashMap<CaseIndex, (usize, usize)>,
    /// Success cases that were answered as documented somewhere, with the lanes on which.
    shown: HashMap<CaseIndex, HashSet<usize>>,
}

impl<'a> Bench<'a> {
    fn new(
        suite: &'a Suite,
        plan: &'a Plan,
        records: &'a [LaneRecord],
        blind: Option<Blindness>,
    ) -> Self {
        let answers: Vec<Vec<Answer>> = records
            .iter()
            .map(|record| {
                record
                    .steps
                    .iter()
                    .map(|step| own_answer(suite, step, blind))
                    .collect()
            })
            .collect();
        let mut judged_at = HashMap::new();
        for (lane, planned) in plan.lanes.iter().enumerate() {
            for (at, step) in planned.steps.iter().enumerate() {
                if step.purpose == Purpose::Judge {
                    judged_at.insert(step.case, (lane, at));
                }
            }
        }
        let mut shown: HashMap<CaseIndex, HashSet<usize>> = HashMap::new();
        for (lane, record) in records.iter().enumerate() {
            for (at, step) in record.steps.iter().enumerate() {
                if step.step.purpose != Purpose::Effect
                    && suite.is_success(&suite[step.step.case])
                    && answers[lane][at].is_as_documented()
                {
                    shown.entry(step.step.case).or_default().insert(lane);
                }
            }
        }
        Self {
            suite,
            plan,
            records,
            blind,
            answers,
            judged_at,
            shown,
        }
    }

    fn judge(&self, index: CaseIndex) -> Judged {
        let unasked = |verdict, findings| Judged {
            case: index,
            verdict,
            findings,
            proof: None,
            text: String::new(),
            evidence: None,
        };
        if let Some(blocked) = self
            .plan
            .blocked
            .iter()
            .find(|blocked| blocked.case == index)
        {
            return unasked(Verdict::Blocked(blocked.reason.clone()), Vec::new());
        }
        let Some(&(lane, at)) = self.judged_at.get(&index) else {
            let finding = error(
                FindingCode::NotSent,
                "the plan holds no request for this case",
            );
            return unasked(Verdict::Error, vec![finding]);
        };
        let record = &self.records[lane];
        let Some(answer) = self.answers[lane].get(at) else {
            return match &record.stopped {
                Some(LaneStop::Hook(error)) => unasked(
                    Verdict::Blocked(BlockedReason::Hook(error.to_string())),
                    Vec::new(),
                ),
                Some(LaneStop::Unreachable) => {
                    let text = "not sent: nothing of the target could be reached";
                    unasked(Verdict::Error, vec![error(FindingCode::NotConnected, text)])
                }
                Some(LaneStop::OutOfTime) => {
                    let text = "not sent: the time limit of the run was reached";
                    unasked(Verdict::Error, vec![error(FindingCode::RunTimedOut, text)])
                }
                Some(LaneStop::Interrupted) | None => {
                    let text = "not sent: the run was stopped";
                    unasked(Verdict::Error, vec![error(FindingCode::Stopped, text)])
                }
            };
        };
        let scene = Scene {
            bench: self,
            index,
            case: &self.suite[index],
            record,
            lane,
            at,
        };
        scene.judge(answer)
    }

    /// Whether a success case was answered as documented on another lane.
    fn succeeds_elsewhere(&self, case: CaseIndex, lane: usize) -> bool {
        self.shown
            .get(&case)
            .is_some_and(|lanes| lanes.iter().any(|other| *other != lane))
    }
}

/// Compares a step's exchanges with what its own case expects.
fn own_answer(suite: &Suite, step: &StepRecord, blind: Option<Blindness>) -> Answer {
    let case = &suite[step.step.case];
    let operation = &suite[case.operation];
    let observations = match observe(&step.exchanges) {
        Ok(observations) => observations,
        Err(failure) => return Answer::Missing(failure),
    };
    let one = |expectation: &Expectation| match observations.first() {
        Some(observation) => Answer::Compared(compare_blind(
            operation,
            &case.outcome,
            expectation,
            observation,
            blind,
        )),
        None => Answer::Missing(Failure {
            kind: crate::exchange::FailureKind::NotSent,
            detail: String::new(),
        }),
    };
    match &case.expected {
        Expected::Answer(expectation) => one(expectation),
        Expected::Race { winner, .. } if step.step.purpose != Purpose::Judge => one(winner),
        Expected::Race { winner, rest, .. } => Answer::Compared(compare_race(
            operation,
            &case.outcome,
            winner,
            rest,
            &observations,
            blind,
        )),
    }
}

fn observe(exchanges: &[Exchange]) -> Result<Vec<Observation>, Failure> {
    exchanges
        .iter()
        .map(|exchange| match &exchange.answer {
            Ok(response) => Ok(Observation::of(response)),
            Err(failure) => Err(failure.clone()),
        })
        .collect()
}

fn error(code: FindingCode, actual: &str) -> Finding {
    Finding {
        code,
        field: "answer".to_owned(),
        expected: "an HTTP response".to_owned(),
        actual: actual.to_owned(),
        ruling: None,
        severity: Severity::Error,
    }
}

/// One case on its lane.
struct Scene<'a> {
    bench: &'a Bench<'a>,
    index: CaseIndex,
    case: &'a Case,
    record: &'a LaneRecord,
    lane: usize,
    at: usize,
}

impl Scene<'_> {
    fn judge(&self, answer: &Answer) -> Judged {
        let mut steps = vec![self.at];
        let judged = |verdict, findings, proof, text: &str, mut steps: Vec<usize>| {
            steps.sort_unstable();
            steps.dedup();
            Judged {
                case: self.index,
                verdict,
                findings,
                proof,
                text: text.to_owned(),
                evidence: Some(Evidence {
                    lane: self.lane,
                    steps,
                }),
            }
        };
        for before in &self.case.before {
            let Some(at) = self.step_before(*before) else {
                continue;
            };
            steps.push(at);
            if !self.came_first(*before, at) {
                let verdict = Verdict::Blocked(BlockedReason::BeforeFailed(*before));
                return judged(verdict, Vec::new(), None, "", steps);
            }
        }
        let comparison = match answer {
            Answer::Compared(comparison) => comparison,
            Answer::Missing(failure) => {
                let finding = error(failure.kind.into(), &failure.to_string());
                return judged(Verdict::Error, vec![finding], None, "", steps);
            }
        };
        let mut findings = comparison.findings.clone();
        let text = comparison.text.as_str();
        let success = self.bench.suite.is_success(self.case);
        if !comparison.is_as_documented() {
            let mut followed = self.refusals_before(self.at);
            // What the case itself put first is what it asks about (R17), so it fails by that.
            followed.retain(|case| !self.case.before.contains(case));
            // Whichever of them used the identifier up, by right or by mistake: this answer is about that.
            let verdict = if !followed.is_empty()
                && self.bench.suite.leaves_state_usable(self.case)
                && self.looks_used_up()
            {
                Verdict::Unproven(Unproven::UsedUpBefore { followed })
            } else {
                Verdict::Fail
            };
            return judged(verdict, findings, None, text, steps);
        }
        let proof = if success {
            self.effect(&mut steps, &mut findings)
        } else {
            self.reason(&mut steps, &mut findings)
        };
        let (verdict, proof) = match proof {
            Ok(proof) if findings.is_empty() => (Verdict::Pass, Some(proof)),
            Ok(proof) => (Verdict::Quirk, Some(proof)),
            Err(Verdict::Unproven(_)) if self.bench.blind == Some(Blindness::Unproven) => {
                (Verdict::Pass, None)
            }
            Err(verdict) => (verdict, None),
        };
        judged(verdict, findings, proof, text, steps)
    }

    /// Whether what had to come before this case did. A success must be as documented; of a refusal it is enough that
    /// it was one: in what words is another case's question.
    fn came_first(&self, before: CaseIndex, at: usize) -> bool {
        if self.bench.answers[self.lane][at].is_as_documented() {
            return true;
        }
        let suite = self.bench.suite;
        self.is_refused(at) && !suite.is_success(&suite[before])
    }

    fn is_refused(&self, at: usize) -> bool {
        self.record.steps[at].exchanges.iter().all(|exchange| {
            exchange
                .answer
                .as_ref()
                .is_ok_and(|response| response.status.as_u16() >= 400)
        })
    }

    /// A success must have an effect: the same request once more is refused as documented, and the request that it is
    /// a change of does not succeed either.
    fn effect(
        &self,
        steps: &mut Vec<usize>,
        findings: &mut Vec<Finding>,
    ) -> Result<Proof, Verdict> {
        let not_shown = Verdict::Unproven(Unproven::EffectNotShown);
        let Some(same) = self.step_after(self.index, Purpose::Effect) else {
            return Err(not_shown);
        };
        let control = (self.case.control != self.index)
            .then(|| self.step_after(self.case.control, Purpose::Effect));
        let asked: Vec<usize> = [Some(same), control.flatten()]
            .into_iter()
            .flatten()
            .collect();
        steps.extend(&asked);
        if self.bench.blind == Some(Blindness::NoEffect) {
            return Ok(Proof::Effect);
        }
        let effect = &self.bench.suite[self.case.operation].effect;
        // The answers compare each step with its own case, so here: whether it succeeded again.
        if let Some(again) = asked
            .iter()
            .find(|at| self.bench.answers[self.lane][**at].is_as_documented())
        {
            let which = if *again == same {
                "the same request"
            } else {
                "its control"
            };
            findings.push(Finding {
                code: FindingCode::NoEffect,
                field: "state".to_owned(),
                expected: format!("{which} once more is answered\n{effect}"),
                actual: "it succeeds again".to_owned(),
                ruling: None,
                severity: Severity::Fail,
            });
            return Err(Verdict::Fail);
        }
        // In what words the control is refused is another case's question.
        let refused = control.is_none_or(|at| at.is_some_and(|at| self.is_refused(at)));
        if refused && self.answers_like(same, effect) {
            Ok(Proof::Effect)
        } else {
            Err(not_shown)
        }
    }

    /// A refusal must have the stated reason: without the one change, the request succeeds.
    fn reason(
        &self,
        steps: &mut Vec<usize>,
        findings: &mut Vec<Finding>,
    ) -> Result<Proof, Verdict> {
        let suite = self.bench.suite;
        let control = self.case.control;
        if let Some(success) = self
            .case
            .before
            .iter()
            .find(|before| suite.is_success(&suite[**before]))
        {
            return Ok(Proof::SuccessBefore(*success));
        }
        if !suite.leaves_state_usable(self.case) {
            return if self.bench.shown.contains_key(&control) {
                Ok(Proof::SuccessElsewhere(control))
            } else {
                Err(Verdict::Unproven(Unproven::NoSuccess { control }))
            };
        }
        let unanswered = Verdict::Unproven(Unproven::ControlUnanswered { control });
        let at = self
            .step_after(control, Purpose::Control)
            .or_else(|| self.step_after(control, Purpose::Judge));
        let Some(at) = at else {
            return Err(unanswered);
        };
        steps.push(at);
        let answer = &self.bench.answers[self.lane][at];
        if answer.is_as_documented() {
            return Ok(Proof::ControlAfter(control));
        }
        let Answer::Compared(comparison) = answer else {
            return Err(unanswered);
        };
        let followed = self.refusals_before(at);
        if followed.len() > 1 || !self.bench.succeeds_elsewhere(control, self.lane) {
            return Err(Verdict::Unproven(Unproven::ControlFailed {
                control,
                followed,
            }));
        }
        if self.bench.blind == Some(Blindness::StateChanged) {
            return Ok(Proof::ControlAfter(control));
        }
        findings.push(Finding {
            code: FindingCode::StateChanged,
            field: "state".to_owned(),
            expected: format!(
                "afterwards the control is answered\n{}",
                suite[control].expected
            ),
            actual: comparison.text.clone(),
            ruling: RulingId::new(REFUSALS_CHANGE_NOTHING)
                .ok()
                .filter(|ruling| suite.rulings.contains_key(ruling)),
            severity: Severity::Fail,
        });
        Err(Verdict::Fail)
    }

    fn step_before(&self, case: CaseIndex) -> Option<usize> {
        let steps = self.record.steps.get(..self.at)?;
        steps
            .iter()
            .rposition(|record| record.step.case == case && record.step.purpose != Purpose::Effect)
    }

    fn step_after(&self, case: CaseIndex, purpose: Purpose) -> Option<usize> {
        let steps = self.record.steps.iter().enumerate().skip(self.at + 1);
        steps
            .filter(|(_, record)| record.step.case == case && record.step.purpose == purpose)
            .map(|(at, _)| at)
            .next()
    }

    /// The refusals that were asked on the same identifier before a step.
    fn refusals_before(&self, at: usize) -> Vec<CaseIndex> {
        let suite = self.bench.suite;
        let steps = self.record.steps.get(..at).unwrap_or_default();
        steps
            .iter()
            .map(|record| record.step.case)
            .filter(|case| !suite.is_success(&suite[*case]))
            .collect()
    }

    /// Whether the case was answered as its own repetition would be.
    fn looks_used_up(&self) -> bool {
        let operation = &self.bench.suite[self.case.operation];
        self.answers_like(self.at, &operation.effect)
    }

    fn answers_like(&self, at: usize, expectation: &Expectation) -> bool {
        let operation = &self.bench.suite[self.case.operation];
        let Some(Ok(observations)) = self
            .record
            .steps
            .get(at)
            .map(|record| observe(&record.exchanges))
        else {
            return false;
        };
        observations.iter().all(|observation| {
            let (outcome, blind) = (&self.case.outcome, self.bench.blind);
            compare_blind(operation, outcome, expectation, observation, blind).is_as_documented()
        })
    }
}
