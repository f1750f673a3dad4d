//! What counts as a kill, on verdicts made up for the purpose.

use std::collections::BTreeMap;

use rpgu_conformance::judge::VerdictKind::{self, Blocked, Error, Fail, Pass, Quirk, Unproven};
use rpgu_conformance::matrix::Judgement::{self, Foreign, Killed, Survived, WrongKind};
use rpgu_conformance::matrix::{Matrix, Verdicts, named};
use rpgu_conformance::reference::Behaviour;
use rpgu_conformance::suite::{Snapshots, Source, Suite, read};
use rstest::rstest;

const CANCELLED: &str = "visit-cancel/200-2000-cancelled";
const PAST: &str = "visit-cancel/400-4021-past";
const RATED: &str = "visit-rating/200-2000-rated";

fn suite() -> Suite {
    read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap()
}

/// A server that passes every case but these.
fn verdicts(suite: &Suite, server: Behaviour, others: &[(&str, VerdictKind)]) -> Verdicts {
    let all = suite.indexed_cases().map(|(case, _)| (case, Pass));
    let mut by_case: BTreeMap<_, _> = all.collect();
    for (id, verdict) in others {
        by_case.insert(suite.find(id).unwrap(), *verdict);
    }
    Verdicts { server, by_case }
}

fn matrix(literal: &[(&str, VerdictKind)], server: &str, others: &[(&str, VerdictKind)]) -> Matrix {
    let suite = suite();
    let literal = verdicts(&suite, Behaviour::Literal, literal);
    let other = verdicts(&suite, named(server).unwrap(), others);
    Matrix::of(&suite, &literal, &[other])
}

#[rstest]
#[case::nothing("cancel-race", &[], Survived)]
#[case::fail("cancel-race", &[(PAST, Fail)], Killed)]
#[case::a_crash_is_no_kill("cancel-race", &[(PAST, Error)], Survived)]
#[case::a_blocked_case_is_no_kill("cancel-race", &[(PAST, Blocked)], Survived)]
#[case::an_unproven_case_is_no_kill("cancel-race", &[(PAST, Unproven)], Survived)]
#[case::only_a_quirk("cancel-race", &[(PAST, Quirk)], WrongKind)]
#[case::a_fail_and_a_quirk("cancel-race", &[(PAST, Quirk), (CANCELLED, Fail)], Killed)]
#[case::on_the_other_operation("cancel-race", &[(RATED, Fail)], Foreign)]
#[case::on_the_other_operation_too("cancel-race", &[(PAST, Fail), (RATED, Quirk)], Foreign)]
#[case::others_may_be_unproven("cancel-race", &[(PAST, Fail), (RATED, Unproven)], Killed)]
#[case::both("success-code-201", &[(PAST, Fail), (RATED, Fail)], Killed)]
#[case::one_of_both("success-code-201", &[(PAST, Fail)], Survived)]
#[case::one_of_both_as_a_quirk("success-code-201", &[(PAST, Fail), (RATED, Quirk)], WrongKind)]
#[case::quirks("success-code-2000", &[(PAST, Quirk), (RATED, Quirk)], Killed)]
#[case::one_quirk_of_two("success-code-2000", &[(RATED, Quirk)], Survived)]
#[case::a_fail_for_a_quirk("success-code-2000", &[(PAST, Fail), (RATED, Quirk)], WrongKind)]
fn judgements(
    #[case] fault: &str,
    #[case] others: &[(&str, VerdictKind)],
    #[case] expected: Judgement,
) {
    let matrix = matrix(&[], fault, others);
    assert_eq!(matrix.faults[0].judgement, expected);
    assert_eq!(matrix.summary.survivors, usize::from(expected != Killed));
    assert_eq!(matrix.summary.holds(), expected == Killed);
    // One fault of many says nothing of idle cases.
    assert_eq!(matrix.summary.idle_cases, None);
}

#[test]
fn what_never_passed_cannot_kill() {
    let matrix = matrix(&[(PAST, Quirk)], "cancel-race", &[(PAST, Fail)]);
    assert_eq!(matrix.faults[0].judgement, Survived);
    assert!(matrix.cases.iter().all(|row| row.kills.is_empty()));
    assert_eq!(matrix.summary.false_alarms, 1);
}

#[test]
fn a_case_names_what_it_kills() {
    let matrix = matrix(&[], "cancel-race", &[(PAST, Fail), (CANCELLED, Unproven)]);
    let kills: Vec<_> = matrix
        .cases
        .iter()
        .filter(|row| !row.kills.is_empty())
        .map(|row| (row.case.as_str(), row.kills.as_slice()))
        .collect();
    assert_eq!(kills, [(PAST, ["cancel-race"].as_slice())]);
}

#[rstest]
#[case::none(&[], 0)]
#[case::any_verdict(&[(PAST, Quirk), (RATED, Unproven)], 2)]
fn a_freedom_changes_nothing(#[case] others: &[(&str, VerdictKind)], #[case] alarms: usize) {
    let matrix = matrix(&[], "padded", others);
    assert_eq!(matrix.summary.false_alarms, alarms);
    assert_eq!(matrix.summary.holds(), alarms == 0);
}

#[test]
fn a_canned_server_passes_nothing() {
    let suite = suite();
    let failed: Vec<_> = suite
        .cases
        .iter()
        .map(|case| (case.id.as_str(), Fail))
        .collect();
    let none = matrix(&[], "empty", &failed);
    assert!(none.summary.holds());
    let mut some = failed;
    some[0].1 = Quirk;
    some[1].1 = Pass;
    let matrix = matrix(&[], "empty", &some);
    assert_eq!(matrix.canned[0].passed.len(), 2);
    assert_eq!(matrix.summary.canned_passes, 2);
    assert!(!matrix.summary.holds());
}
