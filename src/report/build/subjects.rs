//! Identifiers that were touched and how they were left, and states that a hook made.

use std::collections::BTreeMap;

use super::Builder;
use crate::exchange::LaneRecord;
use crate::judge::{Observation, Verdict, compare};
use crate::parallel;
use crate::plan::Subject;
use crate::report::record::{SubjectFate, SubjectReport};
use crate::report::why::Note;
use crate::suite::{Expectation, OutcomeType, StateName};
use crate::target::TargetKind;

impl Builder<'_> {
    /// Each identifier of the profile that was touched, once, with the worst that happened to it. What the hook makes
    /// is the hook's to remove.
    pub(super) fn subjects(&self) -> Vec<SubjectReport> {
        let mut fates: BTreeMap<(StateName, String), SubjectFate> = BTreeMap::new();
        let lanes: Vec<usize> = (0..self.run.records.heads().len()).collect();
        let fate_of = |at: &usize| {
            let head = &self.run.records.heads()[*at];
            let lane = &self.run.plan.lanes[head.lane];
            let (Subject::Listed(_), Some(id)) = (&lane.subject, &head.subject) else {
                return None;
            };
            if head.steps.is_empty() {
                return None;
            }
            let record = self.run.records.lane(*at)?;
            let fate = self.fate(&record);
            Some(((lane.state.clone(), id.clone()), fate))
        };
        parallel::each(&lanes, fate_of, |touched| {
            if let Some((subject, now)) = touched {
                let fate = fates.entry(subject).or_insert(SubjectFate::LeftAsFound);
                *fate = worse(*fate, now);
            }
        });
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
                // A refusal changes nothing, documented or not.
                if response.status.is_client_error() {
                    continue;
                }
                let observation = Observation::of(response);
                let documented = operation.outcomes.values().find(|outcome| {
                    let expectation = Expectation::of(outcome);
                    compare(operation, &outcome.id, &expectation, &observation).is_as_documented()
                });
                fate = match documented.map(|outcome| outcome.kind) {
                    Some(OutcomeType::Success) => SubjectFate::UsedUp,
                    Some(OutcomeType::Error | OutcomeType::Validation) => fate,
                    None => worse(fate, SubjectFate::Unknown),
                };
            }
        }
        fate
    }

    /// That nothing was sent must not look like a target that was asked in vain.
    pub(super) fn nothing_sent(&self) -> Option<Note> {
        let mut heads = self.run.records.heads().iter();
        let none_sent = heads.all(|head| head.steps.is_empty());
        let judged = &self.run.judged;
        let all_blocked = judged
            .iter()
            .all(|judged| matches!(judged.verdict, Verdict::Blocked(_)));
        (none_sent && all_blocked && !judged.is_empty()).then_some(Note::NothingSent)
    }

    pub(super) fn states(&self) -> Option<Note> {
        let failed: Vec<String> = self
            .run
            .records
            .heads()
            .iter()
            .filter_map(|head| head.teardown.as_ref())
            .map(ToString::to_string)
            .collect();
        let made = self
            .run
            .records
            .heads()
            .iter()
            .filter(|head| {
                self.run.plan.lanes[head.lane].subject == Subject::OnDemand
                    && head.subject.is_some()
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

/// Used up is for certain; what is not known outweighs what seems untouched.
fn worse(one: SubjectFate, other: SubjectFate) -> SubjectFate {
    use SubjectFate::{LeftAsFound, Unknown, UsedUp};
    match (one, other) {
        (UsedUp, _) | (_, UsedUp) => UsedUp,
        (Unknown, _) | (_, Unknown) => Unknown,
        (LeftAsFound, LeftAsFound) => LeftAsFound,
    }
}
