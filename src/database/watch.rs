//! Notices when the database is gone, and when it is back.
//!
//! While it is gone, requests are told so at once instead of each waiting for its own time limit. When
//! it is back, everything goes over new connections: those from before may be dead without knowing it.

use std::{sync::atomic::Ordering, time::Duration};

use tokio::sync::watch;

use super::{Pool, kept::Kept};
use crate::web::state::AppState;

const EVERY: Duration = Duration::from_secs(2);
/// For one look. Slower than that is as good as gone.
const LOOK_LIMIT: Duration = Duration::from_secs(5);

/// Looks until `stop` is dropped.
pub(crate) async fn run(state: AppState, mut stop: watch::Receiver<()>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => return,
        }
        look(&state).await;
    }
}

pub(crate) async fn look(state: &AppState) {
    let database = &state.database;
    let connection = database.read();
    let answered = tokio::time::timeout(LOOK_LIMIT, connection.ping()).await;
    let is_answered = matches!(answered, Ok(Ok(())));
    if is_answered && database.is_reachable() {
        return;
    }
    // Whoever changes the connection knows better.
    let Ok(_alone) = database.0.changing.try_lock() else { return };
    match tokio::time::timeout(LOOK_LIMIT, open_anew(state)).await {
        Ok(Some(pool)) => {
            tracing::info!("the database is there again");
            database.switch_to(pool);
        }
        Ok(None) | Err(_) => {
            if database.0.is_reachable.swap(false, Ordering::SeqCst) {
                tracing::error!("the database cannot be reached");
            }
        }
    }
}

/// New connections to the same database, if it can be reached.
async fn open_anew(state: &AppState) -> Option<Pool> {
    let data = &state.config.data_directory;
    let kept = Kept::read(data).ok()?;
    let settings = state.config.connection.settings(&kept, &state.vault).ok()?;
    Pool::open(&settings, data).await.ok()
}
