//! The owner of a target: the reference server, with as many identifiers as a test spares.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use reqwest::Url;
use rpgu_conformance::exchange::{Hook, LaneRecord, Progress, Stop};
use rpgu_conformance::judge::{Excuses, Policy, Scope};
use rpgu_conformance::pipeline;
use rpgu_conformance::reference::{Behaviour, Options, Reference};
use rpgu_conformance::report::{self, Context, Report};
use rpgu_conformance::suite::{CaseIndex, Level, Snapshots, Source, StateName, Suite, read};
use rpgu_conformance::target::{choose, ready};
use tempfile::TempDir;

pub(crate) static SUITE: LazyLock<Suite> =
    LazyLock::new(|| read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap());

/// The states that owners supply.
pub(crate) const STATES: [&str; 7] = [
    "visit.active",
    "visit.past",
    "visit.inactive",
    "visit.foreign",
    "visit.failing",
    "history.unrated",
    "history.rated",
];

/// So many identifiers of each state.
pub(crate) fn each(count: usize) -> BTreeMap<StateName, usize> {
    STATES
        .iter()
        .map(|state| (StateName::new(state).unwrap(), count))
        .collect()
}

/// A running server and a folder for its profiles.
pub(crate) struct Owner {
    pub(crate) server: Reference,
    folder: TempDir,
}

impl Owner {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let options = Options { port: 0, behaviour };
        Self {
            server: Reference::start(options).await.unwrap(),
            folder: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Has identifiers made, as somebody would in a staging system.
    pub(crate) async fn ids(
        &self,
        counts: &BTreeMap<StateName, usize>,
    ) -> BTreeMap<StateName, Vec<String>> {
        let hook = Hook {
            client: reqwest::Client::builder()
                .no_proxy()
                .tls_certs_only([])
                .build()
                .unwrap(),
            url: Url::parse(&self.server.provider_states_url()).unwrap(),
        };
        let mut ids: BTreeMap<StateName, Vec<String>> = BTreeMap::new();
        for (state, count) in counts {
            for _ in 0..*count {
                ids.entry(state.clone())
                    .or_default()
                    .push(hook.setup(state).await.unwrap());
            }
        }
        ids
    }

    /// A profile that lists identifiers.
    pub(crate) fn listed(&self, name: &str, ids: &BTreeMap<StateName, Vec<String>>) -> PathBuf {
        let mut text = self.head();
        text.push_str("states:\n");
        for (state, ids) in ids {
            writeln!(text, "  {state}: [{}]", ids.join(", ")).unwrap();
        }
        self.write(name, &text)
    }

    /// A profile with a hook that makes states on demand.
    pub(crate) fn on_demand(&self, name: &str) -> PathBuf {
        let text = format!(
            "{}provider_states: {}\n",
            self.head(),
            self.server.provider_states_url()
        );
        self.write(name, &text)
    }

    pub(crate) fn head(&self) -> String {
        format!(
            "target: {}\ntokens:\n  valid: {}\n  expired: {}\n",
            self.server.url(),
            self.server.valid_token(),
            self.server.expired_token()
        )
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

pub(crate) fn all() -> Vec<CaseIndex> {
    SUITE.indexed_cases().map(|(index, _)| index).collect()
}

pub(crate) struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: usize) {}
    fn lane_ended(&self, _: &LaneRecord) {}
}

/// Runs cases with a profile and reports.
pub(crate) async fn run(profile: &Path, cases: Vec<CaseIndex>, jobs: usize) -> Report {
    let choice = choose(&SUITE, None, Some(profile)).unwrap();
    let ready = ready(&SUITE, &choice).await.unwrap();
    let run = pipeline::run(&SUITE, cases, &ready.target, jobs, &Stop::default(), &Quiet).await;
    let (report, _) = report::build(
        &Context {
            suite: &SUITE,
            target: &ready.target,
            policy: &Policy {
                level: Level::Must,
                scope: Scope::Whole,
            },
            excuses: &Excuses::default(),
            part: None,
        },
        &run,
    );
    report
}
