//! The comparison of one answer, member by member.

use serde_json::Value as Json;

use super::blindness::Blindness;
use super::compare::Comparison;
use super::finding::{Finding, FindingCode, Severity};
use super::message;
use super::observation::{Member, Observation, ObservedBody};
use crate::suite::{
    Deviation, Expectation, ExpectedContent, ExpectedMessage, ExpectedStatus, Operation, OutcomeId,
    Quirk, RulingId, quoted,
};

/// The names of the documented members.
pub(super) const CODE: &str = "code";
pub(super) const MESSAGE: &str = "message";
pub(super) const MESSAGE_CODE: &str = "message_code";

/// At most so many characters of a value are shown.
const SHOWN: usize = 200;

/// One answer on its way to a [`Comparison`], member by member.
pub(super) struct Comparer<'a> {
    pub(super) operation: &'a Operation,
    outcome: &'a OutcomeId,
    expectation: &'a Expectation,
    pub(super) observation: &'a Observation,
    blind: Option<Blindness>,
    pub(super) lines: Vec<String>,
    findings: Vec<Finding>,
}

impl<'a> Comparer<'a> {
    pub(super) fn new(
        operation: &'a Operation,
        outcome: &'a OutcomeId,
        expectation: &'a Expectation,
        observation: &'a Observation,
        blind: Option<Blindness>,
    ) -> Self {
        Self {
            operation,
            outcome,
            expectation,
            observation,
            blind,
            lines: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub(super) fn compare(mut self) -> Comparison {
        self.status();
        match &self.expectation.content {
            ExpectedContent::Unspecified => self.code_if_error_model(),
            ExpectedContent::Model {
                member,
                message_code,
                message,
            } => {
                if self.is_object() {
                    self.no_duplicates();
                    self.code();
                    self.message_code(member, message_code);
                    self.message(message);
                    self.byte_order_mark();
                    self.content_type();
                }
            }
        }
        self.forget_the_unseen();
        Comparison {
            text: self.lines.join("\n"),
            findings: self.findings,
        }
    }

    fn forget_the_unseen(&mut self) {
        if let Some(blind) = self.blind {
            let misspelling = self.misspelling();
            let misspelt = misspelling.as_ref().map(|(name, _)| name.as_str());
            let (expectation, observation) = (self.expectation, self.observation);
            self.findings
                .retain(|finding| !blind.hides(finding, expectation, observation, misspelt));
        }
    }

    /// The ruling that allows a deviation on this operation.
    fn allowed(&self, allows: impl Fn(&Deviation) -> bool) -> Option<RulingId> {
        self.operation
            .quirks
            .iter()
            .find(|quirk: &&Quirk| allows(&quirk.allows))
            .map(|quirk| quirk.ruling.clone())
    }

    pub(super) fn finding(
        &mut self,
        code: FindingCode,
        field: &str,
        expected: impl Into<String>,
        actual: impl Into<String>,
        ruling: Option<RulingId>,
    ) {
        let severity = match &ruling {
            Some(_) => Severity::Quirk,
            None => Severity::Fail,
        };
        self.findings.push(Finding {
            code,
            field: field.to_owned(),
            expected: expected.into(),
            actual: actual.into(),
            ruling,
            severity,
        });
    }

    fn status(&mut self) {
        let actual = self.observation.status;
        let agrees = match self.expectation.status {
            ExpectedStatus::Exactly(status) => actual == status,
            ExpectedStatus::AnyClientError => (400..500).contains(&actual),
        };
        if agrees {
            self.lines.push(self.expectation.status_line());
        } else {
            self.lines.push(format!("status: {actual}"));
            let expected = self.expectation.status.to_string();
            self.finding(
                FindingCode::Status,
                "status",
                expected,
                actual.to_string(),
                None,
            );
        }
    }

    /// R4: only the status is documented; but a body in the error model must not contradict it.
    fn code_if_error_model(&mut self) {
        let contradiction = match self.observation.member(CODE) {
            Member::Once(Json::Number(code)) => {
                (code.as_u64() != Some(self.wanted_code())).then(|| code.to_string())
            }
            // R12: two readers may read two answers.
            member @ Member::Repeated => {
                self.repeated(CODE);
                Some(shown(member))
            }
            // A number, as far as anybody can read it.
            Member::Unreadable(code) => Some(shorten(code)),
            // A text, a list, nothing: no error model (R4).
            Member::Once(_) | Member::Absent => None,
        };
        match contradiction {
            None => self.lines.push(self.expectation.code_line()),
            Some(actual) => {
                self.lines.push(format!("code: {actual}"));
                let expected = self.wanted_code().to_string();
                self.finding(FindingCode::Code, CODE, expected, actual, None);
            }
        }
    }

    /// `code` is the HTTP status (R1): the documented one, or where any 4xx will do, the one that was sent.
    fn wanted_code(&self) -> u64 {
        u64::from(match self.expectation.status {
            ExpectedStatus::Exactly(status) => status,
            ExpectedStatus::AnyClientError => self.observation.status,
        })
    }

    /// R12: exactly one JSON value, and that an object.
    fn is_object(&mut self) -> bool {
        let (code, line, actual) = match &self.observation.body {
            ObservedBody::Object(_) => return true,
            ObservedBody::Empty => (
                FindingCode::BodyEmpty,
                "body: none".to_owned(),
                "no body".to_owned(),
            ),
            ObservedBody::NotJson { reason, excerpt } => (
                FindingCode::BodyNotJson,
                format!("body: not JSON: {}", quoted(excerpt)),
                format!("{} ({reason})", quoted(excerpt)),
            ),
            ObservedBody::NotObject { excerpt } => (
                FindingCode::BodyNotObject,
                format!("body: no object: {}", quoted(excerpt)),
                quoted(excerpt),
            ),
        };
        self.lines.push(line);
        self.finding(code, "body", "one JSON object", actual, None);
        false
    }

    fn no_duplicates(&mut self) {
        let misspelt = self.misspelling().map(|(name, _)| name);
        for name in [CODE, MESSAGE, MESSAGE_CODE]
            .into_iter()
            .chain(misspelt.as_deref())
        {
            if self.observation.member(name) == Member::Repeated {
                self.repeated(name);
            }
        }
    }

    fn repeated(&mut self, name: &str) {
        self.finding(
            FindingCode::DuplicateMember,
            name,
            "once",
            "more than once",
            None,
        );
    }

    fn code(&mut self) {
        let wanted = self.wanted_code();
        let value = match self.observation.member(CODE) {
            Member::Once(Json::Number(code)) if code.as_u64() == Some(wanted) => {
                self.lines.push(self.expectation.code_line());
                return;
            }
            member => shown(member),
        };
        let outcome = self.outcome;
        let ruling = self.allowed(|allows| {
            matches!(allows, Deviation::CodeInstead { outcome: of, code } if of == outcome && *code.to_string() == value)
        });
        self.lines.push(format!("code: {value}"));
        self.finding(FindingCode::Code, CODE, wanted.to_string(), value, ruling);
    }

    fn message(&mut self, expected: &ExpectedMessage) {
        let member = self.observation.member(MESSAGE);
        let (line, wanted) = match expected {
            ExpectedMessage::Unspecified => return,
            ExpectedMessage::AnyString => ("message: string".to_owned(), "a string".to_owned()),
            ExpectedMessage::Documented { text, .. } => {
                (format!("message: {}", quoted(text)), quoted(text))
            }
        };
        let Member::Once(Json::String(actual)) = member else {
            let actual = shown(member);
            self.lines.push(format!("message: {actual}"));
            self.finding(FindingCode::Message, MESSAGE, wanted, actual, None);
            return;
        };
        let agrees = match expected {
            ExpectedMessage::Documented { text, alternatives } => {
                message::matches(text, actual)
                    || alternatives
                        .iter()
                        .any(|alternative| message::matches(&alternative.text, actual))
            }
            ExpectedMessage::AnyString | ExpectedMessage::Unspecified => true,
        };
        if agrees {
            self.lines.push(line);
            return;
        }
        let ruling = self.allowed(|allows| *allows == Deviation::OtherMessage);
        let actual = shown(member);
        self.lines.push(format!("message: {actual}"));
        self.finding(FindingCode::Message, MESSAGE, wanted, actual, ruling);
    }

    fn byte_order_mark(&mut self) {
        if self.observation.byte_order_mark {
            self.lines.push("byte_order_mark: present".to_owned());
            let ruling = self.allowed(|allows| *allows == Deviation::ByteOrderMark);
            self.finding(
                FindingCode::ByteOrderMark,
                "body",
                "no byte order mark",
                "one",
                ruling,
            );
        }
    }

    fn content_type(&mut self) {
        if self.observation.says_json() {
            return;
        }
        let actual = match &self.observation.content_type {
            Some(content_type) => quoted(&shorten(content_type)),
            None => "absent".to_owned(),
        };
        self.lines.push(format!("content-type: {actual}"));
        let ruling = self.allowed(|allows| *allows == Deviation::OtherContentType);
        self.finding(
            FindingCode::ContentType,
            "content-type",
            "application/json",
            actual,
            ruling,
        );
    }
}

pub(super) fn shown(member: Member<'_>) -> String {
    match member {
        Member::Absent => "absent".to_owned(),
        Member::Repeated => "more than once".to_owned(),
        Member::Once(value) => shorten(&value.to_string()),
        Member::Unreadable(text) => shorten(text),
    }
}

pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
