//! `verify`: whether a certificate is what it says, without asking anybody.

use std::fmt::Write as _;
use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::args::{Format, Shared, VerifyArguments};
use super::error::CliError;
use super::{output, suite};
use crate::certificate::{PublicKey, TestResult, Verification, read_folder, verify};
use crate::report::inert;

/// Not valid, or a valid result that says FAILED.
const NOT_CERTIFIED: u8 = 1;

pub(super) fn run(shared: &Shared, arguments: &VerifyArguments) -> Result<ExitCode, CliError> {
    let suite = suite::load_portable(shared)?;
    let key = PublicKey::read(&arguments.key).map_err(CliError::usage)?;
    let files = read_folder(&arguments.folder).map_err(CliError::usage)?;
    let verification = verify(&files, &key, &suite, Timestamp::now());
    let text = match shared.format {
        Format::Json => format!("{:#}\n", as_json(&verification)),
        Format::Human | Format::Github => human(shared, &verification),
    };
    output::print(&text)?;
    Ok(match verification.result() {
        Some(TestResult::Passed | TestResult::Warned) => ExitCode::SUCCESS,
        Some(TestResult::Failed) | None => ExitCode::from(NOT_CERTIFIED),
    })
}

fn as_json(verification: &Verification) -> Json {
    json!({
        "valid": verification.problems.is_empty(),
        "result": verification.result(),
        "problems": verification.problems,
        "unchecked": verification.unchecked,
        // Of something that is not valid nothing is repeated that somebody could take for true.
        "statement": verification.result().and(verification.statement.as_ref()),
    })
}

fn human(shared: &Shared, verification: &Verification) -> String {
    let Some((result, statement)) = verification.result().zip(verification.statement.as_ref())
    else {
        return not_valid(verification);
    };
    let predicate = &statement.predicate;
    let said = &predicate.rpgu_conformance;
    let meaning = match result {
        TestResult::Passed => "VALID, PASSED: every case passed",
        TestResult::Warned => {
            "VALID, WARNED: nothing that decides failed, but not every case passed"
        }
        TestResult::Failed => {
            "FAILED: the signature is valid, and what is signed says that the product does NOT conform"
        }
    };
    let mut text = format!("{meaning}.\n");
    if shared.quiet {
        return text;
    }
    let mut line = |name: &str, value: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{name:<9} {}", inert(value));
    };
    line(
        "product",
        &format!("{} {} of {}", said.product, said.version, said.vendor),
    );
    line("target", &said.target);
    line("suite", &said.suite);
    line("scope", &said.scope);
    line("tested", &said.tested.to_string());
    line("expires", &said.expires.to_string());
    for (name, cases) in [
        ("failed", &predicate.failed_tests),
        ("warned", &predicate.warned_tests),
        ("unjudged", &said.not_judged_tests),
    ] {
        for case in cases {
            line(name, case.as_str());
        }
    }
    for note in &verification.unchecked {
        line("note", note);
    }
    text.push_str("It does not establish:\n");
    for limit in &said.does_not_establish {
        let _ = writeln!(text, "  {}", inert(limit));
    }
    text
}

fn not_valid(verification: &Verification) -> String {
    let count = verification.problems.len();
    let problems = if count == 1 { "problem" } else { "problems" };
    let mut text = format!("NOT VALID: {count} {problems}; rely on nothing in this folder.\n");
    for problem in &verification.problems {
        let _ = writeln!(text, "  {}", inert(&problem.to_string()));
    }
    text
}
