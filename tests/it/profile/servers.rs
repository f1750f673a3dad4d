//! Small servers on loopback that say what reached them: HTTP, HTTPS with client certificates, and a
//! forward proxy. Raw HTTP/1.1, so that nothing of what is tested answers itself.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

/// A server that gives each request the same answer and keeps what came.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    requests: Requests,
    task: JoinHandle<()>,
}

type Requests = Arc<Mutex<Vec<String>>>;

impl Server {
    /// Plain HTTP.
    pub(super) async fn http(answer: impl Into<String>) -> Self {
        Self::start(None, answer.into()).await
    }

    /// HTTPS with a certificate for localhost, and a client certificate of the same authority
    /// required.
    pub(super) async fn https(authority: &Authority, answer: impl Into<String>) -> Self {
        Self::start(Some(authority.acceptor()), answer.into()).await
    }

    async fn start(tls: Option<TlsAcceptor>, answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Requests::default();
        let kept = requests.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, answer, kept) = (tls.clone(), answer.clone(), kept.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &answer, &kept).await,
                        Some(tls) => {
                            // A refused handshake is what some tests are about.
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &answer, &kept).await;
                            }
                        }
                    }
                });
            }
        });
        Self {
            address,
            requests,
            task,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Each request as it came, head and body.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &str, requests: &Requests) {
    if let Some(request) = read_request(&mut stream).await {
        requests.lock().unwrap().push(request);
        // The client may have given up.
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .to_ascii_lowercase()
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
    }
}

/// An answer with its length, after which the connection closes.
pub(super) fn answer(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// An HTTP forward proxy: requests in absolute form are passed on in origin form, CONNECT opens a
/// tunnel (RFC 9110, section 9.3.6; RFC 9112, section 3.2).
pub(super) struct ForwardProxy {
    pub(super) address: SocketAddr,
    heads: Requests,
    task: JoinHandle<()>,
}

impl ForwardProxy {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Requests::default();
        let kept = heads.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(forward(stream, kept.clone()));
            }
        });
        Self {
            address,
            heads,
            task,
        }
    }

    /// The head of each request as it came to the proxy.
    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for ForwardProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn forward(mut client: TcpStream, heads: Requests) {
    let head = read_request(&mut client).await.unwrap();
    heads.lock().unwrap().push(head.clone());
    let (line, rest) = head.split_once("\r\n").unwrap();
    let mut words = line.split(' ');
    let (method, address) = (words.next().unwrap(), words.next().unwrap());
    if method == "CONNECT" {
        let mut server = TcpStream::connect(address).await.unwrap();
        client
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .await
            .unwrap();
        let _ = copy_bidirectional(&mut client, &mut server).await;
        return;
    }
    let (host, path) = address
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut server = TcpStream::connect(host).await.unwrap();
    let request = format!("{method} /{path} HTTP/1.1\r\n{rest}");
    server.write_all(request.as_bytes()).await.unwrap();
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

/// A private certificate authority.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(super) fn certificate_pem(&self) -> String {
        self.0.pem()
    }

    /// A client's certificate in PEM, and its key.
    pub(super) fn client(&self) -> (String, KeyPair) {
        let (certificate, key) = self.sign(Vec::new(), ExtendedKeyUsagePurpose::ClientAuth);
        (certificate.pem(), key)
    }

    fn sign(
        &self,
        hosts: Vec<String>,
        usage: ExtendedKeyUsagePurpose,
    ) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(hosts).unwrap();
        params.extended_key_usages = vec![usage];
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate, key)
    }

    fn acceptor(&self) -> TlsAcceptor {
        let hosts = vec!["localhost".to_owned()];
        let (certificate, key) = self.sign(hosts, ExtendedKeyUsagePurpose::ServerAuth);
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let clients =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
                .build()
                .unwrap();
        let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients)
            .with_single_cert(chain, key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}
