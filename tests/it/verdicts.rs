//! Single answers against the documented outcomes: each ruling that lets an answer pass, makes it a quirk, or fails it.

use std::sync::LazyLock;

use http::{StatusCode, Version, header};
use proptest::prelude::*;
use rpgu_conformance::exchange::Response;
use rpgu_conformance::judge::{Observation, compare};
use rpgu_conformance::suite::{Expectation, Operation, OutcomeId, Snapshots, Source, Suite, read};
use rstest::rstest;

const CANCEL: &str = "visit-cancel";
const RATING: &str = "visit-rating";
const JSON: Option<&str> = Some("application/json");

static SUITE: LazyLock<Suite> =
    LazyLock::new(|| read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap());

fn operation<'a>(suite: &'a Suite, id: &str) -> &'a Operation {
    let mut operations = suite.operations.iter();
    operations
        .find(|operation| operation.id.as_str() == id)
        .unwrap()
}

fn expectation(operation: &Operation, outcome: &OutcomeId) -> Expectation {
    operation
        .outcomes
        .get(outcome)
        .map_or_else(Expectation::any_refusal, Expectation::of)
}

/// `pass`, or the findings as `severity code ruling`.
fn judge(id: &str, outcome: &str, status: u16, content_type: Option<&str>, body: &[u8]) -> String {
    let operation = operation(&SUITE, id);
    let outcome: OutcomeId = outcome.parse().unwrap();
    let response = Response {
        version: Version::HTTP_11,
        status: StatusCode::from_u16(status).unwrap(),
        headers: content_type
            .map(|value| (header::CONTENT_TYPE, value.as_bytes().to_vec()))
            .into_iter()
            .collect(),
        body: body.to_vec(),
    };
    let expectation = expectation(operation, &outcome);
    let comparison = compare(
        operation,
        &outcome,
        &expectation,
        &Observation::of(&response),
    );
    // The two ways to tell must agree: no finding, and the text of the snapshot.
    assert_eq!(
        comparison.findings.is_empty(),
        comparison.text == expectation.to_string(),
        "{comparison:?}"
    );
    if comparison.findings.is_empty() {
        return "pass".to_owned();
    }
    let findings = comparison.findings.iter().map(|finding| {
        let severity = format!("{:?}", finding.severity).to_lowercase();
        match &finding.ruling {
            None => format!("{severity} {}", finding.code),
            Some(ruling) => format!("{severity} {} {ruling}", finding.code),
        }
    });
    findings.collect::<Vec<_>>().join(", ")
}

#[rstest]
// The documented answer, and what is always allowed around it (R3).
#[case::documented(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "pass"
)]
#[case::more_members(403, r#"{"trace":{"id":[1]},"message_code":"5007","message":"Время действия токена истекло","code":403,"Code":1}"#, "pass")]
#[case::escapes_and_space(
    403,
    " {\"code\" : 403 ,\r\n\"message\":\"\\u0412\\u0440\\u0435\\u043c\\u044f  действия\\tтокена истекло\",\"message_code\":\"5\\u003007\"}\n",
    "pass"
)]
// Status (R10).
#[case::other_status(
    401,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail status"
)]
#[case::status_200(
    200,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail status"
)]
// code (R12).
#[case::other_code(
    403,
    r#"{"code":401,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail code"
)]
#[case::code_as_text(
    403,
    r#"{"code":"403","message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail code"
)]
#[case::code_as_float(
    403,
    r#"{"code":403.0,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail code"
)]
#[case::code_with_exponent(
    403,
    r#"{"code":4.03e2,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail code"
)]
#[case::code_null(
    403,
    r#"{"code":null,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail code"
)]
#[case::code_missing(
    403,
    r#"{"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail code"
)]
#[case::code_huge(403, r#"{"code":18446744073709552019,"message":"Время действия токена истекло","message_code":"5007"}"#, "fail code")]
// R1's quirk is for success only.
#[case::code_2000(
    403,
    r#"{"code":2000,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail code"
)]
// message_code (R12).
#[case::other_message_code(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5008"}"#,
    "fail message_code"
)]
#[case::message_code_as_number(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":5007}"#,
    "fail message_code"
)]
#[case::message_code_with_space(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007 "}"#,
    "fail message_code"
)]
#[case::message_code_missing(
    403,
    r#"{"code":403,"message":"Время действия токена истекло"}"#,
    "fail message_code"
)]
#[case::camel_case(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","messageCode":"5007"}"#,
    "fail message_code"
)]
// message (R8).
#[case::other_text(
    403,
    r#"{"code":403,"message":"Token expired","message_code":"5007"}"#,
    "quirk message R8"
)]
#[case::empty_text(
    403,
    r#"{"code":403,"message":"","message_code":"5007"}"#,
    "quirk message R8"
)]
#[case::text_missing(403, r#"{"code":403,"message_code":"5007"}"#, "fail message")]
#[case::text_null(
    403,
    r#"{"code":403,"message":null,"message_code":"5007"}"#,
    "fail message"
)]
#[case::text_is_no_string(
    403,
    r#"{"code":403,"message":["Время действия токена истекло"],"message_code":"5007"}"#,
    "fail message"
)]
// The body (R12).
#[case::nothing(403, "", "fail body_empty")]
#[case::white_space(403, " \n", "fail body_not_json")]
#[case::html(403, "<html>403</html>", "fail body_not_json")]
#[case::array(
    403,
    r#"[{"code":403,"message":"Время действия токена истекло","message_code":"5007"}]"#,
    "fail body_not_object"
)]
#[case::text(403, r#""5007""#, "fail body_not_object")]
#[case::number(403, "403", "fail body_not_object")]
#[case::null(403, "null", "fail body_not_object")]
#[case::truth(403, "true", "fail body_not_object")]
#[case::two_values(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007"}{}"#,
    "fail body_not_json"
)]
#[case::cut_short(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007""#,
    "fail body_not_json"
)]
#[case::trailing_comma(
    403,
    r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007",}"#,
    "fail body_not_json"
)]
#[case::nested(
    403,
    r#"{"error":{"code":403,"message":"Время действия токена истекло","message_code":"5007"}}"#,
    "fail code, fail message_code, fail message"
)]
#[case::code_twice(
    403,
    r#"{"code":403,"code":403,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "fail duplicate_member, fail code"
)]
#[case::message_code_twice(403, r#"{"code":403,"message":"Время действия токена истекло","message_code":"5007","message_code":"5008"}"#, "fail duplicate_member, fail message_code")]
#[case::another_twice(
    403,
    r#"{"x":1,"x":2,"code":403,"message":"Время действия токена истекло","message_code":"5007"}"#,
    "pass"
)]
#[case::byte_order_mark(
    403,
    "\u{feff}{\"code\":403,\"message\":\"Время действия токена истекло\",\"message_code\":\"5007\"}",
    "quirk byte_order_mark R12"
)]
#[case::two_byte_order_marks(
    403,
    "\u{feff}\u{feff}{\"code\":403,\"message\":\"Время действия токена истекло\",\"message_code\":\"5007\"}",
    "fail body_not_json"
)]
fn an_error_in_the_error_model(#[case] status: u16, #[case] body: &str, #[case] verdict: &str) {
    for id in [CANCEL, RATING] {
        assert_eq!(
            judge(id, "403/5007", status, JSON, body.as_bytes()),
            verdict,
            "{id}"
        );
    }
}

#[rstest]
#[case::charset(Some("application/json; charset=utf-8"), "pass")]
#[case::letter_case(Some("Application/JSON"), "pass")]
#[case::suffix(Some("application/problem+json"), "pass")]
#[case::html(Some("text/html"), "quirk content_type R12")]
#[case::text(Some("text/json"), "quirk content_type R12")]
#[case::absent(None, "quirk content_type R12")]
fn the_content_type(#[case] content_type: Option<&str>, #[case] verdict: &str) {
    let body = r#"{"code":403,"message":"Токен некорректен","message_code":"5008"}"#;
    assert_eq!(
        judge(CANCEL, "403/5008", 403, content_type, body.as_bytes()),
        verdict
    );
}

#[test]
fn a_body_that_is_no_utf_8_is_no_json() {
    let body = b"{\"code\":403,\"message\":\"\xd2\xee\xea\xe5\xed\",\"message_code\":\"5008\"}";
    assert_eq!(
        judge(CANCEL, "403/5008", 403, JSON, body),
        "fail body_not_json"
    );
}

/// R1, R8: the success model.
#[rstest]
#[case(
    CANCEL,
    r#"{"code":200,"message":"Вызов отменен","message_code":"2000"}"#,
    "pass"
)]
#[case(
    CANCEL,
    r#"{"code":2000,"message":"Вызов отменен","message_code":"2000"}"#,
    "quirk code R1"
)]
#[case(
    CANCEL,
    r#"{"code":2001,"message":"Вызов отменен","message_code":"2000"}"#,
    "fail code"
)]
#[case(
    CANCEL,
    r#"{"code":"2000","message":"Вызов отменен","message_code":"2000"}"#,
    "fail code"
)]
#[case(
    CANCEL,
    r#"{"code":200,"message":"OK","message_code":"2000"}"#,
    "quirk message R8"
)]
#[case(CANCEL, r#"{"code":200,"message_code":"2000"}"#, "fail message")]
#[case(
    CANCEL,
    r#"{"code":200,"message":"Вызов отменен"}"#,
    "fail message_code"
)]
#[case(CANCEL, "{}", "fail code, fail message_code, fail message")]
#[case(RATING, r#"{"code":200,"message_code":"2000"}"#, "pass")]
#[case(
    RATING,
    r#"{"code":200,"message":"Спасибо","message_code":"2000"}"#,
    "pass"
)]
#[case(RATING, r#"{"code":200,"message":7,"message_code":"2000"}"#, "pass")]
#[case(RATING, r#"{"code":2000,"message_code":"2000"}"#, "quirk code R1")]
#[case(RATING, "{}", "fail code, fail message_code")]
fn success(#[case] id: &str, #[case] body: &str, #[case] verdict: &str) {
    assert_eq!(judge(id, "200/2000", 200, JSON, body.as_bytes()), verdict);
}

/// R2: `message_ode`.
#[rstest]
// Cancel's documented example prints the misspelling; the table is the rule.
#[case(
    CANCEL,
    "404/4001",
    404,
    r#"{"code":404,"message":"x","message_ode":"4001"}"#,
    "pass"
)]
#[case(
    CANCEL,
    "404/4001",
    404,
    r#"{"code":404,"message":"x","message_code":"4001"}"#,
    "pass"
)]
#[case(
    CANCEL,
    "404/4001",
    404,
    r#"{"code":404,"message":"x","message_code":"4001","message_ode":"4001"}"#,
    "quirk message_ode R2"
)]
#[case(
    CANCEL,
    "404/4001",
    404,
    r#"{"code":404,"message":"x","message_code":"4001","message_ode":"4002"}"#,
    "fail message_code"
)]
#[case(
    CANCEL,
    "404/4001",
    404,
    r#"{"code":404,"message":"x","message_code":"4002","message_ode":"4001"}"#,
    "fail message_code"
)]
#[case(
    CANCEL,
    "404/4001",
    404,
    r#"{"code":404,"message":"x","message_ode":4001}"#,
    "fail message_code"
)]
#[case(
    CANCEL,
    "404/4001",
    404,
    r#"{"code":404,"message_ode":"4001"}"#,
    "fail message"
)]
// Elsewhere on cancel it is a quirk.
#[case(CANCEL, "400/4021", 400, r#"{"code":400,"message":"Время вызова уже прошло. Нельзя отменить прошедший вызов","message_ode":"4021"}"#, "quirk message_ode R2")]
#[case(CANCEL, "400/4021", 400, r#"{"code":400,"message":"Время вызова уже прошло. Нельзя отменить прошедший вызов","message_ode":"4021","message_code":"4021"}"#, "quirk message_ode R2")]
#[case(CANCEL, "400/4021", 400, r#"{"code":400,"message":"Время вызова уже прошло. Нельзя отменить прошедший вызов","message_ode":"4022","message_code":"4021"}"#, "fail message_code")]
#[case(CANCEL, "400/4021", 400, r#"{"code":400,"message":"Время вызова уже прошло. Нельзя отменить прошедший вызов","message_ode":"4022"}"#, "fail message_code")]
#[case(
    CANCEL,
    "200/2000",
    200,
    r#"{"code":200,"message":"Вызов отменен","message_ode":"2000"}"#,
    "quirk message_ode R2"
)]
// On rating it is documented nowhere.
#[case(
    RATING,
    "400/5030",
    400,
    r#"{"code":400,"message":"Отзыв уже существует","message_ode":"5030"}"#,
    "fail message_code, fail message_ode"
)]
#[case(
    RATING,
    "400/5030",
    400,
    r#"{"code":400,"message":"Отзыв уже существует","message_code":"5030","message_ode":"5030"}"#,
    "fail message_ode"
)]
fn the_misspelling(
    #[case] id: &str,
    #[case] outcome: &str,
    #[case] status: u16,
    #[case] body: &str,
    #[case] verdict: &str,
) {
    assert_eq!(judge(id, outcome, status, JSON, body.as_bytes()), verdict);
}

/// R4: 415 has a status and nothing else.
#[rstest]
#[case(415, None, "", "pass")]
#[case(415, Some("text/html"), "<h1>Unsupported Media Type</h1>", "pass")]
#[case(
    415,
    JSON,
    r#"{"type":"about:blank","title":"Unsupported Media Type"}"#,
    "pass"
)]
#[case(415, JSON, r#"{"code":415,"message":"x","message_code":"1"}"#, "pass")]
#[case(415, JSON, r#"{"code":"UnsupportedMediaType"}"#, "pass")]
#[case(
    415,
    JSON,
    r#"{"code":400,"message":"x","message_code":"1"}"#,
    "fail code"
)]
#[case(415, JSON, r#"{"code":0}"#, "fail code")]
#[case(
    400,
    JSON,
    r#"{"code":415,"message":"x","message_code":"1"}"#,
    "fail status"
)]
#[case(404, None, "", "fail status")]
fn unsupported_media_type(
    #[case] status: u16,
    #[case] content_type: Option<&str>,
    #[case] body: &str,
    #[case] verdict: &str,
) {
    assert_eq!(
        judge(CANCEL, "415", status, content_type, body.as_bytes()),
        verdict
    );
}

/// R7: the stray quote may be there or not, on either page.
#[rstest]
#[case(r#"Запрос должен содержать 'Authorization: Bearer ...'"#, "pass")]
#[case(r#"Запрос должен содержать 'Authorization: Bearer ...'\""#, "pass")]
#[case(
    r#"Запрос должен содержать Authorization: Bearer ..."#,
    "quirk message R8"
)]
fn the_text_of_5010(#[case] text: &str, #[case] verdict: &str) {
    let body = format!(r#"{{"code":403,"message":"{text}","message_code":"5010"}}"#);
    for id in [CANCEL, RATING] {
        assert_eq!(
            judge(id, "403/5010", 403, JSON, body.as_bytes()),
            verdict,
            "{id}"
        );
    }
}

/// R9: another refusal in the error model is a quirk.
#[rstest]
#[case(
    404,
    r#"{"code":404,"message":"Некорректный запрос.","message_code":"4001"}"#,
    "pass"
)]
#[case(
    400,
    r#"{"code":400,"message":"Некорректный запрос.","message_code":"4001"}"#,
    "quirk other_refusal R9"
)]
#[case(
    422,
    r#"{"code":422,"message":"x","message_code":"y"}"#,
    "quirk other_refusal R9"
)]
#[case(
    404,
    r#"{"code":404,"message":"x","message_code":"4044"}"#,
    "quirk other_refusal R9"
)]
#[case(
    400,
    r#"{"code":404,"message":"x","message_code":"4001"}"#,
    "fail status, quirk message R8"
)]
#[case(400, "", "fail status, fail body_empty")]
#[case(
    500,
    r#"{"code":500,"message":"x","message_code":"y"}"#,
    "fail status, fail code, fail message_code, quirk message R8"
)]
#[case(
    200,
    r#"{"code":200,"message_code":"2000"}"#,
    "fail status, fail code, fail message_code, fail message"
)]
fn an_incorrect_request(#[case] status: u16, #[case] body: &str, #[case] verdict: &str) {
    assert_eq!(
        judge(RATING, "404/4001", status, JSON, body.as_bytes()),
        verdict
    );
}

/// R6, R14: any refusal in the error model will do.
#[rstest]
#[case(
    RATING,
    400,
    r#"{"code":400,"message":"x","message_code":"y"}"#,
    "pass"
)]
#[case(RATING, 422, r#"{"code":422,"message":"","message_code":""}"#, "pass")]
#[case(
    RATING,
    422,
    r#"{"code":400,"message":"x","message_code":"y"}"#,
    "fail code"
)]
#[case(
    RATING,
    400,
    r#"{"code":400,"message":"x","message_code":4}"#,
    "fail message_code"
)]
#[case(RATING, 400, r#"{"code":400,"message_code":"y"}"#, "fail message")]
#[case(RATING, 400, "", "fail body_empty")]
#[case(
    RATING,
    500,
    r#"{"code":500,"message":"x","message_code":"y"}"#,
    "fail status"
)]
#[case(
    RATING,
    200,
    r#"{"code":200,"message":"x","message_code":"2000"}"#,
    "fail status"
)]
// Cancel's documented example of a refusal, misspelling and all.
#[case(
    CANCEL,
    404,
    r#"{"code":404,"message":"x","message_ode":"4001"}"#,
    "pass"
)]
#[case(
    CANCEL,
    400,
    r#"{"code":400,"message":"x","message_ode":"4001"}"#,
    "quirk message_ode R2"
)]
fn a_refusal_without_a_documented_code(
    #[case] id: &str,
    #[case] status: u16,
    #[case] body: &str,
    #[case] verdict: &str,
) {
    assert_eq!(judge(id, "4xx", status, JSON, body.as_bytes()), verdict);
}

proptest! {
    /// Whatever a target sends: no panic, and as documented only if all three fields say so.
    #[test]
    fn only_the_documented_fields_pass(
        status in 200u16..600,
        code in prop_oneof![Just(403i64), any::<i64>()],
        message_code in prop_oneof![Just("5008".to_owned()), ".*"],
        text in prop_oneof![Just("Токен некорректен".to_owned()), ".*"],
        ending in prop_oneof![Just(String::new()), ".{0,3}"],
    ) {
        let status = if code == 403 { 403 } else { status };
        let body = serde_json::json!({ "code": code, "message": text, "message_code": message_code });
        let body = format!("{body}{ending}");
        let verdict = judge(RATING, "403/5008", status, JSON, body.as_bytes());
        let documented = status == 403 && code == 403 && message_code == "5008"
            && ending.chars().all(|c| " \t\r\n".contains(c));
        if verdict == "pass" || verdict.starts_with("quirk") {
            prop_assert!(documented, "{verdict}: {body}");
        } else {
            prop_assert!(!documented, "{verdict}: {body}");
        }
    }

    /// Any bytes at all get a verdict.
    #[test]
    fn no_body_is_too_odd_to_judge(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_ne!(judge(CANCEL, "403/5008", 403, JSON, &body), "pass");
    }
}
