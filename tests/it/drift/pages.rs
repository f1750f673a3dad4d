//! Pages in the form of the portal's, made from what the suite documents.

use std::fmt::Write as _;
use std::path::Path;

use rpgu_conformance::suite::{
    Operation, OutcomeId, OutcomeType, Requirement, Snapshots, Source, Suite, read,
};

use crate::support::{Ran, run};

pub(super) fn suite() -> Suite {
    read(&Source::Embedded.load().unwrap(), Snapshots::Required).unwrap()
}

pub(super) fn operation<'a>(suite: &'a Suite, id: &str) -> &'a Operation {
    let mut operations = suite.operations.iter();
    operations.find(|o| o.id.as_str() == id).unwrap()
}

fn mark(required: &Requirement) -> String {
    match required {
        Requirement::Always => "+".to_owned(),
        Requirement::Never => String::new(),
        Requirement::When(condition) => {
            format!("если {} = \"{}\"", condition.field, condition.is)
        }
        Requirement::InWords(words) => words.clone(),
    }
}

/// The page of an operation: what it documents, and nothing else.
pub(super) fn page(operation: &Operation) -> String {
    let documented = &operation.documented;
    let mut text = format!(
        "\n{}\n\n- [Запрос](#)\n - [Адрес запроса](#)\n - [Параметры запроса](#)\n - [Заголовки запроса](#)\n - [Тело запроса](#)\n- [Ответ сервера](#)\n - [Возможные ошибки](#)\n\nЗапрос\n\nАдрес запроса\n\n```\n{}: {{{{url}}}}{}\n```\n",
        operation.title,
        operation.request.method,
        documented.path.as_ref().unwrap().value,
    );
    text.push_str(
        "\nПараметры запроса\n\nПараметр\tТип\tОписание\tПо умолчанию\tОбязательный\tКомментарий\n",
    );
    for (name, parameter) in &documented.parameters.value {
        let parameter = &parameter.value;
        let required = mark(&parameter.required);
        writeln!(text, "{name}\t{}\t…\t\t{required}\t", parameter.location).unwrap();
    }
    text.push_str("\nЗаголовки запроса\n\nЗаголовок\tЗначение (тип/формат значения)\tОписание\tОбязательный\n");
    for (name, header) in &documented.headers.value {
        let header = &header.value;
        let required = mark(&header.required);
        writeln!(text, "{name}\t{} (примечание)\t…\t{required}", header.value).unwrap();
    }
    text.push_str("\nТело запроса\n\n");
    for id in operation.outcomes.keys() {
        if let OutcomeId::StatusOnly { status } = id {
            writeln!(text, "Без заголовка будет ошибка {status}.\n").unwrap();
        }
    }
    text.push_str("Поле\tТип данных\tОписание\tОбязательный\n");
    for (name, field) in &documented.body.value {
        let field = &field.value;
        writeln!(text, "{name}\t{}\t…\t{}", field.kind, mark(&field.required)).unwrap();
    }
    if let Some(example) = &documented.body_example {
        let example = serde_json::to_string_pretty(&example.value).unwrap();
        writeln!(text, "\nПример тела запроса\n\n```\n{example}\n```").unwrap();
    }
    text.push_str("\nОтвет сервера\n\n");
    for (id, outcome) in &operation.outcomes {
        if let (
            OutcomeId::Coded {
                status,
                message_code,
            },
            OutcomeType::Success,
        ) = (id, outcome.kind)
        {
            write!(text, "Модель со статусом {status}, кодом {message_code}").unwrap();
            if let Some(words) = &outcome.text {
                write!(text, " и сообщением \"{words}\"").unwrap();
            }
            text.push_str(".\n\n");
        }
    }
    text.push_str("Название поля\tТип данных\tОписание\n");
    for (name, kind) in &documented.response.value {
        writeln!(text, "{name}\t{}\t…", kind.value).unwrap();
    }
    let mut shown = Vec::new();
    for example in &documented.response_examples {
        let example = &example.value;
        let code = example["message_code"]
            .as_str()
            .or(example["message_ode"].as_str());
        shown.push(format!("{}/{}", example["code"], code.unwrap()));
        let example = serde_json::to_string_pretty(example).unwrap();
        writeln!(text, "\nПример модели\n\n```\n{example}\n```").unwrap();
    }
    text.push_str(
        "\nВозможные ошибки\n\nКод ответа сервера\tКод сообщения\tСообщение\tТип ошибки\n",
    );
    for (id, outcome) in &operation.outcomes {
        let kind = match outcome.kind {
            OutcomeType::Success => continue,
            OutcomeType::Error => "Error",
            OutcomeType::Validation => "Validation",
        };
        if let OutcomeId::Coded {
            status,
            message_code,
        } = id
            && !shown.contains(&id.to_string())
        {
            let words = outcome.text.clone().unwrap_or_default();
            writeln!(text, "{status}\t{message_code}\t{words}\t{kind}").unwrap();
        }
    }
    text
}

/// Runs `drift` on a page in a folder of its own.
pub(super) fn drift(page: &str, more: &[&str]) -> Ran {
    let folder = tempfile::TempDir::new().unwrap();
    drift_in(folder.path(), page, more)
}

fn drift_in(folder: &Path, page: &str, more: &[&str]) -> Ran {
    let path = folder.join("page.txt");
    std::fs::write(&path, page).unwrap();
    let mut arguments = vec!["drift", path.to_str().unwrap()];
    arguments.extend(more);
    let mut ran = run(&arguments);
    let prefix = format!("{}/", folder.display());
    ran.out = ran.out.replace(&prefix, "");
    ran.err = ran.err.replace(&prefix, "");
    ran
}
