//! What was sent and received, without credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Builder, millis};
use crate::exchange::{Exchange, Response};
use crate::judge::Judged;
use crate::plan::Purpose;
use crate::report::record::{ExchangeReport, RequestReport, ResponseReport};
use crate::suite::CaseId;

/// At most so many bytes of a body stand in a report: a target may send many long ones. What is judged is all of it.
const MOST_BODY_SHOWN: usize = 8 * 1024;

impl Builder<'_> {
    pub(super) fn exchanges(&self, judged: &Judged) -> Vec<ExchangeReport> {
        let Some(evidence) = &judged.evidence else {
            return Vec::new();
        };
        let Some(record) = self.run.records.lane(evidence.lane) else {
            return Vec::new();
        };
        evidence
            .steps
            .iter()
            .filter_map(|at| record.steps.get(*at))
            .flat_map(|record| {
                record.exchanges.iter().map(|exchange| {
                    self.exchange(
                        record.step.purpose,
                        &self.suite[record.step.case].id,
                        exchange,
                    )
                })
            })
            .collect()
    }

    fn exchange(&self, purpose: Purpose, case: &CaseId, exchange: &Exchange) -> ExchangeReport {
        let request = &exchange.request;
        let (response, failure) = match &exchange.answer {
            Ok(response) => (Some(self.response(response)), None),
            Err(failure) => (None, Some(self.mask.text(&failure.to_string()))),
        };
        ExchangeReport {
            purpose,
            case: case.clone(),
            request: RequestReport {
                method: request.method.to_string(),
                url: self.mask.text(&exchange.url),
                headers: self
                    .extra
                    .iter()
                    .cloned()
                    .chain(
                        request.headers.iter().map(|(name, value)| {
                            (title_case(name.as_str()), self.mask.text(value))
                        }),
                    )
                    .collect(),
                body: request
                    .body
                    .as_ref()
                    .map(|body| self.mask.text(&String::from_utf8_lossy(body))),
            },
            response,
            failure,
            started: exchange.started.to_string(),
            elapsed_ms: millis(exchange.elapsed),
        }
    }

    fn response(&self, response: &Response) -> ResponseReport {
        let body = self.mask.bytes(&response.body);
        let (body, body_base64) = match String::from_utf8(body) {
            Ok(text) => (Some(shortened(text)), None),
            Err(error) => {
                let bytes = error.as_bytes();
                let shown = bytes.len().min(MOST_BODY_SHOWN);
                (None, Some(STANDARD.encode(&bytes[..shown])))
            }
        };
        ResponseReport {
            status: response.status.as_u16(),
            version: format!("{:?}", response.version),
            headers: response
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = self.mask.header(name, value);
                    let value = String::from_utf8_lossy(&value).into_owned();
                    (title_case(name.as_str()), value)
                })
                .collect(),
            body,
            body_base64,
        }
    }
}

/// `Content-Type` rather than `content-type`: the names are equal (RFC 9110, section 5.1), this one is easier to read.
pub(super) fn title_case(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for letter in name.chars() {
        if shown.is_empty() || shown.ends_with('-') {
            shown.push(letter.to_ascii_uppercase());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// The beginning of a long text, with a note of how much is left out.
fn shortened(mut text: String) -> String {
    let length = text.len();
    if length > MOST_BODY_SHOWN {
        let end = (0..=MOST_BODY_SHOWN)
            .rev()
            .find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push_str(&format!("… ({length} bytes in all)"));
    }
    text
}
