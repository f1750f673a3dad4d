//! Lines to blocks: headings, tables, blocks of code, sentences.

use std::collections::HashSet;

use super::page::At;
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Before the first heading.
    Start,
    /// The request in general.
    Request,
    /// Method and path.
    Address,
    /// Parameters of path and query.
    Parameters,
    /// Members of the body, or an example of it.
    Body,
    /// Header fields.
    Headers,
    /// The answer: its members, its examples.
    Response,
    /// The error table.
    Errors,
    /// Something that no operation file has a place for.
    Other,
}

impl Section {
    /// The section of a heading, by the words that the portal's pages use.
    fn of(heading: &str) -> Self {
        let heading = heading.to_lowercase();
        let has = |word: &str| heading.contains(word);
        if has("ошибк") {
            Self::Errors
        } else if has("ответ") {
            Self::Response
        } else if has("адрес") {
            Self::Address
        } else if has("параметр") {
            Self::Parameters
        } else if has("заголов") {
            Self::Headers
        } else if has("тел") && has("запрос") {
            Self::Body
        } else if has("запрос") {
            Self::Request
        } else {
            Self::Other
        }
    }

    /// Headings that stand without a table of contents.
    fn is_known(heading: &str) -> bool {
        const KNOWN: [&str; 8] = [
            "запрос",
            "адрес запроса",
            "параметры запроса",
            "тело запроса",
            "пример тела запроса",
            "заголовки запроса",
            "ответ сервера",
            "возможные ошибки",
        ];
        KNOWN.contains(&heading.to_lowercase().as_str())
    }
}

/// A piece of a page.
#[derive(Debug)]
pub(super) enum Content {
    /// A heading of this text.
    Heading,
    /// A line of text.
    Sentence(String),
    /// Rows of cells; the first is the head.
    Table(Vec<At<Vec<String>>>),
    /// The lines between two fences.
    Code(String),
}

/// A piece of a page, with the section that it stands in and its first line.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) section: Section,
    pub(super) line: usize,
    pub(super) content: Content,
}

/// Parts a page into blocks.
pub(super) fn blocks(source: &SourceText, problems: &mut Vec<Diagnostic>) -> Vec<Block> {
    let lines: Vec<&str> = source.text.lines().map(str::trim_end).collect();
    let contents: HashSet<&str> = lines.iter().filter_map(|line| entry(line)).collect();
    let mut blocks: Vec<Block> = Vec::new();
    let mut section = Section::Start;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let number = at + 1;
        let text = line.trim().trim_start_matches('\u{feff}');
        at += 1;
        if text.is_empty() || entry(line).is_some() {
            continue;
        }
        let content = if text.starts_with("```") {
            let length = lines[at..]
                .iter()
                .position(|line| line.trim().starts_with("```"));
            let Some(length) = length else {
                problems.push(
                    Diagnostic::at(
                        DiagnosticCode::InvalidValue,
                        source,
                        line_span(source, number),
                        "this block of code does not end",
                        "opened here",
                    )
                    .help("close it with a line of three backticks"),
                );
                break;
            };
            let code = lines[at..at + length].join("\n");
            at += length + 1;
            Content::Code(code)
        } else if line.contains('\t') {
            let mut rows = vec![row(line, number)];
            while let Some(line) = lines.get(at).filter(|line| line.contains('\t')) {
                at += 1;
                rows.push(row(line, at));
            }
            Content::Table(rows)
        } else if contents.contains(text) || Section::is_known(text) {
            section = Section::of(text);
            Content::Heading
        } else {
            Content::Sentence(text.to_owned())
        };
        blocks.push(Block {
            section,
            line: number,
            content,
        });
    }
    blocks
}

fn row(line: &str, number: usize) -> At<Vec<String>> {
    let cells = line.split('\t').map(|cell| cell.trim().to_owned());
    At {
        value: cells.collect(),
        line: number,
    }
}

/// The heading that an entry of the table of contents names: `- [heading](#)`.
fn entry(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("- [")?;
    let (heading, target) = rest.split_once("](")?;
    target.ends_with(')').then(|| heading.trim())
}

/// The bytes of a line, from 1.
pub(super) fn line_span(source: &SourceText, line: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    for (index, text) in source.text.split_inclusive('\n').enumerate() {
        if index + 1 == line {
            return start..start + text.trim_end().len();
        }
        start += text.len();
    }
    start..start
}
