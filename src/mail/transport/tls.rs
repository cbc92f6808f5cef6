//! TLS to a mail server.

use std::sync::{Arc, LazyLock};

use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::{
    base::{
        host_name::HostName,
        tls::{self, TlsProblem, Trust},
    },
    mail::report::{Problem, Seen, SendFailure, Stage},
};

/// Begins TLS. Without `verify`, any certificate will do.
pub(super) async fn begin(
    stream: TcpStream,
    server: &HostName,
    verify: bool,
) -> Result<(TlsStream<TcpStream>, Seen), SendFailure> {
    static VERIFIER: LazyLock<Result<Arc<Verifier>, rustls::Error>> =
        LazyLock::new(|| Trust::verifier(Vec::new()));
    let fail = |problem| SendFailure::new(Stage::Tls, problem);
    let verifier = VERIFIER.as_ref().map(Arc::clone).map_err(|_| fail(Problem::TlsFailed))?;
    let trust = if verify { Trust::System(verifier) } else { Trust::Anything(verifier) };
    match tls::begin(stream, server, trust).await {
        Ok(begun) => {
            let (version, certificate) = (begun.version, begun.certificate);
            Ok((begun.stream, Seen::Encrypted { version, certificate, verified: verify }))
        }
        Err(refused) => {
            let failure = fail(problem(refused.problem));
            Err(SendFailure { certificate: refused.certificate, ..failure })
        }
    }
}

const fn problem(problem: TlsProblem) -> Problem {
    match problem {
        TlsProblem::UnknownIssuer => Problem::CertificateUnknown,
        TlsProblem::Expired => Problem::CertificateExpired,
        TlsProblem::NotYetValid => Problem::CertificateNotYetValid,
        TlsProblem::WrongName => Problem::CertificateWrongName,
        TlsProblem::Invalid => Problem::CertificateInvalid,
        TlsProblem::NotTls => Problem::TlsExpectedLater,
        TlsProblem::Closed => Problem::ConnectionClosed,
        TlsProblem::Failed => Problem::TlsFailed,
    }
}
