//! TLS to servers of others, with the certificate kept for people to read, whether or not it was good.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use x509_parser::{extensions::GeneralName, prelude::FromDer, prelude::X509Certificate};

use super::{foreign_words::shortened, host_name::HostName};

/// Shows no more names than this: shared certificates carry hundreds.
const MAX_NAMES: usize = 12;

/// As far as people compare them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Certificate {
    pub(crate) names: Vec<String>,
    pub(crate) issuer: String,
    /// Milliseconds since 1970.
    pub(crate) expires_at: i64,
}

/// Why there is no encrypted connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TlsProblem {
    UnknownIssuer,
    Expired,
    NotYetValid,
    WrongName,
    Invalid,
    /// The first bytes were no TLS.
    NotTls,
    Closed,
    Failed,
}

/// A problem, with the certificate if it came that far.
#[derive(Debug)]
pub(crate) struct TlsRefused {
    pub(crate) problem: TlsProblem,
    pub(crate) certificate: Option<Certificate>,
}

/// An encrypted stream and what it showed.
#[derive(Debug)]
pub(crate) struct Encrypted {
    pub(crate) stream: TlsStream<TcpStream>,
    pub(crate) version: String,
    pub(crate) certificate: Option<Certificate>,
}

/// Which certificates will do.
#[derive(Debug, Clone)]
pub(crate) enum Trust {
    /// Those that the operating system trusts, if they are for this server.
    System(Arc<Verifier>),
    /// Any.
    Anything(Arc<Verifier>),
}

impl Trust {
    /// Reads the system's roots, which takes longer than a whole delivery of a mail.
    pub(crate) fn verifier(
        extra_roots: Vec<CertificateDer<'static>>,
    ) -> Result<Arc<Verifier>, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        Ok(Arc::new(Verifier::new_with_extra_roots(extra_roots, provider)?))
    }
}

/// Begins TLS as a client.
pub(crate) async fn begin(
    stream: TcpStream,
    server: &HostName,
    trust: Trust,
) -> Result<Encrypted, TlsRefused> {
    let fail = |problem| TlsRefused { problem, certificate: None };
    let name = ServerName::try_from(server.to_string()).map_err(|_| fail(TlsProblem::WrongName))?;
    let recorder = Arc::new(Recorder { trust, seen: Mutex::default() });
    let config = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&recorder) as _)
        .with_no_client_auth();
    let connected = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    let certificate = recorder.certificate();
    match connected {
        Ok(stream) => {
            let version = stream.get_ref().1.protocol_version();
            let version = version
                .and_then(|version| version.as_str())
                .unwrap_or("TLS")
                .replace("TLSv1_", "TLS 1.");
            Ok(Encrypted { stream, version, certificate })
        }
        Err(error) => {
            let problem = match problem(&error) {
                // Which of the many things that are wrong with it is named first, is chance.
                TlsProblem::Invalid if recorder.is_self_signed() => TlsProblem::UnknownIssuer,
                problem => problem,
            };
            Err(TlsRefused { problem, certificate })
        }
    }
}

fn problem(error: &io::Error) -> TlsProblem {
    let tls = error.get_ref().and_then(|source| source.downcast_ref::<TlsError>());
    match tls {
        Some(TlsError::InvalidCertificate(error)) => match error {
            CertificateError::UnknownIssuer => TlsProblem::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                TlsProblem::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsProblem::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsProblem::WrongName
            }
            _ => TlsProblem::Invalid,
        },
        Some(TlsError::InvalidMessage(_)) => TlsProblem::NotTls,
        None if matches!(
            error.kind(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset
        ) =>
        {
            TlsProblem::Closed
        }
        _ => TlsProblem::Failed,
    }
}

/// Verifies and keeps the server's certificate.
#[derive(Debug)]
struct Recorder {
    trust: Trust,
    seen: Mutex<Option<CertificateDer<'static>>>,
}

impl Recorder {
    /// Signatures are always checked: the other side has the key of the certificate that it shows.
    fn verifier(&self) -> &Verifier {
        match &self.trust {
            Trust::System(verifier) | Trust::Anything(verifier) => verifier,
        }
    }

    fn is_self_signed(&self) -> bool {
        self.seen().is_some_and(|seen| {
            X509Certificate::from_der(&seen)
                .is_ok_and(|(_, certificate)| certificate.subject() == certificate.issuer())
        })
    }

    fn seen(&self) -> Option<CertificateDer<'static>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn certificate(&self) -> Option<Certificate> {
        let seen = self.seen()?;
        let (_, certificate) = X509Certificate::from_der(&seen).ok()?;
        let alternative = certificate.subject_alternative_name().ok().flatten();
        let mut names: Vec<String> = alternative
            .iter()
            .flat_map(|extension| &extension.value.general_names)
            .filter_map(|name| match name {
                GeneralName::DNSName(name) => Some(shortened(name)),
                GeneralName::IPAddress(bytes) => address(bytes),
                _ => None,
            })
            .take(MAX_NAMES)
            .collect();
        if names.is_empty() {
            names.extend(common_name(certificate.subject()));
        }
        Some(Certificate {
            names,
            issuer: common_name(certificate.issuer())
                .unwrap_or_else(|| shortened(&certificate.issuer().to_string())),
            expires_at: certificate.validity().not_after.timestamp().saturating_mul(1000),
        })
    }
}

fn common_name(name: &x509_parser::x509::X509Name<'_>) -> Option<String> {
    name.iter_common_name().find_map(|attribute| attribute.as_str().ok()).map(shortened)
}

fn address(bytes: &[u8]) -> Option<String> {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return Some(std::net::Ipv4Addr::from(bytes).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|bytes| std::net::Ipv6Addr::from(bytes).to_string())
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(end_entity.clone().into_owned());
        match &self.trust {
            Trust::Anything(_) => Ok(ServerCertVerified::assertion()),
            Trust::System(verifier) => verifier.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            ),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verifier().verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verifier().verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier().supported_verify_schemes()
    }
}
