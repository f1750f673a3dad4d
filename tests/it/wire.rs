//! What is really sent: byte for byte as a target sees it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use insta::assert_snapshot;
use rstest::rstest;
use tempfile::TempDir;

use crate::support::{Ran, program};

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// Reads one request, hands it on, and only then refuses it.
fn answer(stream: TcpStream, requests: &mpsc::Sender<String>) {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        request.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request.push('\n');
    request.push_str(&String::from_utf8(body).unwrap());
    requests.send(request.replace("\r\n", "\n")).unwrap();
    let refusal = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    reader.get_mut().write_all(refusal).unwrap();
}

/// The requests that one case sends, on an identifier that is no plain word.
fn sent(case: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("p.yaml");
    let text = format!(
        "target: http://{address}/base\ntokens: {{ valid: {JWT}, expired: {JWT} }}\n\
         states: {{ visit.active: [\"a/b?c d\"], history.unrated: [\"г_1\"] }}\nheaders: {{ X-Gateway: key }}\n"
    );
    std::fs::write(&profile, text).unwrap();
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            answer(stream, &sender);
        }
    });
    let mut command = program();
    // Neither proxy exists: a request that went there would get no answer.
    command
        .env("http_proxy", "http://127.0.0.1:9")
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .args([
            "run",
            "--quiet",
            "--jobs",
            "1",
            "--select",
            case,
            "--profile",
        ])
        .arg(&profile);
    let ran = Ran::of(&mut command, folder.path());
    assert!([Some(1), Some(3)].contains(&ran.code), "{}", ran.show());
    let requests: Vec<String> = requests.try_iter().collect();
    requests
        .join("-----\n")
        .replace(&address.to_string(), "HOST")
}

#[rstest]
#[case::delete_without_a_body("visit-cancel/200-2000-cancelled")]
#[case::delete_with_a_body("visit-cancel/200-2000-reason-6")]
#[case::neither_body_nor_content_type("visit-cancel/415-no-content-type")]
#[case::a_body_without_content_type("visit-cancel/415-no-content-type-with-body")]
#[case::no_authorization("visit-cancel/403-5010-no-authorization")]
#[case::a_tampered_token("visit-cancel/403-5009-tampered-signature")]
#[case::post("visit-rating/200-2000-rated")]
#[case::post_without_a_member("visit-rating/4xx-missing-field/notes")]
#[case::post_with_broken_json("visit-rating/404-4001-unreadable-body/cut-short")]
fn requests_are_as_the_case_says(#[case] case: &str) {
    assert_snapshot!(format!("wire_{}", case.replace('/', "_")), sent(case));
}
