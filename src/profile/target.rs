//! The base URL that everything is sent to.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;
use serde::{Serialize, Serializer};

/// The documents' `{{url}}`: an http or https URL without credentials, query and fragment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Target {
    url: Url,
    /// The URL as text without a slash at its end, so that a path can be put behind it.
    base: String,
}

/// A text that is no usable base URL. Never quotes the text, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not an absolute URL.
    #[error("no URL: write one such as https://staging.example/rpgu")]
    Form,
    /// Another scheme than http and https.
    #[error("a URL of another scheme: only http:// and https:// can be asked")]
    Scheme,
    /// A user name or password inside the URL, which would end up in reports.
    #[error("a URL with credentials in it: reports name the URL")]
    Credentials,
    /// A query or fragment, which cannot be kept when a path is put behind the URL.
    #[error("a base URL with a query or fragment: the paths of the cases are put behind it")]
    QueryOrFragment,
}

impl Target {
    /// The base URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The base URL as text, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// The URL of a path below the target. The target's own path is kept: `/auth` below
    /// `https://h/rpgu` is `https://h/rpgu/auth`, whether or not the path starts with a slash.
    ///
    /// # Errors
    /// [`UrlError::Form`] where the two make no URL.
    pub fn join(&self, path: &str) -> Result<Url, UrlError> {
        // Without the slash `https://h` and `.evil.example` would be another host.
        let slash = if path.starts_with('/') { "" } else { "/" };
        Url::parse(&format!("{}{slash}{path}", self.base)).map_err(|_| UrlError::Form)
    }

    /// Whether the target is this very machine by name (RFC 6761) or address.
    pub fn is_loopback(&self) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        // An IPv6 address stands in brackets, whose content is always an address.
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => address.to_canonical().is_loopback(),
            Err(_) => {
                let name = host.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
        }
    }
}

/// Reads an absolute http or https URL without credentials.
///
/// # Errors
/// Says what is wrong, without quoting the text.
pub fn parse_url(text: &str) -> Result<Url, UrlError> {
    let url = parse_any(text)?;
    if url.username().is_empty() && url.password().is_none() {
        Ok(url)
    } else {
        Err(UrlError::Credentials)
    }
}

/// As [`parse_url`], but a user name and password may stand in the URL, as proxies have them.
pub(super) fn parse_any(text: &str) -> Result<Url, UrlError> {
    // The URL standard strips such characters silently; in a file they are a mistake.
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(UrlError::Form);
    }
    let url = Url::parse(text).map_err(|_| UrlError::Form)?;
    match url.scheme() {
        // `https:host` parses like `https://host`, but nobody means to write it.
        "http" | "https" if text.contains("://") && url.has_host() => Ok(url),
        "http" | "https" => Err(UrlError::Form),
        _ => Err(UrlError::Scheme),
    }
}

impl FromStr for Target {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = parse_url(text)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(UrlError::QueryOrFragment);
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, base })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.base)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.base, f)
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.base)
    }
}
