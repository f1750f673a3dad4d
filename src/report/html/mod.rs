//! The report as one HTML file for people. It loads nothing and runs nothing: no script, no font, no picture.

mod case;
mod outcomes;
mod page;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use super::record::Report;
use super::words::Language;
use crate::inert::inert;

/// The template. It holds every colour of the report, and no sentence.
pub(super) const TEMPLATE: &str = include_str!("../report.html");

/// The HTML report cannot be made. The template is part of this program, so this is its fault.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct HtmlError(#[from] minijinja::Error);

/// The report as HTML.
///
/// # Errors
/// The template asks for something that the page does not have.
pub fn html(report: &Report, language: Language) -> Result<String, HtmlError> {
    let mut environment = Environment::new();
    // A misspelt name must not become an empty place in a report.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    // The name ends in .html, so everything that is filled in is escaped.
    environment.add_template("report.html", TEMPLATE)?;
    let page = page::page(report, language);
    let mut html = environment
        .get_template("report.html")?
        .render(Serde(page))?;
    html.push('\n');
    Ok(html)
}

/// Foreign text as it may stand in HTML once it is escaped: what would change the direction of text or cannot be seen
/// is written out; line breaks and tabs stay.
fn shown(text: &str) -> String {
    let line = |line: &str| line.split('\t').map(inert).collect::<Vec<_>>().join("\t");
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
