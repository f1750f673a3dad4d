//! A suite for an operation that this program has never heard of, with states and tokens of its own, against a server
//! that stands in this file: adding an operation takes no Rust.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as PathValue, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{post, put};
use rstest::rstest;
use serde_json::{Value as Json, json};

use crate::support::program;

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/third-suite");
const PATIENT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
const OUTDATED: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl";

/// What the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Confirms again what is confirmed.
    ConfirmsTwice,
    /// Checks no signature.
    AnySignature,
    /// Says 401 where the page says 403.
    Unauthorized,
    /// Confirms what is over.
    ConfirmsTheMissed,
    /// A refusal confirms all the same.
    RefusalConfirms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Appointment {
    Booked,
    Missed,
    Confirmed,
}

type Answer = (StatusCode, [(header::HeaderName, &'static str); 1], String);

struct Clinic {
    fault: Fault,
    appointments: Mutex<HashMap<String, Appointment>>,
}

fn answer(status: u16, code: &str, message: &str) -> Answer {
    let body = json!({ "code": status, "message_code": code, "message": message });
    let status = StatusCode::from_u16(status).unwrap();
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
}

async fn confirm(
    State(clinic): State<Arc<Clinic>>,
    PathValue(id): PathValue<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut appointments = clinic.appointments.lock().unwrap();
    let known = appointments.get_mut(&id).unwrap();
    let refuse = |known: &mut Appointment, status, code, message| {
        if clinic.fault == Fault::RefusalConfirms && *known == Appointment::Booked {
            *known = Appointment::Confirmed;
        }
        answer(status, code, message)
    };
    let token = headers["authorization"]
        .to_str()
        .unwrap()
        .trim_start_matches("Bearer ");
    let denied = if clinic.fault == Fault::Unauthorized {
        401
    } else {
        403
    };
    if token == OUTDATED {
        return refuse(known, denied, "5007", "The token is out of date");
    }
    if token != PATIENT && clinic.fault != Fault::AnySignature {
        return refuse(known, denied, "5009", "The signature is wrong");
    }
    let body: Json = serde_json::from_slice(&body).unwrap();
    if body["phone"].is_null() || body["channel"].is_null() {
        return refuse(known, 400, "1", "Something is missing");
    }
    match known {
        Appointment::Missed if clinic.fault != Fault::ConfirmsTheMissed => {
            answer(400, "6001", "The appointment is over")
        }
        Appointment::Confirmed if clinic.fault != Fault::ConfirmsTwice => {
            answer(409, "6002", "The appointment is confirmed already")
        }
        _ => {
            *known = Appointment::Confirmed;
            answer(200, "2000", "Confirmed")
        }
    }
}

async fn states(State(clinic): State<Arc<Clinic>>, asked: Bytes) -> String {
    let asked: Json = serde_json::from_slice(&asked).unwrap();
    let mut appointments = clinic.appointments.lock().unwrap();
    let id = format!("appointment-{}", appointments.len());
    if asked["action"] == "setup" {
        let state = match asked["state"].as_str().unwrap() {
            "appointment.booked" => Appointment::Booked,
            "appointment.missed" => Appointment::Missed,
            other => panic!("{other}"),
        };
        appointments.insert(id.clone(), state);
    }
    json!({ "id": id }).to_string()
}

/// Runs the suite against the server; the report and the exit code.
async fn run(fault: Fault) -> (Json, i32) {
    let clinic = Arc::new(Clinic {
        fault,
        appointments: Mutex::default(),
    });
    let server = Router::new()
        .route(
            "/api/v3/appointments/{appointment}/confirmation",
            put(confirm),
        )
        .route("/states", post(states))
        .with_state(clinic);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, server).await });
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("clinic.yaml");
    std::fs::write(
        &profile,
        format!(
            "target: {address}\ntokens: {{ patient: {PATIENT}, outdated: {OUTDATED} }}\nprovider_states: {address}/states\n"
        ),
    )
    .unwrap();
    let ran = tokio::task::spawn_blocking(move || {
        program()
            .args([
                "--suite",
                SUITE,
                "--format",
                "json",
                "run",
                "--level",
                "should",
                "--profile",
            ])
            .arg(profile)
            .output()
            .unwrap()
    })
    .await
    .unwrap();
    serving.abort();
    let report = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    (report, ran.status.code().unwrap())
}

fn with_verdict<'a>(report: &'a Json, verdict: &str) -> Vec<&'a str> {
    let cases = report["cases"].as_array().unwrap().iter();
    cases
        .filter(|case| case["verdict"] == verdict)
        .map(|case| case["id"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_server_passes_every_case() {
    let (report, code) = run(Fault::None).await;
    assert_eq!(with_verdict(&report, "pass").len(), 8, "{report:#}");
    assert_eq!(
        (code, report["conclusion"].as_str()),
        (0, Some("conforming"))
    );
}

#[rstest]
#[case(
    Fault::ConfirmsTwice,
    "visit-confirm/409-6002-confirmed-twice",
    "status"
)]
#[case(Fault::AnySignature, "visit-confirm/403-5009-forged-token", "status")]
#[case(Fault::Unauthorized, "visit-confirm/403-5007-outdated-token", "status")]
#[case(Fault::ConfirmsTheMissed, "visit-confirm/400-6001-missed", "status")]
#[case(
    Fault::RefusalConfirms,
    "visit-confirm/403-5007-outdated-token",
    "state_changed"
)]
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_server_fails(#[case] fault: Fault, #[case] case: &str, #[case] finding: &str) {
    let (report, code) = run(fault).await;
    assert_eq!(code, 1);
    assert!(with_verdict(&report, "fail").contains(&case), "{report:#}");
    let cases = report["cases"].as_array().unwrap();
    let found = cases.iter().find(|known| known["id"] == case).unwrap();
    let findings = found["findings"].as_array().unwrap().iter();
    let codes: Vec<&str> = findings
        .map(|found| found["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&finding), "{codes:?}");
}

/// No name of that suite, and none of this program's own suite that a suite should give, stands in the code that reads,
/// plans, sends and judges.
#[test]
fn no_stage_knows_the_names_of_a_suite() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for stage in [
        "suite",
        "plan",
        "exchange",
        "judge",
        "profile",
        "target",
        "pipeline.rs",
    ] {
        for (path, text) in sources(&root.join(stage)) {
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                for name in [
                    "visit.",
                    "history.",
                    "\"valid\"",
                    "\"expired\"",
                    "appointment",
                    "/api/",
                ] {
                    let quoted = line.contains('"') && line.contains(name);
                    // The form of names is explained by an example.
                    let is_example = line.contains("such as") || line.contains("write ");
                    assert!(!quoted || is_example, "{}: {line}", path.display());
                }
            }
        }
    }
}

fn sources(path: &Path) -> Vec<(std::path::PathBuf, String)> {
    if path.is_file() {
        return vec![(path.to_owned(), std::fs::read_to_string(path).unwrap())];
    }
    std::fs::read_dir(path)
        .unwrap()
        .flat_map(|entry| sources(&entry.unwrap().path()))
        .collect()
}
