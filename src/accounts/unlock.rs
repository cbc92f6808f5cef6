//! Forgetting the wrong guesses at an account, so that its owner need not wait.

use sea_orm::ConnectionTrait;

use crate::{
    base::{failure::Error, names::UsernameKey},
    database::entities::{account, audit::Action},
    security::{
        audit::{Actor, Event},
        devices,
        guess_limit::{self, Subject},
        sessions,
    },
    site::context::Context,
};

/// In a transaction of its own, noted in the audit.
pub(crate) async fn unlock(
    context: &Context,
    actor: Actor<'_>,
    account: &account::Model,
) -> Result<(), Error> {
    let event = Event::new(Action::Unlocked, actor).about(account);
    context
        .database
        .write(async |tx| {
            let now = context.clock.now();
            forget_guesses(&*tx, account).await?;
            event.record(&*tx, now).await
        })
        .await
}

/// At every door that counts for the account: password, second factor, known browsers, open sessions.
pub(crate) async fn forget_guesses(
    tx: &impl ConnectionTrait,
    account: &account::Model,
) -> Result<(), Error> {
    let username = UsernameKey::from_database(&account.username_key);
    let devices = devices::list(tx, &account.id).await?;
    let sessions = sessions::of_account(tx, &account.id).await?;
    let of_account = [
        Subject::Username(&username),
        Subject::SecondFactor(&account.id),
        Subject::SecondFactorInKnown(&account.id),
    ];
    let subjects: Vec<_> = of_account
        .into_iter()
        .chain(devices.iter().map(|device| Subject::Device(device, &username)))
        .chain(devices.iter().map(|device| Subject::SecondFactorIn(device, &account.id)))
        .chain(sessions.iter().map(|session| Subject::Proof(&session.token_hash)))
        .collect();
    guess_limit::forget(tx, &subjects).await
}
