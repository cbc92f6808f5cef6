//! What connection settings mean: where the data lives and how it is reached. What is typed for them
//! is a [`ConnectionForm`](super::form::ConnectionForm).

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::base::{host_name::HostName, secret::Secret};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Embedded,
    PostgreSql,
    MySql,
}

impl Engine {
    pub(crate) const ALL: [Self; 3] = [Self::Embedded, Self::PostgreSql, Self::MySql];

    /// As in the field `engine`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
        }
    }

    /// Upper and lower case alike, as people write it in a file.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let name = if name == "mariadb" { Self::MySql.name() } else { &name };
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }
}

/// Where the data lives and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConnectionSettings {
    pub(crate) place: Place,
    /// For establishing a connection and for getting one from the pool.
    pub(crate) timeout: Duration,
    pub(crate) max_pool_size: u32,
    /// Make the database if the server does not have it.
    pub(crate) create_database: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The name of a file in the data directory.
    Embedded(String),
    Server(ServerPlace),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerPlace {
    pub(crate) product: Product,
    pub(crate) host: HostName,
    pub(crate) port: u16,
    pub(crate) database: String,
    pub(crate) username: String,
    pub(crate) password: Option<Secret>,
    pub(crate) encryption: Encryption,
    /// Certificates, as PEM, that are trusted besides the operating system's.
    pub(crate) authority_file: Option<PathBuf>,
}

/// What runs on a database server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    PostgreSql,
    MySql,
}

impl Product {
    pub(crate) const fn default_port(self) -> u16 {
        match self {
            Self::PostgreSql => 5432,
            Self::MySql => 3306,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// TLS if the server offers it, nothing verified: whoever could forge a certificate could also
    /// hide the offer.
    IfOffered,
    /// TLS, certificate and name verified.
    Verified,
    /// TLS, any certificate.
    Unverified,
}

impl ConnectionSettings {
    pub(crate) const fn engine(&self) -> Engine {
        match &self.place {
            Place::Embedded(_) => Engine::Embedded,
            Place::Server(ServerPlace { product: Product::PostgreSql, .. }) => Engine::PostgreSql,
            Place::Server(ServerPlace { product: Product::MySql, .. }) => Engine::MySql,
        }
    }

    /// Where the password goes: for any other text it does not open.
    pub(crate) fn destination(&self) -> Option<String> {
        match &self.place {
            Place::Embedded(_) => None,
            Place::Server(server) => Some(format!(
                "database\n{:?}\n{}\n{}\n{:?}\n{}",
                server.product, server.host, server.port, server.encryption, server.username
            )),
        }
    }

    pub(crate) fn with_password(mut self, password: Option<Secret>) -> Self {
        if let Place::Server(server) = &mut self.place {
            server.password = password;
        }
        self
    }

    pub(crate) fn password(&self) -> Option<&Secret> {
        match &self.place {
            Place::Embedded(_) => None,
            Place::Server(server) => server.password.as_ref(),
        }
    }

    /// The file of an embedded database.
    pub(crate) fn file(&self, data_directory: &Path) -> Option<PathBuf> {
        match &self.place {
            Place::Embedded(name) => Some(data_directory.join(name)),
            Place::Server(_) => None,
        }
    }
}
