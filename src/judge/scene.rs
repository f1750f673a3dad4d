//! One case beside what else was asked on the same identifier.

use super::bench::{Answer, Bench, error, observe};
use super::blindness::Blindness;
use super::compare::compare_blind;
use super::verdict::{Evidence, Judged, Unproven, Verdict};
use crate::exchange::LaneHead;
use crate::plan::{BlockedReason, Purpose};
use crate::suite::{Case, CaseIndex, Expectation};

/// One case on its lane.
pub(super) struct Scene<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) index: CaseIndex,
    pub(super) case: &'a Case,
    pub(super) head: &'a LaneHead,
    pub(super) lane: usize,
    pub(super) at: usize,
}

impl Scene<'_> {
    pub(super) fn judge(&self, answer: &Answer) -> Judged {
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

    pub(super) fn is_refused(&self, at: usize) -> bool {
        self.bench.refused[self.lane]
            .get(at)
            .is_some_and(|refused| *refused)
    }

    fn step_before(&self, case: CaseIndex) -> Option<usize> {
        let steps = self.head.steps.get(..self.at)?;
        steps
            .iter()
            .rposition(|step| step.case == case && step.purpose != Purpose::Effect)
    }

    pub(super) fn step_after(&self, case: CaseIndex, purpose: Purpose) -> Option<usize> {
        let steps = self.head.steps.iter().enumerate().skip(self.at + 1);
        steps
            .filter(|(_, step)| step.case == case && step.purpose == purpose)
            .map(|(at, _)| at)
            .next()
    }

    /// The refusals that were asked on the same identifier before a step.
    pub(super) fn refusals_before(&self, at: usize) -> Vec<CaseIndex> {
        let suite = self.bench.suite;
        let steps = self.head.steps.get(..at).unwrap_or_default();
        steps
            .iter()
            .map(|step| step.case)
            .filter(|case| !suite.is_success(&suite[*case]))
            .collect()
    }

    /// Whether the case was answered as its own repetition would be.
    fn looks_used_up(&self) -> bool {
        let operation = &self.bench.suite[self.case.operation];
        self.answers_like(self.at, &operation.effect)
    }

    pub(super) fn answers_like(&self, at: usize, expectation: &Expectation) -> bool {
        let operation = &self.bench.suite[self.case.operation];
        let record = self.bench.records.lane(self.lane);
        let step = record.as_ref().and_then(|record| record.steps.get(at));
        let Some(Ok(observations)) = step.map(|step| observe(&step.exchanges)) else {
            return false;
        };
        observations.iter().all(|observation| {
            let (outcome, blind) = (&self.case.outcome, self.bench.blind);
            compare_blind(operation, outcome, expectation, observation, blind).is_as_documented()
        })
    }
}
