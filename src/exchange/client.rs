//! The HTTP client for what helps a run along: authorisation services and the hook that makes states.
//!
//! The target itself is asked through [`super::Connector`], which sees what no client library tells: how many interim
//! responses came, and what came after the answer.

use reqwest::{Client, Url, redirect, retry};

use super::tls::{self, Speaks};
use crate::profile::Connection;

/// No client can be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The TLS library refuses the settings, or the system has no certificates.
    #[error("these TLS settings make no HTTP client: {0}; check `tls` in the profile")]
    Tls(#[from] rustls::Error),
    /// The client refuses them.
    #[error(
        "these TLS and proxy settings make no HTTP client; check `tls` and `proxy` in the profile"
    )]
    Client(#[source] reqwest::Error),
    /// The proxy cannot be used.
    #[error("no such proxy can be used; check `proxy` in the profile")]
    Proxy,
}

/// A client that follows no redirect, retries nothing, keeps no cookies, unpacks nothing and uses
/// no proxy but the profile's. Each request has a connection of its own: nothing left on one can be taken for the next
/// answer.
///
/// `peers` are the URLs that the client will be used for ([`crate::profile::Profile::peers`]):
/// where none of them is https, the system's certificates are not loaded.
///
/// # Errors
/// [`ClientError`] where the TLS library refuses the settings, or the system has no certificates.
pub fn client<'a>(
    connection: &Connection,
    peers: impl IntoIterator<Item = &'a Url>,
) -> Result<Client, ClientError> {
    let mut builder = Client::builder()
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        .pool_max_idle_per_host(0)
        .connect_timeout(connection.timeouts.connect)
        .timeout(connection.timeouts.total)
        .tls_backend_preconfigured(tls::config(connection, speaks(connection, peers))?);
    if let Some(proxy) = &connection.proxy {
        let proxy = reqwest::Proxy::all(proxy.expose().clone()).map_err(without_url)?;
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(without_url)
}

/// Whether a peer or the proxy before it is https.
pub(super) fn speaks<'a>(
    connection: &Connection,
    peers: impl IntoIterator<Item = &'a Url>,
) -> Speaks {
    let is_tls = |url: &Url| url.scheme() == "https";
    let proxy = connection.proxy.as_ref();
    if peers.into_iter().any(is_tls) || proxy.is_some_and(|proxy| is_tls(proxy.expose())) {
        Speaks::Tls
    } else {
        Speaks::PlainText
    }
}

/// The URL of a proxy may hold a password.
fn without_url(error: reqwest::Error) -> ClientError {
    ClientError::Client(error.without_url())
}
