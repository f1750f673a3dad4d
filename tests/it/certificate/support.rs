//! A certified server and the key of whoever certified it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rpgu_conformance::certificate::{
    CERTIFICATE, Draft, Envelope, Files, PrivateKey, ProblemCode, Product, Sealed, Validity,
    Verification, verify,
};
use rpgu_conformance::exchange::{LaneRecord, Progress, Stop};
use rpgu_conformance::pipeline;
use rpgu_conformance::plan::ChangePolicy;
use rpgu_conformance::reference::{Behaviour, FAULTS, Fault, Kill, Options, Reference};
use rpgu_conformance::report::Language;
use rpgu_conformance::suite::{Snapshots, Source, Suite, read};
use rpgu_conformance::target::{Target, reference_target};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

pub(super) static SUITE: LazyLock<Suite> =
    LazyLock::new(|| read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap());

pub(super) static KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate().unwrap());

/// Certificates of the literal server, of one with a quirk, and of one with a fault.
pub(super) static PASSED: LazyLock<Sealed> = LazyLock::new(|| certified(Behaviour::Literal));
pub(super) static WARNED: LazyLock<Sealed> =
    LazyLock::new(|| certified(Behaviour::Fault(killed_by(Kill::Quirk))));
pub(super) static FAILED: LazyLock<Sealed> =
    LazyLock::new(|| certified(Behaviour::Fault(killed_by(Kill::Fail))));

pub(super) fn killed_by(kill: Kill) -> &'static Fault {
    FAULTS.iter().find(|fault| fault.verdict == kill).unwrap()
}

struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {}
}

/// What a test changes of the target before it is asked.
pub(super) type Prepare = fn(&mut Target);

/// Runs the whole suite against a server.
pub(super) fn draft(behaviour: Behaviour, prepare: Prepare) -> Draft {
    draft_in(Language::En, behaviour, prepare)
}

/// The same, for people who read another language.
pub(super) fn draft_in(language: Language, behaviour: Behaviour, prepare: Prepare) -> Draft {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = Reference::start(Options { port: 0, behaviour })
            .await
            .unwrap();
        let mut target = reference_target(&SUITE, &server).unwrap();
        prepare(&mut target);
        let all = SUITE.indexed_cases().map(|(index, _)| index).collect();
        let run = pipeline::run(&SUITE, all, &target, 16, &Stop::default(), &Quiet).await;
        Draft::new(&SUITE, &target, &run, language).unwrap()
    })
}

pub(super) fn nothing_else(_: &mut Target) {}

pub(super) fn changes_forbidden(target: &mut Target) {
    target.supply.changes = ChangePolicy::Forbidden;
}

pub(super) fn certified(behaviour: Behaviour) -> Sealed {
    draft(behaviour, nothing_else)
        .seal(&SUITE, &product(), valid_for_a_year(), &KEY)
        .unwrap()
}

pub(super) fn product() -> Product {
    Product {
        vendor: "ООО «Вендор»".parse().unwrap(),
        name: "Clinic".parse().unwrap(),
        version: "1.2".parse().unwrap(),
    }
}

pub(super) fn valid_for_a_year() -> Validity {
    let issued = Timestamp::now();
    Validity {
        issued,
        expires: issued + jiff::SignedDuration::from_hours(24 * 365),
    }
}

pub(super) fn check(files: &Files) -> Verification {
    verify(files, &KEY.public(), &SUITE, Timestamp::now())
}

/// The problems as sentences.
pub(super) fn problems(verification: &Verification) -> Vec<String> {
    let problems = verification.problems.iter();
    problems.map(ToString::to_string).collect()
}

pub(super) fn json(files: &Files, name: &str) -> Json {
    serde_json::from_slice(&files[name]).unwrap()
}

pub(super) fn statement(files: &Files) -> Json {
    let payload = STANDARD
        .decode(json(files, CERTIFICATE)["payload"].as_str().unwrap())
        .unwrap();
    serde_json::from_slice(&payload).unwrap()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What a dishonest owner of the key can do: change a file, put its digest into the statement, and sign again.
pub(super) fn resigned(
    sealed: &Sealed,
    name: &str,
    change: impl FnOnce(&mut Json),
    change_statement: impl FnOnce(&mut Json),
) -> Files {
    let mut files = sealed.files.clone();
    if name != CERTIFICATE {
        let mut content = json(&files, name);
        change(&mut content);
        let mut bytes = serde_json::to_vec_pretty(&content).unwrap();
        bytes.push(b'\n');
        files.insert(name.to_owned(), bytes);
    }
    let mut statement = statement(&files);
    let digests: BTreeMap<&String, String> = files
        .iter()
        .map(|(name, bytes)| (name, hex(bytes)))
        .collect();
    for entry in statement["predicate"]["configuration"]
        .as_array_mut()
        .unwrap()
    {
        if let Some(digest) = digests.get(&entry["name"].as_str().unwrap().to_owned()) {
            entry["digest"]["sha256"] = digest.as_str().into();
        }
    }
    statement["subject"][0]["digest"]["sha256"] =
        digests[&"exchanges.json".to_owned()].as_str().into();
    change_statement(&mut statement);
    sign(&mut files, &serde_json::to_vec(&statement).unwrap(), &KEY);
    files
}

pub(super) fn sign(files: &mut Files, payload: &[u8], key: &PrivateKey) {
    files.insert(
        CERTIFICATE.to_owned(),
        Envelope::seal(payload, key).to_bytes(),
    );
}

/// Refused with this code, in a sentence that names this.
#[track_caller]
pub(super) fn refused(files: &Files, code: ProblemCode, names: &str) {
    let verification = check(files);
    let found = verification
        .problems
        .iter()
        .any(|problem| problem.code == code && problem.to_string().contains(names));
    assert!(found, "{code:?} {names}: {:#?}", problems(&verification));
    assert_eq!(verification.result(), None);
}

pub(super) fn unchanged(_: &mut Json) {}

/// The statement is changed and signed again by the owner of the key.
pub(super) fn resaid(sealed: &Sealed, change: impl FnOnce(&mut Json)) -> Files {
    resigned(sealed, CERTIFICATE, unchanged, change)
}
