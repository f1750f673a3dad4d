//! Makes foreign text harmless for terminals and for readers of any report.

use std::fmt::Write as _;

/// Writes out what a terminal would act on, what XML cannot hold, and what nobody can see: control characters, the
/// marks that change the direction of text, characters without width, Unicode's line breaks, and noncharacters. Line
/// breaks too: see [`inert_lines`].
pub(crate) fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || acts_or_hides(c) {
            // Writing to a String cannot fail.
            let _ = write!(inert, "\\u{{{:x}}}", u32::from(c));
        } else {
            inert.push(c);
        }
    }
    inert
}

fn acts_or_hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}')
}

/// The same for text of several lines, which stay lines.
pub(crate) fn inert_lines(text: &str) -> String {
    text.split('\n').map(inert).collect::<Vec<_>>().join("\n")
}

/// The same for a text whose bytes must keep their places: each such character becomes another one that is as long. Those
/// of one byte are left to the renderer of the text, which knows tabs and line ends.
pub(crate) fn inert_in_place(text: &str) -> String {
    text.chars()
        .map(|c| match c.len_utf8() {
            _ if !(c.is_control() || acts_or_hides(c)) => c,
            1 => c,
            2 => '\u{b7}',
            3 => '\u{fffd}',
            _ => '\u{1f784}',
        })
        .collect()
}

/// The same for JSON: what would act is written as JSON escapes it (RFC 8259, section 7), so that the document stays
/// the same to every reader.
pub(crate) fn inert_json(json: &str) -> String {
    let mut inert = String::with_capacity(json.len());
    for c in json.chars() {
        // White space between values is the one control character that JSON itself has.
        if c == '\n' || !(c.is_control() || acts_or_hides(c)) {
            inert.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(inert, "\\u{unit:04x}");
            }
        }
    }
    inert
}
