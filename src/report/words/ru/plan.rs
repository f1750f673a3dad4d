//! What is said of a plan.

use super::Russian;
use crate::plan::{Purpose, Subject};
use crate::report::words::plan::PlanSentences;

impl PlanSentences for Russian {
    fn purpose(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Judge => "проверка",
            Purpose::Before => "до неё",
            Purpose::Control => "контроль",
            Purpose::Effect => "повтор",
        }
    }

    fn subject<'a>(&self, subject: &'a Subject) -> &'a str {
        match subject {
            Subject::Listed(id) => id,
            Subject::OnDemand => "создаёт provider_states",
            Subject::MadeUp => "вымышленный",
            Subject::None => "не нужен",
        }
    }

    fn at_once(&self, times: usize) -> String {
        format!("одновременно, раз: {times}")
    }

    fn blocked(&self) -> &'static str {
        "не отправляется"
    }

    fn needs(&self) -> &'static str {
        "столько идентификаторов хватит для всех выбранных проверок"
    }

    fn would_be_sent(&self, requests: usize, sequences: usize, blocked: usize) -> String {
        format!(
            "было бы отправлено запросов: {requests}, последовательностей: {sequences}; проверок без запроса: {blocked}; \
             ничего не отправлено"
        )
    }
}
