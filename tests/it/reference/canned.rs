//! Canned servers: always the same answer, on a server that is otherwise in order.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use rpgu_conformance::reference::{Behaviour, CANNED, Canned, Operation, Row};
use rstest::rstest;
use serde_json::json;

use super::Scene;
use super::probes::probes;

#[test]
fn names_are_unique() {
    let names: BTreeSet<_> = CANNED.iter().map(|canned| canned.name()).collect();
    assert_eq!(names.len(), CANNED.len());
    for canned in CANNED {
        assert_eq!(Canned::named(&canned.name()), Some(*canned));
    }
    assert!(names.contains("cancel-415"), "{names:?}");
    assert!(names.contains("rating-400-5030"), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_has_the_same_answer() {
    for canned in CANNED.iter().filter(|canned| **canned != Canned::Echo) {
        let scene = Scene::with(Behaviour::Canned(*canned)).await;
        let probes: Vec<_> = [Operation::Cancel, Operation::Rating]
            .into_iter()
            .flat_map(probes)
            .collect();
        let answers = join_all(probes.iter().map(|probe| scene.probe(probe))).await;
        let answers: BTreeSet<_> = answers.concat().into_iter().collect();
        assert_eq!(answers.len(), 1, "{canned:?}: {answers:?}");
    }
}

#[rstest]
#[case(
    Canned::Documented(Operation::Cancel, Row::NotActive),
    400,
    r#""message_code":"4022""#
)]
#[case(
    Canned::Documented(Operation::Cancel, Row::Incorrect),
    404,
    r#""message_ode":"4001""#
)]
#[case(
    Canned::Documented(Operation::Rating, Row::Incorrect),
    404,
    r#""message_code":"4001""#
)]
#[case(Canned::EmptyObject, 200, "{}")]
#[case(Canned::InternalError, 500, r#""code":500"#)]
#[case(Canned::BareInternalError, 500, "")]
#[case(Canned::Empty, 200, "")]
#[case(Canned::Echo, 200, r#"{"a": 1}"#)]
#[tokio::test]
async fn a_canned_server_answers(#[case] canned: Canned, #[case] status: u16, #[case] part: &str) {
    let scene = Scene::with(Behaviour::Canned(canned)).await;
    let response = scene.rate("1").body(r#"{"a": 1}"#).send().await.unwrap();
    assert_eq!(response.status(), status);
    let body = response.text().await.unwrap();
    assert!(
        body.contains(part) && body.is_empty() == part.is_empty(),
        "{body}"
    );
}

#[tokio::test]
async fn tokens_and_states_work_as_ever() {
    let scene = Scene::with(Behaviour::Canned(Canned::Empty)).await;
    scene.given("visit.active").await;
    let teardown = json!({"state": "visit.active", "params": {"id": "1"}, "action": "teardown"});
    assert_eq!(scene.hook(&teardown).await.status, 200);
    let path = "/auth/rpgu/token?Birthday=1990-02-28&n_pol=1";
    let answer = super::send(scene.request(reqwest::Method::GET, path)).await;
    assert!(answer.body["token"].is_string());
}
