//! What is said of a run.

use super::English;
use crate::judge::{Conclusion, FindingCode, Scope, StaleEntry, VerdictKind};
use crate::plan::{Part, Purpose};
use crate::report::record::{OutcomeSeen, SubjectFate};
use crate::report::why::{ChangeReport, Note, Why};
use crate::report::words::sentences::Sentences;
use crate::suite::{CaseId, Level, OutcomeType};
use crate::target::TargetKind;

pub(super) fn names(cases: &[CaseId]) -> String {
    let names: Vec<&str> = cases.iter().map(CaseId::as_str).collect();
    names.join(", ")
}

impl Sentences for English {
    fn conclusion(&self, conclusion: Conclusion, quirks: usize, scope: Scope) -> String {
        match (conclusion, quirks, scope) {
            (Conclusion::Conforming, 0, _) => {
                "The target conforms: every case that decides passed.".to_owned()
            }
            (Conclusion::Conforming, quirks, _) => format!(
                "The target conforms: every case that decides passed, with {quirks} that a ruling allows."
            ),
            (Conclusion::OnlyKnownFailures, ..) => {
                "The target does not conform, but every failure that decides is a known one."
                    .to_owned()
            }
            (Conclusion::NotConforming, ..) => {
                "The target does not conform: a case that decides failed.".to_owned()
            }
            (Conclusion::Inconclusive, _, Scope::Filtered) => {
                "Inconclusive: only a part of the suite was run.".to_owned()
            }
            (Conclusion::Inconclusive, _, Scope::Whole) => {
                "Inconclusive: not every case that decides could be judged.".to_owned()
            }
            (Conclusion::Unreachable, ..) => "The target cannot be reached.".to_owned(),
            (Conclusion::StaleKnownFailures, ..) => {
                "The list of known failures is out of date.".to_owned()
            }
        }
    }

    fn verdict(&self, verdict: VerdictKind) -> &'static str {
        match verdict {
            VerdictKind::Pass => "as documented, and shown to be for the stated reason",
            VerdictKind::Quirk => "a deviation that a ruling allows",
            VerdictKind::Fail => "not as documented",
            VerdictKind::Unproven => {
                "as documented, but nothing shows that it is for the stated reason"
            }
            VerdictKind::Blocked => {
                "not asked, or not judged: a state, token or control is missing"
            }
            VerdictKind::Error => "no answer that could be judged",
        }
    }

    fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Must => "a row of a table or an explicit sentence",
            Level::Should => "a documented example, or one reasonable reading",
            Level::May => "asked out of interest; never decides",
        }
    }

    fn finding(&self, code: FindingCode) -> &'static str {
        match code {
            FindingCode::Status => "another HTTP status",
            FindingCode::Code => "`code` is another number, no integer, or missing",
            FindingCode::MessageCode => "`message_code` is another text, no text, or missing",
            FindingCode::MessageOde => "`message_ode` stands where `message_code` should",
            FindingCode::Message => "`message` is another text, no text, or missing",
            FindingCode::BodyEmpty => "there is no body",
            FindingCode::BodyNotJson => "the body is not exactly one JSON value",
            FindingCode::BodyNotObject => "the body is no JSON object",
            FindingCode::DuplicateMember => "a documented member stands in the body more than once",
            FindingCode::ByteOrderMark => "the body starts with a byte order mark",
            FindingCode::ContentType => "the Content-Type is not JSON",
            FindingCode::OtherRefusal => "refused as documented for something else",
            FindingCode::NoEffect => "the same request succeeded again: the success had no effect",
            FindingCode::StateChanged => "after the refusal the control no longer succeeds",
            FindingCode::Winners => "simultaneous requests: not exactly one success",
            FindingCode::NotConnected => "no connection",
            FindingCode::NameNotResolved => "the host name is not known",
            FindingCode::ConnectTimedOut => "no connection within the time limit",
            FindingCode::FirstByteTimedOut => "not one byte of the answer within the time limit",
            FindingCode::TimedOut => "no complete answer within the time limit",
            FindingCode::RunTimedOut => "the time limit of the run was reached",
            FindingCode::Interrupted => "the connection ended early",
            FindingCode::TooLarge => "the body is over the limit",
            FindingCode::HeadersTooLarge => "the header fields are over the limit",
            FindingCode::TooDeep => "the JSON is nested deeper than the limit",
            FindingCode::TooManyInformational => "more interim responses (1xx) than the limit",
            FindingCode::BytesAfterAnswer => "more bytes came after the end of the answer",
            FindingCode::NotHttp => "no valid HTTP",
            FindingCode::NotSent => "the request could not be made",
            FindingCode::Stopped => "the run was stopped before the request",
        }
    }

    fn why(&self, why: &Why) -> String {
        match why {
            Why::MissingState {
                state,
                listed: 0,
                needed,
            } => format!(
                "the profile lists no identifier for {state} ({needed} would do for all cases)"
            ),
            Why::MissingState {
                state,
                listed,
                needed,
            } => format!(
                "the profile lists {listed} for {state}, and {needed} are needed for all cases"
            ),
            Why::MissingToken { token } => format!("the profile supplies no token `{token}`"),
            Why::MissingControl { control, because } => {
                format!(
                    "its control {control} cannot be sent: {}",
                    self.why(because)
                )
            }
            Why::ChangesForbidden => {
                "the target is not on loopback, and its owner has not allowed changes".to_owned()
            }
            Why::Hook { error } => error.clone(),
            Why::BeforeFailed { case } => {
                format!("{case} has to come first and was not answered as documented")
            }
            Why::ControlFailed { control, followed } => format!(
                "the control {control} did not succeed on the same identifier after {}: one of them changed \
                 something, success does not work, or the identifier was not in the state that the profile says",
                names(followed)
            ),
            Why::ControlUnanswered { control } => {
                format!("the control {control} was not answered on the same identifier afterwards")
            }
            Why::NoSuccess { control } => format!(
                "the success case {control} succeeded nowhere in this run, so nothing shows that this refusal is for \
                 its reason"
            ),
            Why::EffectNotShown => {
                "the same request once more was not refused as documented, so nothing shows that \
                                    the success had an effect"
                    .to_owned()
            }
            Why::UsedUpBefore { followed } => format!(
                "it was refused as if it had been sent before, after {} on the same identifier: one of them changed \
                 something, or the identifier was not in the state that the profile says",
                names(followed)
            ),
            Why::Effect => "the same request once more was refused as documented".to_owned(),
            Why::ControlAfter { control } => {
                format!("the control {control} succeeded on the same identifier afterwards")
            }
            Why::SuccessBefore { case } => {
                format!("{case} succeeded on the same identifier before")
            }
            Why::SuccessElsewhere { control } => {
                format!("the control {control} succeeded in this run")
            }
        }
    }

    fn change(&self, change: &ChangeReport) -> String {
        match change {
            ChangeReport::Header { name, value } => format!("the header {name} is `{value}`"),
            ChangeReport::NoHeader { name } => format!("the header {name} is not sent"),
            ChangeReport::Member { name, value } => {
                format!("the body's member {name} is {value}")
            }
            ChangeReport::NoMember { name } => format!("the body's member {name} is not sent"),
            ChangeReport::NoBody => "no body is sent".to_owned(),
            ChangeReport::Json { body } => format!("the body is {body}"),
            ChangeReport::Text { body } => format!("the body is the text `{body}`"),
            ChangeReport::Path { value } => format!("the identifier in the path is `{value}`"),
            ChangeReport::Given { state } => {
                format!("the identifier in the path is that of {state}")
            }
        }
    }

    fn stale(&self, entry: &StaleEntry) -> String {
        entry.to_string()
    }

    fn note(&self, note: &Note) -> String {
        match note {
            Note::CertificateNotChecked => {
                "the target's certificate was not checked (tls.insecure): nothing proves \
                                            that these answers are the target's"
                    .to_owned()
            }
            Note::NothingSent => {
                "nothing was sent, so nothing is known of the target, not even whether it can be reached: each case \
                 lacks something that a profile has to supply"
                    .to_owned()
            }
            Note::StatesRemoved { made } => {
                format!("the hook made {made} states and removed them again")
            }
            Note::StatesLeft { made, left, error } => format!(
                "of {made} states that the hook made, {left} were not removed again: {error}"
            ),
        }
    }

    fn purpose(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Judge => "the request that is judged",
            Purpose::Before => "what has to come first",
            Purpose::Control => "the control: it must succeed",
            Purpose::Effect => "once more: it must be refused",
        }
    }

    fn seen(&self, seen: OutcomeSeen) -> &'static str {
        match seen {
            OutcomeSeen::AsDocumented => "seen as documented",
            OutcomeSeen::Otherwise => "seen otherwise",
            OutcomeSeen::NotJudged => "never seen",
            OutcomeSeen::NotSelected => "not selected",
        }
    }

    fn seen_letter(&self, seen: OutcomeSeen) -> char {
        match seen {
            OutcomeSeen::AsDocumented => 'D',
            OutcomeSeen::Otherwise => 'O',
            OutcomeSeen::NotJudged => 'N',
            OutcomeSeen::NotSelected => '–',
        }
    }

    fn fate(&self, fate: SubjectFate) -> &'static str {
        match fate {
            SubjectFate::UsedUp => "used up",
            SubjectFate::Unknown => "look before using again",
            SubjectFate::LeftAsFound => "left as found",
        }
    }

    fn target_kind(&self, kind: TargetKind) -> &'static str {
        match kind {
            TargetKind::Reference => "the reference server",
            TargetKind::Given => "a server given by address or profile",
        }
    }

    fn outcome_type(&self, kind: OutcomeType) -> &'static str {
        match kind {
            OutcomeType::Success => "success",
            OutcomeType::Error => "error",
            OutcomeType::Validation => "validation",
        }
    }

    fn scope(&self, scope: Scope, part: Option<Part>) -> String {
        match (scope, part) {
            (Scope::Whole, None) => "the whole suite".to_owned(),
            (Scope::Filtered, None) => "a selection of the suite".to_owned(),
            (Scope::Whole, Some(part)) => format!("part {part} of the suite"),
            (Scope::Filtered, Some(part)) => format!("part {part} of a selection of the suite"),
        }
    }

    fn cases(&self, count: usize) -> String {
        let s = if count == 1 { "" } else { "s" };
        format!("{count} case{s}")
    }

    fn cases_against(&self, count: usize, target: &str) -> String {
        format!("{} against {target}", self.cases(count))
    }

    fn counted(&self, count: usize, verdicts: &str, milliseconds: u64) -> String {
        format!("{}: {verdicts} in {milliseconds} ms", self.cases(count))
    }

    fn milliseconds(&self, milliseconds: u64) -> String {
        format!("{milliseconds} ms")
    }

    fn outcomes_seen(&self, seen: usize, of: usize) -> String {
        format!("documented outcomes: {seen} of {of} seen as documented")
    }

    fn add_to_profile(&self) -> &'static str {
        "add to it:"
    }

    fn expected_got(&self, expected: &str, got: &str) -> (String, String) {
        (format!("expected {expected}"), format!("got {got}"))
    }

    fn cut(&self, bytes: usize) -> String {
        format!("… {bytes} more bytes: see the JSON report")
    }

    fn more(&self, count: usize) -> String {
        format!("… and {count} more: see the JSON report")
    }

    fn only_names(&self) -> &'static str {
        "These cases are too many for one page, so that only their names stand here; the JSON report has the evidence \
         of each."
    }

    fn first_in_full(&self, count: usize) -> String {
        format!(
            "The first {count} are shown with everything, the others are listed below them; the JSON report has the \
             evidence of each."
        )
    }

    fn more_cases(&self, count: usize) -> String {
        format!("{} more: see the HTML or JSON report", self.cases(count))
    }
}
