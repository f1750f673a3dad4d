//! Reports when a run is stopped, and under GitHub Actions.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use insta::assert_snapshot;
use rpgu_conformance::reference::{Behaviour, FAULTS};
use tempfile::TempDir;

use super::owner::Owner;
use crate::support::{Ran, program};

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

#[cfg(unix)]
fn interrupt(child: &Child) {
    let signal = Command::new("kill")
        .arg("-INT")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    assert!(signal.success());
}

/// Ctrl-C while a program takes its time to make the token: it is not waited for.
#[cfg(unix)]
#[test]
fn ctrl_c_does_not_wait_for_a_token() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("p.yaml");
    let profile = "target: http://127.0.0.1:9\ntokens:\n  valid: { command: [sh, -c, 'echo started >&2; exec sleep 60'] }\n";
    std::fs::write(&path, profile).unwrap();
    let mut child = program()
        .args(["run", "--profile"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = [0; 8];
    let stderr = child.stderr.as_mut().unwrap();
    stderr.read_exact(&mut said).unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r"
    stopping after the exchanges under way; press Ctrl-C again to stop at once
    error: stopped before the first request: nothing was sent to the target
    ");
}

/// Ctrl-C while the first request waits for its answer: that exchange is finished, no other is begun, and the reports
/// are whole.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_whole_reports() {
    let folder = TempDir::new().unwrap();
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let path = folder.path().join("p.yaml");
    let profile = format!(
        "target: http://{}\ntokens: {{ valid: {JWT}, expired: {JWT} }}\nstates: {{ visit.active: [a] }}\n",
        target.local_addr().unwrap()
    );
    std::fs::write(&path, profile).unwrap();
    let (json, junit) = (folder.path().join("a.json"), folder.path().join("b.xml"));
    let child = program()
        .args(["run", "--quiet", "--jobs", "1", "--profile"])
        .arg(&path)
        .arg(format!("--report=json={}", json.display()))
        .arg(format!("--report=junit={}", junit.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut connection, _) = target.accept().unwrap();
    let mut request = [0; 4096];
    assert!(connection.read(&mut request).unwrap() > 0);
    interrupt(&child);
    // The program says that it stops; only then does the target answer.
    let mut child = child;
    let mut said = [0; 1];
    child
        .stderr
        .as_mut()
        .unwrap()
        .read_exact(&mut said)
        .unwrap();
    connection
        .write_all(b"HTTP/1.1 500 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));

    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    let stopped = report["cases"].as_array().unwrap().iter().filter(|case| {
        case["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["code"] == "stopped")
    });
    assert!(stopped.count() > 0);
    let junit = std::fs::read_to_string(junit).unwrap();
    quick_junit::Report::deserialize_from_str(&junit).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn github_shows_annotations_and_a_summary() {
    let fault = FAULTS
        .iter()
        .find(|fault| fault.name == "expired-401")
        .unwrap();
    let owner = Owner::start(Behaviour::Fault(fault)).await;
    let mut command = program();
    command
        .args(["run", "--quiet", "--profile"])
        .arg(owner.on_demand("p.yaml"))
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", owner.path("summary.md"));
    let folder = owner.folder().to_owned();
    let ran = tokio::task::spawn_blocking(move || Ran::of(&mut command, &folder))
        .await
        .unwrap();
    let summary = std::fs::read_to_string(owner.path("summary.md")).unwrap();
    let stable = |text: &str| text.replace(&owner.server.url(), "URL");
    assert_snapshot!("github_annotations", stable(&ran.show()));
    let summary = crate::reports::languages::stable(&stable(&summary));
    assert_snapshot!("github_summary", summary);
}
