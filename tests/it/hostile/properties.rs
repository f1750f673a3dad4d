//! What must hold of any input at all: no panic, bounded time, a pass only if all three fields match, no secret in any
//! output. Each function panics where it does not.
//!
//! `cargo test` asks this of generated inputs and of those that were found once (`generated.rs`), `fuzz/` of mutated ones.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use http::{StatusCode, Version, header};
use jiff::{SignedDuration, Timestamp};
use rpgu_conformance::certificate::{
    CERTIFICATE, Draft, Envelope, PrivateKey, Product, Sealed, Validity, verify,
};
use rpgu_conformance::diagnostic::SourceText;
use rpgu_conformance::exchange::{LaneRecord, Progress, Response, Stop};
use rpgu_conformance::judge::{Observation, compare};
use rpgu_conformance::pipeline;
use rpgu_conformance::profile;
use rpgu_conformance::reference::{Behaviour, Options, Reference};
use rpgu_conformance::report::{Language, Mask};
use rpgu_conformance::suite::{
    Expectation, ExpectedContent, ExpectedMessage, ExpectedMessageCode, ExpectedStatus, Snapshots,
    Source, Suite, SuiteFiles, read, snapshot,
};
use rpgu_conformance::target::{reference_target, supplied};
use serde_json::Value as Json;

/// Far above what any input of a mebibyte takes, far below what somebody would wait.
const LONGEST: Duration = Duration::from_secs(20);

static FILES: LazyLock<SuiteFiles> = LazyLock::new(|| Source::Embedded.load().unwrap());
static SUITE: LazyLock<Suite> = LazyLock::new(|| read(&FILES, Snapshots::Required).unwrap());

fn in_time<T>(work: impl FnOnce() -> T) -> T {
    let clock = Instant::now();
    let done = work();
    assert!(clock.elapsed() < LONGEST, "{:?}", clock.elapsed());
    done
}

/// The first byte and the rest.
fn choose(input: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = input.split_first()?;
    Some((usize::from(*first), rest))
}

/// A suite of three files, one of which is the input: reading it ends in a suite or in mistakes that can be printed.
pub(crate) fn case_yaml(input: &[u8]) {
    const NAMES: [&str; 3] = [
        "visit-rating/403-5010-no-authorization",
        "visit-rating/operation",
        "suite",
    ];
    let Some((which, text)) = choose(input) else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let mut files = SuiteFiles::default();
    for name in NAMES {
        let mut cases = FILES.cases.iter();
        let mut file = cases.find(|file| file.name == name).unwrap().clone();
        if name == NAMES[which % NAMES.len()] {
            file.source = SourceText::new(format!("cases/{name}.yaml"), text);
        }
        files.cases.push(file);
    }
    in_time(|| match read(&files, Snapshots::Unchecked) {
        Ok(suite) => assert!(!suite.cases.is_empty()),
        Err(mistakes) => assert!(!mistakes.to_string().is_empty()),
    });
}

/// What the variables of a profile hold, so that it can be found wherever it comes out.
pub(crate) const SECRET: &str = "qZ7xV2kPw9LmT4";

/// A profile is read or refused, and neither shows the value of a variable.
pub(crate) fn profile(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let source = SourceText::new("staging.yaml", text);
    let environment = |name: &str| match name {
        "TOKEN" => Some(format!("eyJhbGciOiJIUzI1NiJ9.{SECRET}.{SECRET}")),
        "EMPTY" => Some(String::new()),
        "BROKEN" => Some(format!("{SECRET}\n{SECRET}")),
        "RPGU_TARGET" => Some("https://staging.example/rpgu".to_owned()),
        _ => Some(SECRET.to_owned()),
    };
    let shown = in_time(
        || match profile::read(&source, &supplied(&SUITE), &environment) {
            Ok(profile) => {
                // The names of states and targets are no secrets, and a variable may hold them.
                format!("{:?} {:?}", profile.tokens, profile.connection)
            }
            Err(mistakes) => mistakes.to_string(),
        },
    );
    assert!(!shown.contains(SECRET), "{shown}");
}

/// A `.snap` file is the one of a text, or the place where it is not can be shown. The two are parted by a NUL.
pub(crate) fn snap(input: &[u8]) {
    let Ok(input) = std::str::from_utf8(input) else {
        return;
    };
    let (content, text) = input.split_once('\0').unwrap_or((input, ""));
    assert_eq!(snapshot::compare(&snapshot::file(text), text), None);
    match in_time(|| snapshot::compare(content, text)) {
        None => assert_eq!(content.replace("\r\n", "\n"), {
            // A text with line ends of its own is compared as it is.
            let file = snapshot::file(text);
            if content == file {
                content.replace("\r\n", "\n")
            } else {
                file
            }
        }),
        Some(found) => {
            assert!(content.get(found.at.clone()).is_some(), "{found:?}");
            assert_ne!(content, snapshot::file(text));
        }
    }
}

/// An answer passes only if status, `code`, `message_code` and `message` are as documented, read by another reader.
/// The first byte chooses the status, the second one the Content-Type, the rest is the body.
pub(crate) fn answer(input: &[u8]) {
    const STATUS: [u16; 8] = [200, 400, 403, 404, 415, 500, 401, 204];
    const TYPES: [Option<&str>; 4] = [
        Some("application/json"),
        Some("application/json; charset=utf-8"),
        Some("text/html"),
        None,
    ];
    let Some((status, rest)) = choose(input) else {
        return;
    };
    let Some((kind, body)) = choose(rest) else {
        return;
    };
    let status = STATUS[status % STATUS.len()];
    let kind = TYPES[kind % TYPES.len()];
    let response = Response {
        version: Version::HTTP_11,
        status: StatusCode::from_u16(status).unwrap(),
        headers: kind
            .map(|kind| (header::CONTENT_TYPE, kind.as_bytes().to_vec()))
            .into_iter()
            .collect(),
        body: body.to_vec(),
    };
    let observation = in_time(|| Observation::of(&response));
    for operation in &SUITE.operations {
        for outcome in operation.outcomes.values() {
            let expectation = Expectation::of(outcome);
            let comparison =
                in_time(|| compare(operation, &outcome.id, &expectation, &observation));
            if comparison.findings.is_empty() {
                must_match(&expectation, status, body);
            }
        }
    }
}

/// The three fields, as a reader sees them that knows nothing of this program's.
fn must_match(expectation: &Expectation, status: u16, body: &[u8]) {
    match expectation.status {
        ExpectedStatus::Exactly(wanted) => assert_eq!(status, wanted),
        ExpectedStatus::AnyClientError => assert!((400..500).contains(&status)),
    }
    let ExpectedContent::Model {
        member,
        message_code,
        message,
    } = &expectation.content
    else {
        return;
    };
    let body: Json = serde_json::from_slice(body).unwrap();
    assert_eq!(body["code"].as_u64(), Some(u64::from(status)));
    let codes = [&body["message_code"], &body[member.as_str()]];
    let codes: Vec<&str> = codes.into_iter().filter_map(Json::as_str).collect();
    assert!(!codes.is_empty());
    if let ExpectedMessageCode::Exactly(wanted) = message_code {
        assert!(codes.iter().all(|code| code == wanted));
    }
    let said = body["message"].as_str().map(fold);
    match message {
        ExpectedMessage::Unspecified => {}
        ExpectedMessage::AnyString => assert!(said.is_some()),
        ExpectedMessage::Documented { text, alternatives } => {
            let said = said.unwrap();
            let mut texts = alternatives.iter().map(|other| &other.text).chain([text]);
            // A placeholder stands for something; what is before it does not.
            assert!(texts.any(|text| {
                let text = fold(text);
                match text.split_once('{') {
                    None => said == text,
                    Some((before, _)) => said.starts_with(before),
                }
            }));
        }
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// No text that is masked holds the secret any more. The first byte is the secret's length, then come secret and text.
pub(crate) fn redaction(input: &[u8]) {
    let Some((length, rest)) = choose(input) else {
        return;
    };
    // What a header can carry, and long enough to be told from words.
    let Some((secret, text)) = rest.split_at_checked(16 + length % 48) else {
        return;
    };
    if !secret.iter().all(u8::is_ascii_graphic) {
        return;
    }
    let secret = std::str::from_utf8(secret).unwrap();
    let mask = Mask::of_values([secret]);
    let masked = in_time(|| mask.bytes(text));
    let masked = String::from_utf8_lossy(&masked);
    assert!(!masked.contains(secret), "{secret} in {masked}");
    assert!(!mask.leaks(&masked), "{secret} in {masked}");
}

struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {}
}

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate().unwrap());

/// A true certificate of the reference server.
static CERTIFIED: LazyLock<Sealed> = LazyLock::new(|| {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let draft = runtime.block_on(async {
        let server = Reference::start(Options {
            port: 0,
            behaviour: Behaviour::Literal,
        })
        .await
        .unwrap();
        let target = reference_target(&SUITE, &server).unwrap();
        let all = SUITE.indexed_cases().map(|(index, _)| index).collect();
        let run = pipeline::run(&SUITE, all, &target, 16, &Stop::default(), &Quiet).await;
        Draft::new(&SUITE, &target, &run, Language::En).unwrap()
    });
    let product = Product {
        vendor: "Vendor".parse().unwrap(),
        name: "Clinic".parse().unwrap(),
        version: "1".parse().unwrap(),
    };
    let issued = Timestamp::now();
    let validity = Validity {
        issued,
        expires: issued + SignedDuration::from_hours(24),
    };
    draft.seal(&SUITE, &product, validity, &KEY).unwrap()
});

/// Makes the certificate, which takes longer than judging it.
#[allow(dead_code, reason = "a fuzzer times its inputs, cargo test does not")]
pub(crate) fn prepare_certificate() {
    LazyLock::force(&CERTIFIED);
}

/// A certificate of which one file is the input, or whose statement is, signed again: it is judged without a panic, and
/// what the signer did not sign proves nothing.
pub(crate) fn certificate(input: &[u8]) {
    let Some((which, content)) = choose(input) else {
        return;
    };
    let mut files = CERTIFIED.files.clone();
    let names: Vec<String> = files.keys().cloned().collect();
    match names.get(which % (names.len() + 1)) {
        Some(name) => {
            files.insert(name.clone(), content.to_vec());
            let verification = in_time(|| verify(&files, &KEY.public(), &SUITE, Timestamp::now()));
            let said = verification.problems.iter().map(ToString::to_string);
            let said = said.collect::<Vec<_>>().join("\n");
            // An envelope may be written in more ways than one; what is in it may not.
            assert!(
                verification.result().is_none()
                    || name == CERTIFICATE
                    || CERTIFIED.files[name] == content,
                "{name}: {said}"
            );
        }
        None => {
            let envelope = Envelope::seal(content, &KEY).to_bytes();
            files.insert(CERTIFICATE.to_owned(), envelope);
            let verification = in_time(|| verify(&files, &KEY.public(), &SUITE, Timestamp::now()));
            if verification.statement.is_none() {
                assert!(verification.result().is_none());
            }
        }
    }
}
