//! What every request and command works with.

use std::{net::SocketAddr, path::Path, sync::Arc};

use tokio::sync::Notify;

use super::{config::Config, failure::Error};
use crate::{
    database::Database,
    mail::transport::Transport,
    paths::ServerUrl,
    security::{clock::Clock, password_hash::PasswordHasher},
    setup::installation::Installation,
};

/// The parts of the running installation; clones share them.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) config: Arc<Config>,
    pub(crate) url: ServerUrl,
    pub(crate) database: Database,
    pub(crate) clock: Clock,
    pub(crate) hasher: PasswordHasher,
    pub(crate) installation: Installation,
    pub(crate) transport: Transport,
    /// Rung when something was put into the outbox.
    pub(crate) outbox_bell: Arc<Notify>,
}

impl AppState {
    /// Opens the installation that the configuration describes.
    pub(crate) async fn open(
        config: Config,
        listening_on: SocketAddr,
        clock: Clock,
    ) -> Result<Self, Error> {
        create_private_directory(&config.data_directory)?;
        let database = Database::open(&config.connection, &config.data_directory).await?;
        let installation = Installation::open(
            &database,
            &config.data_directory,
            config.require_setup_code,
            &clock,
        )
        .await?;
        let url = config
            .server_url(listening_on)
            .ok_or_else(|| std::io::Error::other("the address is no usable server URL"))?;
        Ok(Self {
            config: Arc::new(config),
            url,
            database,
            clock,
            hasher: PasswordHasher::new()?,
            installation,
            transport: Transport::Console,
            outbox_bell: Arc::default(),
        })
    }
}

/// Only the server's own user may look inside.
fn create_private_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}
