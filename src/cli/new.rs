//! `new`: the files of a case or an operation.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use super::args::{New, NewArguments, NewCase, NewOperation, OneChange, Shared};
use super::error::CliError;
use super::output;
use crate::drift::read_page;
use crate::scaffold::{
    self, CaseDraft, ChangeDraft, OperationDraft, RowDraft, Scaffold, ScaffoldError,
};
use crate::suite::{Level, OutcomeId, OutcomeType, Source, SuiteFiles, read_file};

pub(super) fn new(shared: &Shared, arguments: &NewArguments) -> Result<ExitCode, CliError> {
    let folder = folder(shared)?;
    let source = Source::Folder(folder.to_owned());
    let scaffold = match &arguments.what {
        New::Case(case) => scaffold::case(&source.load()?, &case_draft(case)?)?,
        New::Operation(operation) => {
            // A folder that holds nothing yet gets a suite.
            let files = if folder.join("cases").exists() {
                source.load()?
            } else {
                SuiteFiles::default()
            };
            match &operation.from {
                Some(page) => {
                    let source = read_file(page).map_err(|problem| {
                        CliError::Files(
                            problem.help("save the page as a text file in UTF-8").into(),
                        )
                    })?;
                    scaffold::operation_of_page(&files, &operation.id, &read_page(&source)?)?
                }
                None => scaffold::operation(&files, &operation_draft(operation)?)?,
            }
        }
    };
    scaffold.write(folder)?;
    output::print(&said(&scaffold, folder))?;
    Ok(ExitCode::SUCCESS)
}

/// The folder that is written into, which must be named: the suite in this program cannot change.
pub(super) fn folder(shared: &Shared) -> Result<&Path, CliError> {
    shared.suite.as_deref().ok_or_else(|| {
        CliError::usage(
            "name the suite's folder: --suite DIR (in this program's repository: --suite .)",
        )
    })
}

fn said(scaffold: &Scaffold, folder: &Path) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for addition in &scaffold.added {
        let _ = writeln!(text, "changed {}", addition.path);
        for line in addition.lines.lines() {
            let _ = writeln!(text, "  + {line}");
        }
    }
    for (path, content) in &scaffold.new {
        let _ = writeln!(text, "new     {path}");
        for line in content.lines() {
            let _ = writeln!(text, "  + {line}");
        }
    }
    let _ = writeln!(
        text,
        "Read them, then `rpgu-conformance --suite {} check`",
        folder.display()
    );
    text
}

fn case_draft(case: &NewCase) -> Result<CaseDraft, CliError> {
    Ok(CaseDraft {
        id: case.id.clone(),
        title: case.title.clone(),
        control: case.control.clone(),
        rulings: case.ruling.clone(),
        change: change(&case.change)?,
        row: RowDraft {
            kind: kind_of(case.id.file_stem()),
            level: case.level,
            text: case.text.clone(),
        },
        state_title: case.state.clone(),
    })
}

/// By the status, as the documents type their rows.
fn kind_of(status: &str) -> OutcomeType {
    match status.get(..3) {
        Some("400" | "422") => OutcomeType::Validation,
        Some(status) if status.starts_with('2') => OutcomeType::Success,
        _ => OutcomeType::Error,
    }
}

fn change(change: &OneChange) -> Result<ChangeDraft, CliError> {
    let OneChange {
        given,
        header,
        no_header,
        member,
        without,
        body,
        body_text,
        path,
    } = change;
    let drafts = [
        given.clone().map(ChangeDraft::Given),
        header
            .clone()
            .map(|(name, value)| ChangeDraft::Header(name, value)),
        no_header.clone().map(ChangeDraft::NoHeader),
        member
            .clone()
            .map(|(name, value)| ChangeDraft::Member(name, value)),
        without.clone().map(ChangeDraft::NoMember),
        body.clone().map(ChangeDraft::Body),
        body_text.clone().map(ChangeDraft::Text),
        path.clone().map(ChangeDraft::Path),
    ];
    // The arguments' group sees to it that there is just one.
    let draft = drafts.into_iter().flatten().next();
    draft.ok_or_else(|| CliError::usage("name the one change, such as --given STATE"))
}

fn operation_draft(operation: &NewOperation) -> Result<OperationDraft, CliError> {
    let NewOperation {
        title: Some(title),
        method: Some(method),
        path: Some(path),
        given: Some(state),
        effect: Some(effect),
        ..
    } = operation
    else {
        return Err(CliError::usage(
            "name --title, --method, --path, --given and --effect, or a page: --from PAGE",
        ));
    };
    let success = OutcomeId::Coded {
        status: 200,
        message_code: "2000".into(),
    };
    let mut rows: Vec<(OutcomeId, Option<String>)> = Vec::new();
    let given = operation.outcome.iter().cloned();
    let has = |outcome: &OutcomeId| operation.outcome.iter().any(|(known, _)| known == outcome);
    let needed = [success, effect.clone()];
    rows.extend(
        needed
            .into_iter()
            .filter(|outcome| !has(outcome))
            .map(|outcome| (outcome, None)),
    );
    rows.extend(given);
    let row = |(outcome, text): (OutcomeId, Option<String>)| {
        let kind = kind_of(&outcome.file_prefix());
        let level = Level::Must;
        (outcome, RowDraft { kind, level, text })
    };
    Ok(OperationDraft {
        id: operation.id.clone(),
        title: title.clone(),
        method: method.clone(),
        path: path.clone(),
        headers: operation.header.clone(),
        body: operation.body.clone(),
        token: operation.token.clone(),
        given: state.clone(),
        effect: effect.clone(),
        rows: rows.into_iter().map(row).collect(),
    })
}

impl From<ScaffoldError> for CliError {
    fn from(error: ScaffoldError) -> Self {
        match error {
            ScaffoldError::Mistakes(problems) => Self::Files(problems),
            other => Self::usage(other),
        }
    }
}
