//! Documented texts and the messages that targets send (ruling R8).

/// Whether a message is the documented text: placeholders in braces match any GUID, runs of white space are equal.
pub(super) fn matches(documented: &str, message: &str) -> bool {
    let documented = fold_white_space(documented);
    let message = fold_white_space(message);
    let mut rest = message.as_str();
    for piece in pieces(&documented) {
        rest = match piece {
            Piece::Text(text) => match rest.strip_prefix(text) {
                Some(rest) => rest,
                None => return false,
            },
            Piece::Placeholder => match strip_guid(rest) {
                Some(rest) => rest,
                None => return false,
            },
        };
    }
    rest.is_empty()
}

fn fold_white_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

enum Piece<'a> {
    Text(&'a str),
    Placeholder,
}

/// Splits a text at its `{placeholders}`: a letter, then letters and digits, between braces.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let name = &text[open + 1..];
        let length = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_name && name[length..].starts_with('}') {
            pieces.push(Piece::Text(&text[start..open]));
            pieces.push(Piece::Placeholder);
            start = open + length + 2;
            from = start;
        } else {
            from = open + 1;
        }
    }
    pieces.push(Piece::Text(&text[start..]));
    pieces
}

/// Takes a GUID (RFC 9562, section 4) off the front: 32 hexadecimal digits in five groups, in any letter case.
fn strip_guid(text: &str) -> Option<&str> {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut rest = text;
    for (number, length) in GROUPS.into_iter().enumerate() {
        if number > 0 {
            rest = rest.strip_prefix('-')?;
        }
        let group = rest.get(..length)?;
        if !group.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        rest = &rest[length..];
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::matches;

    const DOCUMENTED: &str = "Не удалось отменить вызов {callDoctorGuid} в лпу {lpuGuid}";
    const A: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const B: &str = "7C9E6679-7425-40DE-944B-E07FC1F90AE7";

    #[rstest]
    #[case::guids(format!("Не удалось отменить вызов {A} в лпу {B}"), true)]
    #[case::white_space(format!("  Не удалось\n отменить\u{a0}вызов  {A} в лпу {B} "), true)]
    #[case::placeholders_as_printed(DOCUMENTED.to_owned(), false)]
    #[case::one_guid_cut_short(format!("Не удалось отменить вызов {A} в лпу {}", &B[1..]), false)]
    #[case::one_guid_missing(format!("Не удалось отменить вызов {A} в лпу "), false)]
    #[case::more_after_it(format!("Не удалось отменить вызов {A} в лпу {B}."), false)]
    #[case::no_hexadecimal(format!("Не удалось отменить вызов {A} в лпу {}", B.replace('9', "x")), false)]
    #[case::letter_case(format!("не удалось отменить вызов {A} в лпу {B}"), false)]
    #[case::empty(String::new(), false)]
    fn placeholders_match_guids(#[case] message: String, #[case] expected: bool) {
        assert_eq!(matches(DOCUMENTED, &message), expected);
    }

    #[rstest]
    #[case("a {b} c", &format!("a {A} c"), true)]
    #[case("a {b c} d", "a {b c} d", true)]
    #[case("a { d", "a { d", true)]
    #[case("{1}", "{1}", true)]
    #[case("{a}{b}", &format!("{A}{B}"), true)]
    #[case("", "", true)]
    #[case("a", "ab", false)]
    fn braces_that_are_no_placeholder_are_text(
        #[case] documented: &str,
        #[case] message: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(matches(documented, message), expected);
    }
}
