//! What the runs show: the matrix, row by row.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::trial::Verdicts;
use crate::judge::VerdictKind;
use crate::reference::{Behaviour, Canned, FAULTS, Fault, Freedom, Kill, Operation};
use crate::suite::{CaseId, CaseIndex, Suite};

/// Which case kills which fault, and what else was shown.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// The verdicts of the literal server that are no pass.
    pub literal: Vec<Change>,
    /// The faults.
    pub faults: Vec<FaultRow>,
    /// The cases, with the faults that each kills.
    pub cases: Vec<CaseRow>,
    /// The freedoms.
    pub freedoms: Vec<FreedomRow>,
    /// The canned servers.
    pub canned: Vec<CannedRow>,
    /// All of it in four numbers.
    pub summary: Summary,
}

/// A case with another verdict than on the literal server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The case.
    pub case: CaseId,
    /// Its verdict on the literal server.
    pub from: VerdictKind,
    /// Its verdict on the other one.
    pub to: VerdictKind,
}

impl Change {
    /// Whether the case kills: what was a pass is a fail or a quirk.
    pub fn is_kill(&self) -> bool {
        self.from == VerdictKind::Pass && matches!(self.to, VerdictKind::Fail | VerdictKind::Quirk)
    }
}

/// A fault and what the cases make of it.
#[derive(Debug, Clone, Serialize)]
pub struct FaultRow {
    /// Its name.
    pub name: &'static str,
    /// What the server does wrong.
    pub sentence: &'static str,
    /// The operations that it breaks.
    pub operations: Vec<&'static str>,
    /// What a case must make of it, fail or quirk.
    pub expected: VerdictKind,
    /// Whether the cases do.
    pub judgement: Judgement,
    /// The verdicts that differ from the literal server's.
    pub changed: Vec<Change>,
}

/// What became of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// On every operation that it breaks a case caught it, with the verdict that is right for it.
    Killed,
    /// On an operation that it breaks no case caught it.
    Survived,
    /// It was caught with the wrong verdict: as a quirk where it must fail, or the other way round.
    WrongKind,
    /// A case of an operation that it does not touch caught something.
    Foreign,
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Killed => "killed",
            Self::Survived => "SURVIVED",
            Self::WrongKind => "WRONG KIND",
            Self::Foreign => "FOREIGN",
        })
    }
}

/// A case and what it is good for.
#[derive(Debug, Clone, Serialize)]
pub struct CaseRow {
    /// The case.
    pub case: CaseId,
    /// The faults that it kills.
    pub kills: Vec<&'static str>,
}

/// A freedom and the verdicts that it changed, which should be none.
#[derive(Debug, Clone, Serialize)]
pub struct FreedomRow {
    /// Its name.
    pub name: &'static str,
    /// What the server does otherwise.
    pub sentence: &'static str,
    /// The verdicts that differ from the literal server's.
    pub changed: Vec<Change>,
}

/// A canned server and what it passed, which should be nothing.
#[derive(Debug, Clone, Serialize)]
pub struct CannedRow {
    /// Its name.
    pub name: String,
    /// What it answers.
    pub sentence: String,
    /// The cases that it passed, quirks included.
    pub passed: Vec<CaseId>,
    /// How many cases had which verdict.
    pub verdicts: BTreeMap<VerdictKind, usize>,
}

/// The matrix in four numbers; the proof holds if all are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Faults that are not killed, or with the wrong verdict, or by a case of another operation.
    pub survivors: usize,
    /// Cases that kill no fault; unknown unless every fault was tried.
    pub idle_cases: Option<usize>,
    /// Verdicts other than pass on the literal server, and verdicts that a freedom changed.
    pub false_alarms: usize,
    /// Cases that a canned server passed, quirks included.
    pub canned_passes: usize,
}

impl Summary {
    /// Whether nothing speaks against the suite.
    pub fn holds(&self) -> bool {
        let Self {
            survivors,
            idle_cases,
            false_alarms,
            canned_passes,
        } = *self;
        [
            survivors,
            idle_cases.unwrap_or(0),
            false_alarms,
            canned_passes,
        ] == [0; 4]
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "survivors {}, ", self.survivors)?;
        match self.idle_cases {
            Some(idle) => write!(f, "idle cases {idle}, ")?,
            None => f.write_str("idle cases not counted, ")?,
        }
        let (alarms, passes) = (self.false_alarms, self.canned_passes);
        write!(f, "false alarms {alarms}, canned passes {passes}")
    }
}

impl Matrix {
    /// What the runs against the literal server and against others show.
    pub fn of(suite: &Suite, literal: &Verdicts, others: &[Verdicts]) -> Self {
        let baseline = Baseline { suite, literal };
        let mut matrix = Self {
            literal: baseline.not_passed(),
            faults: Vec::new(),
            cases: Vec::new(),
            freedoms: Vec::new(),
            canned: Vec::new(),
            summary: Summary {
                survivors: 0,
                idle_cases: None,
                false_alarms: 0,
                canned_passes: 0,
            },
        };
        for other in others {
            match other.server {
                Behaviour::Literal => {}
                Behaviour::Fault(fault) => matrix.faults.push(baseline.fault(fault, other)),
                Behaviour::Freedom(freedom) => {
                    matrix.freedoms.push(baseline.freedom(freedom, other));
                }
                Behaviour::Canned(canned) => {
                    matrix.canned.push(baseline.canned(canned, other));
                }
            }
        }
        matrix.cases = suite
            .cases
            .iter()
            .map(|case| CaseRow {
                case: case.id.clone(),
                kills: matrix.killed_by(&case.id),
            })
            .collect();
        matrix.summary = matrix.summed_up();
        matrix
    }

    fn killed_by(&self, case: &CaseId) -> Vec<&'static str> {
        let kills = |row: &&FaultRow| {
            let kills = |change: &Change| change.case == *case && change.is_kill();
            row.changed.iter().any(kills)
        };
        self.faults
            .iter()
            .filter(kills)
            .map(|row| row.name)
            .collect()
    }

    fn summed_up(&self) -> Summary {
        let alarms: usize = self.freedoms.iter().map(|row| row.changed.len()).sum();
        let idle = self.cases.iter().filter(|row| row.kills.is_empty());
        Summary {
            survivors: self
                .faults
                .iter()
                .filter(|row| row.judgement != Judgement::Killed)
                .count(),
            idle_cases: (self.faults.len() == FAULTS.len()).then(|| idle.count()),
            false_alarms: self.literal.len() + alarms,
            canned_passes: self.canned.iter().map(|row| row.passed.len()).sum(),
        }
    }
}

/// The literal server's verdicts, which the others' are held against.
struct Baseline<'a> {
    suite: &'a Suite,
    literal: &'a Verdicts,
}

impl Baseline<'_> {
    fn id(&self, case: CaseIndex) -> CaseId {
        self.suite[case].id.clone()
    }

    fn not_passed(&self) -> Vec<Change> {
        let verdicts = self.literal.by_case.iter();
        verdicts
            .filter(|(_, verdict)| **verdict != VerdictKind::Pass)
            .map(|(case, verdict)| Change {
                case: self.id(*case),
                from: VerdictKind::Pass,
                to: *verdict,
            })
            .collect()
    }

    fn changed(&self, other: &Verdicts) -> Vec<(CaseIndex, Change)> {
        let verdicts = self.literal.by_case.iter();
        verdicts
            .filter_map(|(case, from)| {
                let to = other.by_case.get(case).copied()?;
                let change = Change {
                    case: self.id(*case),
                    from: *from,
                    to,
                };
                (*from != to).then_some((*case, change))
            })
            .collect()
    }

    fn fault(&self, fault: &'static Fault, verdicts: &Verdicts) -> FaultRow {
        let changed = self.changed(verdicts);
        FaultRow {
            name: fault.name,
            sentence: fault.sentence,
            operations: fault.operations.iter().map(|one| one.name()).collect(),
            expected: match fault.verdict {
                Kill::Fail => VerdictKind::Fail,
                Kill::Quirk => VerdictKind::Quirk,
            },
            judgement: self.judgement(fault, &changed),
            changed: changed.into_iter().map(|(_, change)| change).collect(),
        }
    }

    fn judgement(&self, fault: &Fault, changed: &[(CaseIndex, Change)]) -> Judgement {
        let kills: Vec<(Option<Operation>, VerdictKind)> = changed
            .iter()
            .filter(|(_, change)| change.is_kill())
            .map(|(case, change)| (self.operation(*case), change.to))
            .collect();
        let touched = |operation: &Option<Operation>| {
            operation.is_some_and(|operation| fault.operations.contains(&operation))
        };
        if !kills.iter().all(|(operation, _)| touched(operation)) {
            return Judgement::Foreign;
        }
        // An operation that the suite does not ask about cannot show anything.
        let asked = fault.operations.iter().filter(|operation| {
            let cases = self.suite.indexed_cases();
            cases
                .into_iter()
                .any(|(case, _)| self.operation(case) == Some(**operation))
        });
        let mut shown = asked
            .map(|operation| {
                let verdicts = kills.iter().filter(|(on, _)| on == &Some(*operation));
                verdicts.map(|(_, verdict)| *verdict).max()
            })
            .peekable();
        if shown.peek().is_none() {
            return Judgement::Survived;
        }
        // A fail weighs more than a quirk.
        let right = match fault.verdict {
            Kill::Fail => VerdictKind::Fail,
            Kill::Quirk => VerdictKind::Quirk,
        };
        shown.fold(Judgement::Killed, |judgement, worst| {
            match (judgement, worst) {
                (Judgement::WrongKind, _) => Judgement::WrongKind,
                (judgement, Some(verdict)) if verdict == right => judgement,
                (_, Some(_)) => Judgement::WrongKind,
                (_, None) => Judgement::Survived,
            }
        })
    }

    /// The operation of the reference server that answers a case's requests: known by the path, since another suite
    /// may name its operations otherwise.
    fn operation(&self, case: CaseIndex) -> Option<Operation> {
        let request = &self.suite[self.suite[case].operation].request;
        let path = request.path_pattern();
        let visit = path.strip_prefix("/api/v2/iemk/doctors/visit/")?;
        Some(if visit.starts_with("rating/") {
            Operation::Rating
        } else {
            Operation::Cancel
        })
    }

    fn freedom(&self, freedom: &'static Freedom, verdicts: &Verdicts) -> FreedomRow {
        let changed = self.changed(verdicts);
        FreedomRow {
            name: freedom.name,
            sentence: freedom.sentence,
            changed: changed.into_iter().map(|(_, change)| change).collect(),
        }
    }

    fn canned(&self, canned: Canned, verdicts: &Verdicts) -> CannedRow {
        let mut counts: BTreeMap<VerdictKind, usize> = BTreeMap::new();
        let mut passed = Vec::new();
        for (case, verdict) in &verdicts.by_case {
            *counts.entry(*verdict).or_default() += 1;
            if matches!(verdict, VerdictKind::Pass | VerdictKind::Quirk) {
                passed.push(self.id(*case));
            }
        }
        CannedRow {
            name: canned.name(),
            sentence: canned.sentence(),
            passed,
            verdicts: counts,
        }
    }
}
