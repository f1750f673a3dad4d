//! `drift`: what a documentation page and an operation of the suite say differently.

use std::fmt::Write as _;
use std::process::ExitCode;

use serde::Serialize;

use super::args::{AskedFormat, DriftArguments, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::drift::{Aspect, Difference, Page, compare, find_operation, read_page};
use crate::inert::inert_lines;
use crate::report::workflow_command;
use crate::suite::{Operation, OperationId, read_file};

/// `drift --format json`; its fields are an interface.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// The page, as the user named it.
    page: &'a str,
    /// The operation that it was compared with.
    operation: &'a OperationId,
    /// The operation's file.
    operation_file: &'a str,
    /// Everything that differs; empty if nothing does.
    differences: Vec<Entry<'a>>,
}

/// One difference.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    /// `added` to the page, `removed` from it, or `changed` on it.
    change: &'static str,
    /// The kind of thing: `method`, `path`, `parameter`, `header`, `body_field`, `body_example_field`,
    /// `response_field`, `response_example_field` or `outcome`.
    item: &'static str,
    name: Option<String>,
    aspect: Aspect,
    /// What the suite says, unless it was added.
    operation: Option<&'a str>,
    /// What the page says, unless it was removed.
    page: Option<&'a str>,
    page_line: usize,
    operation_line: usize,
}

pub(super) fn run(shared: &Shared, arguments: &DriftArguments) -> Result<ExitCode, CliError> {
    let suite = suite::load(shared)?;
    let source =
        read_file(&arguments.page).map_err(|problem| CliError::Files(problem.help(SAVE).into()))?;
    let page = read_page(&source)?;
    let operation = find_operation(&suite, &page, arguments.operation.as_deref())
        .map_err(|error| CliError::usage(format!("{}: {error}", page.path)))?;
    let differences = compare(&page, operation);
    let text = match shared.asked_format {
        AskedFormat::Json => json(&page, operation, &differences)?,
        AskedFormat::Github => github(&page, operation, &differences),
        AskedFormat::Human if shared.quiet => conclusion(&page, operation, &differences),
        AskedFormat::Human => human(&page, operation, &differences),
    };
    // The page is somebody else's.
    output::print(&inert_lines(&text))?;
    Ok(ExitCode::from(u8::from(!differences.is_empty())))
}

/// What to do about a page that is no text.
const SAVE: &str = "save the page as a text file in UTF-8";

fn json(
    page: &Page,
    operation: &Operation,
    differences: &[Difference],
) -> Result<String, CliError> {
    let document = Document {
        page: &page.path,
        operation: &operation.id,
        operation_file: &operation.places.source.path,
        differences: differences.iter().map(entry).collect(),
    };
    Ok(output::json(&document)?)
}

fn entry(difference: &Difference) -> Entry<'_> {
    Entry {
        change: difference.change.word(),
        item: difference.item.kind(),
        name: difference.item.name(),
        aspect: difference.aspect,
        operation: difference.change.operation(),
        page: difference.change.page(),
        page_line: difference.page_line,
        operation_line: difference.operation_line,
    }
}

/// A workflow command for each difference, on the line of the operation's file.
fn github(page: &Page, operation: &Operation, differences: &[Difference]) -> String {
    differences
        .iter()
        .map(|difference| {
            workflow_command(
                "error",
                &operation.places.source.path,
                difference.operation_line,
                &format!("drift of {}", operation.id),
                &format!("{difference} ({}:{})", page.path, difference.page_line),
            )
        })
        .collect()
}

fn human(page: &Page, operation: &Operation, differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{difference}\n    {}:{}, {}:{}",
            page.path,
            difference.page_line,
            operation.places.source.path,
            difference.operation_line
        );
    }
    text + &conclusion(page, operation, differences)
}

fn conclusion(page: &Page, operation: &Operation, differences: &[Difference]) -> String {
    match differences.len() {
        0 => format!("{} says the same as {}.\n", page.path, operation.id),
        1 => format!("1 difference between {} and {}.\n", page.path, operation.id),
        more => format!(
            "{more} differences between {} and {}.\n",
            page.path, operation.id
        ),
    }
}
