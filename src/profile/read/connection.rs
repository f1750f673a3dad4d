//! `tls`, `proxy` and `timeouts`.

use std::ops::Range;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::raw::{RawTimeouts, RawTls, Text};
use super::reading::{Problem, Reading};
use crate::diagnostic::DiagnosticCode;
use crate::profile::connection::{Connection, ConnectionUse, Identity, Proxy, Timeouts, Trust};

pub(super) fn connection(
    reading: &mut Reading<'_>,
    tls: Option<&RawTls>,
    proxy: Option<&Text>,
    reuse: ConnectionUse,
    timeouts: Option<&RawTimeouts>,
) -> Connection {
    Connection {
        trust: tls.map_or(Trust::System, |tls| trust(reading, tls)),
        identity: tls.and_then(|tls| identity(reading, tls)),
        proxy: proxy.and_then(|raw| read_proxy(reading, raw)),
        reuse,
        timeouts: timeouts.map_or_else(Timeouts::default, |raw| read_timeouts(reading, raw)),
    }
}

fn trust(reading: &mut Reading<'_>, tls: &RawTls) -> Trust {
    let insecure = tls.insecure.as_ref().filter(|insecure| insecure.value);
    match (&tls.ca, insecure) {
        (Some(ca), Some(_)) => {
            reading.say_named(
                &ca.span,
                Problem::new(
                    DiagnosticCode::Contradiction,
                    "`ca` has no meaning beside `insecure: true`, which trusts every server",
                    "not looked at",
                    "remove `insecure`, or `ca`",
                ),
            );
            Trust::Anything
        }
        (None, Some(_)) => Trust::Anything,
        (Some(ca), None) => authorities(reading, ca).map_or(Trust::System, Trust::Only),
        (None, None) => Trust::System,
    }
}

fn authorities(reading: &mut Reading<'_>, raw: &Text) -> Option<Vec<CertificateDer<'static>>> {
    let pem = reading.pem(raw, "the certificate in `ca`")?;
    // A file without any certificate parses as an empty list, and some mistakes only show when
    // the certificates are put to use.
    let usable = certificates(&pem).filter(|certificates| {
        let mut trusted = RootCertStore::empty();
        let mut certificates = certificates.iter();
        certificates.all(|certificate| trusted.add(certificate.clone()).is_ok())
    });
    if usable.is_none() {
        reading.say_named(
            &raw.span,
            Problem::new(
                DiagnosticCode::Unusable,
                "`ca` holds no certificate that can be trusted",
                "no usable certificate",
                "give a PEM file with one or more `BEGIN CERTIFICATE` blocks",
            ),
        );
    }
    usable
}

fn identity(reading: &mut Reading<'_>, tls: &RawTls) -> Option<Identity> {
    let (certificate, key) = match (&tls.certificate, &tls.key) {
        (None, None) => return None,
        (None, Some(key)) => {
            reading.say_named(
                &key.span,
                Problem::new(
                    DiagnosticCode::Contradiction,
                    "`key` without the `certificate` that it belongs to",
                    "whose key?",
                    "add `certificate: client.pem`",
                ),
            );
            return None;
        }
        (Some(certificate), key) => (certificate, key.as_ref()),
    };
    let mut pem = reading.pem(certificate, "the client certificate")?;
    if let Some(key) = key {
        // The line break keeps the two apart where the first file ends without one.
        pem.push(b'\n');
        pem.extend(reading.pem(key, "the client certificate's key")?);
    }
    let parts = certificates(&pem).zip(PrivateKeyDer::from_pem_slice(&pem).ok());
    let Some((chain, private)) = parts else {
        unusable_identity(
            reading,
            &certificate.span,
            "the client certificate and its key cannot be used",
        );
        return None;
    };
    match CertifiedKey::from_der(chain, private, &aws_lc_rs::default_provider()) {
        Ok(certified) => Some(Identity(Arc::new(certified))),
        Err(_) => {
            let span = key.map_or(&certificate.span, |key| &key.span);
            unusable_identity(
                reading,
                span,
                "the key does not belong to the client certificate",
            );
            None
        }
    }
}

/// The certificates of a PEM text; none is no list.
fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    certificates.ok().filter(|list| !list.is_empty())
}

fn unusable_identity(reading: &mut Reading<'_>, span: &Range<usize>, title: &str) {
    reading.say_named(
        span,
        Problem::new(
            DiagnosticCode::Unusable,
            title,
            "given here",
            "`certificate` is a PEM file with the certificate and its chain, `key` one with its key (PKCS#8, PKCS#1 or SEC1, not encrypted)",
        ),
    );
}

fn read_proxy(reading: &mut Reading<'_>, raw: &Text) -> Option<Proxy> {
    let text = reading.filled(raw, "`proxy`")?;
    match Proxy::new(&text) {
        Ok(proxy) => Some(proxy),
        Err(_) => {
            reading.say_hidden(
                &raw.span,
                Problem::new(
                    DiagnosticCode::InvalidValue,
                    "`proxy` is no URL of an HTTP proxy",
                    "no such URL",
                    "write scheme, host and port alone, such as http://proxy.example:3128",
                ),
            );
            None
        }
    }
}

fn read_timeouts(reading: &mut Reading<'_>, raw: &RawTimeouts) -> Timeouts {
    let defaults = Timeouts::default();
    let first_byte = raw.first_byte.as_ref();
    let first_byte = first_byte.and_then(|raw| reading.duration(raw, "`first_byte`"));
    let mut read = |raw: Option<&Text>, what: &str, default| {
        raw.and_then(|raw| reading.duration(raw, what))
            .unwrap_or(default)
    };
    Timeouts {
        connect: read(raw.connect.as_ref(), "`connect`", defaults.connect),
        first_byte,
        total: read(raw.total.as_ref(), "`total`", defaults.total),
        run: read(raw.run.as_ref(), "`run`", defaults.run),
        command: read(raw.command.as_ref(), "`command`", defaults.command),
    }
}
