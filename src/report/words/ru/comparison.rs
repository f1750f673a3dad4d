//! What is said of several reports.

use super::Russian;
use crate::comparison::{Change, Comparison, OneSided};
use crate::judge::Conclusion;
use crate::report::words::comparison::ComparisonSentences;

impl ComparisonSentences for Russian {
    fn other_suite(&self) -> &'static str {
        "прогоны сделаны с разными наборами проверок"
    }

    fn changed(&self, change: &Change) -> String {
        let word = if change.regression {
            "ухудшилось"
        } else {
            "изменилось"
        };
        format!("{word} {}: {} -> {}", change.id, change.old, change.new)
    }

    fn vanished(&self, case: &OneSided) -> String {
        format!("исчезло {} (было {})", case.id, case.verdict)
    }

    fn appeared(&self, case: &OneSided) -> String {
        format!("появилось {}: {}", case.id, case.verdict)
    }

    fn summary(&self, comparison: &Comparison) -> String {
        let regressed = match comparison.regressions {
            0 => "Ухудшений нет".to_owned(),
            more => format!("Ухудшений: {more}"),
        };
        format!(
            "{regressed}; изменилось проверок: {}, исчезло: {}, появилось: {}.",
            comparison.changed.len(),
            comparison.vanished.len(),
            comparison.appeared.len()
        )
    }

    fn targets_by_outcomes(&self) -> &'static str {
        "Серверы и документированные ответы"
    }

    fn how_to_read(&self) -> &'static str {
        "В ячейке — худший вердикт из всех проверок этого ответа."
    }

    fn several_suites(&self) -> &'static str {
        "серверы проверены разными наборами: столбцы с разными наборами не сравнивайте"
    }

    fn not_asked(&self) -> &'static str {
        "не проверялось"
    }

    fn conclusion(&self, conclusion: Conclusion) -> &'static str {
        match conclusion {
            Conclusion::Conforming => "соответствует",
            Conclusion::NotConforming => "не соответствует",
            Conclusion::OnlyKnownFailures => "только известные ошибки",
            Conclusion::Inconclusive => "вывода нет",
            Conclusion::Unreachable => "недоступен",
            Conclusion::StaleKnownFailures => "список известных ошибок устарел",
        }
    }
}
