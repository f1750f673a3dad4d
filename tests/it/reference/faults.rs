//! The list of faults: each one shows, and only where it says.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use futures_util::stream;
use rpgu_conformance::reference::{Behaviour, FAULTS, Fault, Kill, Operation};
use rstest::rstest;

use super::Scene;
use super::probes::{Probe, Seen, probes};

const BOTH: [Operation; 2] = [Operation::Cancel, Operation::Rating];

#[test]
fn names_are_unique_and_in_kebab_case() {
    let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), FAULTS.len());
    for fault in FAULTS {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(fault.name.chars().all(allowed), "{}", fault.name);
        assert!(fault.sentence.ends_with('.'), "{}", fault.name);
        assert!(!fault.operations.is_empty(), "{}", fault.name);
    }
}

#[test]
fn sentences_are_unique() {
    let mut names = BTreeMap::new();
    for fault in FAULTS {
        let other = names.insert(fault.sentence, fault.name);
        // The same sentence may hold for each of the operations apart.
        let other = other.and_then(Fault::named);
        assert!(
            other.is_none_or(|other| other.operations != fault.operations),
            "{}",
            fault.name
        );
    }
}

#[test]
fn there_are_enough() {
    assert!(FAULTS.len() >= 80, "{}", FAULTS.len());
    assert!(FAULTS.iter().any(|fault| fault.verdict == Kill::Quirk));
}

#[rstest]
#[case::known("cancel-race", true)]
#[case::unknown("cancel-races", false)]
fn faults_are_found_by_name(#[case] name: &str, #[case] known: bool) {
    assert_eq!(
        Fault::named(name).is_some_and(|fault| fault.name == name),
        known
    );
}

async fn literal() -> Vec<(Probe, Vec<Seen>)> {
    let scene = Scene::new().await;
    let mut answers = Vec::new();
    for probe in BOTH.into_iter().flat_map(probes) {
        let seen = scene.probe(&probe).await;
        answers.push((probe, seen));
    }
    answers
}

/// The first probe of the operation by which a server does not answer as the literal one does.
async fn difference<'a>(
    scene: &Scene,
    operation: Operation,
    literal: &'a [(Probe, Vec<Seen>)],
) -> Option<&'a Probe> {
    for (probe, expected) in literal
        .iter()
        .filter(|(probe, _)| probe.operation == operation)
    {
        if scene.probe(probe).await != *expected {
            return Some(probe);
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_shows_on_each_of_its_operations() {
    let literal = &literal().await;
    let hidden: Vec<_> = stream::iter(FAULTS)
        .map(async |fault| {
            let scene = Scene::with(Behaviour::Fault(fault)).await;
            let mut hidden = Vec::new();
            for operation in fault.operations {
                if difference(&scene, *operation, literal).await.is_none() {
                    hidden.push((fault.name, *operation));
                }
            }
            hidden
        })
        .buffer_unordered(8)
        .concat()
        .await;
    assert_eq!(hidden, []);
}

#[rstest]
#[case::rating(Operation::Rating)]
#[case::cancel(Operation::Cancel)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_leaves_the_other_operation_alone(#[case] broken: Operation) {
    let literal = &literal().await;
    let operation = BOTH.into_iter().find(|other| *other != broken).unwrap();
    // One of each kind of change.
    let faults = FAULTS.iter().filter(|fault| fault.operations == [broken]);
    let kinds: BTreeMap<_, _> = faults
        .map(|fault| {
            let change = format!("{:?}", fault.change);
            (change.split('(').next().unwrap().to_owned(), fault)
        })
        .collect();
    assert!(kinds.len() >= 5, "{kinds:?}");
    for fault in kinds.values() {
        let scene = Scene::with(Behaviour::Fault(fault)).await;
        let difference = difference(&scene, operation, literal).await;
        assert!(difference.is_none(), "{}: {difference:?}", fault.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_literal_servers_do_not_differ() {
    let (scene, literal) = (Scene::new().await, literal().await);
    for operation in BOTH {
        let difference = difference(&scene, operation, &literal).await;
        assert!(difference.is_none(), "{difference:?}");
    }
}
