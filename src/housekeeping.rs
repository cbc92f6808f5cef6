//! Removes what is over: sessions, links, counts, known browsers, old mails and old audit rows.

use std::time::Duration;

use tokio::sync::watch;

use crate::{
    accounts::{devices, second_factor, sessions},
    database::retry,
    mail::outbox,
    security::{audit, guess_limit, one_time_token},
    settings::mail::test,
    web::{
        failure::{Error, Failure},
        state::AppState,
    },
};

const EVERY: Duration = Duration::from_hours(1);

/// Works until `stop` is dropped.
pub(crate) async fn run(state: AppState, mut stop: watch::Receiver<()>) {
    while stop.has_changed().is_ok() {
        if state.database.is_reachable()
            && let Err(error) = retry(|| tidy(&state)).await
        {
            // Logged by the conversion; there is a next time.
            let _ = Failure::from(error);
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

pub(crate) async fn tidy(state: &AppState) -> Result<(), Error> {
    let now = state.clock.now();
    let tx = state.database.begin().await?;
    sessions::tidy(state, &*tx).await?;
    one_time_token::tidy(&*tx, now).await?;
    guess_limit::tidy(&*tx, now).await?;
    devices::tidy(&*tx, now).await?;
    second_factor::service::tidy(&*tx, now).await?;
    outbox::tidy(&*tx, now).await?;
    test::tidy(&*tx, now).await?;
    audit::tidy(&*tx, now).await?;
    tx.commit().await
}
