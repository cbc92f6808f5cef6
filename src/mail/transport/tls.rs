//! TLS to a mail server.

use std::sync::{Arc, LazyLock};

use engine::tls::{self, TlsProblem, Trust};
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::{
    base::host_name::HostName,
    mail::report::{MailFinding, MailProblem, MailStage, SendFailure},
};

/// Begins TLS. Without `verify`, any certificate will do.
pub(super) async fn begin(
    stream: TcpStream,
    server: &HostName,
    verify: bool,
) -> Result<(TlsStream<TcpStream>, MailFinding), SendFailure> {
    static VERIFIER: LazyLock<Result<Arc<Verifier>, rustls::Error>> =
        LazyLock::new(|| Trust::verifier(Vec::new()));
    let fail = |problem| SendFailure::new(MailStage::Tls, problem);
    let verifier = VERIFIER.as_ref().map(Arc::clone).map_err(|_| fail(MailProblem::TlsFailed))?;
    let trust = if verify { Trust::System(verifier) } else { Trust::Anything(verifier) };
    match tls::begin(stream, server, trust).await {
        Ok(begun) => {
            let (version, certificate) = (begun.version, begun.certificate);
            Ok((begun.stream, MailFinding::Encrypted { version, certificate, verified: verify }))
        }
        Err(refused) => {
            let failure = fail(problem(refused.problem));
            Err(SendFailure { certificate: refused.certificate, ..failure })
        }
    }
}

const fn problem(problem: TlsProblem) -> MailProblem {
    match problem {
        TlsProblem::UnknownIssuer => MailProblem::CertificateUnknown,
        TlsProblem::Expired => MailProblem::CertificateExpired,
        TlsProblem::NotYetValid => MailProblem::CertificateNotYetValid,
        TlsProblem::WrongName => MailProblem::CertificateWrongName,
        TlsProblem::Invalid => MailProblem::CertificateInvalid,
        TlsProblem::NotTls => MailProblem::TlsExpectedLater,
        TlsProblem::Closed => MailProblem::ConnectionClosed,
        TlsProblem::Failed => MailProblem::TlsFailed,
    }
}
