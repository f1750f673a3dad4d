//! Nothing is followed and nothing is carried from one exchange to the next.

use rstest::rstest;

use super::server::{BODY, Hostile, JWT, Step, ask, documented, send};
use crate::support::{Ran, program};

#[rstest]
#[case(301)]
#[case(302)]
#[case(303)]
#[case(307)]
#[case(308)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_redirect_is_followed(#[case] status: u16) {
    let elsewhere = Hostile::start(vec![Step::Read, send(documented())]).await;
    let answer = format!(
        "HTTP/1.1 {status} Moved\r\nLocation: http://{}/\r\nRefresh: 0; url=http://{}/\r\nContent-Length: 0\r\n\r\n",
        elsewhere.address, elsewhere.address
    );
    let server = Hostile::start(vec![Step::Read, send(answer)]).await;
    let outcome = ask(&format!("http://{}", server.address), "").await;
    assert_eq!(outcome.said(), "fail status body_empty");
    assert_eq!(elsewhere.connections(), 0);
    assert_eq!(server.connections(), outcome.exchanges.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cookie_and_no_credential_is_carried_over() {
    let head = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nSet-Cookie: session=1; Path=/\r\n\
                WWW-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: Basic realm=\"x\"\r\nETag: \"1\"\r\n\
                Authentication-Info: nextnonce=\"1\"\r\nAlt-Svc: h2=\":1\"\r\nConnection: keep-alive\r\n";
    let answer = format!("{head}Content-Length: {}\r\n\r\n{BODY}", BODY.len());
    let server = Hostile::start(vec![Step::Read, send(answer), Step::Wait]).await;
    let outcome = ask(&format!("http://{}", server.address), "").await;
    let requests = server.requests();
    assert_eq!(requests.len(), outcome.exchanges.len());
    assert!(requests.len() > 1, "the case and its control at least");
    for request in &requests {
        for name in ["cookie", "proxy-authorization", "if-none-match", "upgrade"] {
            assert!(!request.contains(&format!("\n{name}:")), "{request}");
        }
        assert!(!request.contains("basic "), "{request}");
    }
    // The case is the one without a token, whatever its control sent.
    let without = requests
        .iter()
        .filter(|request| !request.contains("\nauthorization:"));
    assert_eq!(without.count(), 1);
}

/// The second answer, of a success, lies ready on the connection before the second request is made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_left_on_a_connection_answers_nothing() {
    let success = r#"{"code":200,"message_code":"2000"}"#;
    let left = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{success}",
        success.len()
    );
    let server = Hostile::start(vec![Step::Read, send(documented() + &left), Step::Wait]).await;
    let outcome = ask(&format!("http://{}", server.address), "").await;
    assert_eq!(outcome.said(), "error bytes_after_answer");
    assert_eq!(server.connections(), outcome.exchanges.len());
    // Each request was read as the first one of its connection.
    assert_eq!(server.requests().len(), outcome.exchanges.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_s_proxy_is_not_used() {
    let proxy = Hostile::start(vec![Step::Read, send(documented())]).await;
    let server = Hostile::start(vec![Step::Read, send(documented())]).await;
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("p.yaml");
    let text = format!(
        "target: http://{}\ntokens: {{ valid: {JWT} }}\nstates: {{ visit.active: [v] }}\n",
        server.address
    );
    std::fs::write(&profile, text).unwrap();
    let mut command = program();
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env(name, format!("http://{}", proxy.address));
    }
    command.args(["run", "--select", "visit-cancel/403-5008-*", "--profile"]);
    command.arg(&profile);
    let ran = tokio::task::spawn_blocking(move || Ran::of(&mut command, folder.path()));
    let ran = ran.await.unwrap();
    assert!(server.connections() > 0, "{}", ran.show());
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_profile_s_proxy_is_used_and_is_told_its_own_credentials_only() {
    let proxy = Hostile::start(vec![Step::Read, send(documented())]).await;
    let profile = format!(
        "allow_changes: true\nproxy: http://us%65r:pass@{}\n",
        proxy.address
    );
    let outcome = ask("http://target.invalid/base", &profile).await;
    assert_eq!(outcome.said(), "unproven");
    let basic = "proxy-authorization: basic dxnlcjpwyxnz";
    for request in proxy.requests() {
        assert!(
            request.contains(" http://target.invalid/base/api/"),
            "{request}"
        );
        assert!(request.contains(basic), "{request}");
    }

    // Through a tunnel the proxy sees neither path nor token.
    let outcome = ask("https://target.invalid/base", &profile).await;
    assert_eq!(outcome.said(), "error not_connected");
    let tunnels = proxy.requests();
    let tunnel = tunnels.last().unwrap();
    assert!(
        tunnel.starts_with("connect target.invalid:443 http/1.1\r\n"),
        "{tunnel}"
    );
    assert!(tunnel.contains(basic), "{tunnel}");
    assert!(!tunnel.contains("bearer"), "{tunnel}");
}
