//! The report, its files and the statement once more, from the exchanges and the suite alone.

use super::bundle::{artefacts, evidence};
use super::difference::{Difference, differences};
use super::essence::{essence, verdicts};
use super::problem::{Differing, Flaw};
use super::recording::{Recording, tool};
use super::replay::replay;
use super::requests;
use super::statement::{Claims, Coverage, Statement, Validity, result_of};
use super::verify::{Checker, STATEMENT_PLACE};
use crate::judge::VerdictKind;
use crate::report::{Language, Report};

/// At most so many differences of one file are named; the rest is counted.
const MAX_DIFFERENCES: usize = 40;

impl Checker<'_> {
    /// The heart: the report, its files and the statement once more, from the exchanges and the suite alone.
    pub(super) fn judge_again(&mut self, recording: &Recording, statement: Option<&Statement>) {
        let mut requests = requests::check(self.suite, recording);
        self.problems.append(&mut requests);
        let mut report = match replay(self.suite, recording) {
            Ok(report) => report,
            Err(mut problems) => {
                self.problems.append(&mut problems);
                return;
            }
        };
        // Another version of this program may put the same verdicts into other words.
        let same_tool = recording.tool == tool();
        report.tool.clone_from(&recording.tool);
        if same_tool {
            self.coverage = Some(Coverage::of(&report, recording));
        } else {
            self.made_by_other = Some(recording.tool.clone());
        }
        self.report(&report, same_tool);
        if let Some(statement) = statement {
            if same_tool {
                self.other_files(&report, statement.predicate.rpgu_conformance.language);
            }
            self.statement_again(&report, recording, statement, same_tool);
        }
    }

    fn report(&mut self, report: &Report, same_tool: bool) {
        const FILE: &str = "report.json";
        let Some(bytes) = self.files.get(FILE) else {
            return;
        };
        let (found, wanted) = match (serde_json::from_slice(bytes), serde_json::to_value(report)) {
            (Ok(found), Ok(wanted)) => (found, wanted),
            (Err(error), _) | (_, Err(error)) => {
                let error = error.to_string();
                self.problem(FILE, Flaw::ReportForm { error });
                return;
            }
        };
        let all = if same_tool {
            differences(&found, &wanted)
        } else {
            differences(&verdicts(&found), &verdicts(&wanted))
        };
        if all.is_empty() && same_tool && crate::report::json(report).as_bytes() != bytes {
            self.problem(FILE, Flaw::ReportBytes);
        }
        self.differences(FILE, all, |path| {
            let of_verdict = ["verdict", "findings"]
                .iter()
                .any(|field| path.starts_with("cases[") && path.contains(&format!("].{field}")));
            if of_verdict {
                Differing::Verdict
            } else {
                Differing::Report
            }
        });
    }

    fn other_files(&mut self, report: &Report, language: Language) {
        for artefact in artefacts() {
            let Some(bytes) = self.files.get(artefact.name) else {
                continue;
            };
            // The JSON report is compared field by field.
            if artefact.name == "report.json" {
                continue;
            }
            let wanted = (artefact.render)(report, language);
            if wanted.is_ok_and(|wanted| wanted.as_bytes() == bytes) {
                continue;
            }
            self.problem(artefact.name, Flaw::OtherReport);
        }
    }

    fn statement_again(
        &mut self,
        report: &Report,
        recording: &Recording,
        statement: &Statement,
        same_tool: bool,
    ) {
        let Some(result) = result_of(report) else {
            let quirks = report.counts.get(&VerdictKind::Quirk).copied();
            self.problem(
                STATEMENT_PLACE,
                Flaw::NoResult {
                    conclusion: report.conclusion,
                    quirks: quirks.unwrap_or_default(),
                    scope: report.scope,
                },
            );
            return;
        };
        let evidence = evidence(self.files);
        let said = &statement.predicate.rpgu_conformance;
        let claims = Claims {
            product: &statement.product(),
            validity: Validity {
                issued: said.issued,
                expires: said.expires,
            },
            recording,
            language: said.language,
        };
        let again = Statement::new(result, report, &evidence, &claims);
        let (Ok(found), Ok(wanted)) = (
            serde_json::to_value(statement),
            serde_json::to_value(&again),
        ) else {
            return;
        };
        let all = if same_tool {
            differences(&found, &wanted)
        } else {
            differences(&essence(&found), &essence(&wanted))
        };
        self.differences(STATEMENT_PLACE, all, |_| Differing::Statement);
    }

    fn differences(&mut self, file: &str, all: Vec<Difference>, of: impl Fn(&str) -> Differing) {
        let more = all.len().saturating_sub(MAX_DIFFERENCES);
        for difference in all.into_iter().take(MAX_DIFFERENCES) {
            let place = format!("{file}: {}", difference.path);
            self.problem(&place, Flaw::Differs(of(&difference.path), difference));
        }
        if more > 0 {
            self.problem(file, Flaw::MoreDifferences { count: more });
        }
    }
}
