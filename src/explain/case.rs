//! A case: what it sends, why, and what blocks it.

use serde::Serialize;

use super::http;
use super::outcome::{self, OutcomeExplanation};
use super::ruling::{self, Reading};
use crate::plan::Plan;
use crate::report::{ChangeReport, Language, blocked_reason, unblock};
use crate::suite::{
    Case, CaseId, Expectation, Expected, ExpectedContent, Level, OperationId, StateName, Suite,
    TokenName,
};

/// A case, explained.
#[derive(Debug, Serialize)]
pub struct CaseExplanation {
    /// Its name.
    pub id: CaseId,
    /// What it asks.
    pub title: String,
    /// The file and line that it stands in.
    pub source: String,
    /// Its operation.
    pub operation: OperationId,
    /// Its weight.
    pub level: Level,
    /// The request as HTTP text; `{state}` is an identifier in that state, `$NAME` a token.
    pub request: String,
    /// How many times it is sent at the same moment.
    pub times: usize,
    /// The success case that it is a change of.
    pub control: CaseId,
    /// The one change, in a sentence.
    pub change: Option<String>,
    /// Cases whose outcomes come first on the same identifier.
    pub before: Vec<CaseId>,
    /// What shows that an answer has the stated reason.
    pub proof: String,
    /// The documented row that it provokes; none for `4xx`.
    pub documented: Option<OutcomeExplanation>,
    /// The rulings that decide how it is judged.
    pub rulings: Vec<Reading>,
    /// The file of its snapshot.
    pub snapshot_file: String,
    /// What the answer must say.
    pub snapshot: String,
    /// What the target's owner supplies.
    pub needs: Vec<Need>,
    /// What a profile makes of it.
    pub under: Option<Under>,
}

/// Something that the target's owner supplies.
#[derive(Debug, Serialize)]
pub struct Need {
    /// A state, or `token.<name>`.
    pub name: String,
    /// What it is.
    pub title: String,
}

/// What a profile makes of a case.
#[derive(Debug, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Under {
    /// It would be asked.
    Asked,
    /// It is blocked.
    Blocked {
        /// Why.
        reason: String,
        /// The lines of a profile that would unblock it.
        unblock: Option<String>,
    },
}

pub(super) fn explain(suite: &Suite, case: &Case, plan: Option<&Plan>) -> CaseExplanation {
    let operation = &suite[case.operation];
    let rulings = case.rulings.iter();
    CaseExplanation {
        id: case.id.clone(),
        title: case.title.to_string(),
        source: format!("{}:{}", case.path, case.line),
        operation: operation.id.clone(),
        level: case.level,
        request: http::text(suite, case),
        times: match &*case.expected {
            Expected::Answer(_) => 1,
            Expected::Race { requests, .. } => requests.get(),
        },
        control: suite[case.control].id.clone(),
        change: case
            .change
            .as_deref()
            .map(|change| Language::En.sentences().change(&ChangeReport::from(change))),
        before: case
            .before
            .iter()
            .map(|before| suite[*before].id.clone())
            .collect(),
        proof: proof(suite, case),
        documented: operation
            .outcomes
            .get(&case.outcome)
            .map(|row| outcome::row(suite, operation, row)),
        rulings: rulings
            .filter_map(|id| ruling::reading(suite, id))
            .collect(),
        snapshot_file: format!("snapshots/{}/{}.snap", operation.id, case.id.file_stem()),
        snapshot: case.snapshot.to_string(),
        needs: needs(suite, case),
        under: plan.map(|plan| under(suite, case, plan)),
    }
}

fn needs(suite: &Suite, case: &Case) -> Vec<Need> {
    let state = case.needed_state().map(|state: &StateName| Need {
        name: state.to_string(),
        title: suite
            .states
            .get(state)
            .map(|state| state.title.clone())
            .unwrap_or_default(),
    });
    let tokens = suite.needed_tokens(case);
    let tokens = tokens.iter().map(|name: &TokenName| Need {
        name: format!("token.{name}"),
        title: suite
            .tokens
            .get(name)
            .map(|token| token.title.clone())
            .unwrap_or_default(),
    });
    state.into_iter().chain(tokens).collect()
}

/// What must be seen beside the answer, in the order in which the plan arranges it.
fn proof(suite: &Suite, case: &Case) -> String {
    let control = &suite[case.control].id;
    let effect = short(&suite[case.operation].effect);
    let success_before = case
        .before
        .iter()
        .find(|before| suite.is_success(&suite[**before]));
    if let Expected::Race { requests, .. } = &*case.expected {
        let rest = requests.get() - 1;
        return format!(
            "exactly one of the {requests} succeeds; the other {rest} are answered {effect}"
        );
    }
    if suite.is_success(case) {
        return format!(
            "the same request once more must be answered {effect}, which shows that the success had an effect"
        );
    }
    if let Some(before) = success_before {
        return format!(
            "{} must succeed before it on the same identifier",
            suite[*before].id
        );
    }
    if suite.leaves_state_usable(case) {
        return format!(
            "{control} must succeed afterwards on the same identifier, which shows that nothing else was wrong with the request and that the refusal changed nothing"
        );
    }
    format!("{control} must succeed elsewhere in the run")
}

fn short(expectation: &Expectation) -> String {
    match &expectation.content {
        ExpectedContent::Unspecified => expectation.status.to_string(),
        ExpectedContent::Model { message_code, .. } => {
            format!("{} / {message_code}", expectation.status)
        }
    }
}

fn under(suite: &Suite, case: &Case, plan: &Plan) -> Under {
    let blocked = plan
        .blocked
        .iter()
        .find(|blocked| suite[blocked.case].id == case.id);
    match blocked {
        None => Under::Asked,
        Some(blocked) => Under::Blocked {
            reason: blocked_reason(suite, &blocked.reason, Language::En),
            unblock: unblock(suite, &blocked.reason),
        },
    }
}
