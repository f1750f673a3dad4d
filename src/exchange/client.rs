//! The HTTP client: it sends what it is told to, once, and adds as little as it can.

use reqwest::{Client, Url, redirect, retry};

use crate::profile::{Connection, Trust};

/// No client can be made.
#[derive(Debug, thiserror::Error)]
#[error("these TLS and proxy settings make no HTTP client; check `tls` and `proxy` in the profile")]
pub struct ClientError(#[source] reqwest::Error);

/// A client that follows no redirect, retries nothing, keeps no cookies, unpacks nothing and uses
/// no proxy but the profile's. Each request has a connection of its own: a server may close one
/// after an answer without a word (RFC 9112, section 9.6), and a request lost in it would be the
/// target's error; and nothing left on a connection can be taken for the next answer.
///
/// `peers` are the URLs that the client will be used for ([`crate::profile::Profile::peers`]):
/// where none of them is https, the system's certificates are not loaded, which takes longer than
/// a whole run against a near target.
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
        .timeout(connection.timeouts.total);
    if let Some(proxy) = &connection.proxy {
        let proxy = reqwest::Proxy::all(proxy.expose().clone()).map_err(without_url)?;
        builder = builder.proxy(proxy);
    }
    let is_tls = |url: &Url| url.scheme() == "https";
    let proxy = connection.proxy.as_ref();
    let speaks_tls = peers.into_iter().any(is_tls) || proxy.is_some_and(|p| is_tls(p.expose()));
    builder = match &connection.trust {
        Trust::Anything => builder.tls_danger_accept_invalid_certs(true),
        Trust::Only(authorities) => builder.tls_certs_only(authorities.iter().cloned()),
        Trust::System if speaks_tls => builder,
        Trust::System => builder.tls_certs_only([]),
    };
    if let Some(identity) = &connection.identity {
        builder = builder.identity(identity.clone());
    }
    builder.build().map_err(without_url)
}

/// The URL of a proxy may hold a password.
fn without_url(error: reqwest::Error) -> ClientError {
    ClientError(error.without_url())
}
