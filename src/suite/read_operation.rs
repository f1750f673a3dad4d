//! `operation.yaml` and the case files beside it.

use indexmap::IndexMap;

use super::check::SnapshotClaim;
use super::file::{CaseFile, DeviationEntry, OperationFile, OutcomeEntry, QuirkEntry};
use super::read::unknown_name;
use super::read_case::CaseReader;
use super::read_documented;
use super::read_request::{self, RequestScope};
use super::request::RequestTemplate;
use super::source::SuiteFile;
use super::{
    Alternative, Case, Deviation, Documented, Expectation, Operation, OperationId, OperationIndex,
    OperationPlaces, Outcome, OutcomeId, OutcomeType, Quirk, RulingId, Suite,
};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::yaml::{self, Spanned};

/// Reads one folder of `cases/`.
pub(super) struct OperationReader<'a> {
    pub(super) suite: &'a Suite,
    pub(super) index: OperationIndex,
    pub(super) folder: &'a str,
    pub(super) definition: &'a SourceText,
    pub(super) files: &'a [(&'a str, &'a SuiteFile)],
}

/// An operation whose control case is not looked up yet.
pub(super) struct Definition {
    pub(super) id: OperationId,
    pub(super) title: String,
    pub(super) request: RequestTemplate,
    pub(super) given: Spanned<super::StateName>,
    pub(super) control: Spanned<String>,
    pub(super) effect: OutcomeId,
    pub(super) outcomes: IndexMap<OutcomeId, Outcome>,
    pub(super) quirks: Vec<Quirk>,
    pub(super) documented: Documented,
    pub(super) places: OperationPlaces,
    pub(super) scope: RequestScope,
}

impl OperationReader<'_> {
    pub(super) fn read(
        &self,
        problems: &mut Vec<Diagnostic>,
        claims: &mut Vec<SnapshotClaim>,
    ) -> Option<(Operation, Vec<Case>)> {
        let definition = self.definition(problems)?;
        let mut files: IndexMap<&str, (&SourceText, CaseFile)> = IndexMap::new();
        let mut unreadable = Vec::new();
        for (name, file) in self.files {
            match yaml::parse(&file.source) {
                Ok(case) => {
                    files.insert(name, (&file.source, case));
                }
                Err(problem) => {
                    problems.push(problem);
                    unreadable.push(*name);
                }
            }
        }
        let reader = CaseReader {
            suite: self.suite,
            operation: self.index,
            definition: &definition,
            files: &files,
            unreadable: &unreadable,
        };
        let (control, cases) = reader.read(self.definition, problems, claims)?;
        let effect = definition
            .outcomes
            .get(&definition.effect)
            .map_or_else(Expectation::any_refusal, Expectation::of);
        let operation = Operation {
            id: definition.id,
            title: definition.title,
            request: definition.request,
            given: definition.given.value,
            control,
            effect,
            outcomes: definition.outcomes,
            quirks: definition.quirks,
            documented: definition.documented,
            places: definition.places,
        };
        Some((operation, cases))
    }

    fn definition(&self, problems: &mut Vec<Diagnostic>) -> Option<Definition> {
        let source = self.definition;
        let file: OperationFile = yaml::parse(source).map_err(|p| problems.push(p)).ok()?;
        let id = OperationId::new(self.folder)
            .map_err(|error| {
                problems.push(Diagnostic::in_file(
                    DiagnosticCode::FileName,
                    source.path.clone(),
                    error.to_string(),
                ));
            })
            .ok()?;
        if !self.suite.states.contains_key(&file.given.value) {
            problems.push(unknown_name(
                source,
                file.given.span.clone(),
                "state",
                file.given.value.as_str(),
                self.suite.states.keys().map(super::StateName::as_str),
            ));
        }
        let scope = RequestScope::new(
            file.given.value.subject(),
            self.suite.tokens.keys().cloned(),
        );
        let request = read_request::request(source, &file.request, &scope, problems)?;
        read_documented::check(self.suite, source, &file, &request, problems);

        let mut spans = IndexMap::new();
        let mut outcomes = IndexMap::new();
        for (outcome_id, entry) in file.outcomes {
            if outcome_id == OutcomeId::AnyRefusal {
                problems.push(Diagnostic::at(
                    DiagnosticCode::Contradiction,
                    source,
                    entry.span.clone(),
                    "4xx is what a case expects where no code is documented, so it is no documented outcome",
                    "remove this row",
                ));
                continue;
            }
            spans.insert(outcome_id.clone(), entry.span.clone());
            let outcome = self.outcome(outcome_id.clone(), entry.value, problems);
            outcomes.insert(outcome_id, outcome);
        }
        let known: Vec<String> = outcomes.keys().map(ToString::to_string).collect();
        let known_outcome = |outcome: &Spanned<OutcomeId>, problems: &mut Vec<Diagnostic>| {
            if !outcomes.contains_key(&outcome.value) {
                problems.push(unknown_name(
                    source,
                    outcome.span.clone(),
                    "outcome",
                    &outcome.value.to_string(),
                    known.iter().map(String::as_str),
                ));
            }
        };
        known_outcome(&file.effect, problems);
        if outcomes
            .get(&file.effect.value)
            .is_some_and(|outcome: &Outcome| outcome.kind == OutcomeType::Success)
        {
            problems.push(Diagnostic::at(
                DiagnosticCode::Contradiction,
                source,
                file.effect.span.clone(),
                "the effect of a success is that the same request is refused",
                "this outcome is a success",
            ));
        }
        let mut quirks = Vec::new();
        for QuirkEntry { ruling, allows } in file.quirks {
            self.known_ruling(&ruling, problems);
            let allows = match allows {
                DeviationEntry::CodeInstead(entry) => {
                    known_outcome(&entry.outcome, problems);
                    Deviation::CodeInstead {
                        outcome: entry.outcome.value,
                        code: entry.code,
                    }
                }
                DeviationEntry::AnyRefusal(outcome) => {
                    known_outcome(&outcome, problems);
                    Deviation::AnyRefusal(outcome.value)
                }
                DeviationEntry::MisspeltMessageCode(name) => Deviation::MisspeltMessageCode(name),
                DeviationEntry::OtherMessage => Deviation::OtherMessage,
                DeviationEntry::ByteOrderMark => Deviation::ByteOrderMark,
                DeviationEntry::OtherContentType => Deviation::OtherContentType,
            };
            quirks.push(Quirk {
                ruling: ruling.value,
                allows,
            });
        }
        self.every_outcome_has_a_case(&spans, problems);
        let (documented, documented_at) = match file.documented {
            Some(documented) => (documented.value, documented.span),
            None => (Documented::default(), 0..0),
        };
        Some(Definition {
            id,
            title: file.title,
            request,
            given: file.given,
            control: file.control,
            effect: file.effect.value,
            outcomes,
            quirks,
            documented,
            places: OperationPlaces {
                source: source.clone(),
                method: file.request.method.span,
                path: file.request.path.span,
                documented: documented_at,
                outcomes: spans,
            },
            scope,
        })
    }

    /// An outcome that no case provokes is a promise that nobody checks. File names tell: they start with it.
    fn every_outcome_has_a_case(
        &self,
        spans: &IndexMap<OutcomeId, std::ops::Range<usize>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        for (outcome, span) in spans {
            let prefix = format!("{}-", outcome.file_prefix());
            if !self.files.iter().any(|(name, _)| name.starts_with(&prefix)) {
                problems.push(
                    Diagnostic::at(
                        DiagnosticCode::OutcomeWithoutCase,
                        self.definition,
                        span.clone(),
                        format!("no case provokes the documented outcome {outcome}"),
                        "documented here",
                    )
                    .help(format!("add cases/{}/{prefix}<what>.yaml", self.folder)),
                );
            }
        }
    }

    fn outcome(
        &self,
        id: OutcomeId,
        entry: OutcomeEntry,
        problems: &mut Vec<Diagnostic>,
    ) -> Outcome {
        for ruling in &entry.rulings {
            self.known_ruling(ruling, problems);
        }
        for alternative in &entry.alternatives {
            self.known_ruling(&alternative.ruling, problems);
        }
        Outcome {
            id,
            kind: entry.kind,
            level: entry.level,
            text: entry.text,
            alternatives: entry
                .alternatives
                .into_iter()
                .map(|alternative| Alternative {
                    ruling: alternative.ruling.value,
                    text: alternative.text,
                })
                .collect(),
            misspelt: entry.member,
            rulings: entry
                .rulings
                .into_iter()
                .map(|ruling| ruling.value)
                .collect(),
        }
    }

    fn known_ruling(&self, ruling: &Spanned<RulingId>, problems: &mut Vec<Diagnostic>) {
        if let Some(problem) = unknown_ruling(self.suite, self.definition, ruling) {
            problems.push(problem);
        }
    }
}

pub(super) fn unknown_ruling(
    suite: &Suite,
    source: &SourceText,
    ruling: &Spanned<RulingId>,
) -> Option<Diagnostic> {
    (!suite.rulings.contains_key(&ruling.value)).then(|| {
        unknown_name(
            source,
            ruling.span.clone(),
            "ruling",
            ruling.value.as_str(),
            suite.rulings.keys().map(RulingId::as_str),
        )
    })
}
