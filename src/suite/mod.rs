//! The contract as data: operations, their documented outcomes, and the cases that provoke them.
//!
//! [`read`] turns the files of a [`Source`] into a [`Suite`] that is known to be consistent: every name exists,
//! every case is its control plus one change, every documented outcome has a case, every snapshot says what its
//! outcome says.

mod case_rules;
mod change;
mod check;
mod declared;
mod documented;
mod expectation;
pub(crate) mod file;
mod name;
mod outcome;
mod read;
mod read_case;
mod read_change;
mod read_documented;
mod read_operation;
mod read_request;
mod read_suite_file;
mod read_unbound;
mod reading;
mod repetition;
mod request;
pub mod snapshot;
mod source;
mod template;

use std::collections::HashMap;
use std::ops::Index;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

pub use change::{Change, ChangeError};
pub use documented::{
    Condition, Documented, DocumentedField, DocumentedHeader, DocumentedParameter, FieldType,
    Misprint, OperationPlaces, ParameterLocation, Requirement,
};
pub use expectation::{
    Expectation, Expected, ExpectedContent, ExpectedMessage, ExpectedMessageCode, ExpectedStatus,
    MessageCodeMember, quoted,
};
pub use name::{CaseId, NameError, OperationId, RulingId, StateName, TokenName};
pub use outcome::{Alternative, Level, Outcome, OutcomeError, OutcomeId, OutcomeType};
pub use read::{Snapshots, read, read_cases};
pub use request::{Body, JsonTemplate, RenderedRequest, RequestTemplate};
pub(crate) use source::read_file;
pub use source::{Source, SuiteFile, SuiteFiles, Unread};
pub use template::{Scope, Template, TemplateError, Values, Variable};

/// A checked suite.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// What the suite is about.
    pub title: String,
    /// SHA-256 of its files, in hexadecimal.
    pub digest: String,
    /// The tokens that requests may carry.
    pub tokens: IndexMap<TokenName, Token>,
    /// The preconditions that cases may need.
    pub states: IndexMap<StateName, State>,
    /// How the doubtful places of the documents are read.
    pub rulings: IndexMap<RulingId, Ruling>,
    /// The documented operations.
    pub operations: Vec<Operation>,
    /// All cases, those of one operation side by side.
    pub cases: Vec<Case>,
    /// How much of it was read.
    pub extent: Extent,
    /// The places of the cases by their names, once somebody asks for one.
    places: OnceLock<HashMap<CaseId, CaseIndex>>,
}

/// How much of a suite was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Only the cases that were asked for, and what they need.
    Part,
    /// All of it.
    #[default]
    Whole,
}

/// The place of an operation in its suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationIndex(pub(in crate::suite) usize);

/// The place of a case in its suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseIndex(pub(in crate::suite) usize);

impl CaseIndex {
    /// The place as a number, from 0.
    pub fn place(self) -> usize {
        self.0
    }
}

impl Index<OperationIndex> for Suite {
    type Output = Operation;
    fn index(&self, index: OperationIndex) -> &Operation {
        &self.operations[index.0]
    }
}

impl Index<CaseIndex> for Suite {
    type Output = Case;
    fn index(&self, index: CaseIndex) -> &Case {
        &self.cases[index.0]
    }
}

/// A token that requests may carry.
#[derive(Debug, Clone)]
pub struct Token {
    /// What kind of token it is.
    pub title: String,
    /// Where it comes from.
    pub origin: TokenOrigin,
    /// Whether its time has run out.
    pub validity: Validity,
    /// The environment variable that profiles and `curl` commands take it from.
    pub variable: String,
}

/// Whether the time of a token has run out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// It has not: a mint issues it now.
    #[default]
    Valid,
    /// It has: a mint lets it run out a day ago.
    Expired,
}

/// Where a token comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenOrigin {
    /// The target's owner supplies it.
    Profile,
    /// Another token with its signature changed.
    Tampered(TokenName),
    /// This text.
    Literal(String),
}

/// A precondition: Pact's provider state.
#[derive(Debug, Clone)]
pub struct State {
    /// What holds in that state.
    pub title: String,
    /// Where an identifier in that state comes from.
    pub origin: StateOrigin,
}

/// Where an identifier in some state comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateOrigin {
    /// The target's owner supplies it, as a list or by a hook.
    Profile,
    /// It is made up on the spot, so that nothing of the target is touched.
    MadeUp(Template),
}

/// How a doubtful place of the documents is read.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// The place, in a few words.
    pub title: String,
    /// The reading.
    pub text: String,
}

/// One documented method of the API.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its folder.
    pub id: OperationId,
    /// What it does.
    pub title: String,
    /// The request that succeeds.
    pub request: Arc<RequestTemplate>,
    /// The state that the request needs and that its success uses up.
    pub given: StateName,
    /// The case that is this request without a change.
    pub control: CaseIndex,
    /// How the same request is answered once more: what shows that the success had an effect.
    pub effect: Expectation,
    /// The documented outcomes.
    pub outcomes: IndexMap<OutcomeId, Outcome>,
    /// The deviations that a ruling allows.
    pub quirks: Vec<Quirk>,
    /// What its page says of requests and answers, beside the outcomes.
    pub documented: Documented,
    /// Where all this is written.
    pub places: OperationPlaces,
}

/// A deviation that the documents themselves invite: reported and counted apart, never a silent pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quirk {
    /// The ruling that allows it.
    pub ruling: RulingId,
    /// What it allows.
    pub allows: Deviation,
}

/// What a quirk allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deviation {
    /// Another `code` in the answer of one outcome (R1).
    CodeInstead {
        /// The outcome.
        outcome: OutcomeId,
        /// The other code.
        code: i64,
    },
    /// `message_code` under another name (R2).
    MisspeltMessageCode(String),
    /// Another text than the documented one (R8).
    OtherMessage,
    /// Any 4xx in the error model instead of this outcome (R9).
    AnyRefusal(OutcomeId),
    /// A byte order mark before the JSON (R12).
    ByteOrderMark,
    /// A Content-Type that is not JSON, or none (R12).
    OtherContentType,
}

/// One question to the target.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its stable name.
    pub id: CaseId,
    /// Its operation.
    pub operation: OperationIndex,
    /// The file that it stands in, as the user knows it.
    pub path: Arc<str>,
    /// The line of that file on which it starts, from 1.
    pub line: usize,
    /// What is asked, in one sentence.
    pub title: Arc<str>,
    /// The documented outcome that it provokes.
    pub outcome: OutcomeId,
    /// Its weight.
    pub level: Level,
    /// The rulings that decide how it is judged.
    pub rulings: Vec<RulingId>,
    /// The state whose identifier the request carries.
    pub given: StateName,
    /// The success case that this one is a change of; a success case may be its own.
    pub control: CaseIndex,
    /// Cases whose outcomes must come first on the same identifier.
    pub before: Vec<CaseIndex>,
    /// The difference to the control.
    pub change: Option<Arc<Change>>,
    /// The request, with the change made.
    pub request: Arc<RequestTemplate>,
    /// What the documents promise; one for all cases that expect the same.
    pub expected: Arc<Expected>,
    /// The text of the case's snapshot.
    pub snapshot: Arc<str>,
}

impl Suite {
    fn add(&mut self, cases: Vec<Case>) {
        if self.cases.is_empty() {
            self.cases = cases;
        } else {
            self.cases.reserve_exact(cases.len());
            self.cases.extend(cases);
        }
    }

    /// All cases with their places.
    pub fn indexed_cases(&self) -> impl Iterator<Item = (CaseIndex, &Case)> {
        self.cases
            .iter()
            .enumerate()
            .map(|(index, case)| (CaseIndex(index), case))
    }

    /// A case by its name.
    pub fn find(&self, id: &str) -> Option<CaseIndex> {
        let places = self.places.get_or_init(|| {
            let cases = self.indexed_cases();
            cases
                .map(|(index, case)| (case.id.clone(), index))
                .collect()
        });
        places.get(id).copied()
    }

    /// Whether a case expects success.
    pub fn is_success(&self, case: &Case) -> bool {
        self[case.operation]
            .outcomes
            .get(&case.outcome)
            .is_some_and(|outcome| outcome.kind == OutcomeType::Success)
    }

    /// Whether a case starts from the state that its operation's success uses up, so that the control can be
    /// sent on the same identifier afterwards.
    pub fn leaves_state_usable(&self, case: &Case) -> bool {
        case.needed_state() == Some(&self[case.operation].given)
    }

    /// The environment variable that profiles and `curl` commands take a token from.
    pub fn token_variable(&self, name: &TokenName) -> String {
        match self.tokens.get(name) {
            Some(token) => token.variable.clone(),
            None => name.default_variable(),
        }
    }

    /// The tokens that the target's owner must supply for a case.
    pub fn needed_tokens(&self, case: &Case) -> Vec<TokenName> {
        let mut needed = Vec::new();
        for variable in case.request.variables() {
            let Variable::Token(name) = variable else {
                continue;
            };
            let supplied = match self.tokens.get(name).map(|token| &token.origin) {
                Some(TokenOrigin::Profile) => name,
                Some(TokenOrigin::Tampered(original)) => original,
                Some(TokenOrigin::Literal(_)) | None => continue,
            };
            if !needed.contains(supplied) {
                needed.push(supplied.clone());
            }
        }
        needed
    }
}

impl Case {
    /// The state whose identifier the request carries, if it carries one.
    pub fn needed_state(&self) -> Option<&StateName> {
        self.request
            .variables()
            .any(|variable| *variable == Variable::Subject)
            .then_some(&self.given)
    }
}
