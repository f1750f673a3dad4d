//! Certificates in the hands of programs that know nothing of this one.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rpgu_conformance::certificate::{CERTIFICATE, PrivateKey};
use serde_json::Value as Json;
use tempfile::TempDir;

use super::support::{FAILED, KEY, PASSED, WARNED, json, statement};

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

fn schema() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/in-toto-test-result.schema.json");
    let schema: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

#[test]
fn statements_are_what_in_toto_defines() {
    let schema = schema();
    for sealed in [&*PASSED, &*WARNED, &*FAILED] {
        let statement = statement(&sealed.files);
        let errors: Vec<String> = schema
            .iter_errors(&statement)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

/// Otherwise the schema would prove nothing.
#[test]
fn the_schema_refuses_what_in_toto_does() {
    let schema = schema();
    type Spoil = fn(&mut Json);
    let spoils: [(&str, Spoil); 9] = [
        ("no subject", |statement| {
            statement["subject"] = Json::Array(Vec::new())
        }),
        ("no digest", |statement| {
            statement["subject"][0]
                .as_object_mut()
                .unwrap()
                .remove("digest");
        }),
        ("upper case", |statement| {
            statement["subject"][0]["digest"]["sha256"] = "AB".repeat(32).into();
        }),
        ("another statement", |statement| {
            statement["_type"] = "https://in-toto.io/Statement/v2".into()
        }),
        ("another predicate", |statement| {
            statement["predicateType"] = "https://slsa.dev/provenance/v1".into()
        }),
        ("another result", |statement| {
            statement["predicate"]["result"] = "passed".into()
        }),
        ("no configuration", |statement| {
            statement["predicate"]
                .as_object_mut()
                .unwrap()
                .remove("configuration");
        }),
        ("an empty descriptor", |statement| {
            statement["predicate"]["configuration"][0] = serde_json::json!({ "name": "suite" });
        }),
        ("a number as test", |statement| {
            statement["predicate"]["passedTests"][0] = 1.into()
        }),
    ];
    for (what, spoil) in spoils {
        let mut statement = statement(&PASSED.files);
        spoil(&mut statement);
        assert!(!schema.is_valid(&statement), "{what}");
    }
}
