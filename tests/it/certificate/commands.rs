//! The commands as vendors and those who receive a certificate run them.

use std::fs;
use std::path::{Path, PathBuf};

use rpgu_conformance::reference::{Behaviour, Kill, Options, Reference};
use rstest::rstest;
use serde_json::Value as Json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::support::{PASSED, killed_by};
use crate::support::{Ran, SuiteFolder, program};

/// A vendor's desk: a server, its profile, a key.
struct Desk {
    folder: TempDir,
    // In this order: the server goes before what it runs on.
    _server: Reference,
    _runtime: Runtime,
}

impl Desk {
    fn new(behaviour: Behaviour) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime
            .block_on(Reference::start(Options { port: 0, behaviour }))
            .unwrap();
        let folder = TempDir::new().unwrap();
        let profile = format!(
            "target: {}\ntokens:\n  valid: {}\n  expired: {}\nprovider_states: {}\n",
            server.url(),
            server.valid_token(),
            server.expired_token(),
            server.provider_states_url(),
        );
        fs::write(folder.path().join("profile.yaml"), profile).unwrap();
        let desk = Self {
            folder,
            _server: server,
            _runtime: runtime,
        };
        assert_eq!(desk.run(&["keygen", "--out", "key.pem"]).code, Some(0));
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = program();
        command
            .current_dir(self.path())
            .args(arguments)
            .envs(environment.iter().copied());
        Ran::of(&mut command, self.path())
    }

    fn certify(&self, more: &[&str]) -> Ran {
        let mut arguments = vec![
            "certify",
            "--profile",
            "profile.yaml",
            "--vendor",
            "Vendor",
            "--product",
            "Clinic",
            "--version",
            "1.2",
            "--key",
            "key.pem",
            "--out",
            "out",
            "--quiet",
        ];
        arguments.extend(more);
        self.run(&arguments)
    }

    fn verify(&self) -> Ran {
        self.run(&["verify", "out", "--key", "key.pub.pem"])
    }

    fn entries(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// The files of a certificate in a folder.
fn lay_out(folder: &Path) -> PathBuf {
    let out = folder.join("out");
    fs::create_dir(&out).unwrap();
    for (name, bytes) in &PASSED.files {
        fs::write(out.join(name), bytes).unwrap();
    }
    out
}

#[test]
fn certified_and_verified() {
    let desk = Desk::new(Behaviour::Literal);
    let ran = desk.certify(&[]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert!(
        ran.err.contains("Clinic 1.2 of Vendor PASSED"),
        "{}",
        ran.err
    );
    let mut files: Vec<String> = fs::read_dir(desk.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let wanted: Vec<&String> = PASSED.files.keys().collect();
    assert_eq!(files.iter().collect::<Vec<_>>(), wanted);

    let ran = desk.verify();
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    assert!(ran.out.starts_with("VALID, PASSED"), "{}", ran.out);
    assert!(ran.out.contains("It does not establish:"), "{}", ran.out);

    // Nothing is overwritten.
    let ran = desk.certify(&[]);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(ran.err.contains("out is not empty"), "{}", ran.err);
}

#[test]
fn a_quirk_is_valid_and_warned() {
    let desk = Desk::new(Behaviour::Fault(killed_by(Kill::Quirk)));
    assert_eq!(desk.certify(&[]).code, Some(0));
    let ran = desk.run(&["verify", "out", "--key", "key.pub.pem", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    let verified: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(verified["valid"], true);
    assert_eq!(verified["result"], "WARNED");
    assert_eq!(verified["statement"]["subject"][0]["name"], "Clinic@1.2");
}

#[test]
fn a_failure_is_signed_and_never_looks_like_a_certificate() {
    let desk = Desk::new(Behaviour::Fault(killed_by(Kill::Fail)));
    let ran = desk.certify(&[]);
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(
        ran.err
            .contains("FAILED; this is a signed result, and no certificate"),
        "{}",
        ran.err
    );
    let ran = desk.verify();
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(
        ran.out.starts_with("FAILED: the signature is valid"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("VALID,"), "{}", ran.out);
}

#[test]
fn without_every_must_case_nothing_is_written() {
    let desk = Desk::new(Behaviour::Literal);
    let profile = desk.path().join("profile.yaml");
    let text = fs::read_to_string(&profile).unwrap();
    let without: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("expired:"))
        .collect();
    fs::write(&profile, without.join("\n")).unwrap();
    let before = desk.entries();
    let ran = desk.certify(&[]);
    assert_eq!(ran.code, Some(3), "{}", ran.show());
    assert!(ran.err.contains("no certificate: "), "{}", ran.err);
    assert!(
        ran.err.contains("blocked visit-cancel/403-5007"),
        "{}",
        ran.err
    );
    assert_eq!(desk.entries(), before);
}

#[test]
fn a_target_that_is_not_there_is_exit_code_4() {
    let desk = Desk::new(Behaviour::Literal);
    let profile = desk.path().join("profile.yaml");
    let text = fs::read_to_string(&profile).unwrap();
    let (target, rest) = text.split_once('\n').unwrap();
    assert!(target.starts_with("target: "));
    fs::write(&profile, format!("target: http://127.0.0.1:9\n{rest}")).unwrap();
    let ran = desk.certify(&[]);
    assert_eq!(ran.code, Some(4), "{}", ran.show());
    assert!(!desk.path().join("out").exists());
}

#[rstest]
#[case("INSTA_FORCE_PASS", "1")]
#[case("INSTA_UPDATE", "no")]
fn nothing_is_certified_where_insta_is_told_to_pass(#[case] name: &str, #[case] value: &str) {
    let desk = Desk::new(Behaviour::Literal);
    let ran = desk.run_with(
        &[
            "certify",
            "--profile",
            "profile.yaml",
            "--vendor",
            "V",
            "--product",
            "P",
            "--version",
            "1",
            "--key",
            "key.pem",
            "--out",
            "out",
        ],
        &[(name, value)],
    );
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(ran.err.contains(&format!("{name} is set")), "{}", ran.err);
    assert!(!desk.path().join("out").exists());
}

#[rstest]
#[case::select(&["--select", "visit-cancel/*"])]
#[case::known_failing(&["--known-failing", "known.yaml"])]
#[case::partition(&["--partition", "1/2"])]
#[case::level(&["--level", "should"])]
#[case::no_vendor(&["--vendor", ""])]
#[case::a_vendor_of_two_lines(&["--vendor", "a\nb"])]
#[case::no_key(&["--key", "profile.yaml"])]
#[case::the_public_key(&["--key", "key.pub.pem"])]
#[case::a_full_folder(&["--out", "."])]
#[case::no_folder_around(&["--out", "none/out"])]
fn certify_takes_no_less_than_everything(#[case] more: &[&str]) {
    let desk = Desk::new(Behaviour::Literal);
    let ran = desk.certify(more);
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert_eq!(ran.out, "");
    assert!(!desk.path().join("out").exists());
}

#[test]
fn keys_are_the_owners_and_are_never_overwritten() {
    let folder = TempDir::new().unwrap();
    let keygen = |name: &str| {
        let mut command = program();
        command
            .current_dir(folder.path())
            .args(["keygen", "--out", name]);
        Ran::of(&mut command, folder.path())
    };
    assert_eq!(keygen("key.pem").code, Some(0));
    let key = fs::read(folder.path().join("key.pem")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.path().join("key.pem"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = keygen("key.pem");
    assert_eq!(again.code, Some(2), "{}", again.show());
    assert!(again.err.contains("exists already"), "{}", again.err);
    assert_eq!(fs::read(folder.path().join("key.pem")).unwrap(), key);

    // Nor is a public key, and no half pair stays.
    fs::write(folder.path().join("other.pub.pem"), "mine").unwrap();
    assert_eq!(keygen("other.pem").code, Some(2));
    assert!(!folder.path().join("other.pem").exists());
    assert_eq!(
        fs::read(folder.path().join("other.pub.pem")).unwrap(),
        b"mine"
    );
    assert_eq!(keygen("/nowhere/key.pem").code, Some(2));
}

#[test]
fn verify_says_what_it_cannot_read() {
    let desk = Desk::new(Behaviour::Literal);
    let out = lay_out(desk.path());
    // Another key than the one that signed: read, checked, and refused.
    let ran = desk.verify();
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(ran.out.starts_with("NOT VALID: 2 problems"), "{}", ran.out);

    for arguments in [
        &["verify", "nowhere", "--key", "key.pub.pem"][..],
        &["verify", "out", "--key", "nowhere.pem"],
        &["verify", "out", "--key", "key.pem"],
        &["verify", "out", "--key", "profile.yaml"],
        &["verify", "out"],
        &["verify", "profile.yaml", "--key", "key.pub.pem"],
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.show());
        assert_eq!(ran.out, "");
    }
    fs::create_dir(out.join("more")).unwrap();
    let ran = desk.verify();
    assert_eq!(ran.code, Some(2), "{}", ran.show());
    assert!(ran.err.contains("out/more is no plain file"), "{}", ran.err);
}

#[test]
fn an_own_suite_is_verified_with_itself_only() {
    let desk = Desk::new(Behaviour::Literal);
    let suite = SuiteFolder::new();
    suite.replace(
        "cases/visit-cancel/400-4021-past.yaml",
        "title: ",
        "title: So ",
    );
    let folder = suite.path().to_str().unwrap();
    let ran = desk.certify(&["--suite", folder]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
    let ran = desk.verify();
    assert_eq!(ran.code, Some(1), "{}", ran.show());
    assert!(
        ran.out
            .contains("give the folder of that suite with --suite"),
        "{}",
        ran.out
    );

    // From another place: what is signed names no folder.
    let moved = SuiteFolder::new();
    moved.replace(
        "cases/visit-cancel/400-4021-past.yaml",
        "title: ",
        "title: So ",
    );
    let ran = desk.run(&[
        "verify",
        "out",
        "--key",
        "key.pub.pem",
        "--suite",
        moved.path().to_str().unwrap(),
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.show());
}
