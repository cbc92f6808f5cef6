//! TLS to a mail server, with the certificate kept for people to read, whether or not it was good.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use x509_parser::{extensions::GeneralName, prelude::FromDer, prelude::X509Certificate};

use super::super::{
    diagnosis::shortened,
    report::{Certificate, Problem, Seen, SendFailure, Stage},
    values::HostName,
};

/// Shows no more names than this: shared certificates carry hundreds.
const MAX_NAMES: usize = 12;

/// Begins TLS. Without `verify`, any certificate will do.
pub(super) async fn begin(
    stream: TcpStream,
    server: &HostName,
    verify: bool,
) -> Result<(TlsStream<TcpStream>, Seen), SendFailure> {
    let fail = |problem| SendFailure::new(Stage::Tls, problem);
    let name = ServerName::try_from(server.to_string())
        .map_err(|_| fail(Problem::CertificateWrongName))?;
    let verifier = Recorder::new(verify).map_err(|_| fail(Problem::TlsFailed))?;
    let config = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&verifier) as _)
        .with_no_client_auth();
    let connected = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    let certificate = verifier.certificate();
    match connected {
        Ok(stream) => {
            let version = stream.get_ref().1.protocol_version();
            let version = version
                .and_then(|version| version.as_str())
                .unwrap_or("TLS")
                .replace("TLSv1_", "TLS 1.");
            Ok((stream, Seen::Encrypted { version, certificate, verified: verify }))
        }
        Err(error) => {
            let problem = match problem(&error) {
                // Which of the many things that are wrong with it is named first, is chance.
                Problem::CertificateInvalid if verifier.is_self_signed() => {
                    Problem::CertificateUnknown
                }
                problem => problem,
            };
            Err(SendFailure { certificate, ..fail(problem) })
        }
    }
}

fn problem(error: &io::Error) -> Problem {
    let tls = error.get_ref().and_then(|source| source.downcast_ref::<TlsError>());
    match tls {
        Some(TlsError::InvalidCertificate(error)) => match error {
            CertificateError::UnknownIssuer => Problem::CertificateUnknown,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Problem::CertificateExpired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Problem::CertificateNotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Problem::CertificateWrongName
            }
            _ => Problem::CertificateInvalid,
        },
        // The first bytes were no TLS.
        Some(TlsError::InvalidMessage(_)) => Problem::TlsExpectedLater,
        None if error.kind() == io::ErrorKind::UnexpectedEof => Problem::ConnectionClosed,
        None if error.kind() == io::ErrorKind::ConnectionReset => Problem::ConnectionClosed,
        _ => Problem::TlsFailed,
    }
}

/// Verifies as the operating system does and keeps the server's certificate.
#[derive(Debug)]
struct Recorder {
    verifier: &'static Verifier,
    verify: bool,
    seen: Mutex<Option<CertificateDer<'static>>>,
}

impl Recorder {
    fn new(verify: bool) -> Result<Arc<Self>, TlsError> {
        // Reading the system's roots takes longer than a whole delivery.
        static VERIFIER: LazyLock<Result<Verifier, TlsError>> =
            LazyLock::new(|| Verifier::new(Arc::new(rustls::crypto::ring::default_provider())));
        let verifier = VERIFIER.as_ref().map_err(Clone::clone)?;
        Ok(Arc::new(Self { verifier, verify, seen: Mutex::default() }))
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
        if !self.verify {
            return Ok(ServerCertVerified::assertion());
        }
        self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verifier.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verifier.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
