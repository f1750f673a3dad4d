//! What is said of a run.

use super::{Russian, plural};
use crate::judge::{Conclusion, FindingCode, Scope, StaleEntry, StaleProblem, VerdictKind};
use crate::plan::{Part, Purpose};
use crate::report::record::{OutcomeSeen, SubjectFate};
use crate::report::why::{ChangeReport, Note, Why};
use crate::report::words::sentences::Sentences;
use crate::suite::{CaseId, Level, OutcomeType};
use crate::target::TargetKind;

pub(super) fn names(cases: &[CaseId]) -> String {
    let names: Vec<&str> = cases.iter().map(CaseId::as_str).collect();
    names.join(", ")
}

impl Sentences for Russian {
    fn conclusion(&self, conclusion: Conclusion, quirks: usize, scope: Scope) -> String {
        match (conclusion, quirks, scope) {
            (Conclusion::Conforming, 0, _) => {
                "Сервер соответствует документам: все решающие проверки пройдены.".to_owned()
            }
            (Conclusion::Conforming, quirks, _) => {
                let deviations = plural(
                    quirks,
                    "допустимым отклонением",
                    "допустимыми отклонениями",
                    "допустимыми отклонениями",
                );
                format!(
                    "Сервер соответствует документам: все решающие проверки пройдены, с {quirks} {deviations}."
                )
            }
            (Conclusion::OnlyKnownFailures, ..) => {
                "Сервер не соответствует документам, но все решающие ошибки уже известны."
                    .to_owned()
            }
            (Conclusion::NotConforming, ..) => {
                "Сервер не соответствует документам: есть непройденные решающие проверки."
                    .to_owned()
            }
            (Conclusion::Inconclusive, _, Scope::Filtered) => {
                "Вывод сделать нельзя: выполнена только часть набора.".to_owned()
            }
            (Conclusion::Inconclusive, _, Scope::Whole) => {
                "Вывод сделать нельзя: не по всем решающим проверкам удалось вынести вердикт."
                    .to_owned()
            }
            (Conclusion::Unreachable, ..) => "Сервер недоступен.".to_owned(),
            (Conclusion::StaleKnownFailures, ..) => "Список известных ошибок устарел.".to_owned(),
        }
    }

    fn verdict(&self, verdict: VerdictKind) -> &'static str {
        match verdict {
            VerdictKind::Pass => "соответствует документам, и показано, что именно по этой причине",
            VerdictKind::Quirk => "отклонение, которое допускает трактовка",
            VerdictKind::Fail => "не соответствует документам",
            VerdictKind::Unproven => {
                "ответ соответствует документам, но ничто не показывает, что он дан по этой причине"
            }
            VerdictKind::Blocked => {
                "не отправлено или не оценено: не хватает состояния, токена или контрольного запроса"
            }
            VerdictKind::Error => "нет ответа, который можно оценить",
        }
    }

    fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Must => "строка таблицы или прямое указание документов",
            Level::Should => "пример из документов или единственное разумное прочтение",
            Level::May => "проверяется из интереса и ничего не решает",
        }
    }

    fn finding(&self, code: FindingCode) -> &'static str {
        match code {
            FindingCode::Status => "другой статус HTTP",
            FindingCode::Code => "`code` — другое число, не целое число или отсутствует",
            FindingCode::MessageCode => "`message_code` — другая строка, не строка или отсутствует",
            FindingCode::MessageOde => "вместо `message_code` стоит `message_ode`",
            FindingCode::Message => "`message` — другой текст, не строка или отсутствует",
            FindingCode::BodyEmpty => "тела нет",
            FindingCode::BodyNotJson => "тело не является ровно одним значением JSON",
            FindingCode::BodyNotObject => "тело не является объектом JSON",
            FindingCode::DuplicateMember => {
                "документированное поле встречается в теле несколько раз"
            }
            FindingCode::ByteOrderMark => "тело начинается с метки порядка байтов",
            FindingCode::ContentType => "Content-Type — не JSON",
            FindingCode::OtherRefusal => "отказ описан в документах, но для другого случая",
            FindingCode::NoEffect => "тот же запрос снова выполнился: успех ничего не изменил",
            FindingCode::StateChanged => "после отказа контрольный запрос больше не выполняется",
            FindingCode::Winners => "одновременные запросы: успешен не ровно один",
            FindingCode::NotConnected => "нет соединения",
            FindingCode::NameNotResolved => "имя сервера неизвестно",
            FindingCode::ConnectTimedOut => "соединение не установлено за отведённое время",
            FindingCode::FirstByteTimedOut => "за отведённое время не пришло ни байта ответа",
            FindingCode::TimedOut => "ответ не пришёл целиком за отведённое время",
            FindingCode::RunTimedOut => "истекло время, отведённое на прогон",
            FindingCode::Interrupted => "соединение прервалось",
            FindingCode::TooLarge => "тело больше предела",
            FindingCode::HeadersTooLarge => "заголовки больше предела",
            FindingCode::TooDeep => "вложенность JSON больше предела",
            FindingCode::TooManyInformational => "промежуточных ответов (1xx) больше предела",
            FindingCode::BytesAfterAnswer => "после конца ответа пришли ещё байты",
            FindingCode::NotHttp => "ответ не по правилам HTTP",
            FindingCode::NotSent => "запрос не удалось составить",
            FindingCode::Stopped => "прогон остановлен до этого запроса",
        }
    }

    fn why(&self, why: &Why) -> String {
        match why {
            Why::MissingState {
                state,
                listed: 0,
                needed,
            } => format!(
                "в профиле нет ни одного идентификатора для {state} (для всех проверок хватит {needed})"
            ),
            Why::MissingState {
                state,
                listed,
                needed,
            } => format!(
                "идентификаторов для {state} в профиле: {listed}, а для всех проверок нужно {needed}"
            ),
            Why::MissingToken { token } => format!("в профиле нет токена `{token}`"),
            Why::MissingControl { control, because } => format!(
                "контрольный запрос {control} отправить нельзя: {}",
                self.why(because)
            ),
            Why::ChangesForbidden => {
                "сервер работает не на этой машине, и его владелец не разрешил изменения".to_owned()
            }
            // What the hook said, in its own words.
            Why::Hook { error } => error.clone(),
            Why::BeforeFailed { case } => {
                format!("сначала нужен {case}, а ответ на него не соответствовал документам")
            }
            Why::ControlFailed { control, followed } => format!(
                "контрольный запрос {control} с тем же идентификатором не выполнился после {}: либо один из них \
                 что-то изменил, либо успешный запрос не работает, либо идентификатор был не в том состоянии, что \
                 указано в профиле",
                names(followed)
            ),
            Why::ControlUnanswered { control } => {
                format!("на контрольный запрос {control} с тем же идентификатором ответа не было")
            }
            Why::NoSuccess { control } => format!(
                "успешный запрос {control} ни разу не выполнился за прогон, и потому ничто не показывает, что отказ \
                 дан по своей причине"
            ),
            Why::EffectNotShown => {
                "на тот же запрос, отправленный ещё раз, не пришёл документированный отказ, и \
                                    потому ничто не показывает, что успех что-то изменил"
                    .to_owned()
            }
            Why::UsedUpBefore { followed } => format!(
                "после {} с тем же идентификатором сервер отказал так, будто запрос уже выполнялся: либо один из них \
                 что-то изменил, либо идентификатор был не в том состоянии, что указано в профиле",
                names(followed)
            ),
            Why::Effect => {
                "на тот же запрос, отправленный ещё раз, пришёл документированный отказ".to_owned()
            }
            Why::ControlAfter { control } => format!(
                "после этого контрольный запрос {control} с тем же идентификатором выполнился"
            ),
            Why::SuccessBefore { case } => {
                format!("до этого {case} с тем же идентификатором выполнился")
            }
            Why::SuccessElsewhere { control } => {
                format!("контрольный запрос {control} в этом прогоне выполнился")
            }
        }
    }

    fn change(&self, change: &ChangeReport) -> String {
        match change {
            ChangeReport::Header { name, value } => format!("заголовок {name} равен `{value}`"),
            ChangeReport::NoHeader { name } => format!("заголовок {name} не отправляется"),
            ChangeReport::Member { name, value } => format!("поле тела {name} равно {value}"),
            ChangeReport::NoMember { name } => format!("поле тела {name} не отправляется"),
            ChangeReport::NoBody => "тело не отправляется".to_owned(),
            ChangeReport::Json { body } => format!("тело: {body}"),
            ChangeReport::Text { body } => format!("тело — текст `{body}`"),
            ChangeReport::Path { value } => format!("идентификатор в пути: `{value}`"),
            ChangeReport::Given { state } => {
                format!("идентификатор в пути взят из состояния {state}")
            }
        }
    }

    fn stale(&self, entry: &StaleEntry) -> String {
        let StaleEntry {
            place,
            case,
            finding,
            problem,
            rows,
        } = entry;
        match problem {
            StaleProblem::NoSuchCase if !rows.is_empty() => format!(
                "{place}: {case} — таблица; укажите в записи одну из её строк: {}",
                names(rows)
            ),
            StaleProblem::NoSuchCase => {
                format!("{place}: проверки {case} нет; удалите запись")
            }
            StaleProblem::Passes => format!("{place}: {case} теперь проходит; удалите запись"),
            StaleProblem::NoSuchFinding => {
                format!("{place}: у {case} нет расхождения `{finding}`; удалите запись")
            }
            StaleProblem::ListedTwice => {
                format!("{place}: {case} с `{finding}` указана дважды; удалите одну запись")
            }
            StaleProblem::Expired => format!(
                "{place}: срок записи о {case} с `{finding}` истёк; исправьте сервер или продлите запись"
            ),
        }
    }

    fn note(&self, note: &Note) -> String {
        match note {
            Note::CertificateNotChecked => {
                "сертификат сервера не проверялся (tls.insecure): ничто не доказывает, что \
                                            это ответы именно этого сервера"
                    .to_owned()
            }
            Note::NothingSent => {
                "ничего не отправлено, и потому о сервере не известно ничего, даже доступен ли он: каждой проверке не \
                 хватает того, что должен дать профиль"
                    .to_owned()
            }
            Note::StatesRemoved { made } => {
                format!("создано и затем удалено состояний: {made}")
            }
            Note::StatesLeft { made, left, error } => {
                format!("создано состояний: {made}, из них не удалено: {left}; {error}")
            }
        }
    }

    fn purpose(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Judge => "проверяемый запрос",
            Purpose::Before => "запрос, который нужен до него",
            Purpose::Control => "контрольный запрос: должен выполниться",
            Purpose::Effect => "ещё раз: должен быть отказ",
        }
    }

    fn seen(&self, seen: OutcomeSeen) -> &'static str {
        match seen {
            OutcomeSeen::AsDocumented => "получен, как в документах",
            OutcomeSeen::Otherwise => "получен другой",
            OutcomeSeen::NotJudged => "не получен ни разу",
            OutcomeSeen::NotSelected => "не выбран",
        }
    }

    fn seen_letter(&self, seen: OutcomeSeen) -> char {
        match seen {
            OutcomeSeen::AsDocumented => 'Д',
            OutcomeSeen::Otherwise => 'И',
            OutcomeSeen::NotJudged => 'Н',
            OutcomeSeen::NotSelected => '–',
        }
    }

    fn fate(&self, fate: SubjectFate) -> &'static str {
        match fate {
            SubjectFate::UsedUp => "израсходованы",
            SubjectFate::Unknown => "проверьте перед повторным использованием",
            SubjectFate::LeftAsFound => "не изменились",
        }
    }

    fn target_kind(&self, kind: TargetKind) -> &'static str {
        match kind {
            TargetKind::Reference => "эталонный сервер",
            TargetKind::Given => "сервер, указанный адресом или профилем",
        }
    }

    fn outcome_type(&self, kind: OutcomeType) -> &'static str {
        match kind {
            OutcomeType::Success => "успех",
            OutcomeType::Error => "ошибка",
            OutcomeType::Validation => "валидация",
        }
    }

    fn scope(&self, scope: Scope, part: Option<Part>) -> String {
        match (scope, part) {
            (Scope::Whole, None) => "весь набор".to_owned(),
            (Scope::Filtered, None) => "выбранные проверки набора".to_owned(),
            (Scope::Whole, Some(part)) => format!("часть {part} набора"),
            (Scope::Filtered, Some(part)) => format!("часть {part} выбранных проверок набора"),
        }
    }

    fn cases(&self, count: usize) -> String {
        format!(
            "{count} {}",
            plural(count, "проверка", "проверки", "проверок")
        )
    }

    fn cases_against(&self, count: usize, target: &str) -> String {
        format!("{}, сервер {target}", self.cases(count))
    }

    fn counted(&self, count: usize, verdicts: &str, milliseconds: u64) -> String {
        format!("{}: {verdicts}, за {milliseconds} мс", self.cases(count))
    }

    fn milliseconds(&self, milliseconds: u64) -> String {
        format!("{milliseconds} мс")
    }

    fn outcomes_seen(&self, seen: usize, of: usize) -> String {
        format!("документированные ответы: как в документах получено {seen} из {of}")
    }

    fn add_to_profile(&self) -> &'static str {
        "добавьте в него:"
    }

    fn expected_got(&self, expected: &str, got: &str) -> (String, String) {
        (format!("ожидалось: {expected}"), format!("получено: {got}"))
    }

    fn cut(&self, bytes: usize) -> String {
        format!("… ещё {bytes} байт: см. отчёт в JSON")
    }

    fn more(&self, count: usize) -> String {
        format!("… и ещё {count}: см. отчёт в JSON")
    }

    fn only_names(&self) -> &'static str {
        "Для одной страницы этих проверок слишком много, поэтому указаны только их названия; запросы и ответы по каждой \
         есть в отчёте в JSON."
    }

    fn first_in_full(&self, count: usize) -> String {
        format!(
            "Полностью показаны первые {count}, остальные перечислены ниже; запросы и ответы по каждой проверке есть в \
             отчёте в JSON."
        )
    }

    fn more_cases(&self, count: usize) -> String {
        format!("ещё {}: см. отчёт в HTML или JSON", self.cases(count))
    }
}
