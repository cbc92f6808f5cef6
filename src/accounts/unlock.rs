//! Forgetting the wrong guesses at an account, so that its owner need not wait.

use super::{devices, names::UsernameKey, sessions};
use crate::{
    database::{entities::account, retry},
    security::{
        audit::{Action, Actor, Event},
        guess_limit::{self, Subject},
    },
    web::{failure::Error, state::AppState},
};

/// At every door that counts for the account: password, second factor, known browsers, open sessions.
pub(crate) async fn unlock(
    state: &AppState,
    actor: Actor<'_>,
    account: &account::Model,
) -> Result<(), Error> {
    let (db, now) = (&state.database.read(), state.clock.now());
    let username = UsernameKey::from_database(&account.username_key);
    let devices = devices::list(db, &account.id).await?;
    let sessions = sessions::list(db, &account.id, now).await?;
    let subjects: Vec<_> = [Subject::Username(&username), Subject::SecondFactor(&account.id)]
        .into_iter()
        .chain(devices.iter().map(|device| Subject::Device(device, &username)))
        .chain(sessions.iter().map(|session| Subject::Proof(&session.token_hash)))
        .collect();
    let event = Event::new(Action::Unlocked, actor).about(account);
    retry(async || {
        let tx = state.database.begin().await?;
        guess_limit::forget(&*tx, &subjects).await?;
        event.record(&*tx, now).await?;
        tx.commit().await
    })
    .await
}
