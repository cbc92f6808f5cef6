//! What connection settings mean: where the data lives and how it is reached. What is typed for them
//! is a [`ConnectionForm`](super::form::ConnectionForm).

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use engine::place::{ServerKind, ServerPlace};

use crate::base::secret::Secret;

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
    pub(crate) place: DatabasePlace,
    /// For establishing a connection and for getting one from the pool.
    pub(crate) timeout: Duration,
    pub(crate) max_pool_size: u32,
    /// Make the database if the server does not have it.
    pub(crate) create_database: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DatabasePlace {
    /// The name of a file in the data directory.
    Embedded(String),
    Server(ServerPlace),
}

impl ConnectionSettings {
    pub(crate) const fn engine(&self) -> Engine {
        match &self.place {
            DatabasePlace::Embedded(_) => Engine::Embedded,
            DatabasePlace::Server(ServerPlace { kind: ServerKind::PostgreSql, .. }) => {
                Engine::PostgreSql
            }
            DatabasePlace::Server(ServerPlace { kind: ServerKind::MySql, .. }) => Engine::MySql,
        }
    }

    /// Where the password goes: for any other text it does not open.
    pub(crate) fn destination(&self) -> Option<String> {
        match &self.place {
            DatabasePlace::Embedded(_) => None,
            DatabasePlace::Server(server) => Some(server.destination()),
        }
    }

    pub(crate) fn with_password(mut self, password: Option<Secret>) -> Self {
        if let DatabasePlace::Server(server) = &mut self.place {
            server.password = password;
        }
        self
    }

    pub(crate) fn password(&self) -> Option<&Secret> {
        match &self.place {
            DatabasePlace::Embedded(_) => None,
            DatabasePlace::Server(server) => server.password.as_ref(),
        }
    }

    /// The file of an embedded database.
    pub(crate) fn file(&self, data_directory: &Path) -> Option<PathBuf> {
        match &self.place {
            DatabasePlace::Embedded(name) => Some(data_directory.join(name)),
            DatabasePlace::Server(_) => None,
        }
    }
}
