//! Blocks to a page.

use http::Method;
use indexmap::IndexMap;

use super::answers;
use super::example::Example;
use super::layout::{Block, Content, Section, blocks, line_span};
use super::page::{At, Listed, Page, PageOutcome};
use super::table::{Table, one_line};
use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, SourceText};
use crate::suite::OutcomeId;

/// Reads a documentation page saved as text.
///
/// # Errors
/// Everything in it that cannot be understood, each with its line and the way out.
pub fn read_page(source: &SourceText) -> Result<Page, Diagnostics> {
    let mut problems = Vec::new();
    let blocks = blocks(source, &mut problems);
    let mut reading = Reading::new(source);
    for block in &blocks {
        reading.block(block, &mut problems);
    }
    let page = reading.finish(&mut problems);
    match page {
        Some(page) if problems.is_empty() => Ok(page),
        _ => Err(Diagnostics(problems)),
    }
}

/// A page while it is read.
struct Reading<'a> {
    source: &'a SourceText,
    title: Option<At<String>>,
    address: Option<At<(Method, String)>>,
    page: Page,
    /// The line of the last heading or, before any, the first line.
    heading: usize,
    sentences: Vec<(OutcomeId, PageOutcome)>,
}

/// Where no table was read yet.
const NOWHERE: usize = 0;

fn nothing<T>() -> Listed<T> {
    Listed {
        line: NOWHERE,
        rows: IndexMap::new(),
    }
}

impl<'a> Reading<'a> {
    fn new(source: &'a SourceText) -> Self {
        Self {
            source,
            title: None,
            address: None,
            page: Page {
                path: source.path.clone(),
                title: At {
                    value: String::new(),
                    line: 1,
                },
                method: At {
                    value: Method::GET,
                    line: 1,
                },
                address: At {
                    value: String::new(),
                    line: 1,
                },
                parameters: nothing(),
                headers: nothing(),
                body: nothing(),
                body_example: None,
                response: nothing(),
                response_examples: Vec::new(),
                outcomes_line: NOWHERE,
                outcomes: IndexMap::new(),
            },
            heading: 1,
            sentences: Vec::new(),
        }
    }

    fn block(&mut self, block: &Block, problems: &mut Vec<Diagnostic>) {
        match &block.content {
            Content::Heading => {
                self.heading = block.line;
                self.announce(block);
            }
            Content::Sentence(text) => self.sentence(block, text, problems),
            Content::Code(code) => self.code(block, code, problems),
            Content::Table(rows) => self.table(block, rows, problems),
        }
    }

    /// A section whose table is missing is where its rows are missing.
    fn announce(&mut self, block: &Block) {
        let line = match block.section {
            Section::Parameters => &mut self.page.parameters.line,
            Section::Headers => &mut self.page.headers.line,
            Section::Body => &mut self.page.body.line,
            Section::Response => &mut self.page.response.line,
            Section::Errors => &mut self.page.outcomes_line,
            Section::Start | Section::Request | Section::Address | Section::Other => return,
        };
        if *line == NOWHERE {
            *line = block.line;
        }
    }

    fn sentence(&mut self, block: &Block, text: &str, problems: &mut Vec<Diagnostic>) {
        if self.title.is_none() {
            self.title = Some(At {
                value: one_line(text),
                line: block.line,
            });
        } else if block.section == Section::Address && address(text).is_some() {
            self.address(block.line, text, problems);
        } else if let Some(found) = answers::of_sentence(text, block.line) {
            self.sentences.push(found);
        }
    }

    fn code(&mut self, block: &Block, code: &str, problems: &mut Vec<Diagnostic>) {
        match block.section {
            Section::Address => self.address(block.line + 1, code, problems),
            Section::Other | Section::Start => {}
            Section::Response | Section::Errors => {
                match Example::read(self.source, block.line, code) {
                    Ok(example) => self.page.response_examples.push(example),
                    Err(problem) => problems.push(problem),
                }
            }
            Section::Request | Section::Body | Section::Parameters | Section::Headers => {
                match Example::read(self.source, block.line, code) {
                    Ok(_) if self.page.body_example.is_some() => problems.push(
                        self.problem(
                            DiagnosticCode::DuplicateKey,
                            block.line,
                            "the page has a second example of a body",
                        )
                        .help("keep the one to compare with, and remove the other from the saved page"),
                    ),
                    Ok(example) => self.page.body_example = Some(example),
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }

    fn address(&mut self, line: usize, text: &str, problems: &mut Vec<Diagnostic>) {
        if self.address.is_some() {
            problems.push(
                self.problem(
                    DiagnosticCode::DuplicateKey,
                    line,
                    "the page has a second address",
                )
                .help("save one page for each operation"),
            );
            return;
        }
        match address(text) {
            Some(value) => self.address = Some(At { value, line }),
            None => problems.push(
                self.problem(
                    DiagnosticCode::InvalidValue,
                    line,
                    "this is no method with a path",
                )
                .help("the address of a request looks like `DELETE: {{url}}/api/visit/{visitId}`"),
            ),
        }
    }

    fn table(&mut self, block: &Block, rows: &[At<Vec<String>>], problems: &mut Vec<Diagnostic>) {
        let Some(table) = Table::new(self.source, rows) else {
            return;
        };
        let page = &mut self.page;
        let line = table.head;
        if table.is_errors() {
            page.outcomes_line = line;
            table.errors(&mut page.outcomes, problems);
            return;
        }
        match block.section {
            Section::Parameters => {
                page.parameters.line = line;
                table.parameters(&mut page.parameters.rows, problems);
            }
            Section::Headers => {
                page.headers.line = line;
                table.headers(&mut page.headers.rows, problems);
            }
            Section::Body => {
                page.body.line = line;
                table.body(&mut page.body.rows, problems);
            }
            Section::Response => {
                page.response.line = line;
                table.response(&mut page.response.rows, problems);
            }
            Section::Errors => problems.push(
                self.problem(
                    DiagnosticCode::MissingField,
                    line,
                    "the head of this table of errors lacks a column",
                )
                .help("it has «Код ответа сервера» and «Код сообщения», as the portal's pages do"),
            ),
            Section::Start | Section::Request | Section::Address | Section::Other => problems.push(
                self.problem(
                    DiagnosticCode::InvalidValue,
                    line,
                    "nothing says what this table is",
                )
                .help("put it under the heading that it belongs to, such as «Параметры запроса», «Тело запроса», «Заголовки запроса», «Ответ сервера» or «Возможные ошибки», or remove it from the saved page"),
            ),
        }
    }

    fn problem(&self, code: DiagnosticCode, line: usize, title: &str) -> Diagnostic {
        Diagnostic::at(
            code,
            self.source,
            line_span(self.source, line),
            title,
            "here",
        )
    }

    fn finish(mut self, problems: &mut Vec<Diagnostic>) -> Option<Page> {
        self.sayings();
        let last = self.heading;
        let page = &mut self.page;
        for line in [
            &mut page.parameters.line,
            &mut page.headers.line,
            &mut page.body.line,
            &mut page.response.line,
            &mut page.outcomes_line,
        ] {
            if *line == NOWHERE {
                *line = last;
            }
        }
        if self.address.is_none() && problems.is_empty() {
            problems.push(
                self.problem(
                    DiagnosticCode::MissingField,
                    last,
                    "this is no documentation page of an operation: no request has an address here",
                )
                .help("save the page as text: a heading «Адрес запроса», and under it a line such as `DELETE: {{url}}/api/visit/{visitId}`"),
            );
        }
        if problems.is_empty() && !self.source.text.contains('\t') {
            problems.push(
                self.problem(
                    DiagnosticCode::MissingField,
                    last,
                    "no table has its cells separated by tabs, so no table can be read",
                )
                .help("save the page so that tables keep their tabs; spaces in their place do not tell where a cell ends"),
            );
        }
        let At {
            value: (method, path),
            line,
        } = self.address?;
        self.page.method = At {
            value: method,
            line,
        };
        self.page.address = At { value: path, line };
        if let Some(title) = self.title {
            self.page.title = title;
        }
        Some(self.page)
    }

    /// What sentences and examples say, where no row says it.
    fn sayings(&mut self) {
        let rows = std::mem::take(&mut self.page.outcomes);
        let sentences = std::mem::take(&mut self.sentences);
        let (successes, others): (Vec<_>, Vec<_>) = sentences
            .into_iter()
            .partition(|(_, outcome)| outcome.kind.is_some());
        let outcomes = &mut self.page.outcomes;
        outcomes.extend(successes);
        outcomes.extend(rows);
        for example in &self.page.response_examples {
            if let Some((id, outcome)) = answers::of_example(example) {
                outcomes.entry(id).or_insert(outcome);
            }
        }
        for (id, outcome) in others {
            // A sentence about a status of the table is about its rows.
            let known = outcomes.keys().any(|known| status(known) == status(&id));
            if !known {
                outcomes.insert(id, outcome);
            }
        }
    }
}

fn status(id: &OutcomeId) -> Option<u16> {
    match id {
        OutcomeId::Coded { status, .. } | OutcomeId::StatusOnly { status } => Some(*status),
        OutcomeId::AnyRefusal => None,
    }
}

/// Method and path of `DELETE: {{url}}/visit/{visitId}`; the colon and what stands before the path may be left out.
fn address(text: &str) -> Option<(Method, String)> {
    let text = text.trim();
    let (method, address) = text.split_once(|c: char| c == ':' || c.is_whitespace())?;
    let is_method = method.len() > 1 && method.bytes().all(|byte| byte.is_ascii_uppercase());
    let method = Method::from_bytes(method.as_bytes())
        .ok()
        .filter(|_| is_method)?;
    let address = address.trim();
    let path = match address.strip_prefix("{{") {
        Some(rest) => rest.split_once("}}")?.1,
        None => match address.split_once("://") {
            Some((_, rest)) => &rest[rest.find('/')?..],
            None => address,
        },
    };
    let is_path = path.starts_with('/') && !path.contains(char::is_whitespace);
    (is_path && !path.contains("{{")).then(|| (method, path.to_owned()))
}
