//! Adds lines to YAML that people wrote, whose comments and spacing stay as they are.

/// The text with an entry added at the end of a mapping that stands at the left margin; none if the mapping is written
/// in braces with something in them. `lines` are indented already and end in a line break.
pub(super) fn added(text: &str, key: &str, lines: &str) -> Option<String> {
    let head = format!("{key}:");
    let mut end = None;
    let mut inside = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let content = line.trim_end();
        if let Some(value) = content.strip_prefix(&head) {
            match value.split('#').next().unwrap_or_default().trim() {
                "" => {}
                "{}" => {
                    let (before, after) = (&text[..at], &text[next..]);
                    return Some(format!("{before}{head}\n{lines}{after}"));
                }
                _ => return None,
            }
            inside = true;
            end = Some(next);
        } else if inside && line.starts_with(' ') && !content.is_empty() {
            end = Some(next);
        } else if inside && !content.is_empty() && !content.starts_with('#') {
            inside = false;
        }
        at = next;
    }
    let broken = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    Some(match end {
        Some(end) if end == text.len() => format!("{text}{broken}{lines}"),
        Some(end) => format!("{}{lines}{}", &text[..end], &text[end..]),
        None => format!("{text}{broken}\n{head}\n{lines}"),
    })
}
