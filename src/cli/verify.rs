//! `verify`: whether a certificate is what it says, without asking anybody.

use std::fmt::Write as _;
use std::process::ExitCode;

use jiff::Timestamp;

use super::args::{Format, Shared, VerifyArguments};
use super::error::CliError;
use super::{output, suite};
use crate::certificate::{
    PublicKey, Statement, TestResult, Verification, VerificationReport, read_folder, tool, verify,
};
use crate::inert::inert;
use crate::report::{Language, Said};

/// Not valid, or a valid result that says FAILED.
const NOT_CERTIFIED: u8 = 1;

pub(super) fn run(shared: &Shared, arguments: &VerifyArguments) -> Result<ExitCode, CliError> {
    let suite = suite::load_portable(shared)?;
    let key = PublicKey::read(&arguments.key).map_err(CliError::usage)?;
    let files = read_folder(&arguments.folder).map_err(CliError::usage)?;
    let verification = verify(&files, &key, &suite, Timestamp::now());
    let text = match shared.format {
        Format::Json => output::json(&VerificationReport::of(&verification))?,
        Format::Human => human(shared, &verification),
    };
    output::print(&text)?;
    Ok(match verification.result() {
        Some(TestResult::Passed | TestResult::Warned) => ExitCode::SUCCESS,
        Some(TestResult::Failed) | None => ExitCode::from(NOT_CERTIFIED),
    })
}

fn human(shared: &Shared, verification: &Verification) -> String {
    let language = shared.language();
    let Some((result, statement)) = verification.result().zip(verification.statement.as_ref())
    else {
        return not_valid(verification, language);
    };
    let meaning = language.certificate_sentences().valid(result);
    if shared.quiet {
        return format!("{meaning}\n");
    }
    let facts = facts(verification, statement, language);
    format!("{meaning}\n{facts}")
}

fn facts(verification: &Verification, statement: &Statement, language: Language) -> String {
    let sentences = language.certificate_sentences();
    let predicate = &statement.predicate;
    let said = &predicate.rpgu_conformance;
    // What was made again can be said in the reader's language; else the signer's words stand.
    let (scope, limits) = match &verification.coverage {
        Some(coverage) => (
            coverage.scope(language),
            coverage.does_not_establish(language),
        ),
        None => (said.scope.clone(), said.does_not_establish.clone()),
    };
    let mut facts = vec![
        (Said::Product, sentences.product(&statement.product())),
        (Said::Target, said.target.clone()),
        (Said::Suite, said.suite.clone()),
        (Said::Scope, scope),
        (Said::Tested, said.tested.to_string()),
        (Said::Expires, said.expires.to_string()),
    ];
    for (name, cases) in [
        (Said::Failed, &predicate.failed_tests),
        (Said::Warned, &predicate.warned_tests),
        (Said::NotJudged, &said.not_judged_tests),
    ] {
        facts.extend(cases.iter().map(|case| (name, case.to_string())));
    }
    if let Some(other) = &verification.made_by_other {
        facts.push((Said::Note, sentences.made_by_other(other, &tool())));
    }
    let width = facts
        .iter()
        .map(|(name, _)| sentences.said(*name).chars().count())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    // Writing to a text cannot fail.
    for (name, value) in facts {
        let _ = writeln!(text, "{:<width$} {}", sentences.said(name), inert(&value));
    }
    let _ = writeln!(text, "{}", sentences.does_not_establish());
    for limit in limits {
        let _ = writeln!(text, "  {}", inert(&limit));
    }
    text
}

fn not_valid(verification: &Verification, language: Language) -> String {
    let problems = &verification.problems;
    let mut text = language.certificate_sentences().not_valid(problems.len());
    for problem in problems {
        // Writing to a text cannot fail.
        let _ = write!(text, "\n  {}", inert(&problem.sentence(language)));
    }
    text.push('\n');
    text
}
