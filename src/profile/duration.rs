//! Durations as people write them: `5s`, `300ms`.

use std::time::Duration;

/// The longest duration that a profile or a flag may give.
pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A text that is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Not a whole number followed by a unit.
    #[error("a duration is a whole number and ms, s, m or h, such as 300ms or 5s")]
    Form,
    /// Zero, which would let nothing happen.
    #[error("a duration of nothing leaves no time at all; the shortest is 1ms")]
    Zero,
    /// Longer than [`LONGEST`].
    #[error("the longest duration is 24h")]
    TooLong,
}

/// Reads a duration such as `300ms`, `5s`, `10m` or `1h`.
///
/// # Errors
/// Says what a duration looks like, or which limit it breaks.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let milliseconds: u64 = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        _ => return Err(DurationError::Form),
    };
    if number.is_empty() {
        return Err(DurationError::Form);
    }
    // Digits only, so that the one way to fail is to be too large.
    let number: u64 = number.parse().map_err(|_| DurationError::TooLong)?;
    let duration = number
        .checked_mul(milliseconds)
        .map(Duration::from_millis)
        .filter(|duration| *duration <= LONGEST)
        .ok_or(DurationError::TooLong)?;
    if duration.is_zero() {
        Err(DurationError::Zero)
    } else {
        Ok(duration)
    }
}
