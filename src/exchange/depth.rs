//! How deep a text is nested, if it is JSON.

/// Whether a text that may be JSON is nested deeper than a limit. Only what could be JSON counts: at the first byte
/// that cannot stand there the text is none, and nobody will read it as such.
pub(super) fn is_deeper(text: &[u8], limit: usize) -> bool {
    let mut depth = 0_usize;
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b']' | b'}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            b'"' => loop {
                match bytes.next() {
                    Some(b'"') => break,
                    Some(b'\\') => {
                        bytes.next();
                    }
                    Some(_) => {}
                    None => return false,
                }
            },
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' | b'+' | b'-' | b'.' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            // A byte order mark, which is forgiven.
            0xef | 0xbb | 0xbf if depth == 0 => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::is_deeper;

    #[rstest]
    #[case::at_the_limit("[[1]]", false)]
    #[case::over_it("[[[1]]]", true)]
    #[case::members("{\"a\":[{", true)]
    #[case::side_by_side("[[],[],[],[]]", false)]
    #[case::in_a_text("[\"[[[[\"]", false)]
    #[case::behind_an_escaped_quote("[\"\\\"[[[\"]", false)]
    #[case::behind_an_escaped_backslash("[\"\\\\\",[[", true)]
    #[case::with_a_byte_order_mark("\u{feff}[[[", true)]
    #[case::markup("<p>[[[[", false)]
    #[case::closed_too_often("]][[[", false)]
    #[case::a_text_without_end("\"[[[[", false)]
    #[case::nothing("", false)]
    fn nesting(#[case] text: &str, #[case] deeper: bool) {
        assert_eq!(is_deeper(text.as_bytes(), 2), deeper);
    }
}
