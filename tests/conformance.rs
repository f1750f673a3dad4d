//! The suite as `cargo test` runs it: one trial for each case, against the reference server or `RPGU_TARGET`.
//!
//! Verdicts come from the library, as they do for the command line; insta only compares the answer's text with
//! `snapshots/`, so that `cargo insta review` shows what a change of the contract does.

use std::collections::HashMap;
use std::env;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Conclusion, Failed, Trial};
use rpgu_conformance::exchange::{LaneRecord, Progress, Stop};
use rpgu_conformance::judge::{Excuses, Policy, Scope, VerdictKind};
use rpgu_conformance::pipeline::{self, Run};
use rpgu_conformance::report::{self, CaseReport, Context, Report};
use rpgu_conformance::suite::{CaseIndex, Level, Snapshots, Source, Suite, read, snapshot};
use rpgu_conformance::target::{self, Choice, Target, TargetKind};
use similar::TextDiff;
use tokio::runtime::Runtime;

/// So many trials wait for the one run without costing anything.
const THREADS: usize = 16;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    silence_insta();
    match trials(&arguments) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(problem) => {
            eprintln!("{problem}");
            Conclusion {
                num_filtered_out: 0,
                num_passed: 0,
                num_failed: 1,
                num_ignored: 0,
                num_measured: 0,
            }
            .exit_code()
        }
    }
}

fn trials(arguments: &Arguments) -> Result<Vec<Trial>, String> {
    // cargo-insta sets both, and itself fails for what it finds pending.
    let forced = env::var_os("INSTA_FORCE_PASS").is_some_and(|value| value != "0");
    if forced && env::var_os("INSTA_CARGO_INSTA").is_none() {
        return Err("INSTA_FORCE_PASS makes every snapshot agree; unset it".to_owned());
    }
    // From the folder, as it is now: what the program carries is as old as its build.
    let source = Source::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let files = source.load().map_err(|error| error.to_string())?;
    // Snapshots are compared by insta here, so that a new case can get one.
    let suite = read(&files, Snapshots::Unchecked).map_err(|error| error.to_string())?;
    let check = Trial::test("suite/check", move || {
        read(&files, Snapshots::Required)?;
        Ok(())
    })
    // While snapshots are being written they cannot be checked: the next run does.
    .with_ignored_flag(updates_snapshots());
    let choice = chosen(&suite)?;
    let cases: Vec<CaseIndex> = suite.indexed_cases().map(|(index, _)| index).collect();
    let ids: Vec<String> = suite.cases.iter().map(|case| case.id.to_string()).collect();
    let trial_of = |id: &String| Trial::test(id.clone(), || Ok(()));
    let selected = cases
        .iter()
        .zip(&ids)
        .filter(|(_, id)| !arguments.is_filtered_out(&trial_of(id)))
        .map(|(index, _)| *index)
        .collect();
    let session = Arc::new(Session {
        suite,
        choice,
        selected,
        outcome: OnceLock::new(),
    });
    let trials = cases.into_iter().zip(ids).map(|(index, id)| {
        let session = Arc::clone(&session);
        Trial::test(id, move || session.assert(index))
    });
    Ok([check].into_iter().chain(trials).collect())
}

fn updates_snapshots() -> bool {
    env::var("INSTA_UPDATE").is_ok_and(|update| update != "no")
}

/// `RPGU_TARGET` and `RPGU_PROFILE`, or else the reference server.
fn chosen(suite: &Suite) -> Result<Choice, String> {
    let profile = env::var_os("RPGU_PROFILE").map(PathBuf::from);
    let address = env::var("RPGU_TARGET").ok();
    let choice = target::choose(suite, address.as_deref(), profile.as_deref())
        .map_err(|error| error.to_string())?;
    let Choice::Given(profile, _) = &choice else {
        return Ok(choice);
    };
    // Only the reference server may say what the contract is.
    let updates = env::var("INSTA_UPDATE").unwrap_or_else(|_| "no".to_owned());
    if updates != "no" {
        return Err(format!(
            "INSTA_UPDATE={updates} would write what this target answers into snapshots/; unset it, or unset \
             RPGU_TARGET and RPGU_PROFILE"
        ));
    }
    // nextest runs each case in a process of its own, and each would use up the same identifiers.
    let listed = profile.states.values().any(|ids| !ids.is_empty());
    if listed && env::var_os("NEXTEST").is_some() {
        return Err(
            "the profile lists identifiers, which cases share: use `cargo test`, or a provider_states hook".to_owned(),
        );
    }
    Ok(choice)
}

/// One run, which the first trial starts and all others wait for: cases share the target's identifiers, so they are
/// dealt out together.
struct Session {
    suite: Suite,
    choice: Choice,
    selected: Vec<CaseIndex>,
    outcome: OnceLock<Result<Outcome, String>>,
}

struct Outcome {
    report: Report,
    /// Places of the cases in the report, by their names.
    places: HashMap<String, usize>,
}

impl Outcome {
    fn case(&self, id: &str) -> Option<&CaseReport> {
        self.report.cases.get(*self.places.get(id)?)
    }
}

struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {}
}

impl Session {
    fn assert(&self, index: CaseIndex) -> Result<(), Failed> {
        let case = &self.suite[index];
        let outcome = self.outcome.get_or_init(|| self.run()).as_ref()?;
        let kind = outcome.report.target_kind;
        let case = outcome
            .case(case.id.as_str())
            .ok_or("the run has no verdict for this case")?;
        let failure = || Err(report::case_details(&outcome.report, case).into());
        let verdict = case.verdict;
        // A quirk of somebody else's server differs from the snapshot, and is allowed to.
        let compares = match verdict {
            VerdictKind::Quirk => kind == TargetKind::Reference,
            VerdictKind::Blocked | VerdictKind::Error => false,
            VerdictKind::Pass | VerdictKind::Fail | VerdictKind::Unproven => true,
        };
        if compares && !agrees_with_snapshot(case) {
            return match verdict {
                VerdictKind::Pass => Err(disagreement(case).into()),
                _ => failure(),
            };
        }
        match verdict {
            VerdictKind::Pass => Ok(()),
            VerdictKind::Quirk if kind == TargetKind::Given => Ok(()),
            _ => failure(),
        }
    }

    fn run(&self) -> Result<Outcome, String> {
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        runtime.block_on(async {
            let ready = target::ready(&self.suite, &self.choice)
                .await
                .map_err(|error| error.to_string())?;
            let stop = Stop::default();
            let selected = self.selected.clone();
            let run =
                pipeline::run(&self.suite, selected, &ready.target, THREADS, &stop, &Quiet).await;
            let report = self.report(&ready.target, &run);
            let ids = report.cases.iter().map(|case| case.id.to_string());
            Ok(Outcome {
                places: ids.zip(0..).collect(),
                report,
            })
        })
    }

    fn report(&self, target: &Target, run: &Run) -> Report {
        let context = Context {
            suite: &self.suite,
            target,
            policy: &Policy {
                level: Level::Must,
                scope: Scope::Whole,
            },
            excuses: &Excuses::default(),
            part: None,
        };
        report::build(&context, run).0
    }
}

/// The answer is as the outcome says, but the snapshot says something else.
fn disagreement(case: &CaseReport) -> String {
    let name = format!("snapshots/{}/{}.snap", case.operation, case.id.file_stem());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    let Ok(file) = std::fs::read_to_string(path) else {
        return format!("{name} is missing; `cargo insta test --accept` makes it");
    };
    let wanted = snapshot::file(&case.evidence.open().actual);
    let diff = TextDiff::from_lines(&file, &wanted);
    let diff = diff.unified_diff().header(&name, "answer").to_string();
    format!("{name} is not what the target answered, which is as documented\n{diff}")
}

/// Asserts with insta. `snapshots/` has one file for each case file; the rows of a table share it.
fn agrees_with_snapshot(case: &CaseReport) -> bool {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("snapshots")
            .join(case.operation.as_str()),
    );
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let asserted = panic::catch_unwind(AssertUnwindSafe(|| {
        let actual = &case.evidence.open().actual;
        settings.bind(|| insta::assert_snapshot!(case.id.file_stem(), actual));
    }));
    asserted.is_ok()
}

/// insta reports by panicking. The trial's own failure says the same with more around it, so that panic is not printed.
fn silence_insta() {
    let default = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let in_insta = info
            .location()
            .is_some_and(|location| location.file().contains("insta"));
        if !in_insta {
            default(info);
        }
    }));
}
