//! Where something is that data is read from or written to, and how it is reached.

use std::path::PathBuf;

use crate::{host_name::HostName, secret::Secret};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Server(ServerPlace),
    /// A SQLite database.
    SqliteFile(PathBuf),
}

impl Place {
    /// The text to which the secrets of this place are sealed; `None` where there can be none.
    pub fn destination(&self) -> Option<String> {
        match self {
            Self::Server(server) => Some(server.destination()),
            Self::SqliteFile(_) => None,
        }
    }
}

/// A database on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerPlace {
    pub kind: ServerKind,
    pub host: HostName,
    pub port: u16,
    pub database: String,
    pub username: String,
    pub password: Option<Secret>,
    pub encryption: TlsMode,
    /// Certificates, as PEM, that are trusted besides the operating system's.
    pub authority_file: Option<PathBuf>,
    /// Sends the password in clear where the server asks for it and nothing is encrypted.
    pub allow_clear_text_password: bool,
}

impl ServerPlace {
    /// Where the password goes: for any other text it does not open. The database is not part of it:
    /// whoever holds the password can sign in to each of the server's. Stored secrets depend on every
    /// byte of this text.
    pub fn destination(&self) -> String {
        let Self { kind, host, port, encryption, username, .. } = self;
        let (kind, encryption) = (kind.sealed_name(), encryption.sealed_name());
        format!("database\n{kind}\n{host}\n{port}\n{encryption}\n{username}")
    }
}

/// The protocol that a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerKind {
    PostgreSql,
    /// MySQL and MariaDB.
    MySql,
}

impl ServerKind {
    pub const fn default_port(self) -> u16 {
        match self {
            Self::PostgreSql => 5432,
            Self::MySql => 3306,
        }
    }

    const fn sealed_name(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSql",
            Self::MySql => "MySql",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// TLS if the server offers it, nothing verified: whoever could forge a certificate could also
    /// hide the offer.
    IfOffered,
    /// TLS, certificate and name verified.
    Verified,
    /// TLS, any certificate.
    Unverified,
}

impl TlsMode {
    /// As two boxes of a form say it.
    pub const fn from_boxes(encrypt: bool, trust_server_certificate: bool) -> Self {
        match (encrypt, trust_server_certificate) {
            (_, true) => Self::Unverified,
            (true, false) => Self::Verified,
            (false, false) => Self::IfOffered,
        }
    }

    const fn sealed_name(self) -> &'static str {
        match self {
            Self::IfOffered => "IfOffered",
            Self::Verified => "Verified",
            Self::Unverified => "Unverified",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(kind: ServerKind, host: &str, encryption: TlsMode) -> Place {
        Place::Server(ServerPlace {
            kind,
            host: HostName::parse(host).unwrap(),
            port: kind.default_port(),
            database: "datasync".to_owned(),
            username: "sync".to_owned(),
            password: Some(Secret::new("Correct horse 1")),
            encryption,
            authority_file: Some("/authority.pem".into()),
            allow_clear_text_password: false,
        })
    }

    #[test]
    fn destinations_stay_as_passwords_were_sealed_to_them() {
        use ServerKind::{MySql, PostgreSql};
        use TlsMode::{IfOffered, Unverified, Verified};
        for (place, destination) in [
            (
                server(PostgreSql, "DB.example.com", IfOffered),
                "database\nPostgreSql\ndb.example.com\n5432\nIfOffered\nsync",
            ),
            (
                server(PostgreSql, "[::1]", Verified),
                "database\nPostgreSql\n::1\n5432\nVerified\nsync",
            ),
            (
                server(MySql, "10.0.0.1", Unverified),
                "database\nMySql\n10.0.0.1\n3306\nUnverified\nsync",
            ),
        ] {
            assert_eq!(place.destination().as_deref(), Some(destination));
        }
        assert_eq!(Place::SqliteFile("a.db".into()).destination(), None);
    }

    #[test]
    fn a_place_does_not_print_its_password() {
        let place = server(ServerKind::MySql, "db", TlsMode::Verified);
        assert!(!format!("{place:?}").contains("horse"));
    }
}
