//! What a profile says about a connection, over real connections.

use std::error::Error;

use rpgu_conformance::exchange::client::client;
use rpgu_conformance::profile::{Profile, Target};
use rstest::rstest;
use tempfile::TempDir;

use super::servers::{Authority, ForwardProxy, Server, answer};
use super::support::{good, run_with};

/// A target behind TLS that requires a client certificate, and the files that reach it.
struct Scene {
    server: Server,
    authority: Authority,
    folder: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let authority = Authority::new("the target's authority");
        let server = Server::https(&authority, answer("200 OK", "reached")).await;
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = authority.client();
        write(&folder, "client.pem", &certificate);
        write(&folder, "client-key.pem", &key.serialize_pem());
        write(&folder, "both.pem", &(certificate + &key.serialize_pem()));
        write(&folder, "ca.pem", &authority.certificate_pem());
        Self {
            server,
            authority,
            folder,
        }
    }

    /// A file name of the scene, absolute since the profile is said to stand elsewhere.
    fn profile(&self, tls: &str) -> Profile {
        good(&tls.replace('@', &format!("{}/", self.folder.path().display())))
    }

    async fn ask(&self, profile: &Profile) -> Result<String, String> {
        let target = format!("https://localhost:{}", self.server.address.port());
        ask(profile, &target.parse().unwrap()).await
    }
}

fn write(folder: &TempDir, name: &str, content: &str) {
    std::fs::write(folder.path().join(name), content).unwrap();
}

/// The body of the answer, or all that is said about the failure.
async fn ask(profile: &Profile, target: &Target) -> Result<String, String> {
    let client = client(&profile.connection, profile.peers(target)).unwrap();
    let response = client.get(target.join("/asked").unwrap()).send().await;
    let text = match response {
        Ok(response) => response.text().await,
        Err(error) => Err(error),
    };
    text.map_err(|error| {
        let mut said = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            said += &format!(": {error}");
            cause = error.source();
        }
        said
    })
}

#[rstest]
#[case::files("tls: { ca: @ca.pem, certificate: @client.pem, key: @client-key.pem }")]
#[case::one_file("tls: { ca: @ca.pem, certificate: @both.pem }")]
#[case::insecure("tls: { insecure: true, certificate: @both.pem }")]
#[tokio::test]
async fn a_private_authority_and_a_client_certificate_reach_the_target(#[case] tls: &str) {
    let scene = Scene::new().await;
    let profile = scene.profile(tls);
    assert_eq!(scene.ask(&profile).await.as_deref(), Ok("reached"));
    assert_eq!(scene.server.requests().len(), 1);
}

#[tokio::test]
async fn certificates_can_come_from_variables() {
    let scene = Scene::new().await;
    let ca = scene.authority.certificate_pem();
    let (certificate, key) = scene.authority.client();
    let environment = |name: &str| match name {
        "CA" => Some(ca.clone()),
        "CERTIFICATE" => Some(certificate.clone()),
        "KEY" => Some(key.serialize_pem()),
        _ => None,
    };
    let profile = rpgu_conformance::profile::read(
        &super::support::source(
            "tls: { ca: '${CA}', certificate: '${CERTIFICATE}', key: '${KEY}' }",
        ),
        &super::support::Names::new().supplied(),
        &environment,
    )
    .unwrap();
    assert_eq!(scene.ask(&profile).await.as_deref(), Ok("reached"));
}

#[tokio::test]
async fn without_its_client_certificate_the_target_is_not_reached() {
    let scene = Scene::new().await;
    let profile = scene.profile("tls: { ca: @ca.pem }");
    let said = scene.ask(&profile).await.unwrap_err();
    assert!(
        said.to_ascii_lowercase().contains("certificate") && said.contains("equired"),
        "{said}"
    );
    assert_eq!(scene.server.requests(), [""; 0]);
}

#[tokio::test]
async fn a_client_certificate_of_another_authority_is_refused() {
    let scene = Scene::new().await;
    let (certificate, key) = Authority::new("somebody").client();
    write(
        &scene.folder,
        "other.pem",
        &(certificate + &key.serialize_pem()),
    );
    let profile = scene.profile("tls: { ca: @ca.pem, certificate: @other.pem }");
    scene.ask(&profile).await.unwrap_err();
    assert_eq!(scene.server.requests(), [""; 0]);
}

#[rstest]
#[case::another("tls: { ca: @other.pem, certificate: @both.pem }")]
#[case::the_system_s("tls: { certificate: @both.pem }")]
#[tokio::test]
async fn a_target_of_an_unknown_authority_is_refused(#[case] tls: &str) {
    let scene = Scene::new().await;
    let other = Authority::new("another").certificate_pem();
    write(&scene.folder, "other.pem", &other);
    let said = scene.ask(&scene.profile(tls)).await.unwrap_err();
    assert!(said.contains("UnknownIssuer"), "{said}");
    assert_eq!(scene.server.requests(), [""; 0]);
}

#[tokio::test]
async fn a_certificate_of_another_host_is_refused() {
    let scene = Scene::new().await;
    let profile = scene.profile("tls: { ca: @ca.pem, certificate: @both.pem }");
    let target = format!("https://{}", scene.server.address);
    let said = ask(&profile, &target.parse().unwrap()).await.unwrap_err();
    assert!(said.contains("not valid for name"), "{said}");
}

#[tokio::test]
async fn a_proxy_sees_the_request_with_its_credentials() {
    let server = Server::http(answer("200 OK", "reached")).await;
    let proxy = ForwardProxy::start().await;
    let profile = good(&format!("proxy: http://user:p%40ss@{}", proxy.address));
    let target = server.url().parse().unwrap();
    assert_eq!(ask(&profile, &target).await.as_deref(), Ok("reached"));
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1);
    assert!(
        heads[0].starts_with(&format!("GET {}/asked HTTP/1.1\r\n", server.url())),
        "{heads:?}"
    );
    // `user:p@ss`
    assert!(
        heads[0].contains("proxy-authorization: Basic dXNlcjpwQHNz"),
        "{heads:?}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_proxy_tunnels_tls() {
    let scene = Scene::new().await;
    let proxy = ForwardProxy::start().await;
    let profile = scene.profile(&format!(
        "tls: {{ ca: @ca.pem, certificate: @both.pem }}\nproxy: http://{}",
        proxy.address
    ));
    assert_eq!(scene.ask(&profile).await.as_deref(), Ok("reached"));
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1);
    assert!(heads[0].starts_with("CONNECT localhost:"), "{heads:?}");
}

#[tokio::test]
async fn without_a_proxy_the_target_is_asked_directly() {
    let server = Server::http(answer("200 OK", "reached")).await;
    let proxy = ForwardProxy::start().await;
    let mut profile = good(&format!("proxy: http://{}", proxy.address));
    profile.connection = profile.connection.direct();
    let target = server.url().parse().unwrap();
    assert_eq!(ask(&profile, &target).await.as_deref(), Ok("reached"));
    assert_eq!(proxy.heads(), [""; 0]);
}

#[test]
fn the_environment_s_proxies_are_not_used() {
    // Nothing listens on the discard port, so a client that obeyed would fail.
    let variables = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        .map(|variable| (variable, "http://127.0.0.1:9"));
    run_with(
        &variables,
        "profile::connection::asks_directly_whatever_the_environment_says",
    );
}

#[tokio::test]
#[ignore = "runs in a process of its own, with proxies in its environment"]
async fn asks_directly_whatever_the_environment_says() {
    assert!(std::env::var("HTTP_PROXY").is_ok());
    let server = Server::http(answer("200 OK", "reached")).await;
    let target = server.url().parse().unwrap();
    let profile = Profile::for_target(Target::clone(&target));
    assert_eq!(ask(&profile, &target).await.as_deref(), Ok("reached"));
}

#[test]
fn the_system_s_authorities_are_trusted_unless_the_profile_names_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("system.pem");
    let file = file.to_str().unwrap();
    run_with(
        &[("SSL_CERT_FILE", file)],
        "profile::connection::trusts_the_system_or_the_profile",
    );
}

#[tokio::test]
#[ignore = "runs in a process of its own, with authorities that it makes the system's"]
async fn trusts_the_system_or_the_profile() {
    let scene = Scene::new().await;
    let system = std::env::var("SSL_CERT_FILE").unwrap();
    std::fs::write(system, scene.authority.certificate_pem()).unwrap();
    let profile = scene.profile("tls: { certificate: @both.pem }");
    assert_eq!(scene.ask(&profile).await.as_deref(), Ok("reached"));
    let other = Authority::new("another").certificate_pem();
    write(&scene.folder, "other.pem", &other);
    let profile = scene.profile("tls: { ca: @other.pem, certificate: @both.pem }");
    let said = scene.ask(&profile).await.unwrap_err();
    assert!(said.contains("UnknownIssuer"), "{said}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Server::http(answer("200 OK", "elsewhere")).await;
    let server = Server::http(format!(
        "HTTP/1.1 302 Found\r\nLocation: {}/\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere",
        elsewhere.url()
    ))
    .await;
    let target = server.url().parse().unwrap();
    let profile = Profile::for_target(Target::clone(&target));
    assert_eq!(ask(&profile, &target).await.as_deref(), Ok("here"));
    assert_eq!(elsewhere.requests(), [""; 0]);
}

#[tokio::test]
async fn nothing_is_added_to_a_request() {
    let server = Server::http(answer("200 OK", "")).await;
    let target = server.url().parse().unwrap();
    let profile = Profile::for_target(Target::clone(&target));
    ask(&profile, &target).await.unwrap();
    let expected = format!(
        "GET /asked HTTP/1.1\r\naccept: */*\r\nhost: {}\r\n\r\n",
        server.address
    );
    assert_eq!(server.requests(), [expected]);
}

#[tokio::test]
async fn a_request_is_sent_once_even_where_the_connection_breaks() {
    let server = Server::http("").await;
    let target = server.url().parse().unwrap();
    let profile = Profile::for_target(Target::clone(&target));
    ask(&profile, &target).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_silent_target_is_given_up() {
    // Accepts by the system's backlog, and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", silent.local_addr().unwrap());
    let profile = good("timeouts: { total: 50ms }");
    let said = ask(&profile, &target.parse().unwrap()).await.unwrap_err();
    assert!(said.contains("timed out"), "{said}");
}
