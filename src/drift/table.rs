//! Tables to typed rows.

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::columns::Column;
use super::layout::line_span;
use super::page::{At, OutcomeSource, PageField, PageHeader, PageOutcome, PageParameter};
use crate::diagnostic::{Diagnostic, DiagnosticCode, SourceText};
use crate::suite::{Condition, FieldType, OutcomeId, OutcomeType, ParameterLocation, Requirement};

/// A table with a head that was understood.
pub(super) struct Table<'a> {
    source: &'a SourceText,
    columns: Vec<Column>,
    pub(super) head: usize,
    rows: &'a [At<Vec<String>>],
}

impl<'a> Table<'a> {
    /// Reads the head. No table has no row.
    pub(super) fn new(source: &'a SourceText, rows: &'a [At<Vec<String>>]) -> Option<Self> {
        let (head, rows) = rows.split_first()?;
        let columns = head.value.iter().map(|cell| Column::of(cell)).collect();
        Some(Self {
            source,
            columns,
            head: head.line,
            rows,
        })
    }

    /// Whether it is a table of errors.
    pub(super) fn is_errors(&self) -> bool {
        self.columns.contains(&Column::Status) && self.columns.contains(&Column::MessageCode)
    }

    /// The rows of a table of parameters.
    pub(super) fn parameters(
        &self,
        into: &mut IndexMap<String, At<PageParameter>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        self.each(&[Column::Name, Column::Kind], into, problems, |row| {
            let location = match row.cell(Column::Kind).to_lowercase().as_str() {
                "path" => ParameterLocation::Path,
                "query" => ParameterLocation::Query,
                "header" => ParameterLocation::Header,
                _ => {
                    return Err(row.problem(
                        "this parameter stands in no place that is known",
                        "a parameter stands in path, query or header",
                    ));
                }
            };
            Ok(PageParameter {
                location,
                required: row.required(),
            })
        });
    }

    /// The rows of a table of header fields.
    pub(super) fn headers(
        &self,
        into: &mut IndexMap<String, At<PageHeader>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        self.each(&[Column::Name, Column::Value], into, problems, |row| {
            if http::HeaderName::from_bytes(row.cell(Column::Name).as_bytes()).is_err() {
                return Err(row.problem(
                    "the first cell is no name of a header field",
                    "write a name such as Content-Type (RFC 9110, section 5.1)",
                ));
            }
            Ok(PageHeader {
                value: without_remark(row.cell(Column::Value)),
                required: row.required(),
            })
        });
    }

    /// The rows of a table of a body's members.
    pub(super) fn body(
        &self,
        into: &mut IndexMap<String, At<PageField>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        self.each(&[Column::Name, Column::Kind], into, problems, |row| {
            Ok(PageField {
                kind: row.kind()?,
                required: row.required(),
            })
        });
    }

    /// The rows of a table of an answer's members.
    pub(super) fn response(
        &self,
        into: &mut IndexMap<String, At<FieldType>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        self.each(&[Column::Name, Column::Kind], into, problems, |row| {
            row.kind()
        });
    }

    /// The rows of a table of errors.
    pub(super) fn errors(
        &self,
        into: &mut IndexMap<OutcomeId, PageOutcome>,
        problems: &mut Vec<Diagnostic>,
    ) {
        for row in self.rows() {
            match row.outcome() {
                Err(problem) => problems.push(problem),
                Ok((id, outcome)) => match into.entry(id) {
                    Entry::Vacant(place) => {
                        place.insert(outcome);
                    }
                    Entry::Occupied(other) => {
                        problems.push(row.twice(&other.key().to_string(), other.get().line));
                    }
                },
            }
        }
    }

    fn each<T>(
        &self,
        needed: &[Column],
        into: &mut IndexMap<String, At<T>>,
        problems: &mut Vec<Diagnostic>,
        read: impl Fn(&Row<'_>) -> Result<T, Diagnostic>,
    ) {
        if needed.iter().any(|column| !self.columns.contains(column)) {
            problems.push(
                Diagnostic::at(
                    DiagnosticCode::MissingField,
                    self.source,
                    line_span(self.source, self.head),
                    "the head of this table lacks a column",
                    "the head",
                )
                .help("a table names its columns as the portal's pages do: a name («Параметр», «Поле», «Заголовок», «Название поля») and beside it «Тип данных», or «Значение» for a header field"),
            );
            return;
        }
        for row in self.rows() {
            let name = row.cell(Column::Name).to_owned();
            if name.is_empty() {
                problems.push(row.problem(
                    "this row has no name",
                    "put the name into its cell, or remove the row from the saved page",
                ));
                continue;
            }
            match (read(&row), into.get(&name)) {
                (Err(problem), _) => problems.push(problem),
                (Ok(_), Some(other)) => problems.push(row.twice(&name, other.line)),
                (Ok(value), None) => {
                    let line = row.line;
                    into.insert(name, At { value, line });
                }
            }
        }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row {
            source: self.source,
            columns: &self.columns,
            cells: &cells.value,
            line: cells.line,
        })
    }
}

struct Row<'a> {
    source: &'a SourceText,
    columns: &'a [Column],
    cells: &'a [String],
    line: usize,
}

impl Row<'_> {
    /// The text of a cell; cells that are left out at the end are empty.
    fn cell(&self, wanted: Column) -> &str {
        let place = self.columns.iter().position(|column| *column == wanted);
        let cell = place.and_then(|place| self.cells.get(place));
        cell.map_or("", String::as_str)
    }

    fn problem(&self, title: &str, help: &str) -> Diagnostic {
        Diagnostic::at(
            DiagnosticCode::InvalidValue,
            self.source,
            line_span(self.source, self.line),
            title,
            "this row",
        )
        .help(help)
    }

    fn twice(&self, name: &str, line: usize) -> Diagnostic {
        Diagnostic::at(
            DiagnosticCode::DuplicateKey,
            self.source,
            line_span(self.source, self.line),
            format!("{name} is documented twice"),
            format!("first on line {line}"),
        )
        .help("remove one of the two from the saved page, and ask the publisher which holds")
    }

    fn kind(&self) -> Result<FieldType, Diagnostic> {
        let cell = self.cell(Column::Kind);
        if cell.is_empty() {
            return Err(self.problem(
                "this field has no type",
                "put its type into the cell, such as int or string",
            ));
        }
        let Ok(kind) = cell.parse();
        Ok(kind)
    }

    fn required(&self) -> Requirement {
        let cell = self.cell(Column::Required);
        match cell.to_lowercase().as_str() {
            "+" | "да" => Requirement::Always,
            "" | "-" | "–" | "—" | "нет" => Requirement::Never,
            _ => match condition(cell) {
                Some(condition) => Requirement::When(condition),
                None => Requirement::InWords(one_line(cell)),
            },
        }
    }

    fn outcome(&self) -> Result<(OutcomeId, PageOutcome), Diagnostic> {
        let status = self.cell(Column::Status);
        let code = self.cell(Column::MessageCode);
        let id = match code {
            "" => status.to_owned(),
            code => format!("{status}/{code}"),
        };
        let id: OutcomeId = id.parse().map_err(|_| {
            self.problem(
                "this row has no HTTP status, or no message code that could be one",
                "the first is a number such as 403, the second such as 5010",
            )
        })?;
        let kind = match self.cell(Column::ErrorType).to_lowercase().as_str() {
            "" => None,
            "error" => Some(OutcomeType::Error),
            "validation" => Some(OutcomeType::Validation),
            _ => {
                return Err(self.problem(
                    "this row has a type of error that is not known",
                    "the types are Error and Validation",
                ));
            }
        };
        let text = self.cell(Column::Text);
        let outcome = PageOutcome {
            line: self.line,
            kind,
            text: said(text),
            source: OutcomeSource::Row,
        };
        Ok((id, outcome))
    }
}

/// A text, unless it is left out or stands for any.
pub(super) fn said(text: &str) -> Option<String> {
    let stands_for_any = text
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '.' | '…' | ',' | '-'));
    (!stands_for_any).then(|| one_line(text))
}

/// Runs of white space as one space (ruling R8 reads texts so).
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands before an explanation in brackets.
fn without_remark(cell: &str) -> String {
    let value = match cell.find(" (") {
        Some(at) if cell.ends_with(')') => &cell[..at],
        _ => cell,
    };
    one_line(value)
}

/// The one condition `field = value` in a sentence, if there is one.
fn condition(cell: &str) -> Option<Condition> {
    let (before, after) = cell.split_once('=')?;
    if after.contains('=') {
        return None;
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.';
    let field = before.trim_end();
    let start = field
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_word(*c))
        .last()
        .map(|(at, _)| at)?;
    let quotes = ['"', '\'', '«', '»', '“', '”'];
    let value: String = after
        .trim_start()
        .trim_start_matches(quotes)
        .chars()
        .take_while(|c| is_word(*c))
        .collect();
    (!value.is_empty()).then(|| Condition {
        field: field[start..].to_owned(),
        is: value,
    })
}
