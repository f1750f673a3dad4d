//! All answers of a run, compared, for every case to be judged by.

use std::collections::{HashMap, HashSet};

use super::blindness::Blindness;
use super::compare::{Comparison, compare_blind};
use super::finding::{Finding, FindingCode, Severity};
use super::observation::Observation;
use super::race::compare_race;
use super::scene::Scene;
use super::verdict::{Judged, Verdict};
use crate::exchange::{Exchange, Failure, FailureKind, LaneStop, Records, StepRecord};
use crate::parallel;
use crate::plan::{BlockedReason, Plan, Purpose};
use crate::suite::{CaseIndex, Expectation, Expected, Suite};

/// How one step was answered.
pub(super) enum Answer {
    /// With HTTP.
    Compared(Comparison),
    /// Not at all.
    Missing(Failure),
}

impl Answer {
    pub(super) fn is_as_documented(&self) -> bool {
        matches!(self, Self::Compared(comparison) if comparison.is_as_documented())
    }
}

/// All answers of a run, compared.
pub(super) struct Bench<'a> {
    pub(super) suite: &'a Suite,
    plan: &'a Plan,
    pub(super) records: &'a Records,
    /// The comparison that is not made; none is left out where a target is judged.
    pub(super) blind: Option<Blindness>,
    /// By lane, then by step.
    pub(super) answers: Vec<Vec<Answer>>,
    /// Whether each step was refused, by lane, then by step.
    pub(super) refused: Vec<Vec<bool>>,
    /// The step that each case is judged by.
    judged_at: HashMap<CaseIndex, (usize, usize)>,
    /// Success cases that were answered as documented somewhere, with the lanes on which.
    pub(super) shown: HashMap<CaseIndex, HashSet<usize>>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(
        suite: &'a Suite,
        plan: &'a Plan,
        records: &'a Records,
        blind: Option<Blindness>,
    ) -> Self {
        let lanes: Vec<usize> = (0..records.heads().len()).collect();
        let (mut answers, mut refused) = (Vec::new(), Vec::new());
        let compare = |lane: &usize| -> (Vec<Answer>, Vec<bool>) {
            let record = records.lane(*lane);
            let steps = record.iter().flat_map(|record| &record.steps);
            let own = |step| (own_answer(suite, step, blind), is_refused(step));
            steps.map(own).unzip()
        };
        parallel::each(&lanes, compare, |(compared, is_refused)| {
            answers.push(compared);
            refused.push(is_refused);
        });
        let mut judged_at = HashMap::new();
        for (lane, planned) in plan.lanes.iter().enumerate() {
            for (at, step) in planned.steps.iter().enumerate() {
                if step.purpose == Purpose::Judge {
                    judged_at.insert(step.case, (lane, at));
                }
            }
        }
        let mut shown: HashMap<CaseIndex, HashSet<usize>> = HashMap::new();
        for (lane, (head, answers)) in records.heads().iter().zip(&answers).enumerate() {
            for (step, answer) in head.steps.iter().zip(answers) {
                if step.purpose != Purpose::Effect
                    && suite.is_success(&suite[step.case])
                    && answer.is_as_documented()
                {
                    shown.entry(step.case).or_default().insert(lane);
                }
            }
        }
        Self {
            suite,
            plan,
            records,
            blind,
            answers,
            refused,
            judged_at,
            shown,
        }
    }

    pub(super) fn judge(&self, index: CaseIndex) -> Judged {
        let unasked = |verdict, findings| Judged {
            case: index,
            verdict,
            findings,
            proof: None,
            text: String::new(),
            evidence: None,
        };
        if let Some(reason) = self.plan.why_blocked(index) {
            return unasked(Verdict::Blocked(reason.clone()), Vec::new());
        }
        let Some(&(lane, at)) = self.judged_at.get(&index) else {
            let finding = error(
                FindingCode::NotSent,
                "the plan holds no request for this case",
            );
            return unasked(Verdict::Error, vec![finding]);
        };
        let head = &self.records.heads()[lane];
        let Some(answer) = self.answers[lane].get(at) else {
            return match &head.stopped {
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
            head,
            lane,
            at,
        };
        scene.judge(answer)
    }

    /// Whether a success case was answered as documented on another lane.
    pub(super) fn succeeds_elsewhere(&self, case: CaseIndex, lane: usize) -> bool {
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
            kind: FailureKind::NotSent,
            detail: String::new(),
        }),
    };
    match &*case.expected {
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

fn is_refused(step: &StepRecord) -> bool {
    step.exchanges.iter().all(|exchange| {
        exchange
            .answer
            .as_ref()
            .is_ok_and(|response| response.status.as_u16() >= 400)
    })
}

pub(super) fn observe(exchanges: &[Exchange]) -> Result<Vec<Observation>, Failure> {
    exchanges
        .iter()
        .map(|exchange| match &exchange.answer {
            Ok(response) => Ok(Observation::of(response)),
            Err(failure) => Err(failure.clone()),
        })
        .collect()
}

pub(super) fn error(code: FindingCode, actual: &str) -> Finding {
    Finding {
        code,
        field: "answer".to_owned(),
        expected: "an HTTP response".to_owned(),
        actual: actual.to_owned(),
        ruling: None,
        severity: Severity::Error,
    }
}
