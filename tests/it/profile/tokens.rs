//! Getting tokens: from a service, from a command, from a key.

use std::path::Path;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PKCS_RSA_SHA256};
use rpgu_conformance::diagnostic::Diagnostics;
use rpgu_conformance::profile::{NotAJwt, Target, check_jwt, tampered};
use rpgu_conformance::secret::Secret;
use rstest::rstest;
use serde_json::{Value, json};

use super::servers::{Server, answer};
use super::support::{JWT, good, resolve};

/// The token of a profile that must have one.
async fn token(profile: &str, name: &str, target: &Target) -> String {
    let tokens = resolve(&good(profile), target).await;
    let tokens = tokens.unwrap_or_else(|errors| panic!("{errors}"));
    tokens[name].expose().to_owned()
}

/// What is said about a token that cannot be had, as the errors and as the diagnostics say it.
async fn failure(profile: &str, target: &Target) -> String {
    let errors = resolve(&good(profile), target).await.unwrap_err();
    let text = errors.to_string();
    let diagnostics = Diagnostics::from(errors).to_string();
    for text in [&text, &diagnostics] {
        assert!(!text.contains("s3cret"), "a secret is shown:\n{text}");
    }
    diagnostics
}

fn nowhere() -> Target {
    "http://127.0.0.1:9".parse().unwrap()
}

fn json_answer(body: &Value) -> String {
    answer("200 OK", &body.to_string())
}

#[tokio::test]
async fn a_service_below_the_target_is_asked() {
    let server = Server::http(json_answer(&json!({"data": [{"token": JWT}]}))).await;
    let target = format!("{}/rpgu/", server.url()).parse().unwrap();
    let profile = r#"
headers: { X-Api-Key: "${API_KEY}" }
tokens:
  valid:
    request:
      path: /auth/rpgu/token
      query: { Birthday: "1990-01-02", n_pol: "a&b ${N_POL}" }
      pointer: /data/0/token
"#;
    assert_eq!(token(profile, "valid", &target).await, JWT);
    let host = server.address;
    assert_eq!(
        server.requests(),
        [format!(
            "GET /rpgu/auth/rpgu/token?Birthday=1990-01-02&n_pol=a%26b+s3cret-policy HTTP/1.1\r\n\
             x-api-key: s3cret-api-key\r\naccept: */*\r\nhost: {host}\r\n\r\n"
        )]
    );
}

#[rstest]
#[case::json(
    r#"json: { policy: "${N_POL}" }"#,
    "application/json",
    r#"{"policy":"s3cret-policy"}"#
)]
#[case::form(
    r#"form: { grant_type: client_credentials, client_secret: "${N_POL}&" }"#,
    "application/x-www-form-urlencoded",
    "grant_type=client_credentials&client_secret=s3cret-policy%26"
)]
#[case::text("text: plain", "text/plain; charset=utf-8", "plain")]
#[tokio::test]
async fn a_body_is_posted(#[case] body: &str, #[case] media_type: &str, #[case] sent: &str) {
    let server = Server::http(json_answer(&json!({"token": JWT}))).await;
    let profile = format!(
        "headers: {{ X-Api-Key: '${{API_KEY}}' }}\ntokens: {{ valid: {{ request: {{ url: '{}/token', body: {{ {body} }}, pointer: /token }} }} }}",
        server.url()
    );
    assert_eq!(token(&profile, "valid", &nowhere()).await, JWT);
    let requests = server.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /token HTTP/1.1\r\n"), "{head}");
    assert!(
        head.contains(&format!("content-type: {media_type}\r\n")),
        "{head}"
    );
    assert_eq!(body, sent);
    // Another service has no business with the target's key.
    assert!(!head.contains("x-api-key"), "{head}");
}

#[tokio::test]
async fn method_and_content_type_can_be_chosen() {
    let server = Server::http(json_answer(&json!({"token": JWT}))).await;
    let profile = format!(
        "tokens: {{ valid: {{ request: {{ method: PUT, url: '{}', headers: {{ Content-Type: text/x }}, body: {{ json: 1 }}, pointer: /token }} }} }}",
        server.url()
    );
    token(&profile, "valid", &nowhere()).await;
    let requests = server.requests();
    assert!(requests[0].starts_with("PUT / HTTP/1.1\r\ncontent-type: text/x\r\n"));
    assert_eq!(requests[0].matches("content-type").count(), 1);
}

#[rstest]
#[case::line_break("\n")]
#[case::windows("\r\n")]
#[case::none("")]
#[tokio::test]
async fn without_a_pointer_the_answer_is_the_token(#[case] end: &str) {
    let server = Server::http(answer("200 OK", &format!("{JWT}{end}"))).await;
    let profile = format!(
        "tokens: {{ valid: {{ request: {{ url: '{}' }} }} }}",
        server.url()
    );
    assert_eq!(token(&profile, "valid", &nowhere()).await, JWT);
}

#[rstest]
#[case::status(answer("401 Unauthorized", "s3cret"), "answered with 401 Unauthorized")]
#[case::redirect(answer("302 Found", ""), "redirects are not followed")]
#[case::no_json(answer("200 OK", "s3cret"), "is no JSON")]
#[case::nothing_there(json_answer(&json!({"other": "s3cret"})), "has nothing at `/token`")]
#[case::no_string(json_answer(&json!({"token": 17})), "has no string at `/token`")]
#[case::no_jwt(json_answer(&json!({"token": "s3cret"})), "is no JWT")]
#[case::unsendable(json_answer(&json!({"token": "Bearer s3cret"})), "without `Bearer`")]
#[case::cut_short("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_owned(), "got no answer")]
#[case::no_http("s3cret\r\n\r\n".to_owned(), "got no answer")]
#[case::too_long(answer("200 OK", &" ".repeat(1_100_000)), "longer than 1048576 bytes")]
#[tokio::test]
async fn a_service_can_fail(#[case] answer: String, #[case] said: &str) {
    let server = Server::http(answer).await;
    let profile = format!(
        "tokens:\n  valid: {{ request: {{ url: '{}/?', pointer: /token, query: {{ a: s3cret }} }} }}",
        server.url()
    )
    .replace("/?", "/");
    let text = failure(&profile, &nowhere()).await;
    assert!(text.contains(said), "{text}");
    assert!(text.contains("staging.yaml:2:3"), "{text}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_said_without_its_query() {
    // Bound, so that nobody else listens there, but not listening itself.
    let closed = tokio::net::TcpSocket::new_v4().unwrap();
    closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    let text = failure(
        &format!("tokens: {{ valid: {{ request: {{ url: '{url}', query: {{ n: s3cret }} }} }} }}"),
        &nowhere(),
    )
    .await;
    assert!(text.contains("got no answer (Connection refused"), "{text}");
}

#[tokio::test]
async fn a_silent_service_is_given_up() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let profile = format!(
        "timeouts: {{ total: 50ms }}\ntokens: {{ valid: {{ request: {{ url: 'http://{}' }} }} }}",
        silent.local_addr().unwrap()
    );
    let text = failure(&profile, &nowhere()).await;
    assert!(text.contains("not answered in time"), "{text}");
}

#[cfg(unix)]
mod command {
    use super::*;

    #[rstest]
    #[case::list(r#"[printf, "%s\n", "${TOKEN}"]"#)]
    #[case::shell(r#"[sh, -c, "printf %s \"$$1\"", "", "${TOKEN}"]"#)]
    #[case::line("echo ${TOKEN}")]
    #[case::windows_line_break(r#"[printf, "%s\r\n", "${TOKEN}"]"#)]
    #[tokio::test]
    async fn its_one_line_is_the_token(#[case] command: &str) {
        let profile = format!("tokens:\n  valid:\n    command: {command}\n");
        assert_eq!(token(&profile, "valid", &nowhere()).await, JWT);
    }

    #[tokio::test]
    async fn it_is_found_and_run_in_the_folder_of_the_profile() {
        let profile = "tokens: { valid: { command: ./print-token } }";
        assert_eq!(token(profile, "valid", &nowhere()).await, JWT);
    }

    #[test]
    fn it_gets_nothing_to_read() {
        crate::profile::support::run_with(&[], "profile::tokens::command::reads_from_nowhere");
    }

    #[tokio::test]
    #[ignore = "runs in a process of its own, with a pipe as its stdin"]
    async fn reads_from_nowhere() {
        let script = format!("test /dev/stdin -ef /dev/null && echo {JWT}");
        let profile = format!("tokens: {{ valid: {{ command: [sh, -c, '{script}'] }} }}");
        assert_eq!(token(&profile, "valid", &nowhere()).await, JWT);
    }

    #[rstest]
    #[case::exit("[sh, -c, 'echo s3cret; exit 3']", "failed (exit status: 3)")]
    #[case::two_lines("[printf, 's3cret\\ns3cret\\n']", "has more than one line")]
    #[case::nothing("['true']", "is empty")]
    #[case::line_break("[echo]", "is empty")]
    #[case::no_text(r#"[printf, '\377']"#, "is no UTF-8")]
    #[case::endless("[yes, s3cret]", "is longer than 65536 bytes")]
    #[case::no_jwt("[echo, s3cret]", "is no JWT")]
    #[case::no_program("[./no-such-program, s3cret]", "cannot be started (No such file")]
    #[tokio::test]
    async fn it_can_fail(#[case] command: &str, #[case] said: &str) {
        let profile = format!("tokens:\n  valid: {{ command: {command} }}");
        let text = failure(&profile, &nowhere()).await;
        assert!(text.contains(said), "{text}");
        assert!(text.contains("staging.yaml:2:3"), "{text}");
    }

    #[tokio::test]
    async fn all_tokens_that_cannot_be_had_are_told() {
        let profile =
            "tokens:\n  valid: { command: [\"false\"] }\n  expired: { command: [\"false\"] }\n";
        let text = resolve(&good(profile), &nowhere())
            .await
            .unwrap_err()
            .to_string();
        insta::assert_snapshot!(text, @r"
        tests/fixtures/profiles/staging.yaml:3: the token `expired` cannot be had: its command failed (exit status: 1); run the command by hand; what it writes to stderr says more
        tests/fixtures/profiles/staging.yaml:2: the token `valid` cannot be had: its command failed (exit status: 1); run the command by hand; what it writes to stderr says more
        ");
    }

    #[tokio::test]
    async fn it_is_stopped_when_its_time_is_up() {
        let profile =
            "timeouts: { command: 50ms }\ntokens: { valid: { command: [tail, -f, /dev/null] } }";
        let text = failure(profile, &nowhere()).await;
        assert!(text.contains("did not end within 50ms"), "{text}");
    }
}

/// A key as a profile names it, and as a server checks with it.
struct Key {
    algorithm: Algorithm,
    written: String,
    checking: DecodingKey,
}

fn asymmetric(algorithm: Algorithm, folder: &Path) -> Key {
    let kind = match algorithm {
        Algorithm::RS256 => &PKCS_RSA_SHA256,
        Algorithm::ES256 => &PKCS_ECDSA_P256_SHA256,
        _ => &PKCS_ED25519,
    };
    let pair = KeyPair::generate_for(kind).unwrap();
    let file = folder.join("key.pem");
    std::fs::write(&file, pair.serialize_pem()).unwrap();
    let public = pair.public_key_pem();
    let checking = match algorithm {
        Algorithm::RS256 => DecodingKey::from_rsa_pem(public.as_bytes()),
        Algorithm::ES256 => DecodingKey::from_ec_pem(public.as_bytes()),
        _ => DecodingKey::from_ed_pem(public.as_bytes()),
    };
    Key {
        algorithm,
        written: file.to_str().unwrap().to_owned(),
        checking: checking.unwrap(),
    }
}

fn shared(written: &str) -> Key {
    Key {
        algorithm: Algorithm::HS256,
        written: written.to_owned(),
        checking: DecodingKey::from_secret(b"shared-secret"),
    }
}

fn key(name: &str, folder: &Path) -> Key {
    match name {
        "RS256" => asymmetric(Algorithm::RS256, folder),
        "ES256" => asymmetric(Algorithm::ES256, folder),
        "EdDSA" => asymmetric(Algorithm::EdDSA, folder),
        "HS256" => shared("shared-secret"),
        "HS256 file" => shared("{ file: hs256.secret }"),
        _ => shared("{ base64: c2hhcmVkLXNlY3JldA== }"),
    }
}

fn minting(key: &Key) -> String {
    format!(
        "tokens:\n  mint:\n    algorithm: {:?}\n    key: {}\n    header: {{ kid: staging, typ: at+jwt }}\n    claims: {{ sub: \"1\", card: \"${{N_POL}}\", roles: [a, \"${{N_POL}}\"], level: 3 }}\n    lifetime: 10m\n",
        key.algorithm, key.written
    )
}

#[rstest]
#[tokio::test]
async fn minted_tokens_verify(
    #[values("HS256", "HS256 file", "HS256 base64", "RS256", "ES256", "EdDSA")] name: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let key = key(name, folder.path());
    let tokens = resolve(&good(&minting(&key)), &nowhere()).await.unwrap();
    let valid = tokens["valid"].expose();
    let expired = tokens["expired"].expose();

    let mut checks = Validation::new(key.algorithm);
    checks.leeway = 0;
    let read = decode::<Value>(valid, &key.checking, &checks).unwrap();
    assert_eq!(read.header.kid.as_deref(), Some("staging"));
    assert_eq!(read.header.typ.as_deref(), Some("at+jwt"));
    let claims = &read.claims;
    assert_eq!(claims["sub"], "1");
    assert_eq!(claims["card"], "s3cret-policy");
    assert_eq!(claims["roles"], json!(["a", "s3cret-policy"]));
    assert_eq!(claims["level"], 3);
    let span = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(span, 600);

    // Far beyond anybody's leeway, and for no other reason.
    checks.leeway = 60 * 60;
    let error = decode::<Value>(expired, &key.checking, &checks).unwrap_err();
    assert_eq!(error.to_string(), "ExpiredSignature");
    checks.validate_exp = false;
    let claims = decode::<Value>(expired, &key.checking, &checks)
        .unwrap()
        .claims;
    assert_eq!(claims["card"], "s3cret-policy");

    // Tampering changes the signature and nothing else.
    let tampered = tampered(&tokens["valid"]).unwrap();
    let error = decode::<Value>(tampered.expose(), &key.checking, &checks).unwrap_err();
    assert_eq!(error.to_string(), "InvalidSignature");
    assert_eq!(
        decode_header(tampered.expose()).unwrap(),
        decode_header(valid).unwrap()
    );
}

#[tokio::test]
async fn the_vendor_s_own_time_of_issue_stays() {
    let profile = "tokens: { mint: { algorithm: HS256, key: shared-secret, claims: { iat: 5 } } }";
    let valid = token(profile, "valid", &nowhere()).await;
    let checks = Validation::new(Algorithm::HS256);
    let key = DecodingKey::from_secret(b"shared-secret");
    let claims = decode::<Value>(valid, &key, &checks).unwrap().claims;
    assert_eq!(claims["iat"], 5);
}

proptest::proptest! {
    /// Whatever the claims, so whatever the signature starts with.
    #[test]
    fn a_tampered_token_never_verifies(subject in ".{0,40}", secret in "[ -~]{1,40}") {
        let secret = secret.as_bytes();
        let token = jsonwebtoken::encode(
            &jsonwebtoken::Header::new(Algorithm::HS256),
            &json!({ "sub": subject }),
            &jsonwebtoken::EncodingKey::from_secret(secret),
        )
        .unwrap();
        let key = DecodingKey::from_secret(secret);
        let mut checks = Validation::new(Algorithm::HS256);
        checks.required_spec_claims.clear();
        checks.validate_exp = false;
        decode::<Value>(&token, &key, &checks).unwrap();
        let tampered = tampered(&Secret::new(token.as_str())).unwrap();
        let (before, _) = token.rsplit_once('.').unwrap();
        proptest::prop_assert!(tampered.expose().starts_with(before));
        proptest::prop_assert_eq!(tampered.expose().len(), token.len());
        let error = decode::<Value>(tampered.expose(), &key, &checks).unwrap_err();
        proptest::prop_assert_eq!(error.to_string(), "InvalidSignature");
    }
}

#[rstest]
#[case::letter("aa.bb.cc", "aa.bb.Ac")]
#[case::the_letter_itself("aa.bb.Ac", "aa.bb.Bc")]
fn the_first_character_of_the_signature_changes(#[case] token: &str, #[case] changed: &str) {
    assert_eq!(tampered(&Secret::new(token)).unwrap().expose(), changed);
}

#[rstest]
#[case::nothing("")]
#[case::a_word("token")]
#[case::two_parts("aa.bb")]
#[case::no_signature("aa.bb.")]
#[case::four_parts("aa.bb.cc.dd")]
#[case::padding("aa.bb.cc==")]
#[case::base64("aa.b+.cc")]
#[case::one_character("aa.bb.c")]
#[case::a_space("aa.bb.c c")]
#[case::not_ascii("aa.bb.éé")]
fn other_tokens_have_no_signature(#[case] token: &str) {
    let token = Secret::new(token);
    assert_eq!(check_jwt(&token), Err(NotAJwt));
    assert_eq!(tampered(&token), Err(NotAJwt));
}
