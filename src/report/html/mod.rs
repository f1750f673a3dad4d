//! The report as one HTML file for people. It loads nothing and runs nothing: no script, no font, no picture.

mod case;
mod outcomes;
mod page;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::record::Report;
use super::words::Language;
use crate::inert::inert;

/// The template. It holds no sentence.
const TEMPLATE: &str = include_str!("../report.html");

/// The templates, as they stand.
pub(super) const TEMPLATES: [&str; 1] = [TEMPLATE];

/// The colours of every page, light and dark.
const COLOURS: &str = include_str!("colours.css");

/// The HTML report cannot be made. The template is part of this program, so this is its fault.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct HtmlError(#[from] minijinja::Error);

/// The report as HTML.
///
/// # Errors
/// The template asks for something that the page does not have.
pub fn html(report: &Report, language: Language) -> Result<String, HtmlError> {
    render_page(TEMPLATE, page::page(report, language))
}

pub(super) fn write_html(
    report: &Report,
    language: Language,
    out: &mut impl std::io::Write,
) -> Result<(), HtmlError> {
    out.write_all(html(report, language)?.as_bytes())
        .map_err(|e| {
            minijinja::Error::new(minijinja::ErrorKind::WriteFailure, "x").with_source(e)
        })?;
    Ok(())
}

/// Fills a page's template in. Everything that is filled in is escaped.
///
/// # Errors
/// The template asks for something that the page does not have.
pub(crate) fn render_page(template: &str, page: impl Serialize) -> Result<String, HtmlError> {
    // Its ending says how to escape.
    const NAME: &str = "page.html";
    let mut environment = Environment::new();
    // A misspelt name must not become an empty place in a report.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.add_template("colours.css", COLOURS)?;
    environment.add_template(NAME, template)?;
    let mut html = environment.get_template(NAME)?.render(Serde(page))?;
    html.push('\n');
    Ok(html)
}

/// Foreign text as it may stand in HTML once it is escaped: what would change the direction of text or cannot be seen
/// is written out; line breaks and tabs stay.
pub(crate) fn shown(text: &str) -> String {
    let line = |line: &str| line.split('\t').map(inert).collect::<Vec<_>>().join("\t");
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
