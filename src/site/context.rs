//! What every page, form and job works with.

use std::{ops::Deref, path::Path, sync::Arc};

use super::{metrics::Metrics, request::Visitor};
use crate::{
    base::{
        clock::Clock, failure::Error, file_roots::FileRoots, vault::Vault, wake_signal::WakeSignal,
    },
    configuration::server_settings::{ServerSettings, ServerSettingsInForce},
    database::{
        Database, WriteTransaction, configured::ConfiguredConnection, relocate::OwnDatabase,
    },
    licenses::license::TrustedKeys,
    mail::mailer::Mailer,
    paths::ServerUrl,
    security::{
        installation::{self, Installation},
        password_hash::PasswordHasher,
        request_rate::RequestRates,
    },
};

/// The parts of the running installation. Clones share them all by one counter: each layer of a request
/// makes a clone, and counters that two cores change at once are slow.
#[derive(Clone)]
pub(crate) struct Context(Arc<ContextParts>);

pub(crate) struct ContextParts {
    pub(crate) database: Database,
    pub(crate) clock: Clock,
    pub(crate) vault: Vault,
    pub(crate) hasher: PasswordHasher,
    pub(crate) installation: Installation,
    pub(crate) mailer: Mailer,
    pub(crate) server: ServerSettingsInForce,
    /// The `Connection` section of the configuration.
    pub(crate) connection: Arc<ConfiguredConnection>,
    pub(crate) data_directory: Arc<Path>,
    /// Under which databases in files may be that data is read from and written to.
    pub(crate) file_roots: FileRoots,
    pub(crate) trusted_keys: Arc<TrustedKeys>,
    /// Whether administrators need a second factor.
    pub(crate) two_factor_for_administrators: bool,
    /// `MaxNumberOfJobsRunningInParallel`: runs that the servers of the installation work at together.
    pub(crate) most_parallel_jobs: u32,
    /// Notified when a run was queued or is to be cancelled, or a job has other times.
    pub(crate) job_signal: WakeSignal,
    pub(crate) metrics: Metrics,
    /// Of API tokens, at this process.
    pub(crate) request_rates: RequestRates,
    /// Tells this process apart from others of the installation.
    pub(crate) instance: Arc<str>,
}

impl Deref for Context {
    type Target = ContextParts;

    fn deref(&self) -> &ContextParts {
        &self.0
    }
}

impl Context {
    pub(crate) fn new(parts: ContextParts) -> Self {
        Self(Arc::new(parts))
    }

    /// [`Database::write`] for a visitor who administers: of several, one after the other, so that
    /// each sees what the others have done. The session and the right to administer are held to the
    /// end, since either may have ended while the request was under way.
    pub(crate) async fn write_as_administrator<T, F>(
        &self,
        visitor: &Visitor,
        work: impl Fn(WriteTransaction) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        visitor.require_administrator()?;
        self.database
            .write(async |tx| {
                installation::hold(&*tx).await?;
                visitor.hold_administrator(&*tx).await?;
                work(tx).await
            })
            .await
    }

    /// The database in use, for whoever exchanges it for another.
    pub(crate) fn own_database(&self) -> OwnDatabase<'_> {
        OwnDatabase {
            database: &self.database,
            connection: &self.connection,
            data_directory: &self.data_directory,
            vault: &self.vault,
        }
    }

    /// The server settings in force.
    pub(crate) fn server(&self) -> Arc<ServerSettings> {
        self.server.get()
    }

    /// Where people reach this server.
    pub(crate) fn url(&self) -> ServerUrl {
        self.server.url()
    }
}
