//! Explanations for people.

use std::fmt::{self, Display, Formatter};

use super::Explanation;
use super::case::{CaseExplanation, Under};
use super::code::CodeExplanation;
use super::outcome::{CaseTitle, OutcomeExplanation};
use super::ruling::{Reading, RulingExplanation};
use crate::report::Language;

impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case { cases } => joined(f, cases),
            Self::Outcome { outcomes } => joined(f, outcomes),
            Self::Ruling(ruling) => ruling.fmt(f),
            Self::Diagnostic(code) => {
                writeln!(f, "{}: a mistake in a file", code.code)?;
                code.fmt(f)
            }
            Self::Finding(code) => {
                writeln!(f, "{}: a difference to the documents", code.code)?;
                code.fmt(f)
            }
        }
    }
}

fn joined<T: Display>(f: &mut Formatter<'_>, items: &[T]) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            writeln!(f)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

fn indented(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    for line in text.lines() {
        writeln!(f, "{}", format!("    {line}").trim_end())?;
    }
    Ok(())
}

fn readings(f: &mut Formatter<'_>, rulings: &[Reading]) -> fmt::Result {
    for ruling in rulings {
        writeln!(f, "    {} ({}): {}", ruling.id, ruling.title, ruling.text)?;
    }
    Ok(())
}

fn titles(f: &mut Formatter<'_>, cases: &[CaseTitle]) -> fmt::Result {
    for case in cases {
        writeln!(f, "    {}  {}", case.id, case.title)?;
    }
    Ok(())
}

impl Display for CaseExplanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sentences = Language::En.sentences();
        writeln!(f, "{}\n{}", self.id, self.title)?;
        writeln!(
            f,
            "{}, level {}: {}",
            self.source,
            self.level,
            sentences.level(self.level)
        )?;
        match self.times {
            1 => writeln!(f, "\n  sends")?,
            times => writeln!(f, "\n  sends {times} times at once")?,
        }
        indented(f, &self.request)?;
        writeln!(f, "\n  why")?;
        match &self.change {
            Some(change) => writeln!(f, "    {} with one change: {change}", self.control)?,
            None if self.control == self.id => {
                writeln!(f, "    this is the request that succeeds")?;
            }
            None => writeln!(f, "    {} as it is", self.control)?,
        }
        if !self.before.is_empty() {
            let before: Vec<&str> = self.before.iter().map(|case| case.as_str()).collect();
            writeln!(
                f,
                "    after, on the same identifier: {}",
                before.join(", ")
            )?;
        }
        writeln!(f, "    to pass, beside the answer: {}", self.proof)?;
        writeln!(f, "\n  documented")?;
        match &self.documented {
            Some(row) => {
                let kind = row.outcome_type.map(|kind| sentences.outcome_type(kind));
                writeln!(
                    f,
                    "    {}, {}: {}",
                    row.outcome,
                    kind.unwrap_or_default(),
                    row.text.as_deref().unwrap_or("no text")
                )?;
            }
            None => writeln!(f, "    {}", Language::En.labels().any_refusal)?,
        }
        if !self.rulings.is_empty() {
            writeln!(f, "\n  rulings")?;
            readings(f, &self.rulings)?;
        }
        writeln!(f, "\n  snapshot {}", self.snapshot_file)?;
        indented(f, &self.snapshot)?;
        if !self.needs.is_empty() {
            writeln!(f, "\n  needs")?;
        }
        for need in &self.needs {
            writeln!(f, "    {}: {}", need.name, need.title)?;
        }
        match &self.under {
            None => Ok(()),
            Some(Under::Asked) => writeln!(f, "\n  under this profile\n    asked"),
            Some(Under::Blocked { reason, unblock }) => {
                writeln!(f, "\n  under this profile\n    blocked: {reason}")?;
                let Some(lines) = unblock else {
                    return Ok(());
                };
                writeln!(f, "    add to the profile:")?;
                lines
                    .lines()
                    .try_for_each(|line| writeln!(f, "      {line}"))
            }
        }
    }
}

impl Display for OutcomeExplanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sentences = Language::En.sentences();
        writeln!(
            f,
            "{} on {} ({})",
            self.outcome, self.operation, self.operation_title
        )?;
        writeln!(
            f,
            "  {}",
            self.text.as_deref().unwrap_or("no text is documented")
        )?;
        if let (Some(kind), Some(level)) = (self.outcome_type, self.level) {
            let (kind, means) = (sentences.outcome_type(kind), sentences.level(level));
            writeln!(f, "  type {kind}, level {level}: {means}")?;
        }
        if let Some(member) = &self.member {
            writeln!(f, "  its documented example names the code {member}")?;
        }
        for alternative in &self.alternatives {
            writeln!(f, "  this text passes, too: {alternative}")?;
        }
        for quirk in &self.quirks {
            writeln!(f, "  a quirk ({}): {}", quirk.ruling, quirk.allows)?;
        }
        if !self.rulings.is_empty() {
            writeln!(f, "  rulings")?;
            readings(f, &self.rulings)?;
        }
        writeln!(f, "  cases")?;
        titles(f, &self.cases)
    }
}

impl Display for RulingExplanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Reading { id, title, text } = &self.reading;
        writeln!(f, "{id}: {title}\n  {text}")?;
        if !self.rows.is_empty() {
            writeln!(f, "\n  rows that are read by it")?;
        }
        for row in &self.rows {
            writeln!(f, "    {} on {}", row.outcome, row.operation)?;
        }
        if !self.allows.is_empty() {
            writeln!(f, "\n  quirks that it allows")?;
        }
        for quirk in &self.allows {
            writeln!(f, "    {}: {}", quirk.operation, quirk.allows)?;
        }
        if self.cases.is_empty() {
            return writeln!(f, "\n  no case depends on it alone");
        }
        writeln!(f, "\n  cases that depend on it")?;
        titles(f, &self.cases)
    }
}

impl Display for CodeExplanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "  says  {}", self.meaning)?;
        writeln!(f, "  why   {}", self.why)?;
        writeln!(f, "  mend  {}", self.mend)
    }
}
