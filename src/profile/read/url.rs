//! The URLs of a profile.

use reqwest::Url;

use super::raw::Text;
use super::reading::{Problem, Reading};
use crate::diagnostic::DiagnosticCode;
use crate::profile::target::{Target, UrlError, parse_url};

/// An http or https URL without credentials. `what` names it.
pub(super) fn url(reading: &mut Reading<'_>, raw: &Text, what: &str) -> Option<Url> {
    let text = reading.filled(raw, what)?;
    checked(reading, raw, what, parse_url(&text))
}

pub(super) fn target(reading: &mut Reading<'_>, raw: &Text) -> Option<Target> {
    let text = reading.filled(raw, "`target`")?;
    checked(reading, raw, "`target`", text.parse())
}

fn checked<T>(
    reading: &mut Reading<'_>,
    raw: &Text,
    what: &str,
    read: Result<T, UrlError>,
) -> Option<T> {
    let error = match read {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    let (title, label, help) = match error {
        UrlError::Form => (
            "no URL",
            "not a URL",
            "write a whole one such as https://staging.example/rpgu",
        ),
        UrlError::Scheme => (
            "a URL that cannot be asked",
            "another scheme",
            "write http:// or https://",
        ),
        UrlError::Credentials => (
            "a URL with credentials in it",
            "a user name or a password",
            "remove them, since reports name URLs; a value under `headers` from ${NAME} stays secret",
        ),
        UrlError::QueryOrFragment => (
            "no base URL",
            "has a query or a fragment",
            "remove what starts with `?` or `#`; the paths of the cases are put behind the rest",
        ),
    };
    let problem = Problem::new(
        DiagnosticCode::InvalidValue,
        format!("{what} is {title}"),
        label,
        help,
    );
    // What stands before an `@` or behind a `?` may be a password or a key.
    if raw.value.contains(['@', '?']) {
        reading.say_hidden(&raw.span, problem);
    } else {
        reading.say(&raw.span, problem);
    }
    None
}
