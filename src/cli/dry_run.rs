//! `run --dry-run`: what would be sent, lane by lane, and what is blocked. Touches no network.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use indexmap::IndexMap;
use serde::Serialize;

use super::args::{Format, Shared};
use super::error::CliError;
use super::output;
use crate::inert::inert;
use crate::pipeline::Planned;
use crate::plan::{Lane, Plan, Purpose};
use crate::report::{Language, blocked_reason, unblock};
use crate::suite::{CaseId, Expected, RequestTemplate, StateName, Suite, Variable};

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
                unblock: unblock(suite, &blocked.reason),
            })
            .collect(),
        needs: &plan.needs,
    };
    let text = match shared.format {
        Format::Json => output::json(&dry_run)?,
        Format::Human => human(&dry_run, suite, plan, language),
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn sequence<'a>(suite: &'a Suite, lane: &'a Lane) -> Sequence<'a> {
    let requests = lane.steps.iter().map(|step| {
        let case = &suite[step.case];
        let times = match (&*case.expected, step.purpose) {
            (Expected::Race { requests, .. }, Purpose::Judge) => requests.get(),
            _ => 1,
        };
        Request {
            purpose: step.purpose,
            case: &case.id,
            times,
            method: case.request.method.to_string(),
            path: path(&case.request, &lane.state),
        }
    });
    Sequence {
        state: &lane.state,
        identifier: Language::En
            .plan_sentences()
            .subject(&lane.subject)
            .to_owned(),
        requests: requests.collect(),
    }
}

fn human(dry_run: &DryRun<'_>, suite: &Suite, plan: &Plan, language: Language) -> String {
    let sentences = language.plan_sentences();
    let mut text = String::new();
    // Writing to a String cannot fail.
    for (sequence, lane) in dry_run.sequences.iter().zip(&plan.lanes) {
        let _ = writeln!(
            text,
            "{}: {}",
            sequence.state,
            inert(sentences.subject(&lane.subject))
        );
        for request in &sequence.requests {
            let times = match request.times {
                1 => String::new(),
                times => format!(" {}", sentences.at_once(times)),
            };
            let _ = writeln!(
                text,
                "  {:<8} {}{times}  {} {}",
                sentences.purpose(request.purpose),
                request.case,
                request.method,
                request.path
            );
        }
    }
    blocked(&mut text, suite, plan, language);
    if !dry_run.needs.is_empty() {
        let _ = writeln!(text, "\n{}:", sentences.needs());
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
    let summary = sentences.would_be_sent(requests, plan.lanes.len(), plan.blocked.len());
    let _ = writeln!(text, "\n{summary}");
    text
}

/// Blocked cases by what they lack: the lack is what somebody can mend.
fn blocked(text: &mut String, suite: &Suite, plan: &Plan, language: Language) {
    let mut lacks: IndexMap<(String, Option<String>), Vec<&CaseId>> = IndexMap::new();
    for blocked in &plan.blocked {
        let lack = blocked.reason.lack();
        let key = (blocked_reason(suite, lack, language), unblock(suite, lack));
        lacks.entry(key).or_default().push(&suite[blocked.case].id);
    }
    for ((reason, unblock), cases) in lacks {
        let reason = inert(&reason);
        let _ = writeln!(
            text,
            "\n{} ({}): {reason}",
            language.plan_sentences().blocked(),
            language.sentences().cases(cases.len())
        );
        if let Some(unblock) = unblock {
            let _ = writeln!(text, "  {}:", language.labels().to_ask);
            for line in unblock.lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
        for case in cases {
            let _ = writeln!(text, "  {case}");
        }
    }
}

/// A path as its case file spells it: an identifier goes by the kind of thing that it names.
fn path(request: &RequestTemplate, state: &StateName) -> String {
    let kind = format!("{{{{ {} }}}}", state.subject());
    request
        .path_pattern()
        .replace(&Variable::Subject.to_string(), &kind)
}
