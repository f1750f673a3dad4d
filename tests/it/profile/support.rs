//! A suite's side of a profile, and short ways to read one.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use rpgu_conformance::diagnostic::{Diagnostics, SourceText};
use rpgu_conformance::exchange::client::client;
use rpgu_conformance::profile::{self, Profile, Supplied, Target, TokenErrors};
use rpgu_conformance::secret::Secret;
use rpgu_conformance::suite::{StateName, TokenName};

/// Where the profiles of the tests are said to stand, so that files beside them are found.
pub(super) const FOLDER: &str = "tests/fixtures/profiles";

/// The form of a JWT, which is all that reading looks at.
pub(super) const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// What a suite lets a profile supply.
pub(super) struct Names {
    states: Vec<StateName>,
    tokens: Vec<TokenName>,
}

impl Names {
    pub(super) fn new() -> Self {
        let states = [
            "visit.active",
            "visit.past",
            "history.unrated",
            "history.rated",
        ];
        Self {
            states: states.map(|name| StateName::new(name).unwrap()).to_vec(),
            tokens: ["expired", "valid"]
                .map(|name| TokenName::new(name).unwrap())
                .to_vec(),
        }
    }

    pub(super) fn supplied(&self) -> Supplied<'_> {
        Supplied {
            states: self.states.iter().collect(),
            tokens: self.tokens.iter().collect(),
            expired: vec![token(&self.tokens, "expired")],
            tampered: vec![token(&self.tokens, "valid")],
        }
    }
}

fn token<'a>(tokens: &'a [TokenName], name: &str) -> &'a TokenName {
    tokens.iter().find(|token| token.as_str() == name).unwrap()
}

/// A profile file.
pub(super) fn source(text: &str) -> SourceText {
    SourceText::new(format!("{FOLDER}/staging.yaml"), text)
}

/// The variables of the tests. Their values look like secrets, so that none can hide.
pub(super) fn environment(name: &str) -> Option<String> {
    let value = match name {
        "N_POL" => "s3cret-policy",
        "API_KEY" => "s3cret-api-key",
        "TOKEN" => JWT,
        "EMPTY" => "",
        "BROKEN" => "s3cret\nbroken",
        _ => return None,
    };
    Some(value.to_owned())
}

pub(crate) fn read(text: &str) -> Result<Profile, Diagnostics> {
    profile::read(&source(text), &Names::new().supplied(), &environment)
}

/// A profile that must be fine.
pub(crate) fn good(text: &str) -> Profile {
    read(text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What is said about a profile that must not be fine.
pub(crate) fn refused(text: &str) -> String {
    let problems = read(text).expect_err("the profile should be refused");
    let text = problems.to_string();
    assert!(!text.contains("s3cret"), "a secret is shown:\n{text}");
    text
}

pub(super) fn fixture(name: &str) -> String {
    fs::read_to_string(format!("{FOLDER}/{name}")).unwrap()
}

/// Gets the tokens of a profile, with the client that the profile asks for.
pub(super) async fn resolve(
    profile: &Profile,
    target: &Target,
) -> Result<BTreeMap<TokenName, Secret>, TokenErrors> {
    let client = client(&profile.connection, profile.peers(target)).unwrap();
    profile::resolve(&profile.tokens, &client, target).await
}

/// Variables and stdin can only be set for another process, so a test runs itself again in one,
/// with a pipe to read from.
pub(super) fn run_with(variables: &[(&str, &str)], test: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored"])
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("1 passed"), "{printed}");
}
