//! `.snap` files: insta's format around the text of an expectation.
//!
//! The verdicts of this program never go through insta, whose environment can force a pass; what both share is
//! the file. A snapshot is the second entry of the contract: it must say, to the last byte, what the outcome
//! says that its case names, so neither can be changed unseen.

use std::ops::Range;

/// What insta writes for `tests/conformance.rs` before the text.
const HEADER: &str = "---\nsource: tests/conformance.rs\n---\n";

/// The whole `.snap` file for a text.
pub fn file(text: &str) -> String {
    format!("{HEADER}{text}\n")
}

/// Where a `.snap` file first differs from what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The first differing line, in bytes of the file.
    pub at: Range<usize>,
    /// What should stand there; `None` if the line is one too many.
    pub expected: Option<String>,
}

/// Compares a `.snap` file with the text that it should hold. Only the kind of line end may differ, and only
/// throughout, since checkouts can change it.
pub fn compare(content: &str, text: &str) -> Option<Disagreement> {
    let content_of = |content: &str| -> Option<bool> {
        let inner = content.strip_prefix(HEADER)?.strip_suffix('\n')?;
        Some(inner == text)
    };
    if content_of(content) == Some(true) {
        return None;
    }
    let expected = file(text);
    let crlf = content.matches("\r\n").count();
    let same = if crlf > 0 && crlf == content.matches('\n').count() {
        content.replace("\r\n", "\n") == expected
    } else {
        content == expected
    };
    if same {
        return None;
    }
    let mut start = 0;
    let mut lines = expected.split_inclusive('\n');
    for line in content.split_inclusive('\n') {
        let wanted = lines.next();
        if wanted != Some(line) {
            let end = start + line.trim_end_matches(['\n', '\r']).len();
            return Some(Disagreement {
                at: start..end.max(start + usize::from(end == start && end < content.len())),
                expected: wanted.map(|line| line.trim_end_matches('\n').to_owned()),
            });
        }
        start += line.len();
    }
    Some(Disagreement {
        at: start..start,
        expected: lines
            .next()
            .map(|line| line.trim_end_matches('\n').to_owned()),
    })
}
