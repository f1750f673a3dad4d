//! `run`: plan, exchange, judge, report.

use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::args::{Denied, Format, RunArguments, Shared};
use super::error::{CliError, INTERRUPTED};
use super::{accept, dry_run, github, output, suite};
use crate::diagnostic::Diagnostics;
use crate::exchange::{Pace, Stop};
use crate::judge::{Excuses, KnownFailures, Policy, Quirks, Scope, apply_quirk_policy};
use crate::pipeline::{self, Planned, Run};
use crate::plan::Part;
use crate::report::{self, Context, Mask, PrintError, ProgressBar, Report, ReportFile, Verbosity};
use crate::suite::{CaseIndex, Extent, Suite, read_file};
use crate::target::{Choice, Target, choose, ready, supply};

pub(super) fn run(shared: &Shared, arguments: &RunArguments) -> Result<ExitCode, CliError> {
    let suite = if arguments.accept {
        accept::suite(shared, arguments)?
    } else if arguments.known_failing.is_some() || arguments.partition.is_some() {
        // A list may name any case of the suite, and parts are put together in its order.
        suite::load(shared)?
    } else {
        suite::load_selected(shared, &arguments.selection)?
    };
    let selected = suite::select(&suite, &arguments.selection)?;
    let mut choice = choose(
        &suite,
        arguments.target.as_deref(),
        arguments.profile.as_deref(),
    )?;
    if let Some(timeout) = arguments.timeout {
        choice.limit(timeout);
    }
    if arguments.dry_run {
        let supply = supply(&suite, &choice);
        let planned = pipeline::plan(&suite, selected, &supply, arguments.partition);
        return dry_run::print(shared, &suite, &planned);
    }
    let policy = Policy {
        level: arguments.level,
        scope: if suite.extent == Extent::Whole && selected.len() == suite.cases.len() {
            Scope::Whole
        } else {
            Scope::Filtered
        },
    };
    let known = known_failures(arguments)?;
    let files = ReportFile::open_all(&arguments.report)?;

    let stop = Arc::new(Stop::default());
    listen_for_ctrl_c(&stop)?;
    let sending = SendingFlags {
        jobs: arguments.jobs,
        rate: arguments.rate,
        timeout: arguments.timeout,
        partition: arguments.partition,
    };
    let (target, mut run) = ask(&suite, selected, &choice, shared, &sending, &stop)?;

    apply_quirk_policy(&mut run.judged, quirks(arguments));
    let excuses = known.map_or_else(Excuses::default, |known| {
        known.apply(&suite, &run.judged, Zoned::now().date())
    });
    let context = Context {
        suite: &suite,
        target: &target,
        policy: &policy,
        excuses: &excuses,
        part: arguments.partition,
    };
    let (report, mask) = report::build(&context, &run);
    deliver(shared, &report, &mask, files)?;
    if arguments.accept {
        accept::accept(shared, &report)?;
    }
    let code = if stop.is_asked() {
        ExitCode::from(INTERRUPTED)
    } else {
        report.conclusion.exit_code()
    };
    // The system takes all memory back at once. To give it back piece by piece takes longer than to judge.
    std::mem::forget((suite, run, report));
    Ok(code)
}

/// How the requests of a run are sent.
pub(super) struct SendingFlags {
    pub(super) jobs: u16,
    pub(super) rate: Option<NonZeroU32>,
    pub(super) timeout: Option<Duration>,
    pub(super) partition: Option<Part>,
}

/// Makes the target ready, sends everything and judges the answers.
pub(super) fn ask(
    suite: &Suite,
    selected: Vec<CaseIndex>,
    choice: &Choice,
    shared: &Shared,
    sending: &SendingFlags,
    stop: &Stop,
) -> Result<(Target, Run), CliError> {
    // The reference server and the hook are on this thread: requests wait for them rather than for a processor.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // Tokens may come from programs and services that take their time.
    let mut ready = runtime.block_on(async {
        tokio::select! {
            ready = ready(suite, choice) => Ok(ready?),
            () = stop.asked() => Err(CliError::Interrupted),
        }
    })?;
    let target = &mut ready.target;
    target.endpoint.pace = sending.rate.map(Pace::per_second);
    if let Some(timeout) = sending.timeout {
        target.endpoint.timeouts = target.endpoint.timeouts.within(timeout);
    }
    let progress = if shared.quiet || shared.format == Format::Json {
        ProgressBar::hidden()
    } else {
        ProgressBar::visible()
    };
    let jobs = usize::from(sending.jobs);
    let planned: Planned = pipeline::plan(suite, selected, &target.supply, sending.partition);
    let endpoint = &target.endpoint;
    let run = pipeline::send_on_threads(&runtime, suite, planned, endpoint, jobs, stop, &progress);
    progress.clear();
    let target = ready.target;
    // A name may still be looked up for nobody.
    runtime.shutdown_background();
    Ok((target, run))
}

fn known_failures(arguments: &RunArguments) -> Result<Option<KnownFailures>, CliError> {
    let Some(path) = &arguments.known_failing else {
        return Ok(None);
    };
    let source = read_file(path).map_err(Diagnostics::from)?;
    Ok(Some(KnownFailures::read(&source)?))
}

fn quirks(arguments: &RunArguments) -> Quirks {
    match arguments.deny {
        Some(Denied::Quirk) => Quirks::Denied,
        None => Quirks::Allowed,
    }
}

/// Writes the report to its files, and prints it. Files first: a reader of the console may be gone.
pub(super) fn deliver(
    shared: &Shared,
    report: &Report,
    mask: &Mask,
    files: Vec<ReportFile>,
) -> Result<(), CliError> {
    let language = shared.language();
    ReportFile::write_all(files, report, mask, language)?;
    let verbosity = match shared.format {
        Format::Json => {
            output::print_json(report, mask)?;
            return github::announce(shared, report, mask);
        }
        Format::Human if shared.quiet => Verbosity::Quiet,
        Format::Human => Verbosity::Normal,
    };
    let text = report::console(report, verbosity, language);
    if mask.leaks(&text) {
        return Err(PrintError::Leak.into());
    }
    output::print(&text)?;
    github::announce(shared, report, mask)
}

/// On a thread of its own: judging and reporting keep the other one busy.
pub(super) fn listen_for_ctrl_c(stop: &Arc<Stop>) -> Result<(), CliError> {
    let listening = stop_on_ctrl_c(Arc::clone(stop));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    std::thread::Builder::new().spawn(move || runtime.block_on(listening))?;
    Ok(())
}

/// The first Ctrl-C lets the exchanges under way finish; the second one does not.
async fn stop_on_ctrl_c(stop: Arc<Stop>) {
    while tokio::signal::ctrl_c().await.is_ok() {
        if stop.is_asked() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        stop.ask();
        anstream::eprintln!(
            "stopping after the exchanges under way; press Ctrl-C again to stop at once"
        );
    }
}
