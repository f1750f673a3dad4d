//! Makes foreign text harmless for terminals and for readers of any report.

use std::fmt::Write as _;

/// Writes out what a terminal would act on or XML cannot hold: control characters, the marks that change the direction
/// of text, and the two noncharacters. Line breaks too: see [`inert_lines`].
pub(crate) fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    for c in text.chars() {
        let acts = c.is_control()
            || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
        if acts {
            // Writing to a String cannot fail.
            let _ = write!(inert, "\\u{{{:x}}}", u32::from(c));
        } else {
            inert.push(c);
        }
    }
    inert
}

/// The same for text of several lines, which stay lines.
pub(super) fn inert_lines(text: &str) -> String {
    text.split('\n').map(inert).collect::<Vec<_>>().join("\n")
}
