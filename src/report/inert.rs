//! Makes foreign text harmless for a terminal.

use std::fmt::Write as _;

/// Writes out what a terminal would act on: control characters, and the marks that change the direction of text.
pub(crate) fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    for c in text.chars() {
        let acts = c.is_control()
            || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if acts {
            // Writing to a String cannot fail.
            let _ = write!(inert, "\\u{{{:x}}}", u32::from(c));
        } else {
            inert.push(c);
        }
    }
    inert
}
