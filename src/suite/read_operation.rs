//! `operation.yaml` and the case files beside it.

use std::collections::HashMap;
use std::collections::btree_map::{BTreeMap, Entry};
use std::sync::Arc;

use indexmap::IndexMap;

use super::case_rules::Promises;
use super::check::SnapshotClaim;
use super::declared::Declared;
use super::file::{CaseFile, DeviationEntry, OperationFile, OutcomeEntry, QuirkEntry};
use super::read::{Asked, unknown_name};
use super::read_case::{CaseReader, FileDraft};
use super::read_documented;
use super::read_request::{self, RequestScope};
use super::read_unbound;
use super::request::RequestTemplate;
use super::source::SuiteFile;
use super::{
    Alternative, Case, Deviation, Documented, Expectation, Extent, Operation, OperationId,
    OperationIndex, OperationPlaces, Outcome, OutcomeId, OutcomeType, Quirk,
};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::parallel;
use crate::yaml::{self, Spanned};

/// Reads one folder of `cases/`.
pub(super) struct OperationReader<'a> {
    pub(super) declared: Declared<'a>,
    /// The place of the operation's first case in the suite.
    pub(super) first_case: usize,
    pub(super) index: OperationIndex,
    pub(super) folder: &'a str,
    /// `operation.yaml`, if it is there.
    pub(super) definition: Option<&'a SourceText>,
    pub(super) files: &'a [(&'a str, &'a SuiteFile)],
    /// Case files of which nothing can be read.
    pub(super) unread: &'a [&'a str],
    pub(super) asked: Asked<'a>,
}

/// An operation whose control case is not looked up yet.
pub(super) struct Definition {
    pub(super) id: OperationId,
    pub(super) title: String,
    /// None if there are mistakes in it.
    pub(super) request: Option<Arc<RequestTemplate>>,
    pub(super) given: Spanned<super::StateName>,
    pub(super) control: Spanned<String>,
    pub(super) effect: OutcomeId,
    pub(super) outcomes: IndexMap<OutcomeId, Outcome>,
    pub(super) quirks: Vec<Quirk>,
    pub(super) documented: Documented,
    pub(super) places: OperationPlaces,
    pub(super) scope: RequestScope,
}

/// What came of one case file.
struct ReadFile<'a> {
    came_of_it: CameOfIt<'a>,
    problems: Vec<Diagnostic>,
}

enum CameOfIt<'a> {
    /// What it says.
    Draft(Box<FileDraft<'a>>),
    /// Nothing: the file of this name holds no case.
    Nothing(&'a str),
    /// Its mistakes alone: there is no operation to read it for.
    Checked,
}

/// The file that a case of an operation stands in, by its name within the operation.
fn file_of(case: &str) -> String {
    case.split('/').next().unwrap_or_default().to_owned()
}

impl<'a> OperationReader<'a> {
    pub(super) fn read(
        &self,
        problems: &mut Vec<Diagnostic>,
        claims: &mut Vec<SnapshotClaim>,
    ) -> Option<(Operation, Vec<Case>, Extent)> {
        let defined = self
            .definition
            .and_then(|source| Some((source, self.definition(source, problems)?)));
        let definition = defined.as_ref().map(|(_, definition)| definition);
        let mut unreadable = self.unread.to_vec();
        let files = match (self.asked, definition) {
            (Asked::Cases(names), Some(definition)) => self.needed(names, definition, problems),
            _ => self.all(definition, problems, &mut unreadable),
        };
        let (source, definition) = defined?;
        let reader = CaseReader {
            declared: self.declared,
            first_case: self.first_case,
            operation: self.index,
            definition: &definition,
            promises: Promises::by(&definition),
            files: &files,
            unreadable: &unreadable,
        };
        let (control, cases) = reader.read(source, problems, claims)?;
        let effect = definition
            .outcomes
            .get(&definition.effect)
            .map_or_else(Expectation::any_refusal, Expectation::of);
        let operation = Operation {
            id: definition.id,
            title: definition.title,
            request: definition.request?,
            given: definition.given.value,
            control,
            effect,
            outcomes: definition.outcomes,
            quirks: definition.quirks,
            documented: definition.documented,
            places: definition.places,
        };
        let extent = if files.len() < self.files.len() {
            Extent::Part
        } else {
            Extent::Whole
        };
        Some((operation, cases, extent))
    }

    /// Reads every case file by itself.
    fn all(
        &self,
        definition: Option<&Definition>,
        problems: &mut Vec<Diagnostic>,
        unreadable: &mut Vec<&'a str>,
    ) -> Vec<FileDraft<'a>> {
        let mut files = Vec::with_capacity(self.files.len());
        let read = |(stem, file): &(&'a str, &'a SuiteFile)| self.file(stem, file, definition);
        parallel::each(self.files, read, |read| {
            problems.extend(read.problems);
            match read.came_of_it {
                CameOfIt::Draft(draft) => files.push(*draft),
                CameOfIt::Nothing(stem) => unreadable.push(stem),
                CameOfIt::Checked => {}
            }
        });
        files
    }

    /// Reads the files of the named cases of this operation and of all that they need, the operation's control included.
    fn needed(
        &self,
        names: &[String],
        definition: &Definition,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<FileDraft<'a>> {
        let places: HashMap<&str, usize> = self
            .files
            .iter()
            .enumerate()
            .map(|(place, (stem, _))| (*stem, place))
            .collect();
        let named = names.iter().filter_map(|name| name.split_once('/'));
        let of_this = named.filter(|(operation, _)| *operation == self.folder);
        let mut next: Vec<String> = of_this.map(|(_, name)| file_of(name)).collect();
        next.push(file_of(&definition.control.value));
        let mut found = BTreeMap::new();
        while let Some(stem) = next.pop() {
            let Some(&place) = places.get(stem.as_str()) else {
                continue;
            };
            let Entry::Vacant(entry) = found.entry(place) else {
                continue;
            };
            let (stem, file) = self.files[place];
            let read = self.file(stem, file, Some(definition));
            problems.extend(read.problems);
            if let CameOfIt::Draft(draft) = read.came_of_it {
                next.extend(draft.needs().map(file_of));
                entry.insert(*draft);
            }
        }
        found.into_values().collect()
    }

    /// Reads one case file by itself.
    fn file(
        &self,
        stem: &'a str,
        file: &'a SuiteFile,
        definition: Option<&Definition>,
    ) -> ReadFile<'a> {
        let source = &file.source;
        let parsed = yaml::parse_all::<CaseFile>(source);
        let mut problems = parsed.problems;
        let came_of_it = match (parsed.value, definition) {
            (None, _) => CameOfIt::Nothing(stem),
            (Some(file), Some(definition)) => CameOfIt::Draft(Box::new(FileDraft::of(
                stem,
                source,
                file,
                &definition.scope,
                &mut problems,
            ))),
            (Some(file), None) => {
                read_unbound::check(self.declared, source, &file, &mut problems);
                CameOfIt::Checked
            }
        };
        ReadFile {
            came_of_it,
            problems,
        }
    }

    fn definition(
        &self,
        source: &SourceText,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Definition> {
        let parsed = yaml::parse_all::<OperationFile>(source);
        problems.extend(parsed.problems);
        let file = parsed.value?;
        let id = OperationId::new(self.folder)
            .map_err(|error| {
                problems.push(Diagnostic::in_file(
                    DiagnosticCode::FileName,
                    source.path.clone(),
                    error.to_string(),
                ));
            })
            .ok()?;
        problems.extend(self.declared.unknown_state(source, &file.given));
        let scope = RequestScope::new(file.given.value.subject(), self.declared.tokens());
        let request = read_request::request(source, &file.request, &scope, problems);
        if let Some(request) = &request {
            read_documented::check(self.declared, source, &file, request, problems);
        }

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
            let outcome = self.outcome(source, outcome_id.clone(), entry.value, problems);
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
            problems.extend(self.declared.unknown_ruling(source, &ruling));
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
        self.every_outcome_has_a_case(source, &spans, problems);
        let (documented, documented_at) = match file.documented {
            Some(documented) => (documented.value, documented.span),
            None => (Documented::default(), 0..0),
        };
        Some(Definition {
            id,
            title: file.title,
            request: request.map(Arc::new),
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
        source: &SourceText,
        spans: &IndexMap<OutcomeId, std::ops::Range<usize>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        for (outcome, span) in spans {
            let prefix = format!("{}-", outcome.file_prefix());
            let names = self.files.iter().map(|(name, _)| name);
            if !names
                .chain(self.unread)
                .any(|name| name.starts_with(&prefix))
            {
                problems.push(
                    Diagnostic::at(
                        DiagnosticCode::OutcomeWithoutCase,
                        source,
                        span.clone(),
                        format!("no case provokes the documented outcome {outcome}"),
                        "documented here",
                    )
                    .help(format!(
                        "add cases/{0}/{prefix}<what>.yaml: `rpgu-conformance new case {0}/{prefix}<what>` does",
                        self.folder
                    )),
                );
            }
        }
    }

    fn outcome(
        &self,
        source: &SourceText,
        id: OutcomeId,
        entry: OutcomeEntry,
        problems: &mut Vec<Diagnostic>,
    ) -> Outcome {
        for ruling in &entry.rulings {
            problems.extend(self.declared.unknown_ruling(source, ruling));
        }
        for alternative in &entry.alternatives {
            problems.extend(self.declared.unknown_ruling(source, &alternative.ruling));
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
}
