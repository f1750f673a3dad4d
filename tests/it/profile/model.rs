//! What a good profile is read as.

use std::time::Duration;

use rpgu_conformance::plan::ChangePolicy;
use rpgu_conformance::profile::{
    DurationError, Endpoint, Origin, Profile, StateId, StateIdError, Target, TokenShape, Trust,
    UrlError, parse_duration,
};
use rpgu_conformance::secret::Secret;
use rpgu_conformance::suite::TokenName;
use rstest::rstest;

use super::support::{JWT, fixture, good, read};

fn origin<'a>(profile: &'a Profile, token: &str) -> &'a Origin {
    let name = TokenName::new(token).unwrap();
    &profile.tokens.get(&name).unwrap().origin
}

fn given(profile: &Profile, token: &str) -> String {
    match origin(profile, token) {
        Origin::Given(token) => token.expose().to_owned(),
        other => panic!("not given but {other:?}"),
    }
}

fn ids(profile: &Profile, state: &str) -> Vec<(String, usize)> {
    profile.states[state]
        .iter()
        .map(|given| (given.id.as_str().to_owned(), given.line))
        .collect()
}

#[test]
fn a_complete_profile_says_everything() {
    let profile = good(&fixture("complete.yaml"));
    let target = profile.target.as_ref().unwrap();
    assert_eq!(target.as_str(), "https://staging.example/rpgu");
    assert_eq!(profile.changes(target), ChangePolicy::Allowed);
    assert_eq!(
        ids(&profile, "visit.active"),
        [("visit-1".to_owned(), 17), ("visit-2".to_owned(), 17)]
    );
    assert_eq!(ids(&profile, "visit.past"), [("17".to_owned(), 19)]);
    // The same text in another subject's state is another thing.
    assert_eq!(
        ids(&profile, "history.unrated"),
        [("visit-1".to_owned(), 20)]
    );
    assert_eq!(ids(&profile, "history.rated"), []);
    assert_eq!(
        profile.provider_states.as_ref().unwrap().as_str(),
        "http://127.0.0.1:9000/_pact/provider_states"
    );
    let headers: Vec<_> = profile
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose()))
        .collect();
    assert_eq!(
        headers,
        [("x-api-key", "s3cret-api-key"), ("x-dollar", "a$b")]
    );
    let connection = &profile.connection;
    assert!(matches!(connection.trust, Trust::Anything));
    assert_eq!(connection.timeouts.connect, Duration::from_millis(300));
    assert_eq!(connection.timeouts.total, Duration::from_secs(7));
    assert_eq!(connection.timeouts.command, Duration::from_secs(120));
    let proxy = connection.proxy.as_ref().unwrap();
    assert_eq!(proxy.to_string(), "http://proxy.example:3128");
    assert_eq!(proxy.expose().password(), Some("s3cret-proxy-password"));
    assert!(connection.direct().proxy.is_none());
}

#[test]
fn a_token_request_is_read_with_the_target_s_own_headers() {
    let profile = good(&fixture("complete.yaml"));
    let Origin::Request(request) = origin(&profile, "valid") else {
        panic!("no request");
    };
    assert_eq!(request.method, "POST");
    assert!(matches!(&request.endpoint, Endpoint::BelowTarget(path) if path == "/auth/rpgu/token"));
    assert_eq!(request.query[0].1.expose(), "s3cret-policy");
    assert_eq!(
        request.body.as_ref().unwrap().text.expose(),
        r#"{"Birthday":"1990-01-02","policy":"s3cret-policy","kept":[1,true,null]}"#
    );
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(headers, ["x-request", "x-api-key", "x-dollar"]);
    assert_eq!(request.pointer.as_deref(), Some("/data/token"));
}

#[test]
fn nothing_printed_of_a_profile_is_a_secret() {
    let printed = format!("{:?}", good(&fixture("complete.yaml")));
    assert!(!printed.contains("s3cret"), "{printed}");
    let minted = "tokens: { mint: { algorithm: HS256, key: s3cret-key, claims: { sub: s3cret } } }";
    let printed = format!("{:?}", good(minted));
    assert!(!printed.contains("s3cret"), "{printed}");
    assert!(printed.contains("Hs256"), "{printed}");
}

#[test]
fn a_secret_is_redacted_however_it_is_written() {
    let secret = Secret::new("s3cret");
    assert_eq!(format!("{secret} {secret:?}"), "[redacted] [redacted]");
    assert_eq!(serde_json::to_string(&secret).unwrap(), r#""[redacted]""#);
    assert_eq!(secret.expose(), "s3cret");
}

#[rstest]
#[case::literal(JWT)]
#[case::variable("${TOKEN}")]
#[case::unset_with_default("${UNSET:-eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl}")]
#[case::empty_with_default("${EMPTY:-eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl}")]
#[case::set_with_default("${TOKEN:-other}")]
#[case::within_a_text("${EMPTY}${TOKEN}")]
fn a_token_s_variables_are_replaced(#[case] token: &str) {
    let profile = good(&format!("tokens: {{ valid: '{token}' }}"));
    assert_eq!(given(&profile, "valid"), JWT);
}

#[test]
fn values_of_variables_are_not_read_again() {
    let environment = |name: &str| (name == "OUTER").then(|| "a: ${INNER} $$".to_owned());
    let profile = rpgu_conformance::profile::read(
        &super::support::source("states: { visit.past: ['${OUTER}'] }"),
        &super::support::Names::new().supplied(),
        &environment,
    )
    .unwrap();
    assert_eq!(ids(&profile, "visit.past")[0].0, "a: ${INNER} $$");
}

#[test]
fn only_tokens_to_be_tampered_with_must_be_jwts() {
    let profile = good("tokens: { expired: opaque }");
    assert_eq!(given(&profile, "expired"), "opaque");
    let name = TokenName::new("expired").unwrap();
    assert_eq!(profile.tokens.get(&name).unwrap().shape, TokenShape::Any);
}

#[rstest]
#[case::empty("")]
#[case::comment("# nothing yet\n")]
#[case::keys_without_values("target:\ntokens:\n  valid:\nstates:\nheaders:\ntls:\ntimeouts:\n")]
fn a_profile_that_says_nothing_is_fine(#[case] text: &str) {
    let profile = good(text);
    assert!(profile.target.is_none());
    assert_eq!(profile.tokens.iter().count(), 0);
    assert!(profile.states.is_empty());
}

#[rstest]
#[case::slash("https://h.example/rpgu/", "/auth/x", "https://h.example/rpgu/auth/x")]
#[case::no_slash("https://h.example/rpgu", "auth/x", "https://h.example/rpgu/auth/x")]
#[case::root("http://h.example:8080", "/auth", "http://h.example:8080/auth")]
#[case::no_other_host("http://h.example", ".evil.example", "http://h.example/.evil.example")]
#[case::several_slashes("http://h.example/a//", "/b", "http://h.example/a/b")]
#[case::query("http://h.example/a", "/b?c=d", "http://h.example/a/b?c=d")]
fn paths_are_put_behind_the_target(#[case] target: &str, #[case] path: &str, #[case] url: &str) {
    let target: Target = target.parse().unwrap();
    assert_eq!(target.join(path).unwrap().as_str(), url);
}

#[rstest]
#[case::nothing("", UrlError::Form)]
#[case::relative("/rpgu", UrlError::Form)]
#[case::no_host("http://", UrlError::Form)]
#[case::no_slashes("https:host", UrlError::Form)]
#[case::space("http://h.example/ rpgu", UrlError::Form)]
#[case::line_break("http://h.example\n", UrlError::Form)]
#[case::scheme("ftp://h.example", UrlError::Scheme)]
#[case::host_as_scheme("localhost:8080", UrlError::Scheme)]
#[case::user("http://user@h.example", UrlError::Credentials)]
#[case::password("http://user:pw@h.example", UrlError::Credentials)]
#[case::query("http://h.example/?a=b", UrlError::QueryOrFragment)]
#[case::fragment("http://h.example/#a", UrlError::QueryOrFragment)]
fn a_target_is_a_plain_base_url(#[case] text: &str, #[case] error: UrlError) {
    assert_eq!(text.parse::<Target>().unwrap_err(), error);
}

#[rstest]
#[case("http://127.0.0.1:8080", true)]
#[case("http://127.9.9.9", true)]
#[case("http://[::1]:8080", true)]
#[case("http://[::ffff:127.0.0.1]", true)]
#[case("http://localhost", true)]
#[case("http://LOCALHOST.", true)]
#[case("http://api.localhost", true)]
#[case("http://localhost.example", false)]
#[case("http://127.0.0.1.example", false)]
#[case("http://10.0.0.1", false)]
#[case("http://[::2]", false)]
#[case("http://0.0.0.0", false)]
fn loopback_is_this_machine(#[case] target: &str, #[case] loopback: bool) {
    assert_eq!(target.parse::<Target>().unwrap().is_loopback(), loopback);
}

#[rstest]
#[case::loopback("", "http://127.0.0.1", ChangePolicy::Allowed)]
#[case::elsewhere("", "http://h.example", ChangePolicy::Forbidden)]
#[case::said("allow_changes: true", "http://h.example", ChangePolicy::Allowed)]
#[case::forbidden("allow_changes: false", "http://127.0.0.1", ChangePolicy::Forbidden)]
#[case::a_proxy_s_loopback("proxy: http://p.example", "http://localhost", ChangePolicy::Forbidden)]
fn changes_off_this_machine_must_be_allowed(
    #[case] profile: &str,
    #[case] target: &str,
    #[case] policy: ChangePolicy,
) {
    assert_eq!(good(profile).changes(&target.parse().unwrap()), policy);
}

#[test]
fn a_target_alone_is_a_profile() {
    let target: Target = "http://127.0.0.1:1".parse().unwrap();
    let profile = Profile::for_target(target.clone());
    assert_eq!(profile.target.as_ref(), Some(&target));
    assert_eq!(profile.changes(&target), ChangePolicy::Allowed);
    assert_eq!(profile.tokens.iter().count(), 0);
}

#[rstest]
#[case("300ms", Ok(Duration::from_millis(300)))]
#[case("5s", Ok(Duration::from_secs(5)))]
#[case("2m", Ok(Duration::from_secs(120)))]
#[case("1h", Ok(Duration::from_secs(3600)))]
#[case("24h", Ok(Duration::from_secs(86400)))]
#[case("25h", Err(DurationError::TooLong))]
#[case("99999999999999999999s", Err(DurationError::TooLong))]
#[case("18446744073709551615h", Err(DurationError::TooLong))]
#[case("0s", Err(DurationError::Zero))]
#[case("5", Err(DurationError::Form))]
#[case("s", Err(DurationError::Form))]
#[case("5 s", Err(DurationError::Form))]
#[case("-5s", Err(DurationError::Form))]
#[case("1.5s", Err(DurationError::Form))]
#[case("5S", Err(DurationError::Form))]
fn durations(#[case] text: &str, #[case] duration: Result<Duration, DurationError>) {
    assert_eq!(parse_duration(text), duration);
}

#[rstest]
#[case("1f0c", Ok("1f0c"))]
#[case("a b", Ok("a b"))]
#[case("", Err(StateIdError::Empty))]
#[case("a\n", Err(StateIdError::Stray))]
#[case(" a", Err(StateIdError::Stray))]
#[case("a\tb", Err(StateIdError::Stray))]
fn identifiers(#[case] text: &str, #[case] id: Result<&str, StateIdError>) {
    let read = StateId::new(text);
    assert_eq!(read.as_ref().map(StateId::as_str), id.as_ref().copied());
}

#[test]
fn all_problems_are_told_at_once_and_in_order() {
    let text = "target: nowhere\ntokens: { valid: nonsense }\nstates: { visit.past: [''] }\nheaders: { X: '${UNSET}' }\n";
    let problems = read(text).unwrap_err();
    let lines: Vec<_> = problems
        .0
        .iter()
        .map(|problem| problem.position().unwrap().line)
        .collect();
    assert_eq!(lines, [1, 2, 3, 4]);
}
