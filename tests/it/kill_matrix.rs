//! The gate: every case can fail, every fault is caught, nothing that is right is complained of.
//!
//! All servers are asked once per process; each test looks at the same runs. When a fault or a case is added, the
//! snapshot changes: look at the difference, then `INSTA_UPDATE=always cargo test --test it kill_matrix`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use globset::{Glob, GlobSetBuilder};
use insta::assert_snapshot;
use rpgu_conformance::judge::{Blindness, VerdictKind};
use rpgu_conformance::matrix::{
    FaultRow, Judgement, Matrix, Trial, conduct, grouped, names, servers,
};
use rpgu_conformance::reference::{Behaviour, FAULTS};
use rpgu_conformance::suite::{Case, CaseId, Snapshots, Source, Suite, read};

/// All runs, and what they show.
struct Proof {
    suite: Suite,
    literal: Trial,
    others: Vec<Trial>,
    matrix: Matrix,
}

static PROOF: LazyLock<Proof> = LazyLock::new(|| {
    let suite = read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap();
    let mut all = vec![Behaviour::Literal];
    all.extend(servers());
    let mut trials = conduct(&suite, &all, |trial| trial).unwrap();
    let others = trials.split_off(1);
    let literal = trials.pop().unwrap();
    let verdicts: Vec<_> = others.iter().map(Trial::verdicts).collect();
    let matrix = Matrix::of(&suite, &literal.verdicts(), &verdicts);
    Proof {
        suite,
        literal,
        others,
        matrix,
    }
});

#[test]
fn the_literal_server_passes_every_case() {
    assert_eq!(PROOF.matrix.literal, []);
    assert_eq!(PROOF.literal.run.judged.len(), PROOF.suite.cases.len());
}

#[test]
fn no_fault_survives() {
    let survivors: Vec<_> = PROOF
        .matrix
        .faults
        .iter()
        .filter(|row| row.judgement != Judgement::Killed)
        .map(|row| (row.name, row.judgement))
        .collect();
    assert_eq!(survivors, []);
    assert_eq!(PROOF.matrix.faults.len(), FAULTS.len());
    assert_eq!(PROOF.matrix.summary.survivors, 0);
}

#[test]
fn no_case_is_idle() {
    let idle: Vec<_> = PROOF
        .matrix
        .cases
        .iter()
        .filter(|row| row.kills.is_empty())
        .map(|row| &row.case)
        .collect();
    assert_eq!(idle, Vec::<&CaseId>::new());
    assert_eq!(PROOF.matrix.summary.idle_cases, Some(0));
}

#[test]
fn no_freedom_is_complained_of() {
    let alarms: Vec<_> = PROOF
        .matrix
        .freedoms
        .iter()
        .filter(|row| !row.changed.is_empty())
        .map(|row| (row.name, &row.changed))
        .collect();
    assert_eq!(alarms, []);
    assert!(PROOF.matrix.freedoms.len() >= 20);
    assert_eq!(PROOF.matrix.summary.false_alarms, 0);
}

#[test]
fn no_canned_server_passes_a_case() {
    let passes: Vec<_> = PROOF
        .matrix
        .canned
        .iter()
        .filter(|row| !row.passed.is_empty())
        .map(|row| (&row.name, &row.passed))
        .collect();
    assert_eq!(passes, []);
    assert!(PROOF.matrix.canned.len() >= 18);
    assert_eq!(PROOF.matrix.summary.canned_passes, 0);
}

/// What `faults` says last, and its exit code.
#[test]
fn the_proof_holds() {
    let summary = &PROOF.matrix.summary;
    assert_eq!(
        summary.to_string(),
        "survivors 0, idle cases 0, false alarms 0, canned passes 0"
    );
    assert!(summary.holds());
}

/// The table stands in README.md, too.
#[test]
fn the_table_of_canned_servers_is_as_committed() {
    let mut table = String::from(
        "| server | its answer | cases passed | failed | unproven | blocked |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for row in &PROOF.matrix.canned {
        let count = |verdict| row.verdicts.get(&verdict).copied().unwrap_or(0);
        let _ = writeln!(
            table,
            "| `{}` | {} | {} of {} | {} | {} | {} |",
            row.name,
            row.sentence,
            row.passed.len(),
            PROOF.suite.cases.len(),
            count(VerdictKind::Fail),
            count(VerdictKind::Unproven),
            count(VerdictKind::Blocked),
        );
    }
    println!("{table}");
    assert_snapshot!(table);
}

/// A kill is a verdict: nothing was cut off, timed out or left out.
#[test]
fn every_server_answers_everything() {
    let errors: Vec<_> = PROOF
        .others
        .iter()
        .flat_map(|trial| trial.run.judged.iter())
        .filter(|judged| judged.verdict.kind() == VerdictKind::Error)
        .map(|judged| (&judged.case, &judged.findings))
        .collect();
    assert_eq!(errors, []);
}

#[test]
fn no_two_servers_share_a_name() {
    let names = names();
    let unique: BTreeSet<&String> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
}

#[test]
fn the_matrix_is_as_committed() {
    let text = text(&PROOF.matrix.faults);
    print_difference(&text);
    assert_snapshot!(text);
}

/// insta is told to print no differences (`.config/insta.yaml`), so that they are printed here.
fn print_difference(text: &str) {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/snapshots/it__kill_matrix__the_matrix_is_as_committed.snap"
    );
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let lines = |text: &str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
    let (old, new) = (lines(&committed), lines(text));
    let is_header = |line: &str| !line.contains(" must be ");
    for line in old.difference(&new).filter(|line| !is_header(line)) {
        println!("- {line}");
    }
    for line in new.difference(&old) {
        println!("+ {line}");
    }
}

/// One line for each fault: what it must be, the cases that kill it, and how many it left without a verdict.
fn text(faults: &[FaultRow]) -> String {
    let mut text = String::new();
    for row in faults {
        let _ = write!(text, "{} must be {}:", row.name, row.expected);
        for verdict in [VerdictKind::Fail, VerdictKind::Quirk] {
            let kills = row.changed.iter().filter(|change| change.is_kill());
            let ids: Vec<_> = kills
                .filter(|change| change.to == verdict)
                .map(|change| change.case.as_str())
                .collect();
            if !ids.is_empty() {
                let cases = grouped(&PROOF.suite, &ids).join(" ");
                let _ = write!(text, " {verdict} {cases}");
            }
        }
        for verdict in [VerdictKind::Unproven, VerdictKind::Blocked] {
            let changed = row.changed.iter();
            let count = changed.filter(|change| change.to == verdict).count();
            if count > 0 {
                let _ = write!(text, ", {verdict} {count}");
            }
        }
        text.push('\n');
    }
    text
}

/// What the matrix prints of a set of cases, `--select` takes back.
#[test]
fn patterns_select_what_they_stand_for() {
    for row in &PROOF.matrix.faults {
        let ids: Vec<_> = row
            .changed
            .iter()
            .map(|change| change.case.as_str())
            .collect();
        let mut globs = GlobSetBuilder::new();
        for pattern in grouped(&PROOF.suite, &ids) {
            globs.add(Glob::new(&pattern).unwrap());
        }
        let globs = globs.build().unwrap();
        let all = PROOF.suite.cases.iter().map(|case| case.id.as_str());
        let selected: Vec<_> = all.filter(|id| globs.is_match(id)).collect();
        assert_eq!(selected, ids, "{}", row.name);
    }
}

/// Without the file, a fault would survive every run that decides by cases of the file's level and above.
#[test]
fn every_file_of_cases_has_a_fault_of_its_own() {
    let suite = &PROOF.suite;
    let mut files: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in &suite.cases {
        files.entry(&case.path).or_default().push(case);
    }
    let controls: Vec<&str> = suite
        .operations
        .iter()
        .map(|operation| &*suite[operation.control].path)
        .collect();
    let replaceable: Vec<&str> = files
        .iter()
        .filter(|(path, cases)| {
            let has_own = PROOF.matrix.faults.iter().any(|row| is_own(row, cases));
            !has_own && !controls.contains(path)
        })
        .map(|(path, _)| *path)
        .collect();
    assert_eq!(replaceable, Vec::<&str>::new());
    // The control of an operation asks what every other success case asks too. It cannot be left out unseen: the suite
    // is not read without it.
    for control in controls {
        assert!(read_without(control).is_err(), "{control}");
    }
}

/// Whether only these cases, among those of their level and above, kill the fault.
fn is_own(row: &FaultRow, cases: &[&Case]) -> bool {
    let level = cases.iter().map(|case| case.level).min().unwrap();
    let mut kills = row
        .changed
        .iter()
        .filter(|change| change.is_kill() && change.to == row.expected);
    let own = |id: &CaseId| cases.iter().any(|case| case.id == *id);
    let decides = |id: &CaseId| {
        let case = PROOF.suite.find(id.as_str()).unwrap();
        PROOF.suite[case].level >= level
    };
    let others = |id: &CaseId| decides(id) && !own(id);
    kills.clone().any(|change| own(&change.case)) && !kills.any(|change| others(&change.case))
}

fn read_without(path: &str) -> Result<Suite, impl std::fmt::Debug> {
    let mut files = Source::Embedded.load().unwrap();
    let name = path.strip_prefix("cases/").unwrap();
    let name = name.strip_suffix(".yaml").unwrap();
    let before = files.cases.len() + files.snapshots.len();
    files.cases.retain(|file| file.name != name);
    files.snapshots.retain(|file| file.name != name);
    assert_eq!(files.cases.len() + files.snapshots.len(), before - 2);
    read(&files, Snapshots::Required)
}

/// The recorded answers are judged again, each time without one of the comparisons.
#[test]
fn every_comparison_of_the_judge_is_needed() {
    let needless: Vec<Blindness> = Blindness::ALL
        .into_iter()
        .filter(|blindness| !is_needed(*blindness))
        .collect();
    assert_eq!(needless, []);
    let all: BTreeSet<_> = Blindness::ALL.into_iter().collect();
    assert_eq!(all.len(), Blindness::ALL.len());
}

/// Whether the judge who sees everything kills a fault.
fn is_killed(name: &str) -> bool {
    let mut rows = PROOF.matrix.faults.iter();
    rows.any(|row| row.name == name && row.judgement == Judgement::Killed)
}

/// Whether a fault survives a judge that is blind to this; or, where nothing is compared, whether a canned server
/// passes.
fn is_needed(blindness: Blindness) -> bool {
    let suite = &PROOF.suite;
    let literal = PROOF.literal.verdicts_blind(suite, blindness);
    PROOF.others.iter().any(|trial| {
        let broken = match (blindness, trial.server) {
            (Blindness::Unproven, Behaviour::Canned(_)) => true,
            (Blindness::Unproven, _) => false,
            (_, server) => matches!(server, Behaviour::Fault(_)),
        };
        broken && {
            let verdicts = trial.verdicts_blind(suite, blindness);
            let matrix = Matrix::of(suite, &literal, &[verdicts]);
            let survived = matrix
                .faults
                .iter()
                .any(|row| row.judgement == Judgement::Survived && is_killed(row.name));
            assert_eq!(matrix.literal, [], "{blindness:?}");
            survived || matrix.summary.canned_passes > 0
        }
    })
}
