//! Reasons and changes as data, so that each language can put them into words of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mask::Mask;
use crate::judge::{Proof, Unproven};
use crate::plan::BlockedReason;
use crate::suite::{Body, CaseId, CaseIndex, Change, StateName, Suite, TokenName};
use crate::target::Warning;

/// Why a case is blocked or unproven, or what shows the reason of a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// Blocked: the profile has no, or no more, identifiers in a state.
    MissingState {
        /// The state.
        state: StateName,
        /// How many it lists.
        listed: usize,
        /// How many judge everything that was selected.
        needed: usize,
    },
    /// Blocked: the profile does not supply a token.
    MissingToken {
        /// The token.
        token: TokenName,
    },
    /// Blocked: the success case that would show the reason of a refusal is blocked itself.
    MissingControl {
        /// That case.
        control: CaseId,
        /// Why it is blocked.
        because: Box<Why>,
    },
    /// Blocked: the target is not on loopback and its owner has not allowed changes.
    ChangesForbidden,
    /// Blocked: the provider-state hook did not make the state.
    Hook {
        /// How it failed.
        error: String,
    },
    /// Blocked: what had to come first was not answered as documented.
    BeforeFailed {
        /// The case that had to come first.
        case: CaseId,
    },
    /// Unproven: the control did not succeed on the same identifier afterwards.
    ControlFailed {
        /// The success case.
        control: CaseId,
        /// The requests that came before it on that identifier.
        followed: Vec<CaseId>,
    },
    /// Unproven: the control was not answered, or not sent any more.
    ControlUnanswered {
        /// The success case.
        control: CaseId,
    },
    /// Unproven: the success case succeeded nowhere in this run.
    NoSuccess {
        /// The success case.
        control: CaseId,
    },
    /// Unproven: the same request once more was refused, but not as documented, or not answered.
    EffectNotShown,
    /// Unproven: the success was refused as if it had been sent before.
    UsedUpBefore {
        /// The requests that came before it.
        followed: Vec<CaseId>,
    },
    /// Proof: the same request once more was refused as documented.
    Effect,
    /// Proof: the control succeeded afterwards on the same identifier.
    ControlAfter {
        /// The success case.
        control: CaseId,
    },
    /// Proof: what had to come first did, on the same identifier.
    SuccessBefore {
        /// The case that came first.
        case: CaseId,
    },
    /// Proof: the control succeeded elsewhere in the run.
    SuccessElsewhere {
        /// The success case.
        control: CaseId,
    },
}

impl Why {
    /// Why a case is blocked.
    pub fn blocked(suite: &Suite, reason: &BlockedReason) -> Self {
        match reason {
            BlockedReason::MissingState {
                state,
                listed,
                needed,
            } => Self::MissingState {
                state: state.clone(),
                listed: *listed,
                needed: *needed,
            },
            BlockedReason::MissingToken(token) => Self::MissingToken {
                token: token.clone(),
            },
            BlockedReason::MissingControl { control, because } => Self::MissingControl {
                control: suite[*control].id.clone(),
                because: Box::new(Self::blocked(suite, because)),
            },
            BlockedReason::ChangesForbidden => Self::ChangesForbidden,
            BlockedReason::Hook(error) => Self::Hook {
                error: error.clone(),
            },
            BlockedReason::BeforeFailed(case) => Self::BeforeFailed {
                case: suite[*case].id.clone(),
            },
        }
    }

    /// Why an answer that is as documented is no proof.
    pub fn unproven(suite: &Suite, reason: &Unproven) -> Self {
        let id = |case: &CaseIndex| suite[*case].id.clone();
        let ids = |cases: &[CaseIndex]| cases.iter().map(id).collect();
        match reason {
            Unproven::ControlFailed { control, followed } => Self::ControlFailed {
                control: id(control),
                followed: ids(followed),
            },
            Unproven::ControlUnanswered { control } => Self::ControlUnanswered {
                control: id(control),
            },
            Unproven::NoSuccess { control } => Self::NoSuccess {
                control: id(control),
            },
            Unproven::EffectNotShown => Self::EffectNotShown,
            Unproven::UsedUpBefore { followed } => Self::UsedUpBefore {
                followed: ids(followed),
            },
        }
    }

    /// What shows that a verdict has the stated reason.
    pub fn proof(suite: &Suite, proof: &Proof) -> Self {
        let id = |case: &CaseIndex| suite[*case].id.clone();
        match proof {
            Proof::Effect => Self::Effect,
            Proof::ControlAfter(control) => Self::ControlAfter {
                control: id(control),
            },
            Proof::SuccessBefore(case) => Self::SuccessBefore { case: id(case) },
            Proof::SuccessElsewhere(control) => Self::SuccessElsewhere {
                control: id(control),
            },
        }
    }

    /// The same without credentials: what a hook said is foreign text.
    pub(super) fn masked(self, mask: &Mask) -> Self {
        match self {
            Self::Hook { error } => Self::Hook {
                error: mask.text(&error),
            },
            Self::MissingControl { control, because } => Self::MissingControl {
                control,
                because: Box::new(because.masked(mask)),
            },
            other => other,
        }
    }
}

/// Anything else that the reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Note {
    /// The target's certificate was not checked, as the profile asks.
    CertificateNotChecked,
    /// No case had all that it needs, so that nothing was sent.
    NothingSent,
    /// The hook made states and removed them again.
    StatesRemoved {
        /// How many.
        made: usize,
    },
    /// The hook did not remove all states again.
    StatesLeft {
        /// How many it made.
        made: usize,
        /// How many are left.
        left: usize,
        /// How the first removal failed.
        error: String,
    },
}

impl Note {
    /// What readers must know about the way a target was asked.
    pub fn of(warning: Warning) -> Self {
        match warning {
            Warning::CertificateNotChecked => Self::CertificateNotChecked,
        }
    }
}

/// The one difference between a case's request and its control's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChangeReport {
    /// A header field has another value.
    Header {
        /// The field's name.
        name: String,
        /// Its value, as the suite writes it.
        value: String,
    },
    /// A header field is not sent.
    NoHeader {
        /// The field's name.
        name: String,
    },
    /// A member of the body has another value.
    Member {
        /// The member's name.
        name: String,
        /// Its value, as the suite writes it.
        value: String,
    },
    /// A member of the body is not sent.
    NoMember {
        /// The member's name.
        name: String,
    },
    /// No body is sent.
    NoBody,
    /// Another JSON body.
    Json {
        /// The body, as the suite writes it.
        body: String,
    },
    /// A body that is just text.
    Text {
        /// The body, as the suite writes it.
        body: String,
    },
    /// Another identifier in the path.
    Path {
        /// The identifier, as the suite writes it.
        value: String,
    },
    /// The identifier of another state.
    Given {
        /// The state.
        state: StateName,
    },
}

impl From<&Change> for ChangeReport {
    fn from(change: &Change) -> Self {
        match change {
            Change::Header(name, value) => Self::Header {
                name: name.to_string(),
                value: value.to_string(),
            },
            Change::NoHeader(name) => Self::NoHeader {
                name: name.to_string(),
            },
            Change::Member(name, value) => Self::Member {
                name: name.clone(),
                value: value.to_string(),
            },
            Change::NoMember(name) => Self::NoMember { name: name.clone() },
            Change::Body(body) => match &**body {
                Body::None => Self::NoBody,
                Body::Json(body) => Self::Json {
                    body: body.to_string(),
                },
                Body::Text(body) => Self::Text {
                    body: body.to_string(),
                },
            },
            Change::Path(value) => Self::Path {
                value: value.to_string(),
            },
            Change::Given(state) => Self::Given {
                state: state.clone(),
            },
        }
    }
}
