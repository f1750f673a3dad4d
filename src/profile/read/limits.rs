//! `limits`.

use std::ops::RangeInclusive;

use super::raw::{RawLimits, Text};
use super::reading::{Problem, Reading};
use crate::diagnostic::DiagnosticCode;
use crate::profile::limits::Limits;
use crate::profile::size::parse_size;
use crate::yaml::Spanned;

pub(super) fn limits(reading: &mut Reading<'_>, raw: &RawLimits) -> Limits {
    let defaults = Limits::default();
    let body = size(reading, raw.body.as_ref(), "body", 0..=Limits::MOST_BODY);
    let headers = size(
        reading,
        raw.headers.as_ref(),
        "headers",
        // Less than what every answer has would let none through.
        LEAST_HEADERS..=Limits::MOST_HEADERS,
    );
    let json_depth = count(
        reading,
        raw.json_depth.as_ref(),
        "json_depth",
        1..=Limits::MOST_JSON_DEPTH,
    );
    let informational = count(
        reading,
        raw.informational.as_ref(),
        "informational",
        0..=Limits::MOST_INFORMATIONAL,
    );
    Limits {
        body: body.unwrap_or(defaults.body),
        headers: headers.unwrap_or(defaults.headers),
        json_depth: json_depth.unwrap_or(defaults.json_depth),
        informational: informational.unwrap_or(defaults.informational),
    }
}

/// The fewest bytes that `headers` may allow.
const LEAST_HEADERS: usize = 256;

fn size(
    reading: &mut Reading<'_>,
    raw: Option<&Text>,
    name: &str,
    allowed: RangeInclusive<usize>,
) -> Option<usize> {
    let raw = raw?;
    let text = reading.filled(raw, &format!("`{name}`"))?;
    let help = match parse_size(&text) {
        Ok(size) if allowed.contains(&size) => return Some(size),
        Ok(_) => format!("from {}B to {}KiB", allowed.start(), allowed.end() / 1024),
        Err(error) => error.to_string(),
    };
    reading.say(
        &raw.span,
        Problem::new(
            DiagnosticCode::InvalidValue,
            format!("`{name}` is no usable size"),
            "no such size",
            help,
        ),
    );
    None
}

fn count(
    reading: &mut Reading<'_>,
    raw: Option<&Spanned<u32>>,
    name: &str,
    allowed: RangeInclusive<usize>,
) -> Option<usize> {
    let raw = raw?;
    if let Some(count) = usize::try_from(raw.value)
        .ok()
        .filter(|count| allowed.contains(count))
    {
        return Some(count);
    }
    reading.say(
        &raw.span,
        Problem::new(
            DiagnosticCode::InvalidValue,
            format!("`{name}` is no usable number"),
            "no such number",
            format!("from {} to {}", allowed.start(), allowed.end()),
        ),
    );
    None
}
