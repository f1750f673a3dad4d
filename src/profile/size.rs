//! Sizes as people write them: `512B`, `64KiB`, `1MiB`.

/// A text that is no size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// Not a whole number followed by a unit.
    #[error("a size is a whole number and B, KiB or MiB, such as 64KiB or 1MiB")]
    Form,
    /// Too large for anything.
    #[error("the size is too large")]
    TooLarge,
}

/// Reads a size in bytes, such as `512B`, `64KiB` or `1 MiB` (units of IEC 80000-13).
///
/// # Errors
/// Says what a size looks like.
pub fn parse_size(text: &str) -> Result<usize, SizeError> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let bytes: usize = match unit.strip_prefix(' ').unwrap_or(unit) {
        "B" => 1,
        "KiB" => 1024,
        "MiB" => 1024 * 1024,
        _ => return Err(SizeError::Form),
    };
    if number.is_empty() {
        return Err(SizeError::Form);
    }
    // Digits only, so that the one way to fail is to be too large.
    let number: usize = number.parse().map_err(|_| SizeError::TooLarge)?;
    number.checked_mul(bytes).ok_or(SizeError::TooLarge)
}
