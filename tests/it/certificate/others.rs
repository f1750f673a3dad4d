//! Certificates in the hands of programs that know nothing of this one.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use rpgu_conformance::certificate::{CERTIFICATE, PrivateKey};
use serde_json::Value as Json;
use tempfile::TempDir;

use super::support::{FAILED, KEY, PASSED, WARNED, json, statement};
use crate::support::published;

fn openssl(arguments: &[&str], folder: &Path) -> (bool, String) {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect(
            "this test needs the program openssl, version 3: install it (apt-get install openssl)",
        );
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// The pre-authentication encoding, written down from the specification of DSSE once more.
fn encoding(envelope: &Json) -> Vec<u8> {
    let payload = STANDARD
        .decode(envelope["payload"].as_str().unwrap())
        .unwrap();
    let kind = envelope["payloadType"].as_str().unwrap();
    let mut all = Vec::new();
    for part in [
        "DSSEv1".as_bytes(),
        kind.len().to_string().as_bytes(),
        kind.as_bytes(),
        payload.len().to_string().as_bytes(),
        &payload,
    ] {
        if !all.is_empty() {
            all.push(b' ');
        }
        all.extend_from_slice(part);
    }
    all
}

#[test]
fn openssl_alone_verifies_the_signature() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    KEY.write(&folder.join("key.pem")).unwrap();
    let envelope = json(&PASSED.files, CERTIFICATE);
    let mut encoding = encoding(&envelope);
    let signature = envelope["signatures"][0]["sig"].as_str().unwrap();
    fs::write(folder.join("sig"), STANDARD.decode(signature).unwrap()).unwrap();
    let verify = [
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pub.pem",
        "-rawin",
        "-in",
        "pae",
        "-sigfile",
        "sig",
    ];
    fs::write(folder.join("pae"), &encoding).unwrap();
    let (good, text) = openssl(&verify, folder);
    assert!(good, "{text}");

    *encoding.last_mut().unwrap() ^= 1;
    fs::write(folder.join("pae"), &encoding).unwrap();
    assert!(!openssl(&verify, folder).0);
}

#[test]
fn openssl_reads_the_keys() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    PrivateKey::generate()
        .unwrap()
        .write(&folder.join("key.pem"))
        .unwrap();
    let (good, public) = openssl(&["pkey", "-in", "key.pem", "-pubout"], folder);
    assert!(good, "{public}");
    assert_eq!(
        public,
        fs::read_to_string(folder.join("key.pub.pem")).unwrap()
    );
}

/// And the other way round: the keys and the key's name are nothing of this program's own.
#[test]
fn a_key_of_openssl_signs() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (good, text) = openssl(
        &["genpkey", "-algorithm", "ed25519", "-out", "key.pem"],
        folder,
    );
    assert!(good, "{text}");
    let key = PrivateKey::read(&folder.join("key.pem")).unwrap();
    let (good, text) = openssl(
        &[
            "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "key.der",
        ],
        folder,
    );
    assert!(good, "{text}");
    let der = fs::read(folder.join("key.der")).unwrap();
    assert_eq!(key.public().id(), super::support::hex(&der));
}

/// The messages that in-toto publishes, by their names.
fn in_toto(name: &str) -> MessageDescriptor {
    static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
        let bytes = fs::read(published("in-toto-test-result.binpb")).unwrap();
        DescriptorPool::decode(bytes.as_slice()).unwrap()
    });
    POOL.get_message_by_name(name).unwrap()
}

/// What is wrong with a JSON value as a message: protobuf's mapping refuses unknown fields and values of other types.
fn as_message(name: &str, value: &Json) -> Result<(), String> {
    let message = DynamicMessage::deserialize(in_toto(name), value);
    message.map(drop).map_err(|error| error.to_string())
}

/// Holds a statement against in-toto's definitions: the messages, and the rules that their comments and
/// `in_toto_attestation.v1.{Statement,ResourceDescriptor}.validate` have on top of them.
fn in_toto_problem(statement: &Json) -> Result<(), String> {
    as_message("in_toto_attestation.v1.Statement", statement)?;
    let mut predicate = statement["predicate"].clone();
    // The one extension field, which a reader that does not know it ignores (in-toto attestation v1, parsing rules).
    let fields = predicate.as_object_mut().ok_or("no predicate")?;
    fields.shift_remove("rpguConformance");
    as_message(
        "in_toto_attestation.predicates.test_result.v0.TestResult",
        &predicate,
    )?;

    let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
    let (subjects, configuration) = (
        list(&statement["subject"]),
        list(&predicate["configuration"]),
    );
    let rules = [
        (
            "_type",
            statement["_type"] == "https://in-toto.io/Statement/v1",
        ),
        (
            "predicateType",
            statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1",
        ),
        (
            "result",
            ["PASSED", "WARNED", "FAILED"]
                .iter()
                .any(|result| predicate["result"] == *result),
        ),
        ("a subject", !subjects.is_empty()),
        ("configuration", predicate.get("configuration").is_some()),
        (
            "a digest in lower-case hexadecimal",
            subjects.iter().chain(&configuration).all(|resource| {
                let digest = resource["digest"]["sha256"].as_str().unwrap_or_default();
                digest.len() == 64 && digest.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
            }),
        ),
    ];
    match rules.into_iter().find(|(_, holds)| !holds) {
        None => Ok(()),
        Some((rule, _)) => Err(rule.to_owned()),
    }
}

#[test]
fn statements_are_what_in_toto_defines() {
    for sealed in [&*PASSED, &*WARNED, &*FAILED] {
        assert_eq!(in_toto_problem(&statement(&sealed.files)), Ok(()));
    }
}

/// Otherwise the check would prove nothing.
#[test]
fn what_in_toto_does_not_define_is_refused() {
    type Spoil = fn(&mut Json);
    let spoils: [(&str, Spoil); 11] = [
        ("a subject", |statement| {
            statement["subject"] = Json::Array(Vec::new())
        }),
        ("a digest", |statement| {
            statement["subject"][0]
                .as_object_mut()
                .unwrap()
                .remove("digest");
        }),
        ("a digest", |statement| {
            statement["subject"][0]["digest"]["sha256"] = "AB".repeat(32).into();
        }),
        ("sha-256", |statement| {
            statement["subject"][0]["sha-256"] = "ab".repeat(32).into();
        }),
        ("_type", |statement| {
            statement["_type"] = "https://in-toto.io/Statement/v2".into()
        }),
        ("predicateType", |statement| {
            statement["predicateType"] = "https://slsa.dev/provenance/v1".into()
        }),
        ("result", |statement| {
            statement["predicate"]["result"] = "passed".into()
        }),
        ("configuration", |statement| {
            statement["predicate"]
                .as_object_mut()
                .unwrap()
                .remove("configuration");
        }),
        ("a digest", |statement| {
            statement["predicate"]["configuration"][0] = serde_json::json!({ "name": "suite" });
        }),
        ("string", |statement| {
            statement["predicate"]["passedTests"][0] = 1.into()
        }),
        ("skippedTests", |statement| {
            statement["predicate"]["skippedTests"] = Json::Array(Vec::new())
        }),
    ];
    for (what, spoil) in spoils {
        let mut statement = statement(&PASSED.files);
        spoil(&mut statement);
        let problem = in_toto_problem(&statement).expect_err(what);
        assert!(problem.contains(what), "{what}: {problem}");
    }
}
