//! What is said of several reports.

use super::English;
use crate::comparison::{Change, Comparison, OneSided};
use crate::judge::Conclusion;
use crate::report::words::comparison::ComparisonSentences;

impl ComparisonSentences for English {
    fn other_suite(&self) -> &'static str {
        "the two runs asked different suites"
    }

    fn changed(&self, change: &Change) -> String {
        let word = if change.regression {
            "regressed"
        } else {
            "changed"
        };
        format!("{word} {}: {} -> {}", change.id, change.old, change.new)
    }

    fn vanished(&self, case: &OneSided) -> String {
        format!("vanished {} (was {})", case.id, case.verdict)
    }

    fn appeared(&self, case: &OneSided) -> String {
        format!("appeared {}: {}", case.id, case.verdict)
    }

    fn summary(&self, comparison: &Comparison) -> String {
        let regressed = match comparison.regressions {
            0 => "No regression".to_owned(),
            1 => "1 regression".to_owned(),
            more => format!("{more} regressions"),
        };
        format!(
            "{regressed}: {} changed, {} vanished, {} appeared.",
            comparison.changed.len(),
            comparison.vanished.len(),
            comparison.appeared.len()
        )
    }

    fn targets_by_outcomes(&self) -> &'static str {
        "Targets by outcomes"
    }

    fn how_to_read(&self) -> &'static str {
        "Each cell is the worst verdict of all cases that ask for the outcome."
    }

    fn several_suites(&self) -> &'static str {
        "not all targets were asked the same suite: do not compare columns with different suites"
    }

    fn not_asked(&self) -> &'static str {
        "not asked"
    }

    fn conclusion(&self, conclusion: Conclusion) -> &'static str {
        match conclusion {
            Conclusion::Conforming => "conforming",
            Conclusion::NotConforming => "not conforming",
            Conclusion::OnlyKnownFailures => "only known failures",
            Conclusion::Inconclusive => "inconclusive",
            Conclusion::Unreachable => "unreachable",
            Conclusion::StaleKnownFailures => "stale known failures",
        }
    }
}
