//! What shows that an answer is for the stated reason.

use super::bench::Answer;
use super::blindness::Blindness;
use super::finding::{Finding, FindingCode, Severity};
use super::scene::Scene;
use super::verdict::{Proof, Unproven, Verdict};
use crate::plan::Purpose;
use crate::suite::RulingId;

/// The ruling that refusals change nothing.
const REFUSALS_CHANGE_NOTHING: &str = "R17";

impl Scene<'_> {
    /// A success must have an effect: the same request once more is refused as documented, and the request that it is
    /// a change of does not succeed either.
    pub(super) fn effect(
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
    pub(super) fn reason(
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
}
