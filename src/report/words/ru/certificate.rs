//! What is said of certificates.

use super::{Russian, plural};
use crate::certificate::{
    Coverage, Difference, EnvelopeError, Flaw, PAYLOAD_TYPE, Product, RequestPart, Sides,
    TestResult,
};
use crate::judge::VerdictKind;
use crate::report::words::certificate::{CertificateSentences, Said};
use crate::report::words::sentences::Sentences as _;
use crate::suite::CaseId;

impl CertificateSentences for Russian {
    fn flaw(&self, flaw: &Flaw) -> String {
        match flaw {
            Flaw::FileMissing => "файла нет".to_owned(),
            Flaw::FileExtra => "файл не относится к сертификату".to_owned(),
            Flaw::FileChanged { found, wanted } => {
                format!("файл изменён: его SHA-256 {found}, а в заявлении {wanted}")
            }
            Flaw::Envelope(error) => envelope(error),
            Flaw::StatementForm { error } => {
                format!("это не заявление в том виде, в каком его пишет certify: {error}")
            }
            Flaw::StatementBytes => other_bytes("то же заявление"),
            Flaw::StatementType {
                field,
                found,
                wanted,
            } => format!("`{field}` — `{found}`, а должно быть `{wanted}`"),
            Flaw::Expired { on } => format!("срок действия сертификата истёк {on}"),
            Flaw::ExpiresBeforeIssued { expires, issued } => {
                format!("срок действия истекает {expires}, раньше выдачи {issued}")
            }
            Flaw::IssuedLater { issued } => format!("дата выдачи {issued} ещё не наступила"),
            Flaw::IssuedBeforeTested { issued, tested } => {
                format!("выдан {issued}, раньше, чем отправлены запросы {tested}")
            }
            Flaw::RecordingForm { error } => format!("это не запись обмена этой версии: {error}"),
            Flaw::RecordingVersion { found, known } => {
                format!("версия {found}, а программа читает {known}")
            }
            Flaw::OtherSuite { found, here } => format!(
                "сделано с набором проверок {found}, а здесь набор {here}; укажите папку того набора в --suite"
            ),
            Flaw::UnknownCase { case } => format!("в наборе нет проверки {case}"),
            Flaw::CaseMissing { case } => format!("нет проверки {case}"),
            Flaw::CaseRepeated { case, times } => {
                format!("проверка {case} встречается несколько раз: {times}")
            }
            Flaw::IdWithoutOrigin => "`id` не подходит к `origin`".to_owned(),
            Flaw::OtherOperation { case, operation } => {
                format!("{case} — не проверка операции {operation}")
            }
            Flaw::NoSteps => "нет ни одного шага".to_owned(),
            Flaw::Unexplained => {
                "о шаге не сказано ни что отправлено, ни почему ничего не отправлено".to_owned()
            }
            Flaw::Gap { step } => {
                format!("у шага {step} нет обмена, хотя у более позднего он есть")
            }
            Flaw::NoMethod { text } => format!("`{text}` — не метод"),
            Flaw::NoVersion { text } => format!("`{text}` — не версия HTTP"),
            Flaw::NoStatus { status } => format!("{status} — не статус HTTP"),
            Flaw::NoHeader { text } => format!("`{text}` — не имя заголовка"),
            Flaw::NoBase64 => "вместо base64 что-то другое".to_owned(),
            Flaw::NotMadeUp { id, state } => {
                format!("`{id}` — не то, что набор придумывает для {state}")
            }
            Flaw::HowMany { found, wanted } => {
                format!("записано обменов: {found}, а отправляется: {wanted}")
            }
            Flaw::OtherRequest { part } => format!(
                "записан не тот запрос, который отправляет проверка: другое — {}",
                match part {
                    RequestPart::Method => "метод",
                    RequestPart::Path => "путь",
                    RequestPart::Headers => "заголовки",
                    RequestPart::Body => "тело",
                }
            ),
            Flaw::ReportForm { error } => format!("это не отчёт: {error}"),
            Flaw::ReportBytes => other_bytes("тот же отчёт"),
            Flaw::OtherReport => "говорит не то, что следует из записанного обмена".to_owned(),
            Flaw::Differs(_, difference) => differs(difference),
            Flaw::MoreDifferences { count } => format!("и ещё расхождений: {count}"),
            Flaw::NoResult {
                conclusion,
                quirks,
                scope,
            } => format!(
                "сертификат для этого выдать нельзя: {}",
                self.conclusion(*conclusion, *quirks, *scope)
            ),
        }
    }

    fn certified(&self, product: &Product, result: TestResult) -> String {
        let about = self.product(product);
        match result {
            TestResult::Passed => format!("{about}: PASSED, все проверки пройдены"),
            TestResult::Warned => {
                format!("{about}: WARNED, решающие проверки пройдены, но пройдены не все")
            }
            TestResult::Failed => {
                format!("{about}: FAILED; это подписанный результат, а не сертификат соответствия")
            }
        }
    }

    fn no_certificate(&self, why: &str) -> String {
        format!("сертификата нет: {why}")
    }

    fn interrupted(&self) -> &'static str {
        "прогон прерван"
    }

    fn mask_decides(&self, cases: &[CaseId]) -> String {
        format!(
            "если скрыть секреты профиля, ответы на {} доказывают не то, что в исходном виде; возьмите для этого \
             прогона отдельные секреты от 16 символов, которые в ответах больше нигде не встречаются",
            super::run::names(cases)
        )
    }

    fn undecided(&self, case: &CaseId, verdict: VerdictKind) -> String {
        format!("{verdict} {case}")
    }

    fn valid(&self, result: TestResult) -> &'static str {
        match result {
            TestResult::Passed => "ДЕЙСТВИТЕЛЕН, PASSED: все проверки пройдены.",
            TestResult::Warned => {
                "ДЕЙСТВИТЕЛЕН, WARNED: решающие проверки пройдены, но пройдены не все."
            }
            TestResult::Failed => {
                "FAILED: подпись верна, и подписано то, что продукт документам НЕ соответствует."
            }
        }
    }

    fn not_valid(&self, problems: usize) -> String {
        format!(
            "НЕДЕЙСТВИТЕЛЕН: {problems} {}; не полагайтесь ни на что в этой папке.",
            plural(problems, "проблема", "проблемы", "проблем")
        )
    }

    fn said(&self, said: Said) -> &'static str {
        match said {
            Said::Product => "продукт",
            Said::Target => "сервер",
            Said::Suite => "набор",
            Said::Scope => "охват",
            Said::Tested => "проверен",
            Said::Expires => "истекает",
            Said::Failed => "ошибка",
            Said::Warned => "замечание",
            Said::NotJudged => "без вывода",
            Said::Note => "примечание",
        }
    }

    fn product(&self, product: &Product) -> String {
        let Product {
            vendor,
            name,
            version,
        } = product;
        format!("{name} {version}, производитель {vendor}")
    }

    fn made_by_other(&self, other: &str, this: &str) -> String {
        format!(
            "сделано программой {other}, а это {this}: проверки, вердикты, расхождения и результат выведены заново, а \
             слова отчётов вокруг них — нет"
        )
    }

    fn does_not_establish(&self) -> &'static str {
        "Не устанавливает:"
    }

    fn scope(&self, coverage: &Coverage) -> String {
        let operations: Vec<&str> = coverage.operations.iter().map(|id| id.as_str()).collect();
        format!(
            "Весь набор: {} {}, операции {}; результат решают проверки уровня {}.",
            coverage.cases,
            plural(coverage.cases, "проверка", "проверки", "проверок"),
            operations.join(", "),
            coverage.level
        )
    }

    fn limits(&self) -> [&'static str; 4] {
        [
            "Что сервер по этому адресу — названный продукт названной версии: производителя, продукт и версию указал тот, кто выдал сертификат.",
            "Что ответы пришли от этого сервера: они записаны на компьютере того, кто выдал сертификат. Подпись показывает, кто за них ручается и что с тех пор ничего не изменено.",
            "Ничего о другой версии, другой установке и другом времени.",
            "Ничего об операциях, ответах и правилах документов, для которых в наборе нет проверок; ничего о безопасности, нагрузке и доступности.",
        ]
    }

    fn digest_of_exchanges(&self) -> &'static str {
        "exchanges.json: что ответил продукт. Самого продукта у того, кто выдал сертификат, не было."
    }

    fn digest_of_suite(&self) -> &'static str {
        "имена, длины и содержимое файлов набора"
    }

    fn private_key(&self) -> &'static str {
        "закрытый ключ; никому его не передавайте"
    }

    fn public_key(&self) -> &'static str {
        "открытый ключ; передайте его тем, кто проверяет, но не вместе с сертификатом"
    }
}

fn other_bytes(what: &str) -> String {
    format!("другие байты, чем писал certify: {what} записано иначе")
}

fn envelope(error: &EnvelopeError) -> String {
    match error {
        EnvelopeError::Form(error) => format!("это не конверт DSSE: {error}"),
        EnvelopeError::Bytes => other_bytes("содержимое конверта"),
        EnvelopeError::PayloadType(found) => {
            format!("внутри `{found}`, а должно быть `{PAYLOAD_TYPE}`")
        }
        EnvelopeError::Base64(field) => format!("`{field}` — не канонический base64"),
        EnvelopeError::Signatures(count) => format!("подписей {count}, а должна быть одна"),
        EnvelopeError::OtherKey { found, wanted } => {
            format!("подписано ключом {found}, а не указанным ключом {wanted}")
        }
        EnvelopeError::Signature => {
            "подпись не подходит: изменено заявление или подпись, либо подписано другим ключом"
                .to_owned()
        }
    }
}

fn differs(difference: &Difference) -> String {
    match &difference.sides {
        Sides::Both { found, wanted } => {
            format!("здесь {found}, а из записанного обмена следует {wanted}")
        }
        Sides::Extra { found } => {
            format!("здесь {found}, а из записанного обмена этого не следует")
        }
        Sides::Missing { wanted } => format!("не хватает {wanted}"),
        Sides::Order { found, wanted } => format!(
            "записей {found} в другом порядке, а из записанного обмена следует {wanted} в своём"
        ),
    }
}
