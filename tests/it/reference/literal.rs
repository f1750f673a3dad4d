//! The literal server: each documented answer, and what lies between them.

use rstest::rstest;
use serde_json::{Value, json};

use super::{
    Answer, Authorization, Scene, answer, cancelled, error, incorrect, incorrect_cancel, rated,
    rating, send,
};

#[rstest]
#[case::no_header(
    Authorization::Missing,
    "5010",
    "Запрос должен содержать 'Authorization: Bearer ...'"
)]
#[case::basic(
    Authorization::Text("Basic dXNlcjpwYXNz"),
    "5010",
    "Запрос должен содержать 'Authorization: Bearer ...'"
)]
#[case::bare_bearer(
    Authorization::Text("Bearer"),
    "5010",
    "Запрос должен содержать 'Authorization: Bearer ...'"
)]
#[case::empty_bearer(
    Authorization::Text("Bearer   "),
    "5010",
    "Запрос должен содержать 'Authorization: Bearer ...'"
)]
#[case::no_token(Authorization::Text("Bearer not-a-token"), "5008", "Токен некорректен")]
#[case::three_parts_of_nothing(Authorization::Text("Bearer a.b.c"), "5008", "Токен некорректен")]
#[case::tampered(Authorization::Tampered, "5009", "Подпись запроса некорректна")]
#[case::expired(Authorization::Expired, "5007", "Время действия токена истекло")]
#[tokio::test]
async fn a_refused_token_changes_nothing(
    #[case] authorization: Authorization,
    #[case] code: &str,
    #[case] message: &str,
) {
    let scene = Scene::new().await;
    let visit = scene.given("visit.active").await;
    let history = scene.given("history.unrated").await;

    let refused = send(authorization.on(&scene, scene.cancel(&visit))).await;
    // cancel's page ends 5010's text in a stray quotation mark (R7).
    let stray = if code == "5010" { "\"" } else { "" };
    assert_eq!(refused, error(403, code, &format!("{message}{stray}")));
    let refused = send(authorization.on(&scene, scene.rate(&history))).await;
    assert_eq!(refused, error(403, code, message));

    assert_eq!(send(scene.cancel(&visit)).await, cancelled());
    assert_eq!(send(scene.rate(&history)).await, rated());
}

#[rstest]
#[case::past(
    "visit.past",
    error(
        400,
        "4021",
        "Время вызова уже прошло. Нельзя отменить прошедший вызов"
    )
)]
#[case::foreign(
    "visit.foreign",
    error(
        400,
        "4023",
        "Вызов на дом не принадлежит используемой медицинской карте"
    )
)]
#[case::inactive(
    "visit.inactive",
    error(400, "4022", "Нельзя отменить неактивный вызов")
)]
#[case::active("visit.active", cancelled())]
#[tokio::test]
async fn cancel_answers_by_state(#[case] state: &str, #[case] expected: Answer) {
    let scene = Scene::new().await;
    let id = scene.given(state).await;
    assert_eq!(send(scene.cancel(&id)).await, expected);
}

#[tokio::test]
async fn a_failing_clinic_is_named_with_the_visit() {
    let scene = Scene::new().await;
    let id = scene.given("visit.failing").await;
    let answer = send(scene.cancel(&id)).await;
    let message = answer.body["message"].as_str().unwrap();
    let clinic = message
        .strip_prefix(&format!("Не удалось отменить вызов {id} в лпу "))
        .unwrap();
    assert!(uuid::Uuid::try_parse(clinic).is_ok(), "{message}");
    assert_eq!(answer, error(500, "5023", message));
}

#[tokio::test]
async fn a_cancelled_visit_is_not_active() {
    let scene = Scene::new().await;
    let id = scene.given("visit.active").await;
    assert_eq!(send(scene.cancel(&id)).await, cancelled());
    let again = send(scene.cancel(&id)).await;
    assert_eq!(
        again,
        error(400, "4022", "Нельзя отменить неактивный вызов")
    );
}

#[tokio::test]
async fn a_rating_is_given_once() {
    let scene = Scene::new().await;
    let twice = error(400, "5030", "Отзыв уже существует");
    let id = scene.given("history.unrated").await;
    assert_eq!(send(scene.rate(&id)).await, rated());
    assert_eq!(send(scene.rate(&id)).await, twice);
    let id = scene.given("history.rated").await;
    assert_eq!(send(scene.rate(&id)).await, twice);
}

#[rstest]
#[case::none(None, None, 415)]
#[case::with_body(None, Some("{}"), 415)]
#[case::text(Some("text/plain"), Some("{}"), 415)]
#[case::charset(Some("application/json; charset=utf-8"), Some("{}"), 200)]
#[case::letter_case(Some("Application/JSON"), None, 200)]
#[tokio::test]
async fn cancel_wants_a_media_type(
    #[case] media_type: Option<&str>,
    #[case] body: Option<&'static str>,
    #[case] status: u16,
) {
    let scene = Scene::new().await;
    let id = scene.given("visit.active").await;
    let mut request = scene.cancel(&id).build().unwrap();
    request.headers_mut().remove("content-type");
    if let Some(media_type) = media_type {
        let value = media_type.parse().unwrap();
        request.headers_mut().insert("content-type", value);
    }
    *request.body_mut() = body.map(Into::into);
    let answer = answer(scene.client.execute(request).await.unwrap()).await;
    assert_eq!(answer.status, status);
    assert_eq!(answer.body["code"], status);
    // Refused without a change (R17).
    let next = send(scene.cancel(&id)).await;
    assert_eq!(next.status, if status == 415 { 200 } else { 400 });
}

#[rstest]
#[case::empty_object("{}", true)]
#[case::code_and_reason(r#"{"ReasonCode": 6, "Reason": "Выздоровел"}"#, true)]
#[case::another_code(r#"{"ReasonCode": 5}"#, true)]
#[case::unused(r#"{"SourceName": "Станция", "SourceCode": "1", "More": []}"#, true)]
#[case::nulls(r#"{"ReasonCode": null, "Reason": null}"#, true)]
#[case::no_reason(r#"{"ReasonCode": 6}"#, false)]
#[case::blank_reason(r#"{"ReasonCode": 6, "Reason": " "}"#, false)]
#[case::quoted_code(r#"{"ReasonCode": "6", "Reason": "a"}"#, false)]
#[case::numeric_reason(r#"{"ReasonCode": 6, "Reason": 1}"#, false)]
#[case::unreadable("{", false)]
#[case::array("[6, \"a\"]", false)]
#[case::no_object("null", false)]
#[tokio::test]
async fn cancel_reads_its_body(#[case] body: &'static str, #[case] accepted: bool) {
    let scene = Scene::new().await;
    let id = scene.given("visit.active").await;
    let answer = send(scene.cancel(&id).body(body)).await;
    if accepted {
        assert_eq!(answer, cancelled());
    } else {
        assert_eq!(answer, incorrect_cancel());
        assert_eq!(send(scene.cancel(&id)).await, cancelled());
    }
}

#[rstest]
#[tokio::test]
async fn unknown_ids_are_incorrect(
    #[values(
        "6f1c1f5e-0000-4000-8000-000000000000",
        "word",
        "1",
        "6f1c1f5e-0000-4000-8000-00000000000",
        "a_b",
        "%FF",
        "6f1c1f5e-0000-4000-8000-000000000000_6f1c1f5e-0000-4000-8000-000000000000"
    )]
    id: &str,
) {
    let scene = Scene::new().await;
    assert_eq!(send(scene.cancel(id)).await, incorrect_cancel());
    assert_eq!(send(scene.rate(id)).await, incorrect());
}

fn with(name: &str, value: Value) -> Value {
    let mut body = rating();
    body[name] = value;
    body
}

fn without(name: &str) -> Value {
    let mut body = rating();
    body.as_object_mut().unwrap().remove(name);
    body
}

#[rstest]
#[case::table(json!({"Result_1": 1, "Result_2": 1, "Result_3": 1, "Result_4": 1, "Notes": "", "Dont_visit": 0}))]
#[case::highest(with("result_1", json!(5)))]
#[case::lowest(with("result_4", json!(1)))]
#[case::absent(with("dont_visit", json!(1)))]
#[case::absent_and_ignored(json!({"result_1": 0, "result_2": 6, "result_3": "3", "result_4": null, "notes": "", "dont_visit": 1}))]
#[case::more(with("other", json!(1)))]
#[tokio::test]
async fn ratings_that_are_taken(#[case] body: Value) {
    let scene = Scene::new().await;
    let id = scene.given("history.unrated").await;
    let answer = send(scene.rate(&id).body(body.to_string())).await;
    assert_eq!(answer, rated());
}

#[rstest]
#[tokio::test]
async fn scores_are_one_to_five(
    #[values("result_1", "result_2", "result_3", "result_4")] name: &str,
    #[values(json!(0), json!(6), json!(-1), json!("3"), json!(2.5), json!(3.0), json!(null), json!(10_000_000_000_000_000_000_u64))]
    value: Value,
) {
    refuses_rating(with(name, value)).await;
}

#[rstest]
#[tokio::test]
async fn every_field_is_required(
    #[values("result_1", "result_2", "result_3", "result_4", "notes", "dont_visit")] name: &str,
) {
    refuses_rating(without(name)).await;
}

#[rstest]
#[case::dont_visit_two(with("dont_visit", json!(2)))]
#[case::dont_visit_negative(with("dont_visit", json!(-1)))]
#[case::dont_visit_text(with("dont_visit", json!("0")))]
#[case::dont_visit_boolean(with("dont_visit", json!(false)))]
#[case::notes_number(with("notes", json!(1)))]
#[case::notes_null(with("notes", json!(null)))]
#[case::array(json!([5, 5, 5, 5, "", 0]))]
#[tokio::test]
async fn ratings_that_are_refused(#[case] body: Value) {
    refuses_rating(body).await;
}

async fn refuses_rating(body: Value) {
    let scene = Scene::new().await;
    let id = scene.given("history.unrated").await;
    let answer = send(scene.rate(&id).body(body.to_string())).await;
    assert_eq!(answer, incorrect(), "{body}");
    assert_eq!(send(scene.rate(&id)).await, rated());
}

#[rstest]
#[case::unreadable("{")]
#[case::empty("")]
#[case::trailing("{} x")]
#[tokio::test]
async fn a_rating_that_cannot_be_read(#[case] body: &'static str) {
    let scene = Scene::new().await;
    let id = scene.given("history.unrated").await;
    assert_eq!(send(scene.rate(&id).body(body)).await, incorrect());
}

#[tokio::test]
async fn a_rating_needs_no_media_type() {
    let scene = Scene::new().await;
    let id = scene.given("history.unrated").await;
    let mut request = scene.rate(&id).build().unwrap();
    request.headers_mut().remove("content-type");
    let answer = answer(scene.client.execute(request).await.unwrap()).await;
    assert_eq!(answer, rated());
}

#[tokio::test]
async fn an_oversized_body_is_answered() {
    let scene = Scene::new().await;
    let visit = scene.given("visit.active").await;
    let history = scene.given("history.unrated").await;
    let body = format!("{{\"Reason\": \"{}\"}}", "a".repeat(4 * 1024 * 1024));
    let answer = send(scene.cancel(&visit).body(body.clone())).await;
    assert_eq!(answer, incorrect_cancel());
    assert_eq!(send(scene.rate(&history).body(body)).await, incorrect());
}

#[rstest]
#[case::cancel("visit.active", "4022")]
#[case::rating("history.unrated", "5030")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_wins(#[case] state: &str, #[case] loser: &str) {
    let scene = Scene::new().await;
    for _ in 0..20 {
        let id = scene.given(state).await;
        let requests = (0..8).map(|_| match state {
            "visit.active" => send(scene.cancel(&id)),
            _ => send(scene.rate(&id)),
        });
        let answers = futures_util::future::join_all(requests).await;
        let count = |code: &str| {
            let has = |answer: &&Answer| answer.body["message_code"] == code;
            answers.iter().filter(has).count()
        };
        assert_eq!((count("2000"), count(loser)), (1, 7));
    }
}
