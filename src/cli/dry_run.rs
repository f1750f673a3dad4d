//! `run --dry-run`: what would be sent, lane by lane, and what is blocked. Touches no network.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use serde::Serialize;

use super::args::{Format, Shared};
use super::error::CliError;
use super::output;
use crate::pipeline::Planned;
use crate::plan::{Lane, Purpose, Subject};
use crate::report::{Language, blocked_reason, unblock};
use crate::suite::{CaseId, Expected, StateName, Suite};

/// `run --dry-run --format json`; its fields are an interface.
#[derive(Debug, Serialize)]
struct DryRun<'a> {
    sequences: Vec<Sequence<'a>>,
    blocked: Vec<BlockedCase<'a>>,
    /// How many identifiers of each state judge every selected case.
    needs: &'a BTreeMap<StateName, usize>,
}

/// The requests on one identifier, in order.
#[derive(Debug, Serialize)]
struct Sequence<'a> {
    state: &'a StateName,
    identifier: String,
    requests: Vec<Request<'a>>,
}

#[derive(Debug, Serialize)]
struct Request<'a> {
    purpose: Purpose,
    case: &'a CaseId,
    /// How many times at the same moment.
    times: usize,
    method: String,
    path: String,
}

#[derive(Debug, Serialize)]
struct BlockedCase<'a> {
    case: &'a CaseId,
    reason: String,
    unblock: Option<String>,
}

pub(super) fn print(
    shared: &Shared,
    suite: &Suite,
    planned: &Planned,
) -> Result<ExitCode, CliError> {
    let plan = &planned.plan;
    // JSON speaks English, whoever reads it.
    let language = match shared.format {
        Format::Json => Language::En,
        Format::Human => shared.language(),
    };
    let dry_run = DryRun {
        sequences: plan
            .lanes
            .iter()
            .map(|lane| sequence(suite, lane))
            .collect(),
        blocked: plan
            .blocked
            .iter()
            .map(|blocked| BlockedCase {
                case: &suite[blocked.case].id,
                reason: blocked_reason(suite, &blocked.reason, language),
                unblock: unblock(&blocked.reason),
            })
            .collect(),
        needs: &plan.needs,
    };
    let text = match shared.format {
        Format::Json => output::json(&dry_run)?,
        Format::Human => human(&dry_run),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn sequence<'a>(suite: &'a Suite, lane: &'a Lane) -> Sequence<'a> {
    let identifier = match &lane.subject {
        Subject::Listed(id) => id.clone(),
        Subject::OnDemand => "made by the hook".to_owned(),
        Subject::MadeUp => "made up".to_owned(),
        Subject::None => "none".to_owned(),
    };
    let requests = lane.steps.iter().map(|step| {
        let case = &suite[step.case];
        let times = match (&case.expected, step.purpose) {
            (Expected::Race { requests, .. }, Purpose::Judge) => requests.get(),
            _ => 1,
        };
        Request {
            purpose: step.purpose,
            case: &case.id,
            times,
            method: case.request.method.to_string(),
            path: case.request.path_pattern(),
        }
    });
    Sequence {
        state: &lane.state,
        identifier,
        requests: requests.collect(),
    }
}

fn human(dry_run: &DryRun<'_>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for sequence in &dry_run.sequences {
        let _ = writeln!(
            text,
            "{}: {}",
            sequence.state,
            crate::inert::inert(&sequence.identifier)
        );
        for request in &sequence.requests {
            let purpose = match request.purpose {
                Purpose::Judge => "case",
                Purpose::Before => "before",
                Purpose::Control => "control",
                Purpose::Effect => "effect",
            };
            let times = match request.times {
                1 => String::new(),
                times => format!(" {times} times at once"),
            };
            let _ = writeln!(
                text,
                "  {purpose:<8} {}{times}  {} {}",
                request.case, request.method, request.path
            );
        }
    }
    if !dry_run.blocked.is_empty() {
        let _ = writeln!(text, "\nblocked:");
    }
    for blocked in &dry_run.blocked {
        let _ = writeln!(
            text,
            "  {}: {}",
            blocked.case,
            crate::inert::inert(&blocked.reason)
        );
        if let Some(unblock) = &blocked.unblock {
            let _ = writeln!(text, "    add to the profile: {unblock}");
        }
    }
    if !dry_run.needs.is_empty() {
        let _ = writeln!(text, "\nidentifiers that judge every selected case:");
    }
    for (state, ids) in dry_run.needs {
        let _ = writeln!(text, "  {state}: {ids}");
    }
    let requests: usize = dry_run
        .sequences
        .iter()
        .flat_map(|sequence| &sequence.requests)
        .map(|request| request.times)
        .sum();
    let _ = writeln!(
        text,
        "\n{requests} requests would be sent in {} sequences, {} cases are blocked; nothing was sent",
        dry_run.sequences.len(),
        dry_run.blocked.len()
    );
    text
}
