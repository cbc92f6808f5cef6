//! Notices when the database is gone, and when it is back.
//!
//! While it is gone, requests are told so at once instead of each waiting for its own time limit. When
//! it is back, everything goes over new connections: those from before may be dead without knowing it.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{Database, Pool};
use crate::base::{clock::Clock, failure::Error};

const EVERY: Duration = Duration::from_secs(2);
/// For one look. Slower than that is as good as gone.
const LOOK_LIMIT: Duration = Duration::from_secs(3);

/// From one look to the end of the next: the ping, and the connection of its own.
const LONGEST_UNNOTICED: Duration = Duration::from_secs(8);

/// Looks until `stop` is dropped. After each look that finds the database, `refresh` takes in what
/// another server of the installation may have saved.
pub(crate) async fn run<F: Future<Output = Result<(), Error>>>(
    database: Database,
    data_directory: Arc<Path>,
    clock: Clock,
    refresh: impl Fn() -> F,
    mut stop: watch::Receiver<()>,
) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => return,
        }
        look(&database, &data_directory, &clock).await;
        if database.is_reachable() && !in_time(refresh()).await {
            tracing::debug!("the server settings cannot be read at this moment");
        }
    }
}

pub(crate) async fn look(database: &Database, data: &Path, clock: &Clock) {
    let pool = database.pool();
    let was_reachable = database.is_reachable();
    if was_reachable && in_time(pool.connection.ping()).await {
        return;
    }
    // Whoever changes the connection knows better.
    let Ok(_alone) = database.0.changing.try_lock() else { return };
    let settings = &pool.settings;
    if was_reachable {
        // All connections may be busy. One of its own tells.
        if !in_time(settings.sign_in(data)).await {
            tracing::error!("the database cannot be reached");
            database.note_gone(clock.now() - LONGEST_UNNOTICED);
        }
        return;
    }
    // Nobody waits for this one: a server that is far away may take its time.
    let opened = tokio::time::timeout(settings.timeout, Pool::open(settings, data)).await;
    if let Ok(Ok(pool)) = opened {
        tracing::info!("the database is there again");
        database.note_back(clock.now());
        database.switch_to(pool);
    }
}

async fn in_time<E>(work: impl Future<Output = Result<(), E>>) -> bool {
    tokio::time::timeout(LOOK_LIMIT, work).await.is_ok_and(|done| done.is_ok())
}
