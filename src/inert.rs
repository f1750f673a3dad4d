//! Makes foreign text harmless for terminals and for readers of any report.

use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes out what a terminal would act on, what XML cannot hold, and what nobody can see: control characters, the
/// marks that change the direction of text, characters without width, Unicode's line breaks, and noncharacters. Line
/// breaks too: see [`inert_lines`].
pub(crate) fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = first(rest.as_bytes(), may_act) {
        let (plain, from) = rest.split_at(at);
        inert.push_str(plain);
        let mut chars = from.chars();
        if let Some(c) = chars.next() {
            if acts(c) {
                // Writing to a String cannot fail.
                let _ = write!(inert, "\\u{{{:x}}}", u32::from(c));
            } else {
                inert.push(c);
            }
        }
        rest = chars.as_str();
    }
    inert.push_str(rest);
    inert
}

/// Where the first byte stands that may begin a character to be written out: most text has none, and is not looked at
/// character by character.
fn first(bytes: &[u8], may_act: impl Fn(u8) -> bool) -> Option<usize> {
    // As many as a processor compares at once.
    const STRIDE: usize = 32;
    for (chunk, start) in bytes.chunks(STRIDE).zip((0..).step_by(STRIDE)) {
        // Not `any`, which stops at the first one and so looks at one after another.
        if chunk
            .iter()
            .fold(false, |found, byte| found | may_act(*byte))
        {
            let within = chunk.iter().position(|byte| may_act(*byte));
            return within.map(|within| start + within);
        }
    }
    None
}

/// Whether a character that acts or hides may begin with this byte. No character has one of these inside it.
fn may_act(byte: u8) -> bool {
    byte < b' ' || matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
}

fn acts(c: char) -> bool {
    c.is_control() || acts_or_hides(c)
}

fn acts_or_hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}')
}

/// The same for text of several lines, which stay lines.
pub(crate) fn inert_lines(text: &str) -> String {
    let mut lines = text.split('\n');
    let mut inert_text = lines.next().map(inert).unwrap_or_default();
    for line in lines {
        inert_text.push('\n');
        inert_text.push_str(&inert(line));
    }
    inert_text
}

/// The same for a text whose bytes must keep their places: each such character becomes another one that is as long. Those
/// of one byte are left to the renderer of the text, which knows tabs and line ends.
pub(crate) fn inert_in_place(text: &str) -> String {
    text.chars()
        .map(|c| match c.len_utf8() {
            _ if !acts(c) => c,
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
    let mut inert = Vec::with_capacity(json.len());
    // Writing to memory cannot fail, and what comes out is text as what goes in.
    let _ = write_inert_json(&mut inert, json);
    String::from_utf8(inert).unwrap_or_default()
}

/// Makes JSON inert on its way to a writer, as [`inert_json`] does, wherever it is cut into pieces.
pub(crate) struct InertJson<W: Write> {
    out: W,
    /// The beginning of a character whose other bytes are still to come.
    begun: Vec<u8>,
}

impl<W: Write> InertJson<W> {
    pub(crate) fn new(out: W) -> Self {
        Self {
            out,
            begun: Vec::new(),
        }
    }

    /// To be called when all is written.
    ///
    /// # Errors
    /// The document ends within a character.
    pub(crate) fn finish(self) -> io::Result<W> {
        if self.begun.is_empty() {
            Ok(self.out)
        } else {
            Err(io::ErrorKind::InvalidData.into())
        }
    }

    /// Passes on all whole characters, and says how many bytes they are.
    fn pass(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                let whole = &bytes[..error.valid_up_to()];
                std::str::from_utf8(whole).map_err(io::Error::other)?
            }
            Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        };
        write_inert_json(&mut self.out, text)?;
        Ok(text.len())
    }
}

impl<W: Write> Write for InertJson<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !self.begun.is_empty() {
            let Some((next, after)) = rest.split_first() else {
                return Ok(bytes.len());
            };
            rest = after;
            let mut begun = std::mem::take(&mut self.begun);
            begun.push(*next);
            if self.pass(&begun)? == 0 {
                self.begun = begun;
            }
        }
        let whole = self.pass(rest)?;
        self.begun.extend_from_slice(&rest[whole..]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn write_inert_json(out: &mut impl Write, json: &str) -> io::Result<()> {
    let bytes = json.as_bytes();
    // Up to here all is written; up to there all is looked at.
    let (mut written, mut seen) = (0, 0);
    // White space between values is the one control character that JSON itself has.
    let may_act = |byte| byte != b'\n' && may_act(byte);
    while let Some(at) = first(&bytes[seen..], may_act).map(|within| seen + within) {
        let Some(c) = json[at..].chars().next() else {
            break;
        };
        seen = at + c.len_utf8();
        if !acts(c) {
            continue;
        }
        out.write_all(&bytes[written..at])?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        written = seen;
    }
    out.write_all(&bytes[written..])
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::{InertJson, acts, inert, inert_json};

    /// Characters that act or hide, their neighbours, and others.
    fn text() -> impl Strategy<Value = String> {
        let edges = "\u{0}\n\t\u{1f} ~\u{7f}\u{80}\u{9f}\u{a0}\u{ad}\u{ae}\u{61b}\u{61c}\u{61d}\u{180d}\u{180e}\u{180f}\
                     \u{200a}\u{200b}\u{200f}\u{2010}\u{2027}\u{2028}\u{202e}\u{202f}\u{205f}\u{2060}\u{206f}\u{2070}\u{feff}\
                     \u{fff8}\u{fff9}\u{fffb}\u{fffd}\u{fffe}\u{ffff}\u{10000}\u{dffff}\u{e0000}\u{e007f}\u{e0080}Жя…";
        let edges: Vec<char> = edges.chars().collect();
        let one = prop_oneof![any::<char>(), proptest::sample::select(edges)];
        proptest::collection::vec(one, 0..80).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        /// The quick look at bytes misses no character.
        #[test]
        fn every_character_that_acts_is_written_out(text in text()) {
            let expected: String = text
                .chars()
                .map(|c| if acts(c) { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() })
                .collect();
            prop_assert_eq!(inert(&text), expected);
            let expected: String = text
                .chars()
                .map(|c| {
                    let units = c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
                    if c != '\n' && acts(c) { units } else { c.to_string() }
                })
                .collect();
            prop_assert_eq!(inert_json(&text), expected);
        }

        /// Wherever a text is cut, within a character too, the same comes out.
        #[test]
        fn pieces_become_what_the_whole_becomes(text in text(), cuts in proptest::collection::vec(1usize..9, 1..40)) {
            let mut writer = InertJson::new(Vec::new());
            let mut rest = text.as_bytes();
            for length in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, after) = rest.split_at((*length).min(rest.len()));
                writer.write_all(piece).unwrap();
                rest = after;
            }
            let written = writer.finish().unwrap();
            prop_assert_eq!(String::from_utf8(written).unwrap(), inert_json(&text));
        }
    }

    #[test]
    fn a_document_that_ends_within_a_character_is_an_error() {
        let mut writer = InertJson::new(Vec::new());
        writer.write_all(&"…".as_bytes()[..2]).unwrap();
        assert!(writer.finish().is_err());
        let mut writer = InertJson::new(Vec::new());
        assert!(writer.write_all(b"\xff").is_err());
    }
}
