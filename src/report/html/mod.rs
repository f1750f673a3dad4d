//! The report as one HTML file for people. It loads nothing and runs nothing: no script, no font, no picture.

mod case;
mod index;
mod links;
mod outcomes;
mod page;
mod section;

use std::io::Write;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use serde::Serialize;

use self::case::case_view;
use self::index::Index;
use self::section::section;

use super::record::Report;
use super::words::Language;
use crate::inert::inert;

/// The page without its cases, cases as letters in a table, a group of cases without the cases, and a case. They hold no
/// sentence.
const PAGE: &str = include_str!("../report.html");
const CHIPS: &str = include_str!("chips.html");
const SECTION: &str = include_str!("section.html");
const CASE: &str = include_str!("case.html");

/// All of them.
pub(super) const TEMPLATES: [&str; 4] = [PAGE, CHIPS, SECTION, CASE];

/// Where the groups stand on the page, and the cases in a group. What is filled in is escaped and so never one of these.
const SECTIONS_HERE: &str = "<!-- sections -->\n";
const CASES_HERE: &str = "<!-- cases -->\n";

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
    let mut page = Vec::new();
    write_html(report, language, &mut page)?;
    // Templates and what is filled in are text.
    Ok(String::from_utf8(page).unwrap_or_default())
}

/// One case is held at a time: the evidence of all is the most of the page.
pub(super) fn write_html(
    report: &Report,
    language: Language,
    out: &mut impl Write,
) -> Result<(), HtmlError> {
    let environment = environment(&[
        ("page.html", PAGE),
        ("chips.html", CHIPS),
        ("section.html", SECTION),
        ("case.html", CASE),
    ])?;
    let case_template = environment.get_template("case.html")?;
    let labels = Value::from(Serde(language.labels()));
    let index = Index::of(report);
    let page = environment
        .get_template("page.html")?
        .render(Serde(page::page(report, &index, language)))?;
    let (head, foot) = parted(&page, SECTIONS_HERE)?;
    write(out, head)?;
    for group in &index.groups {
        let section = section(group, &index, language);
        let section = environment
            .get_template("section.html")?
            .render(context! { section => Serde(section) })?;
        let (above, below) = parted(&section, CASES_HERE)?;
        write(out, above)?;
        for case in &group.in_full {
            let view = case_view(report, case, &index, language);
            let case =
                case_template.render(context! { t => labels.clone(), case => Serde(view) })?;
            write(out, &case)?;
            write(out, "\n")?;
        }
        write(out, below)?;
        write(out, "\n")?;
    }
    write(out, foot)?;
    write(out, "\n")
}

fn parted<'a>(text: &'a str, place: &str) -> Result<(&'a str, &'a str), HtmlError> {
    let missing = || Error::new(ErrorKind::BadInclude, format!("there is no {place:?}"));
    Ok(text.split_once(place).ok_or_else(missing)?)
}

fn write(out: &mut impl Write, text: &str) -> Result<(), HtmlError> {
    let failed = |error| Error::new(ErrorKind::WriteFailure, "writing failed").with_source(error);
    Ok(out.write_all(text.as_bytes()).map_err(failed)?)
}

/// Fills a page's template in. Everything that is filled in is escaped.
///
/// # Errors
/// The template asks for something that the page does not have.
pub(crate) fn render_page(template: &str, page: impl Serialize) -> Result<String, HtmlError> {
    // Its ending says how to escape.
    const NAME: &str = "page.html";
    let environment = environment(&[(NAME, template)])?;
    let mut html = environment.get_template(NAME)?.render(Serde(page))?;
    html.push('\n');
    Ok(html)
}

fn environment<'a>(templates: &[(&'a str, &'a str)]) -> Result<Environment<'a>, Error> {
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
    for (name, template) in templates {
        environment.add_template(name, template)?;
    }
    Ok(environment)
}

/// Foreign text as it may stand in HTML once it is escaped: what would change the direction of text or cannot be seen
/// is written out; line breaks and tabs stay.
pub(crate) fn shown(text: &str) -> String {
    let line = |line: &str| line.split('\t').map(inert).collect::<Vec<_>>().join("\t");
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
