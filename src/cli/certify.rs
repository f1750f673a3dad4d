//! `certify`: the whole suite, and a signed result.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::args::{CertifyArguments, Format, Shared};
use super::error::CliError;
use super::error::INTERRUPTED;
use super::run::{SendingFlags, ask, deliver, listen_for_ctrl_c};
use super::suite;
use crate::certificate::{
    CERTIFICATE, Draft, DraftError, Folder, PrivateKey, Product, SealError, Validity,
};
use crate::exchange::Stop;
use crate::judge::Conclusion;
use crate::report::Mask;
use crate::suite::CaseIndex;
use crate::target::choose;

/// With these insta lets tests pass or rewrites what they expect. Verdicts never go through insta; but where somebody
/// sets them, somebody may believe that they do.
const INSTA: [&str; 2] = ["INSTA_FORCE_PASS", "INSTA_UPDATE"];

pub(super) fn run(shared: &Shared, arguments: &CertifyArguments) -> Result<ExitCode, CliError> {
    for variable in INSTA {
        if std::env::var_os(variable).is_some() {
            return Err(CliError::usage(format!(
                "{variable} is set: nothing is certified where tests may be told to pass; unset it"
            )));
        }
    }
    let suite = suite::load_portable(shared)?;
    let product = Product {
        vendor: arguments.vendor.clone(),
        name: arguments.product.clone(),
        version: arguments.product_version.clone(),
    };
    let key = PrivateKey::read(&arguments.key).map_err(CliError::usage)?;
    let mut choice = choose(&suite, None, Some(&arguments.profile))?;
    if let Some(timeout) = arguments.timeout {
        choice.limit(timeout);
    }
    // Before the first request: what it uses up should not be for nothing.
    let folder = Folder::prepare(&arguments.out).map_err(CliError::usage)?;

    let all: Vec<CaseIndex> = suite.indexed_cases().map(|(index, _)| index).collect();
    let sending = SendingFlags {
        jobs: arguments.jobs,
        rate: arguments.rate,
        timeout: arguments.timeout,
        partition: None,
    };
    let stop = Arc::new(Stop::default());
    listen_for_ctrl_c(&stop)?;
    let (target, run) = ask(&suite, all, &choice, shared, &sending, &stop)?;
    let language = shared.language();
    let sentences = language.certificate_sentences();
    if stop.is_asked() {
        let why = sentences.interrupted();
        anstream::eprintln!("{}", sentences.no_certificate(why));
        return Ok(ExitCode::from(INTERRUPTED));
    }

    let draft = match Draft::new(&suite, &target, &run, language) {
        Ok(draft) => draft,
        Err(error @ (DraftError::Unreadable(_) | DraftError::Page(_))) => {
            return Err(CliError::Fault(error.to_string()));
        }
        Err(DraftError::MaskDecides(cases)) => {
            let why = sentences.mask_decides(&cases);
            anstream::eprintln!("{}", sentences.no_certificate(&why));
            return Ok(Conclusion::Inconclusive.exit_code());
        }
    };
    let report = draft.report.clone();
    let mask = Mask::of(&suite, &target.endpoint, &run.records);
    let sealed = draft.seal(&suite, &product, validity(arguments)?, &key);
    let sealed = match sealed {
        Ok(sealed) => sealed,
        Err(SealError::Withheld(withheld)) => {
            deliver(shared, &report, &mask, Vec::new())?;
            let mut why = language.conclusion(&report);
            for (case, verdict) in &withheld.cases {
                // Writing to a text cannot fail.
                let _ = write!(why, "\n  {}", sentences.undecided(case, *verdict));
            }
            anstream::eprintln!("{}", sentences.no_certificate(&why));
            return Ok(report.conclusion.exit_code());
        }
        Err(error) => return Err(CliError::Fault(error.to_string())),
    };
    folder.fill(&sealed.files).map_err(CliError::usage)?;
    // Only now: a reader of the console may be gone.
    deliver(shared, &report, &mask, Vec::new())?;
    let predicate = &sealed.statement.predicate;
    if shared.format == Format::Human {
        let path = arguments.out.join(CERTIFICATE);
        let said = sentences.certified(&product, predicate.result);
        anstream::eprintln!("{}: {said}", path.display());
    }
    Ok(report.conclusion.exit_code())
}

fn validity(arguments: &CertifyArguments) -> Result<Validity, CliError> {
    let issued = Timestamp::now();
    let lifetime = SignedDuration::from_hours(24 * i64::from(arguments.valid_days));
    let expires = issued.checked_add(lifetime).map_err(CliError::usage)?;
    Ok(Validity { issued, expires })
}
