//! Nothing in a certificate can be changed unseen: each change is refused, with a sentence that says what.

use std::collections::BTreeSet;

use rpgu_conformance::certificate::{CERTIFICATE, Files, PrivateKey, ProblemCode};
use serde_json::{Value as Json, json};

use super::support::{KEY, PASSED, check, problems, refused, sign, statement};

/// Every byte of the envelope, each with one bit turned.
#[test]
fn no_byte_of_the_envelope_can_be_flipped() {
    let envelope = &PASSED.files[CERTIFICATE];
    assert!(envelope.len() > 200);
    let of_envelope = BTreeSet::from([
        ProblemCode::Envelope,
        ProblemCode::OtherKey,
        ProblemCode::Signature,
    ]);
    for at in 0..envelope.len() {
        let mut bytes = envelope.clone();
        bytes[at] ^= 1 << (at % 7);
        // The rest of the folder would only cost time: it is the envelope that must be refused.
        let files = Files::from([(CERTIFICATE.to_owned(), bytes)]);
        let verification = check(&files);
        let named = verification
            .problems
            .iter()
            .any(|problem| of_envelope.contains(&problem.code) && problem.place == CERTIFICATE);
        assert!(named, "byte {at}: {:?}", problems(&verification));
    }
}

/// Whole folders, at some bytes of the envelope: the rest of the check does not change anybody's mind.
#[test]
fn a_flipped_envelope_is_refused_whatever_else_is_right() {
    let length = PASSED.files[CERTIFICATE].len();
    for at in (0..length).step_by(length / 20) {
        let mut files = PASSED.files.clone();
        files.get_mut(CERTIFICATE).unwrap()[at] ^= 1;
        assert_eq!(check(&files).result(), None, "byte {at}");
    }
}

#[test]
fn no_byte_of_a_file_can_be_flipped() {
    for name in PASSED.files.keys().filter(|name| *name != CERTIFICATE) {
        let length = PASSED.files[name].len();
        for at in (0..length).step_by(length / 15) {
            let mut files = PASSED.files.clone();
            files.get_mut(name).unwrap()[at] ^= 1;
            refused(&files, ProblemCode::Digest, name);
        }
    }
}

#[test]
fn no_file_can_be_missing_or_added() {
    for name in PASSED.files.keys() {
        let mut files = PASSED.files.clone();
        files.remove(name);
        refused(&files, ProblemCode::FileMissing, name);
    }
    for name in ["README", "report.json~", "certificate.JSON", ".hidden"] {
        let mut files = PASSED.files.clone();
        files.insert(name.to_owned(), Vec::new());
        refused(&files, ProblemCode::FileExtra, name);
    }
}

#[test]
fn another_key_is_named() {
    let other = PrivateKey::generate().unwrap();
    let payload = statement(&PASSED.files).to_string();
    let mut files = PASSED.files.clone();
    sign(&mut files, payload.as_bytes(), &other);
    refused(&files, ProblemCode::OtherKey, &other.public().id());
    refused(&files, ProblemCode::OtherKey, &KEY.public().id());

    // Its signature under the right key's name.
    let text = String::from_utf8(files[CERTIFICATE].clone()).unwrap();
    let text = text.replace(&other.public().id(), &KEY.public().id());
    files.insert(CERTIFICATE.to_owned(), text.into_bytes());
    refused(&files, ProblemCode::Signature, "the signature does not fit");
}

#[test]
fn an_envelope_has_one_form_only() {
    let envelope: Json = serde_json::from_slice(&PASSED.files[CERTIFICATE]).unwrap();
    let text = String::from_utf8(PASSED.files[CERTIFICATE].clone()).unwrap();
    let with = |change: &dyn Fn(&mut Json)| {
        let mut envelope = envelope.clone();
        change(&mut envelope);
        format!("{envelope}\n")
    };
    let signature = envelope["signatures"][0].clone();
    for (name, text) in [
        (
            "unknown field",
            with(&|envelope| envelope["more"] = 1.into()),
        ),
        (
            "unknown field",
            with(&|envelope| envelope["signatures"][0]["cert"] = "x".into()),
        ),
        (
            "0 signatures",
            with(&|envelope| envelope["signatures"] = json!([])),
        ),
        (
            "2 signatures",
            with(&|envelope| envelope["signatures"] = json!([signature, signature])),
        ),
        (
            "text/plain",
            with(&|envelope| envelope["payloadType"] = "text/plain".into()),
        ),
        (
            "missing field",
            with(&|envelope| {
                envelope["signatures"][0]
                    .as_object_mut()
                    .unwrap()
                    .remove("keyid");
            }),
        ),
        (
            "base64",
            with(&|envelope| {
                let sig = envelope["signatures"][0]["sig"]
                    .as_str()
                    .unwrap()
                    .trim_end_matches('=')
                    .to_owned();
                envelope["signatures"][0]["sig"] = sig.into();
            }),
        ),
        // The last digit before the padding has bits that mean nothing.
        (
            "base64",
            text.replace(
                signature["sig"].as_str().unwrap(),
                &loose(signature["sig"].as_str().unwrap()),
            ),
        ),
        ("other bytes", text.replace(':', ": ")),
        (
            "other bytes",
            text.replace("payloadType", "payload\\u0054ype"),
        ),
        ("other bytes", text.trim_end().to_owned()),
        (
            "duplicate field",
            text.replacen('{', "{\"payload\":\"\",", 1),
        ),
        ("trailing characters", format!("{text}{text}")),
        ("EOF", String::new()),
        ("recursion limit", "[".repeat(100_000)),
    ] {
        let mut files = PASSED.files.clone();
        files.insert(CERTIFICATE.to_owned(), text.into_bytes());
        let verification = check(&files);
        assert_eq!(verification.result(), None, "{name}");
        let sentences = problems(&verification).join("\n");
        assert!(
            sentences.contains(name)
                || (name == "recursion limit" && sentences.contains("no DSSE envelope")),
            "{name}: {sentences}"
        );
    }
}

/// The same signature with a bit set that base64 has no use for.
fn loose(sig: &str) -> String {
    let digits: Vec<char> = sig.trim_end_matches('=').chars().collect();
    assert_eq!(
        digits.len(),
        86,
        "64 bytes end in a digit with four idle bits"
    );
    let (last, rest) = digits.split_last().unwrap();
    let alphabet: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['+', '/'])
        .collect();
    let at = alphabet.iter().position(|digit| digit == last).unwrap();
    format!("{}{}==", rest.iter().collect::<String>(), alphabet[at + 1])
}
