//! `run`: plan, exchange, judge, report.

use std::process::ExitCode;
use std::sync::Arc;

use super::args::{Denied, Format, RunArguments, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::exchange::Stop;
use crate::judge::{Policy, Quirks, Scope, apply_quirk_policy, conclude};
use crate::pipeline::{self, Run, Target};
use crate::reference::{Options, Reference};
use crate::report::{self, Context, ProgressBar, Report, ReportFile, Verbosity};
use crate::suite::{CaseIndex, Suite};

/// The exit code after Ctrl-C: 128 and the signal's number, as shells have it.
const INTERRUPTED: u8 = 130;

pub(super) fn run(shared: &Shared, arguments: &RunArguments) -> Result<ExitCode, CliError> {
    let suite = suite::load(shared)?;
    let selected = suite::select(&suite, &arguments.selection)?;
    let policy = Policy {
        level: arguments.level,
        scope: if selected.len() == suite.cases.len() {
            Scope::Whole
        } else {
            Scope::Filtered
        },
    };
    let files = arguments
        .report
        .iter()
        .cloned()
        .map(ReportFile::open)
        .collect::<Result<Vec<_>, _>>()
        .map_err(CliError::usage)?;

    let runtime = tokio::runtime::Runtime::new()?;
    let stop = Arc::new(Stop::default());
    runtime.spawn(stop_on_ctrl_c(Arc::clone(&stop)));
    let (target, mut run) = runtime.block_on(ask(&suite, selected, shared, arguments, &stop))?;

    apply_quirk_policy(&mut run.judged, quirks(arguments));
    let conclusion = conclude(&suite, &run.judged, &policy);
    let context = Context {
        suite: &suite,
        target: &target,
        policy: &policy,
        conclusion,
    };
    let report = report::build(&context, &run);
    print(shared, &report)?;
    for file in files {
        file.write(&report).map_err(CliError::usage)?;
    }
    Ok(if stop.is_asked() {
        ExitCode::from(INTERRUPTED)
    } else {
        conclusion.exit_code()
    })
}

async fn ask(
    suite: &Suite,
    selected: Vec<CaseIndex>,
    shared: &Shared,
    arguments: &RunArguments,
    stop: &Stop,
) -> Result<(Target, Run), CliError> {
    // The server lives as long as it is asked.
    let server = Reference::start(Options::default())
        .await
        .map_err(CliError::usage)?;
    let target = pipeline::reference_target(suite, &server).map_err(CliError::usage)?;
    let progress = if shared.quiet || shared.format == Format::Json {
        ProgressBar::hidden()
    } else {
        ProgressBar::visible()
    };
    let jobs = usize::from(arguments.jobs);
    let run = pipeline::run(suite, selected, &target, jobs, stop, &progress).await;
    progress.clear();
    Ok((target, run))
}

fn quirks(arguments: &RunArguments) -> Quirks {
    match arguments.deny {
        Some(Denied::Quirk) => Quirks::Denied,
        None => Quirks::Allowed,
    }
}

fn print(shared: &Shared, report: &Report) -> Result<(), CliError> {
    let text = match shared.format {
        Format::Json => report::json(report),
        Format::Human if shared.quiet => report::console(report, Verbosity::Quiet),
        Format::Human => report::console(report, Verbosity::Normal),
    };
    output::print(&text)?;
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
