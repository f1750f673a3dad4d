//! What lies around the two operations: unknown paths, tokens, preconditions, start and stop.

use reqwest::Method;
use rpgu_conformance::reference::CARD;
use rstest::rstest;
use serde_json::{Value, json};

use super::{CANCEL, Scene, answer, cancelled, error, expected, incorrect, send};

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
