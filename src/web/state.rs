//! What every request and command works with.

use std::{
    fs::{File, TryLockError},
    io,
    net::SocketAddr,
    path::Path,
    sync::Arc,
};

use super::{bell::Bell, config::Config, failure::Error};
use crate::{
    database::{Database, kept::Kept, recover::recover},
    mail::outlet::Outlets,
    metrics::Metrics,
    paths::ServerUrl,
    security::{clock::Clock, password_hash::PasswordHasher, private_file, random, vault::Vault},
    settings::{
        connection::attempts::Attempts,
        server::{form::ServerSettings, store::InForce},
    },
    setup::{installation::Installation, key},
};

/// Locked by the server that uses the data directory.
const LOCK_FILE: &str = "lock";

/// The parts of the running installation; clones share them.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) config: Arc<Config>,
    /// The Server URL where nobody has chosen one: the address on which the server listens.
    own_url: ServerUrl,
    server: InForce,
    pub(crate) database: Database,
    pub(crate) clock: Clock,
    pub(crate) hasher: PasswordHasher,
    pub(crate) installation: Installation,
    pub(crate) vault: Vault,
    pub(crate) outlets: Outlets,
    /// Held to the end by the server that uses the data directory: of several, by one. Commands that a
    /// running server would not survive ask for it.
    pub(crate) lock: Option<Arc<File>>,
    /// Tests and changes of the connection.
    pub(crate) attempts: Attempts,
    /// Rung when a mail was put into the outbox, or a post to the webhook was promised.
    pub(crate) outbox_bell: Bell,
    /// Rung when a run was put into the queue, or a job has other times.
    pub(crate) job_bell: Bell,
    pub(crate) metrics: Metrics,
    /// Tells this process apart from others of the installation.
    pub(crate) instance: Arc<str>,
}

/// Who opens an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenedBy {
    Server,
    /// Looks after what a server has made.
    Command,
    /// Looks, and changes nothing.
    Onlooker,
}

impl AppState {
    /// Opens the installation that the configuration describes.
    pub(crate) async fn open(
        config: Config,
        listening_on: SocketAddr,
        clock: Clock,
        opened_by: OpenedBy,
    ) -> Result<Self, Error> {
        if opened_by != OpenedBy::Onlooker {
            create_private_directory(&config.data_directory)?;
        }
        let (vault, kept) = (config.vault(), Kept::read(&config.data_directory)?);
        let settings = config.connection.settings(&kept, &vault)?;
        let moved = kept.moved.as_deref();
        let database = Database::open(&settings, &config.data_directory, moved).await?;
        let lock = match opened_by {
            OpenedBy::Server => lock_data_directory(&config.data_directory)?,
            OpenedBy::Command | OpenedBy::Onlooker => None,
        };
        if lock.is_some() {
            recover(&database, kept, &config.data_directory).await?;
        }
        match opened_by {
            OpenedBy::Server => key::require_or_make(&database, &vault).await?,
            OpenedBy::Command | OpenedBy::Onlooker => key::require(&database, &vault).await?,
        }
        // Whoever names the administrator does not mean to let in whoever comes first.
        let require_code = config.require_setup_code || config.administrator.is_some();
        let data_directory = &config.data_directory;
        let installation = match opened_by {
            OpenedBy::Onlooker => Installation::look(&database, data_directory).await?,
            OpenedBy::Server | OpenedBy::Command => {
                Installation::open(&database, data_directory, require_code, &clock).await?
            }
        };
        let own_url = ServerUrl::parse(&format!("http://{listening_on}"))
            .ok_or_else(|| std::io::Error::other("the address is no usable server URL"))?;
        let server = InForce::open(&config.server, &database.read()).await?;
        Ok(Self {
            config: Arc::new(config),
            own_url,
            server,
            database,
            clock,
            hasher: PasswordHasher::new()?,
            installation,
            vault,
            outlets: Outlets::default(),
            lock,
            attempts: Attempts::default(),
            outbox_bell: Bell::default(),
            job_bell: Bell::default(),
            metrics: Metrics::default(),
            instance: random::row_id().into(),
        })
    }

    /// The server settings in force.
    pub(crate) fn server(&self) -> Arc<ServerSettings> {
        self.server.get()
    }

    /// Where people reach this server.
    pub(crate) fn url(&self) -> ServerUrl {
        self.server.get().url.clone().unwrap_or_else(|| self.own_url.clone())
    }

    /// Takes in server settings that were saved, here or on another server of the installation.
    pub(crate) async fn refresh_server_settings(&self) -> Result<(), Error> {
        if self.server.refresh(&self.config.server, &self.database.read()).await? {
            // It introduces itself to the mail server by the name in the Server URL.
            self.outlets.forget().await;
        }
        Ok(())
    }
}

/// `None` where another process holds it.
pub(crate) fn lock_data_directory(path: &Path) -> io::Result<Option<Arc<File>>> {
    let file = private_file::open(&path.join(LOCK_FILE))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Arc::new(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Only the server's own user may look inside.
pub(crate) fn create_private_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}
