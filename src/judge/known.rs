//! Known failures: a ledger of findings that do not decide, each with its reason, link and day of expiry.
//!
//! An entry excuses one finding of one case. It never excuses an error, a blocked or an unproven case; and an entry
//! that is no longer needed makes the run say so, so that the list cannot rot.

use std::collections::{HashMap, HashSet};
use std::fmt;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::finding::{FindingCode, Severity};
use super::verdict::{Judged, VerdictKind};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, SourceText, known_names};
use crate::suite::{CaseId, Suite};
use crate::yaml::{self, Spanned};

/// A checked list of known failures.
#[derive(Debug, Clone, Default)]
pub struct KnownFailures {
    path: String,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    case: CaseId,
    finding: FindingCode,
    expires: Date,
    line: usize,
}

/// A known failure: it excuses one finding of one case, until a day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EntryFile {
    /// The case, as reports name it.
    case: Spanned<CaseId>,
    /// The finding that is excused, as reports name it.
    #[schemars(schema_with = "excusable")]
    finding: Spanned<String>,
    /// Why the target is not as documented.
    #[schemars(length(min = 1))]
    reason: Spanned<String>,
    /// Where it is followed up.
    #[schemars(length(min = 1))]
    link: Spanned<String>,
    /// The last day on which the entry holds.
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    expires: Spanned<String>,
}

/// The schema of a list of known failures.
pub(crate) fn known_failures_schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<Vec<EntryFile>>()
}

fn excusable(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = FindingCode::EXCUSABLE
        .iter()
        .map(|code| code.as_str())
        .collect();
    json_schema!({ "type": "string", "enum": names })
}

/// An entry of the list that must go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StaleEntry {
    /// The file and line of the entry.
    pub place: String,
    /// The case that it names.
    pub case: CaseId,
    /// The finding that it names.
    pub finding: FindingCode,
    /// What is wrong with it.
    pub problem: StaleProblem,
    /// If it names a table of cases: its rows, each of which is a case of its own.
    #[serde(default)]
    pub rows: Vec<CaseId>,
}

/// Why an entry must go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaleProblem {
    /// The suite has no such case.
    NoSuchCase,
    /// The case passes now.
    Passes,
    /// The case fails, but not with this finding.
    NoSuchFinding,
    /// The same case and finding stand in the list before.
    ListedTwice,
    /// Its day has passed.
    Expired,
}

impl fmt::Display for StaleEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            case,
            finding,
            problem,
            rows,
        } = self;
        match problem {
            StaleProblem::NoSuchCase if !rows.is_empty() => {
                let rows: Vec<&str> = rows.iter().map(CaseId::as_str).collect();
                write!(
                    f,
                    "{place}: {case} is a table; name one of its rows in the entry: {}",
                    rows.join(", ")
                )
            }
            StaleProblem::NoSuchCase => {
                write!(f, "{place}: there is no case {case}; remove the entry")
            }
            StaleProblem::Passes => write!(f, "{place}: {case} passes now; remove the entry"),
            StaleProblem::NoSuchFinding => {
                write!(
                    f,
                    "{place}: {case} has no finding `{finding}`; remove the entry"
                )
            }
            StaleProblem::ListedTwice => {
                write!(
                    f,
                    "{place}: {case} with `{finding}` is listed twice; remove one entry"
                )
            }
            StaleProblem::Expired => write!(
                f,
                "{place}: the entry for {case} with `{finding}` has expired; mend the target, or renew the entry"
            ),
        }
    }
}

/// What a list of known failures makes of a run.
#[derive(Debug, Clone, Default)]
pub struct Excuses {
    /// Failed cases each of whose failing findings is listed.
    pub excused: HashSet<CaseId>,
    /// Entries that must go.
    pub stale: Vec<StaleEntry>,
}

impl KnownFailures {
    /// Reads a list.
    ///
    /// # Errors
    /// All mistakes in the file. Entries that name no case are no such mistake: they are stale.
    pub fn read(source: &SourceText) -> Result<Self, Diagnostics> {
        let files: Vec<EntryFile> = yaml::parse(source)?;
        let mut problems = Vec::new();
        let mut entries = Vec::new();
        for file in files {
            for (name, text) in [("reason", &file.reason), ("link", &file.link)] {
                if text.value.trim().is_empty() {
                    problems.push(Diagnostic::at(
                        DiagnosticCode::MissingField,
                        source,
                        text.span.clone(),
                        format!("the {name} is empty"),
                        "say why, and where it is followed up",
                    ));
                }
            }
            let code = FindingCode::named(&file.finding.value);
            if code.is_none() {
                problems.push(
                    Diagnostic::at(
                        DiagnosticCode::UnknownName,
                        source,
                        file.finding.span.clone(),
                        format!("there is no finding `{}`", file.finding.value),
                        "no such finding",
                    )
                    .help(known_names(
                        &file.finding.value,
                        "findings",
                        FindingCode::EXCUSABLE.iter().map(|code| code.as_str()),
                    )),
                );
            }
            let expires: Option<Date> = file.expires.value.parse().ok();
            if expires.is_none() {
                problems.push(Diagnostic::at(
                    DiagnosticCode::InvalidValue,
                    source,
                    file.expires.span.clone(),
                    format!("`{}` is no day", file.expires.value),
                    "write it as 2027-01-31",
                ));
            }
            if let (Some(finding), Some(expires)) = (code, expires) {
                entries.push(Entry {
                    line: source.position(file.case.span.start).line,
                    case: file.case.value,
                    finding,
                    expires,
                });
            }
        }
        if problems.is_empty() {
            Ok(Self {
                path: source.path.to_string(),
                entries,
            })
        } else {
            Err(Diagnostics(problems))
        }
    }

    /// Holds the list against the verdicts of a run on a day. Entries for cases that were not selected, or not
    /// judged, are left alone.
    pub fn apply(&self, suite: &Suite, judged: &[Judged], today: Date) -> Excuses {
        let by_id: HashMap<&CaseId, &Judged> = judged
            .iter()
            .map(|judged| (&suite[judged.case].id, judged))
            .collect();
        let mut excuses = Excuses::default();
        let mut listed: HashMap<&CaseId, HashSet<FindingCode>> = HashMap::new();
        for entry in &self.entries {
            let problem = if !listed.entry(&entry.case).or_default().insert(entry.finding) {
                Some(StaleProblem::ListedTwice)
            } else if suite.find(entry.case.as_str()).is_none() {
                Some(StaleProblem::NoSuchCase)
            } else {
                let by_verdict = by_id
                    .get(&entry.case)
                    .and_then(|judged| entry.problem(judged));
                by_verdict.or_else(|| (entry.expires < today).then_some(StaleProblem::Expired))
            };
            if let Some(problem) = problem {
                excuses.stale.push(StaleEntry {
                    place: format!("{}:{}", self.path, entry.line),
                    case: entry.case.clone(),
                    finding: entry.finding,
                    problem,
                    rows: rows_of(suite, &entry.case),
                });
            }
        }
        for (case, codes) in listed {
            let excused = by_id.get(case).is_some_and(|judged| {
                judged.verdict.kind() == VerdictKind::Fail
                    && judged
                        .findings
                        .iter()
                        .filter(|finding| finding.severity == Severity::Fail)
                        .all(|finding| codes.contains(&finding.code))
            });
            if excused {
                excuses.excused.insert(case.clone());
            }
        }
        excuses
    }
}

/// The cases that a table of that name has.
fn rows_of(suite: &Suite, table: &CaseId) -> Vec<CaseId> {
    let cases = suite.cases.iter().map(|case| &case.id);
    let of_table = |id: &&CaseId| {
        let rest = id.as_str().strip_prefix(table.as_str());
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    cases.filter(of_table).cloned().collect()
}

impl Entry {
    fn problem(&self, judged: &Judged) -> Option<StaleProblem> {
        let has_finding = judged
            .findings
            .iter()
            .any(|finding| finding.code == self.finding);
        match judged.verdict.kind() {
            VerdictKind::Pass | VerdictKind::Quirk => Some(StaleProblem::Passes),
            VerdictKind::Fail => (!has_finding).then_some(StaleProblem::NoSuchFinding),
            VerdictKind::Unproven | VerdictKind::Blocked | VerdictKind::Error => None,
        }
    }
}
