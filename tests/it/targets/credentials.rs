//! Credentials that are neither tokens nor long: what a profile's headers hold, and what a target hands out.

use axum::Router;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;

use crate::support::{Ran, program};

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
const COOKIE: &str = "s3ss10n-of-nobody-else";

/// Hands a cookie out, says it again in its body in two forms, and sends the header of the gateway back.
async fn talkative(request: HeaderMap) -> impl IntoResponse {
    let key = request.get("x-api-key").cloned();
    let body = format!(
        "{{\"session\": \"{COOKIE}\", \"again\": \"{}\"}}",
        STANDARD.encode(format!("id={COOKIE}"))
    );
    let cookie = format!("sid=\"{COOKIE}\"; Path=/; HttpOnly");
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("set-cookie", cookie),
        ("x-session", COOKIE.to_owned()),
        (
            "x-api-key",
            key.map(|key| key.to_str().unwrap().to_owned())
                .unwrap_or_default(),
        ),
    ];
    (headers, body)
}

/// Runs against that server with these headers in the profile, as under GitHub Actions; gives back every output by its
/// name.
async fn outputs(headers: &str) -> (Ran, Vec<(&'static str, String)>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Router::new().fallback(talkative);
    tokio::spawn(async move { axum::serve(listener, server).await });
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("p.yaml");
    let text = format!(
        "target: http://{address}\ntokens: {{ valid: {JWT}, expired: {JWT} }}\nheaders: {{ {headers} }}\n\
         states: {{ visit.active: [a, b], visit.past: [c], history.unrated: [d] }}\n"
    );
    std::fs::write(&profile, text).unwrap();
    let mut command = program();
    command
        .current_dir(folder.path())
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", folder.path().join("summary"))
        .args(["run", "--profile", "p.yaml"]);
    let kinds = ["json", "junit", "html", "markdown", "ctrf"];
    for kind in kinds {
        command.arg(format!("--report={kind}={kind}"));
    }
    let path = folder.path().to_owned();
    let ran = tokio::task::spawn_blocking(move || Ran::of(&mut command, &path))
        .await
        .unwrap();
    let mut texts: Vec<(&str, String)> = kinds
        .into_iter()
        .chain(["summary"])
        .map(|name| {
            let text = std::fs::read_to_string(folder.path().join(name));
            (
                name,
                text.unwrap_or_else(|_| panic!("{name}: {}", ran.show())),
            )
        })
        .collect();
    texts.push(("console", ran.out.clone()));
    (ran, texts)
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_that_a_target_hands_out_are_masked_wherever_it_repeats_them() {
    let (ran, texts) = outputs("X-Api-Key: k3y").await;
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    let inner = STANDARD.encode(format!("id={COOKIE}"));
    for (name, text) in &texts {
        assert!(!text.contains(COOKIE), "{name}");
        assert!(!text.contains(&inner[8..24]), "{name}");
    }
    assert!(texts[0].1.contains("[redacted]"));
}

/// Three characters stand in many words; but in the header's own place they are the credential.
#[tokio::test(flavor = "multi_thread")]
async fn a_short_value_of_a_header_is_masked_in_its_own_place() {
    let (_, texts) = outputs("X-Api-Key: k3y").await;
    let report: serde_json::Value = serde_json::from_str(&texts[0].1).unwrap();
    let mut seen = 0;
    for case in report["cases"].as_array().unwrap() {
        for exchange in case["exchanges"].as_array().unwrap() {
            for header in exchange["response"]["headers"].as_array().unwrap() {
                if header[0] == "X-Api-Key" {
                    assert_eq!(header[1], "[redacted]");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 0);
}

/// What this program says in every report is no secret, whoever sends it as a header.
#[tokio::test(flavor = "multi_thread")]
async fn a_header_with_a_public_value_is_no_fault() {
    let (ran, texts) = outputs(
        "X-Client: rpgu-conformance, X-Kind: application/json, X-Word: stale_known_failures",
    )
    .await;
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(texts[0].1.contains("\"tool\": \"rpgu-conformance "));
    assert!(texts[0].1.contains("\"application/json\""));
}
