//! The stages in a row: plan, exchange, judge. The command line and the test harness are two thin callers of this.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;

use crate::exchange::{self, Endpoint, Hook, LaneRecord, Limits, Progress, Stop, Tokens};
use crate::judge::{self, Judged};
use crate::plan::{self, ChangePolicy, Part, Plan, StateSupply, Supply};
use crate::reference::Reference;
use crate::secret::Secret;
use crate::suite::{CaseIndex, Suite, TokenName, TokenOrigin};

/// Something that can be asked: how to reach it, and what its owner supplies.
#[derive(Debug, Clone)]
pub struct Target {
    /// What kind of target it is.
    pub kind: TargetKind,
    /// How to reach it.
    pub endpoint: Endpoint,
    /// What its owner supplies.
    pub supply: Supply,
}

/// What kind of target is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The reference server that this program carries.
    Reference,
    /// A server that the user named.
    Given,
}

/// All that a run found out.
#[derive(Debug)]
pub struct Run {
    /// The cases that were asked for.
    pub selected: Vec<CaseIndex>,
    /// What was to be sent.
    pub plan: Plan,
    /// What was sent and received.
    pub records: Vec<LaneRecord>,
    /// What it proves.
    pub judged: Vec<Judged>,
    /// When the first request was sent.
    pub started: Timestamp,
    /// How long the run took.
    pub elapsed: Duration,
}

/// What is to be sent, and the cases that it judges.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The cases, in the suite's order.
    pub cases: Vec<CaseIndex>,
    /// The plan.
    pub plan: Plan,
}

/// Plans the selected cases, or the part of them that a split run asks for.
pub fn plan(
    suite: &Suite,
    selected: Vec<CaseIndex>,
    supply: &Supply,
    part: Option<Part>,
) -> Planned {
    let plan = plan::deal(suite, &selected, supply);
    match part {
        None => Planned {
            cases: selected,
            plan,
        },
        Some(part) => {
            let (plan, cases) = plan::partition(suite, plan, part);
            Planned { cases, plan }
        }
    }
}

/// Sends a plan and judges the answers. At most `jobs` identifiers are in use at the same time.
pub async fn send(
    suite: &Suite,
    planned: Planned,
    endpoint: &Endpoint,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Run {
    let started = Timestamp::now();
    let clock = std::time::Instant::now();
    let Planned { cases, plan } = planned;
    let records = exchange::run(suite, &plan, endpoint, jobs, stop, progress).await;
    let judged = judge::judge(suite, &cases, &plan, &records);
    Run {
        selected: cases,
        plan,
        records,
        judged,
        started,
        elapsed: clock.elapsed(),
    }
}

/// Plans, sends and judges the selected cases.
pub async fn run(
    suite: &Suite,
    selected: Vec<CaseIndex>,
    target: &Target,
    jobs: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Run {
    let planned = plan(suite, selected, &target.supply, None);
    send(suite, planned, &target.endpoint, jobs, stop, progress).await
}

/// Why a target cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The reference server does not start.
    #[error("the reference server does not start: {0}")]
    Reference(#[from] std::io::Error),
    /// No HTTP client.
    #[error("no HTTP client can be made: {0}")]
    Client(#[from] reqwest::Error),
    /// An address made by this program is none.
    #[error("the address {0} is none")]
    Address(String),
    /// A token cannot be used.
    #[error(transparent)]
    Token(#[from] exchange::NotAJwt),
}

/// What the reference server supplies: every token and, through its hook, every state.
pub fn reference_supply(suite: &Suite) -> Supply {
    let tokens = suite.tokens.iter();
    Supply {
        tokens: tokens
            .filter(|(_, token)| token.origin == TokenOrigin::Profile)
            .map(|(name, _)| name.clone())
            .collect(),
        states: BTreeMap::new(),
        unlisted: StateSupply::OnDemand,
        changes: ChangePolicy::Allowed,
    }
}

/// A running reference server as target.
///
/// # Errors
/// No client can be made, or the server's tokens are unusable.
pub fn reference_target(suite: &Suite, server: &Reference) -> Result<Target, TargetError> {
    let client = reqwest::Client::builder()
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        // Plain HTTP on loopback: loading certificates would take longer than the run.
        .tls_certs_only([])
        .build()?;
    let hook = server.provider_states_url();
    let hook = Url::parse(&hook).map_err(|_| TargetError::Address(hook))?;
    let mut supplied: BTreeMap<TokenName, Secret> = BTreeMap::new();
    for (name, token) in &suite.tokens {
        if token.origin == TokenOrigin::Profile {
            let text = match name.as_str() {
                "expired" => server.expired_token(),
                _ => server.valid_token(),
            };
            supplied.insert(name.clone(), Secret::new(text));
        }
    }
    Ok(Target {
        kind: TargetKind::Reference,
        supply: reference_supply(suite),
        endpoint: Endpoint {
            base: server.url(),
            headers: Vec::new(),
            tokens: Tokens::complete(suite, supplied)?,
            hook: Some(Hook {
                client: client.clone(),
                url: hook,
            }),
            limits: Limits::default(),
            pace: None,
            client,
        },
    })
}
