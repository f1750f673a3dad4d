//! How a target is reached: whom to trust, who to be, which way to go, how long to wait.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;

use super::target::{UrlError, parse_any};

/// Everything about a connection that a profile may say.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    /// Which servers are trusted.
    pub trust: Trust,
    /// The client certificate with its key, for servers that require one.
    pub identity: Option<Identity>,
    /// The proxy that requests go through. Without one they go directly: the environment's
    /// proxies are never used.
    pub proxy: Option<Proxy>,
    /// Whether a connection may carry more than one exchange.
    pub reuse: ConnectionUse,
    /// How long to wait.
    pub timeouts: Timeouts,
}

impl Connection {
    /// The same connection without a proxy, for what is beside this program rather than beside
    /// the target: the hook that makes states.
    #[must_use]
    pub fn direct(&self) -> Self {
        Self {
            proxy: None,
            ..self.clone()
        }
    }
}

/// Whether a connection may carry more than one exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionUse {
    /// Connections are used again once the target has shown that it keeps them.
    #[default]
    Reused,
    /// Each request has a connection of its own.
    OnePerRequest,
}

/// Which servers' certificates are accepted.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// Those that the operating system trusts.
    #[default]
    System,
    /// Those of the named authorities and no others.
    Only(Vec<CertificateDer<'static>>),
    /// Any at all, of any host: nothing proves that the answers come from the target. To be said
    /// loudly in each report.
    Anything,
}

/// A client certificate with the key that belongs to it. Printing it shows neither.
#[derive(Clone)]
pub struct Identity(pub(super) Arc<CertifiedKey>);

impl Identity {
    /// The certificate, its chain and its key, to prove with who the client is.
    pub fn certified_key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Identity(…)")
    }
}

/// How long to wait for something before giving it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection stands, TLS included.
    pub connect: Duration,
    /// From then until the first byte of the answer; without it as long as `total` allows.
    pub first_byte: Option<Duration>,
    /// From the start of a request to the end of its answer.
    pub total: Duration,
    /// From the first request of a run to the end of its last answer.
    pub run: Duration,
    /// For a command that prints a token.
    pub command: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: None,
            total: Duration::from_secs(10),
            run: Duration::from_secs(60 * 60),
            command: Duration::from_secs(60),
        }
    }
}

impl Timeouts {
    /// The same with another limit for a whole answer, and no part of one allowed to take longer.
    #[must_use]
    pub fn within(self, total: Duration) -> Self {
        Self {
            connect: self.connect.min(total),
            first_byte: self.first_byte.map(|limit| limit.min(total)),
            total,
            ..self
        }
    }
}

/// The URL of a forward proxy. It may hold a password, so only scheme, host and port are printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy(Url);

impl Proxy {
    /// Reads a proxy's URL, with or without user name and password.
    ///
    /// # Errors
    /// Says what is wrong without quoting the text.
    pub fn new(text: &str) -> Result<Self, UrlError> {
        let url = parse_any(text)?;
        // A proxy is a host; a path would silently mean nothing.
        if url.query().is_some() || url.fragment().is_some() || url.path() != "/" {
            return Err(UrlError::Form);
        }
        Ok(Self(url))
    }

    /// The URL with its password, to connect with, never to be printed.
    pub fn expose(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An origin is scheme, host and port: everything but the credentials.
        f.pad(&self.0.origin().ascii_serialization())
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}
