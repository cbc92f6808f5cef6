//! Opening the installation that the configuration describes.

use std::{fs::File, net::SocketAddr, ops::Deref, sync::Arc};

use axum::extract::FromRef;
use leptos::prelude::provide_context;

use super::config::Config;
use crate::{
    backup,
    base::{
        clock::Clock,
        data_directory::{self, InUse},
        failure::Error,
        file_roots::FileRoots,
        random,
        wake_signal::WakeSignal,
    },
    configuration::server_settings::ServerSettingsInForce,
    connections::{browse::Browser, place_test::PlaceAttempts},
    database::{Database, kept::StoredConnection, recover::recover},
    jobs::live_log::LogReaders,
    mail::mailer::Mailer,
    paths::ServerUrl,
    security::{
        installation::Installation, password_hash::PasswordHasher, request_rate::RequestRates,
    },
    settings::{
        own_database::attempts::Attempts,
        server::{self, configured::ConfiguredServer},
    },
    setup::key,
    site::{
        context::{Context, ContextParts},
        metrics::Metrics,
    },
};

/// The running installation as the floor on top has it: what everything works with, and what only
/// single features know. Clones share the parts, as those of [`Context`] do.
#[derive(Clone)]
pub(crate) struct AppState(Arc<AppParts>);

pub(crate) struct AppParts {
    context: Context,
    pub(crate) config: Arc<Config>,
    /// Held to the end by the server that uses the data directory: of several, by one. Commands that a
    /// running server would not survive ask for it.
    pub(crate) lock: Option<Arc<File>>,
    /// Tests and changes of the connection to the own database.
    pub(crate) attempts: Attempts,
    /// Tests of connections.
    pub(crate) place_attempts: PlaceAttempts,
    /// Looks into the places of connections.
    pub(crate) place_browser: Browser,
    /// What the pages of runs under way look at.
    pub(crate) log_readers: LogReaders,
    /// The `Server` section of the configuration, as far as it is settings.
    pub(crate) configured_server: Arc<ConfiguredServer>,
}

impl Deref for AppState {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}

/// Lends the context to whatever works with it alone.
impl Deref for AppParts {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl FromRef<AppState> for Context {
    fn from_ref(state: &AppState) -> Self {
        state.context.clone()
    }
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
            data_directory::create(&config.data_directory)?;
        }
        let file_roots = FileRoots::new(&config.file_roots, &config.data_directory);
        if opened_by == OpenedBy::Server {
            file_roots.create_default(&config.data_directory)?;
        }
        let (vault, kept) = (config.vault(), StoredConnection::read(&config.data_directory)?);
        let settings = config.connection.settings(&kept, &vault)?;
        let moved = kept.moved.as_deref();
        let lock = match opened_by {
            OpenedBy::Server => data_directory::lock(&config.data_directory)?,
            OpenedBy::Command | OpenedBy::Onlooker => None,
        };
        // Before the database is touched: two servers would each take the other's work for their own.
        let is_embedded = settings.file(&config.data_directory).is_some();
        if is_embedded && opened_by == OpenedBy::Server && lock.is_none() {
            return Err(InUse.into());
        }
        let database = Database::open(&settings, &config.data_directory, moved).await?;
        if opened_by == OpenedBy::Server {
            backup::remove_left_behind(&config.data_directory)?;
        }
        if lock.is_some() {
            recover(&database, kept, &config.data_directory).await?;
        }
        match opened_by {
            OpenedBy::Server => key::require_or_make(&database, &vault).await?,
            OpenedBy::Command | OpenedBy::Onlooker => key::require(&database, &vault).await?,
        }
        // Whoever names the administrator does not mean to let in whoever comes first.
        let require_code = config.require_setup_code || config.administrator.is_some();
        let data = config.data_directory.as_path();
        let installation = match opened_by {
            OpenedBy::Onlooker => Installation::look(&database, data).await?,
            OpenedBy::Server | OpenedBy::Command => {
                Installation::open(&database, data, require_code, &clock).await?
            }
        };
        let own_url = ServerUrl::parse(&format!("http://{listening_on}"))
            .ok_or_else(|| std::io::Error::other("the address is no usable server URL"))?;
        let saved = server::store::find(&database.read()).await?.saved;
        let server = ServerSettingsInForce::new(config.server.settings(saved)?, own_url);
        let mailer = Mailer::new(
            database.clone(),
            clock.clone(),
            vault.clone(),
            server.clone(),
            config.mail.clone(),
        );
        let context = Context::new(ContextParts {
            database,
            clock,
            vault,
            hasher: PasswordHasher::new()?,
            installation,
            mailer,
            server,
            connection: Arc::new(config.connection.clone()),
            data_directory: config.data_directory.as_path().into(),
            file_roots,
            trusted_keys: Arc::new(config.trusted_keys.clone()),
            two_factor_for_administrators: config.two_factor_for_administrators,
            most_parallel_jobs: config.jobs.most_parallel,
            job_signal: WakeSignal::default(),
            metrics: Metrics::default(),
            request_rates: RequestRates::default(),
            instance: random::row_id().into(),
        });
        Ok(Self(Arc::new(AppParts {
            context,
            configured_server: Arc::new(config.server.clone()),
            config: Arc::new(config),
            lock,
            attempts: Attempts::default(),
            place_attempts: PlaceAttempts::default(),
            place_browser: Browser::default(),
            log_readers: LogReaders::default(),
        })))
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// Lends its parts to the page or server function that begins to run.
    pub(crate) fn provide(&self) {
        provide_context(self.context.clone());
        provide_context(self.attempts.clone());
        provide_context(self.place_attempts.clone());
        provide_context(self.place_browser.clone());
        provide_context(self.log_readers.clone());
        provide_context(Arc::clone(&self.configured_server));
    }
}
