//! The literal server: each documented answer, and what lies between them.

use reqwest::Method;
use rpgu_conformance::reference::CARD;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Answer, Authorization, CANCEL, Scene, answer, rating, send};

fn expected(status: u16, body: Value) -> Answer {
    Answer {
        status,
        media_type: "application/json".to_owned(),
        body,
    }
}

fn error(status: u16, message_code: &str, message: &str) -> Answer {
    let body = json!({"code": status, "message": message, "message_code": message_code});
    expected(status, body)
}

fn cancelled() -> Answer {
    error(200, "2000", "Вызов отменен")
}

fn rated() -> Answer {
    expected(200, json!({"code": 200, "message_code": "2000"}))
}

fn incorrect_cancel() -> Answer {
    expected(
        404,
        json!({"code": 404, "message": "Некорректный запрос.", "message_ode": "4001"}),
    )
}

fn incorrect() -> Answer {
    error(404, "4001", "Некорректный запрос.")
}

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

#[rstest]
#[case::root(Method::GET, "/", 404)]
#[case::empty_id(Method::DELETE, "/api/v2/iemk/doctors/visit/", 404)]
#[case::too_long(Method::POST, "/api/v2/iemk/doctors/visit/rating/a/b", 404)]
#[case::token_path(Method::GET, "/auth/rpgu/tokens", 404)]
#[tokio::test]
async fn unknown_paths(#[case] method: Method, #[case] path: &str, #[case] status: u16) {
    let scene = Scene::new().await;
    assert_eq!(
        send(scene.request(method, path)).await,
        error(status, "4001", "Некорректный запрос.")
    );
}

#[rstest]
#[case::cancel(Method::GET, "/api/v2/iemk/doctors/visit/1", "DELETE")]
#[case::rating(Method::DELETE, "/api/v2/iemk/doctors/visit/rating/1", "POST")]
#[case::token(Method::POST, "/auth/rpgu/token", "GET,HEAD")]
#[case::hook(Method::GET, "/_pact/provider_states", "POST")]
#[tokio::test]
async fn wrong_methods(#[case] method: Method, #[case] path: &str, #[case] allow: &str) {
    let scene = Scene::new().await;
    let response = scene.request(method, path).send().await.unwrap();
    assert_eq!(response.headers()["allow"], allow);
    let wrong = error(405, "4001", "Некорректный запрос.");
    assert_eq!(answer(response).await, wrong);
}

#[tokio::test]
async fn tokens_are_issued_for_a_card() {
    let scene = Scene::new().await;
    let token = async |number: &str| {
        let path = format!("/auth/rpgu/token?Birthday=1990-02-28&s_pol=&n_pol={number}&login=x");
        let answer = send(scene.request(Method::GET, &path)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["code"], 200);
        assert_eq!(answer.body["message_code"], "2000");
        answer.body["token"].as_str().unwrap().to_owned()
    };
    let id = scene.given("visit.active").await;
    let cancel = |token: String| {
        scene
            .request(Method::DELETE, &format!("{CANCEL}{id}"))
            .header("content-type", "application/json")
            .bearer_auth(token)
    };
    let foreign = send(cancel(token("1").await)).await;
    assert_eq!(foreign.body["message_code"], "4023");
    assert_eq!(send(cancel(token(CARD).await)).await, cancelled());
}

#[rstest]
#[tokio::test]
async fn tokens_need_birthday_and_number(
    #[values(
        "",
        "?n_pol=1",
        "?Birthday=1990-02-28",
        "?Birthday=1990-02-28&n_pol=",
        "?Birthday=1990-02-30&n_pol=1",
        "?Birthday=28.02.1990&n_pol=1",
        "?Birthday=1990-02-28T00:00:00&n_pol=1",
        "?birthday=1990-02-28&n_pol=1"
    )]
    query: &str,
) {
    let scene = Scene::new().await;
    let path = format!("/auth/rpgu/token{query}");
    assert_eq!(send(scene.request(Method::GET, &path)).await, incorrect());
}

#[rstest]
#[case::visit("visit.active")]
#[case::history("history.unrated")]
#[tokio::test]
async fn a_torn_down_state_is_unknown(#[case] state: &str) {
    let scene = Scene::new().await;
    let id = scene.given(state).await;
    let teardown =
        json!({"consumer": "suite", "state": state, "params": {"id": id}, "action": "teardown"});
    for _ in 0..2 {
        assert_eq!(scene.hook(&teardown).await, expected(200, json!({})));
    }
    let answer = match state {
        "visit.active" => send(scene.cancel(&id)).await,
        _ => send(scene.rate(&id)).await,
    };
    assert_eq!(answer.status, 404);
}

#[rstest]
#[case::state(json!({"state": "visit.odd", "action": "setup"}), "visit.inactive")]
#[case::action(json!({"state": "visit.active", "action": "prepare"}), "prepare")]
#[case::empty(json!({}), "missing field")]
#[tokio::test]
async fn the_hook_says_what_it_does_not_know(#[case] body: Value, #[case] hint: &str) {
    let scene = Scene::new().await;
    let answer = scene.hook(&body).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["code"], 400);
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains(hint), "{message}");
}

#[tokio::test]
async fn two_servers_do_not_share_a_key() {
    let (one, other) = (Scene::new().await, Scene::new().await);
    let id = one.given("visit.active").await;
    let request = one
        .request(Method::DELETE, &format!("{CANCEL}{id}"))
        .header("content-type", "application/json")
        .bearer_auth(other.server.valid_token());
    assert_eq!(send(request).await.body["message_code"], "5009");
}

#[tokio::test]
async fn a_dropped_server_is_gone() {
    let Scene { server, client } = Scene::new().await;
    let url = server.url();
    assert!(client.get(&url).send().await.is_ok());
    drop(server);
    while let Ok(response) = client.get(&url).send().await {
        drop(response);
        tokio::task::yield_now().await;
    }
}
