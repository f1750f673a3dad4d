//! Few identifiers or many: the documented outcomes are judged, and no verdict depends on how they are dealt out.

use std::collections::BTreeMap;

use rpgu_conformance::judge::{Conclusion, VerdictKind};
use rpgu_conformance::reference::{Behaviour, FAULTS};
use rpgu_conformance::report::{OutcomeSeen, Report, SubjectFate};
use rpgu_conformance::suite::CaseIndex;
use rstest::rstest;

use super::owner::{Owner, SUITE, all, each, run};

fn verdicts(report: &Report) -> BTreeMap<String, VerdictKind> {
    let cases = report.cases.iter();
    cases
        .map(|case| (case.id.to_string(), case.verdict))
        .collect()
}

fn of(report: &Report, verdict: VerdictKind) -> usize {
    report
        .cases
        .iter()
        .filter(|case| case.verdict == verdict)
        .count()
}

/// splitmix64: a seeded order that is the same everywhere.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = usize::try_from(self.next() % (at as u64 + 1)).unwrap();
            items.swap(at, other);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_identifier_of_each_state_judges_every_documented_outcome() {
    let owner = Owner::start(Behaviour::Literal).await;
    let ids = owner.ids(&each(1)).await;
    let report = run(&owner.listed("p.yaml", &ids), all(), 16).await;
    assert_eq!(report.outcomes.len(), 18);
    for outcome in &report.outcomes {
        assert_eq!(outcome.seen, OutcomeSeen::AsDocumented, "{outcome:?}");
    }
    let (passed, blocked) = (
        of(&report, VerdictKind::Pass),
        of(&report, VerdictKind::Blocked),
    );
    assert_eq!(passed + blocked, report.cases.len());
    // What is blocked is blocked for want of the two states that successes use up.
    for case in report
        .cases
        .iter()
        .filter(|case| case.verdict == VerdictKind::Blocked)
    {
        let line = case.unblock.as_deref().unwrap();
        assert!(
            line.starts_with("states:\n  visit.active: [")
                || line.starts_with("states:\n  history.unrated: ["),
            "{line}"
        );
    }
    assert_eq!(report.conclusion, Conclusion::Inconclusive);
}

/// The numbers that `--dry-run` and `init` name are enough, and one less of any is not.
#[tokio::test(flavor = "multi_thread")]
async fn the_named_number_of_identifiers_judges_every_case() {
    let owner = Owner::start(Behaviour::Literal).await;
    let needs = run(
        &owner.listed(
            "none.yaml",
            &each(0)
                .into_keys()
                .map(|state| (state, Vec::new()))
                .collect(),
        ),
        all(),
        1,
    )
    .await
    .needs;
    assert_eq!(needs.len(), 7);
    let ids = owner.ids(&needs).await;
    let report = run(&owner.listed("p.yaml", &ids), all(), 16).await;
    assert_eq!(
        of(&report, VerdictKind::Pass),
        report.cases.len(),
        "{:?}",
        report.counts
    );
    assert_eq!(report.conclusion, Conclusion::Conforming);
    // Each identifier of the two states that successes use up is used up by one, all others are left as found.
    for subject in &report.subjects {
        let used_up = ["visit.active", "history.unrated"].contains(&subject.state.as_str());
        let fate = if used_up {
            SubjectFate::UsedUp
        } else {
            SubjectFate::LeftAsFound
        };
        assert_eq!(subject.fate, fate, "{subject:?}");
    }

    for state in needs.keys() {
        let mut fewer = owner.ids(&needs).await;
        fewer.get_mut(state).unwrap().pop();
        let report = run(&owner.listed("q.yaml", &fewer), all(), 16).await;
        assert!(of(&report, VerdictKind::Blocked) > 0, "{state}");
        assert_eq!(
            of(&report, VerdictKind::Pass) + of(&report, VerdictKind::Blocked),
            report.cases.len()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_profile_blocks_every_case_with_its_missing_line() {
    let owner = Owner::start(Behaviour::Literal).await;
    let path = owner.write("p.yaml", &format!("target: {}\n", owner.server.url()));
    let report = run(&path, all(), 16).await;
    assert_eq!(of(&report, VerdictKind::Blocked), report.cases.len());
    assert_eq!(report.exit_code, 3);
    for case in &report.cases {
        assert!(case.unblock.is_some(), "{}", case.id);
        assert!(case.evidence.open().exchanges.is_empty());
    }
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::three(3)]
#[case::ten(10)]
#[case::fifty(50)]
#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_identifiers_changes_no_verdict(
    #[case] count: usize,
    #[values(1, 32)] jobs: usize,
) {
    let owner = Owner::start(Behaviour::Literal).await;
    let ids = owner.ids(&each(count)).await;
    let report = run(&owner.listed("p.yaml", &ids), all(), jobs).await;
    for case in &report.cases {
        let judged = ![VerdictKind::Blocked, VerdictKind::Unproven].contains(&case.verdict);
        assert!(
            !judged || case.verdict == VerdictKind::Pass,
            "{} {}",
            case.id,
            case.verdict
        );
    }
    assert_eq!(of(&report, VerdictKind::Unproven), 0);
    assert_eq!(of(&report, VerdictKind::Blocked) == 0, count >= 22);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_hook_changes_no_verdict(#[values(1, 32)] jobs: usize) {
    let owner = Owner::start(Behaviour::Literal).await;
    let report = run(&owner.on_demand("p.yaml"), all(), jobs).await;
    assert_eq!(of(&report, VerdictKind::Pass), report.cases.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_orders_of_cases_and_identifiers_change_no_verdict() {
    let owner = Owner::start(Behaviour::Literal).await;
    for seed in 0..100 {
        let mut seeded = Seeded(seed);
        // From one of each state to enough of all.
        let count = usize::try_from(1 + seed % 22).unwrap();
        let mut ids = owner.ids(&each(count)).await;
        ids.values_mut().for_each(|ids| seeded.shuffle(ids));
        let mut cases: Vec<CaseIndex> = all();
        seeded.shuffle(&mut cases);
        let report = run(
            &owner.listed("p.yaml", &ids),
            cases,
            1 + usize::try_from(seed % 32).unwrap(),
        )
        .await;
        for case in &report.cases {
            assert!(
                [VerdictKind::Pass, VerdictKind::Blocked].contains(&case.verdict),
                "seed {seed}: {} {}",
                case.id,
                case.verdict
            );
        }
        let seen = report
            .outcomes
            .iter()
            .filter(|outcome| outcome.seen == OutcomeSeen::AsDocumented);
        assert_eq!(seen.count(), 18, "seed {seed}");
    }
}

/// On a server that breaks something, more identifiers may only judge what fewer left open: none turns a pass into a
/// fail or back.
#[rstest]
#[case::refusals_that_change_something("cancelled-though-expired")]
#[case::success_without_effect("cancel-not-persisted")]
#[case::expired_tokens_accepted("expired-accepted")]
#[tokio::test(flavor = "multi_thread")]
async fn no_verdict_turns_round_on_a_broken_server(#[case] fault: &str) {
    let Some(fault) = FAULTS.iter().find(|known| known.name == fault) else {
        let names: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
        panic!("no fault {fault}: {names:?}");
    };
    let mut known: BTreeMap<String, VerdictKind> = BTreeMap::new();
    for count in [1, 2, 3, 22, 50] {
        let owner = Owner::start(Behaviour::Fault(fault)).await;
        let ids = owner.ids(&each(count)).await;
        let report = run(&owner.listed("p.yaml", &ids), all(), 8).await;
        assert_ne!(report.conclusion, Conclusion::Conforming, "{count}");
        for (id, verdict) in verdicts(&report) {
            if [VerdictKind::Blocked, VerdictKind::Unproven].contains(&verdict) {
                continue;
            }
            let before = known.entry(id.clone()).or_insert(verdict);
            assert_eq!(*before, verdict, "{id} with {count}");
        }
    }
    assert!(known.values().any(|verdict| *verdict == VerdictKind::Fail));
    assert!(SUITE.cases.len() >= known.len());
}
