//! Opens connections to a target, directly or by the profile's proxy.

use std::error::Error;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderValue, Uri};
use hyper::rt::{Read, Write};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiAddrs, GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;
use tower_service::Service;

use super::client::{ClientError, speaks};
use super::failure::{Failure, FailureKind, causes, innermost};
use super::tls;
use crate::profile::Connection;

type Tcp = HttpConnector<Resolver>;
type Tls<C> = HttpsConnector<C>;
type BoxError = Box<dyn Error + Send + Sync>;

/// Opens connections. It knows no cookies, no cache and no environment.
#[derive(Debug, Clone)]
pub struct Connector {
    to_peer: Tls<Tcp>,
    proxy: Option<ProxyWay>,
}

/// The two ways by a forward proxy (RFC 9110, sections 3.7 and 9.3.6).
#[derive(Clone)]
struct ProxyWay {
    uri: Uri,
    authorization: Option<HeaderValue>,
    tunnel: Tls<Tunnel<Tls<Tcp>>>,
}

impl std::fmt::Debug for ProxyWay {
    /// Without its password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProxyWay(…)")
    }
}

/// A connection, and how requests must be written on it.
pub(super) struct Opened {
    pub(super) stream: Stream,
    pub(super) form: RequestForm,
}

/// How the request target is written (RFC 9112, section 3.2).
pub(super) enum RequestForm {
    /// Path and query alone.
    Origin,
    /// The whole address, for a proxy, with what the proxy wants to know.
    Absolute {
        /// `Proxy-Authorization`.
        authorization: Option<HeaderValue>,
    },
}

/// Any connection.
pub(super) trait Io: Read + Write + Unpin + Send {}
impl<T: Read + Write + Unpin + Send> Io for T {}
pub(super) type Stream = Box<dyn Io>;

impl Connector {
    /// `peers` are the URLs that will be connected to: where none of them is https, the system's certificates are not
    /// loaded.
    ///
    /// # Errors
    /// [`ClientError`] where the TLS library refuses the settings, the system has no certificates, or the proxy is
    /// unusable.
    pub fn new<'a>(
        connection: &Connection,
        peers: impl IntoIterator<Item = &'a Url>,
    ) -> Result<Self, ClientError> {
        let config = tls::config(connection, speaks(connection, peers))?;
        let mut tcp = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let secured = HttpsConnectorBuilder::new()
            .with_tls_config(config.clone())
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let proxy = match &connection.proxy {
            None => None,
            Some(proxy) => {
                let matcher = Matcher::builder().all(proxy.expose().as_str()).build();
                let found = matcher
                    .intercept(&Uri::from_static("http://any.invalid"))
                    .ok_or(ClientError::Proxy)?;
                let authorization = found.basic_auth().cloned();
                let mut tunnel = Tunnel::new(found.uri().clone(), secured.clone());
                if let Some(authorization) = &authorization {
                    tunnel = tunnel.with_auth(authorization.clone());
                }
                Some(ProxyWay {
                    uri: found.uri().clone(),
                    authorization,
                    tunnel: HttpsConnectorBuilder::new()
                        .with_tls_config(config)
                        .https_or_http()
                        .enable_http1()
                        .wrap_connector(tunnel),
                })
            }
        };
        Ok(Self {
            to_peer: secured,
            proxy,
        })
    }

    /// Opens a new connection to where a URI points.
    pub(super) async fn open(&self, uri: &Uri) -> Result<Opened, Failure> {
        let is_tls = uri.scheme() == Some(&http::uri::Scheme::HTTPS);
        let opened = match &self.proxy {
            None => Opened {
                stream: call(self.to_peer.clone(), uri.clone()).await?,
                form: RequestForm::Origin,
            },
            Some(proxy) if is_tls => Opened {
                stream: call(proxy.tunnel.clone(), uri.clone()).await?,
                form: RequestForm::Origin,
            },
            Some(proxy) => Opened {
                stream: call(self.to_peer.clone(), proxy.uri.clone()).await?,
                form: RequestForm::Absolute {
                    authorization: proxy.authorization.clone(),
                },
            },
        };
        Ok(opened)
    }
}

async fn call<C>(mut connector: C, uri: Uri) -> Result<Stream, Failure>
where
    C: Service<Uri>,
    C::Response: Io + 'static,
    C::Error: Into<BoxError>,
{
    let connected = async {
        std::future::poll_fn(|cx| connector.poll_ready(cx)).await?;
        connector.call(uri).await
    };
    match connected.await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => {
            let error: BoxError = error.into();
            let mut causes = causes(error.as_ref());
            let kind = if causes.any(|cause| cause.is::<NotResolved>()) {
                FailureKind::NameNotResolved
            } else {
                FailureKind::NotConnected
            };
            Err(Failure::new(kind, innermost(error.as_ref())))
        }
    }
}

/// The system's resolver, whose errors can be told from others.
#[derive(Debug, Clone)]
struct Resolver(GaiResolver);

/// A host name without an address.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct NotResolved(io::Error);

impl Service<Name> for Resolver {
    type Response = GaiAddrs;
    type Error = NotResolved;
    type Future = Pin<Box<dyn Future<Output = Result<GaiAddrs, NotResolved>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), NotResolved>> {
        self.0.poll_ready(cx).map_err(NotResolved)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolving = self.0.call(name);
        Box::pin(async move { resolving.await.map_err(NotResolved) })
    }
}
