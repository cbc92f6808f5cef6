//! The first words of the two protocols, as far as encryption: what certificate a server shows, the
//! drivers do not tell.

use std::io;

use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    base::{
        database_error,
        tls::{self, TlsProblem, Trust},
    },
    database::{
        report::{Problem, Seen},
        settings::{Encryption, Product, ServerPlace},
        trouble,
    },
};

/// `SSLRequest`: its length and its code, in place of a protocol version.
const POSTGRES_SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
/// The version of the handshake that every MySQL and MariaDB since 1998 speaks.
const MYSQL_PROTOCOL: u8 = 10;
const MYSQL_ERROR: u8 = 0xff;
/// `CLIENT_SSL` among the capabilities.
const MYSQL_SSL: u16 = 0x0800;
/// `CLIENT_PROTOCOL_41 | CLIENT_SSL | CLIENT_SECURE_CONNECTION`
const MYSQL_CAPABILITIES: u32 = 0x0200 | 0x0800 | 0x8000;
/// No greeting is longer.
const MYSQL_MAX_GREETING: usize = 1024;

/// Encrypts as the settings ask, and tells what the server showed.
pub(super) async fn encrypt(
    server: &ServerPlace,
    mut stream: TcpStream,
) -> Result<((), Seen), Problem> {
    let is_offered = match server.product {
        Product::PostgreSql => ask_postgres(&mut stream).await?,
        Product::MySql => ask_mysql(&mut stream).await?,
    };
    if !is_offered {
        return match server.encryption {
            Encryption::IfOffered => Ok(((), Seen::InClear)),
            Encryption::Verified | Encryption::Unverified => Err(Problem::EncryptionUnavailable),
        };
    }
    let extra_roots = authority(server)?;
    let roots = Trust::verifier(extra_roots).map_err(|_| Problem::EncryptionFailed)?;
    let verified = server.encryption == Encryption::Verified;
    let trust = if verified { Trust::System(roots) } else { Trust::Anything(roots) };
    match tls::begin(stream, &server.host, trust).await {
        Ok(begun) => {
            let (version, certificate) = (begun.version, begun.certificate);
            Ok(((), Seen::Encrypted { version, certificate, verified }))
        }
        Err(refused) => Err(match refused.problem {
            TlsProblem::UnknownIssuer => Problem::CertificateUnknown,
            TlsProblem::Expired => Problem::CertificateExpired,
            TlsProblem::NotYetValid => Problem::CertificateNotYetValid,
            TlsProblem::WrongName => Problem::CertificateWrongName,
            TlsProblem::Invalid => Problem::CertificateInvalid,
            TlsProblem::NotTls | TlsProblem::Failed => Problem::EncryptionFailed,
            TlsProblem::Closed => Problem::ConnectionLost,
        }),
    }
}

/// The certificates that are trusted besides the operating system's.
fn authority(server: &ServerPlace) -> Result<Vec<CertificateDer<'static>>, Problem> {
    let Some(file) = &server.authority_file else { return Ok(Vec::new()) };
    let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    match certificates {
        Ok(certificates) if !Vec::is_empty(&certificates) => Ok(certificates),
        _ => Err(Problem::AuthorityFileUnusable),
    }
}

async fn ask_postgres(stream: &mut TcpStream) -> Result<bool, Problem> {
    stream.write_all(&POSTGRES_SSL_REQUEST).await.map_err(|e| lost(&e))?;
    match stream.read_u8().await.map_err(|e| lost(&e))? {
        b'S' => Ok(true),
        b'N' => Ok(false),
        _ => Err(Problem::NotThisEngine),
    }
}

async fn ask_mysql(stream: &mut TcpStream) -> Result<bool, Problem> {
    let mut header = [0; 4];
    stream.read_exact(&mut header).await.map_err(|e| lost(&e))?;
    let length =
        usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16;
    if length == 0 || length > MYSQL_MAX_GREETING {
        return Err(Problem::NotThisEngine);
    }
    let mut greeting = vec![0; length];
    stream.read_exact(&mut greeting).await.map_err(|e| lost(&e))?;
    let is_offered = match greeting.split_first() {
        Some((&MYSQL_ERROR, rest)) => {
            let number = rest.first_chunk().map_or(0, |bytes| u16::from_le_bytes(*bytes));
            return Err(trouble::problem_of_code(&database_error::Code::MySql(number)));
        }
        Some((&MYSQL_PROTOCOL, rest)) => offers_mysql_ssl(rest).ok_or(Problem::NotThisEngine)?,
        _ => return Err(Problem::NotThisEngine),
    };
    if is_offered {
        // Capabilities, longest packet, character set (utf8mb4), 23 bytes of nothing.
        let mut request = vec![32, 0, 0, 1];
        request.extend(MYSQL_CAPABILITIES.to_le_bytes());
        request.extend((1_u32 << 24).to_le_bytes());
        request.push(45);
        request.extend([0; 23]);
        stream.write_all(&request).await.map_err(|e| lost(&e))?;
    }
    Ok(is_offered)
}

/// After the version: a number of 4 bytes, 8 bytes of salt, a filler, then the lower capabilities.
fn offers_mysql_ssl(greeting: &[u8]) -> Option<bool> {
    let version_ends = greeting.iter().position(|byte| *byte == 0)?;
    let capabilities = greeting.get(version_ends + 1 + 4 + 8 + 1..)?.first_chunk()?;
    Some(u16::from_le_bytes(*capabilities) & MYSQL_SSL != 0)
}

fn lost(error: &io::Error) -> Problem {
    match error.kind() {
        // It hung up on words that it did not understand.
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => Problem::NotThisEngine,
        kind => trouble::problem_of_io(kind),
    }
}
