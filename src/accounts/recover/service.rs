//! The rules of recovery.

use crate::{
    accounts::{names::UsernameKey, new_password::service::prepare, sessions, store},
    database::retry,
    mail::outbox::{self, Message, Recipient},
    security::{
        one_time_token::{self, Purpose},
        password_hash::StoredHash,
        secret::Secret,
    },
    web::{
        failure::{Error, Refusal},
        state::AppState,
    },
};

/// Notes the wish. Does the same work for every name, and no look-up.
pub(crate) async fn ask(state: &AppState, username: &str) -> Result<(), Error> {
    let key = UsernameKey::of(username).shortened();
    let tx = state.database.begin().await?;
    let recipient = Recipient::Username(&key);
    outbox::promise(&*tx, Message::PasswordForgotten, recipient, state.clock.now()).await?;
    tx.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// Sets a new password, ends every session and promises a notice. A refusal leaves the link as it was.
pub(crate) async fn reset(
    state: &AppState,
    token: &Secret,
    new_password: &str,
    confirm_new_password: &str,
) -> Result<(), Error> {
    let purpose = Purpose::PasswordReset;
    let hash = prepare(state, token, purpose, new_password, confirm_new_password).await?;
    retry(|| set_password(state, token, hash.clone())).await
}

async fn set_password(state: &AppState, token: &Secret, hash: StoredHash) -> Result<(), Error> {
    let tx = state.database.begin().await?;
    let account = one_time_token::spend(&*tx, token, Purpose::PasswordReset, state.clock.now())
        .await?
        .ok_or(Refusal::LinkUnusable)?;
    if !store::change_password(&*tx, &account.id, hash).await? {
        return Err(Refusal::LinkUnusable.into());
    }
    sessions::end_all(&*tx, &account.id).await?;
    let recipient = Recipient::Account(&account.id);
    outbox::promise(&*tx, Message::PasswordReset, recipient, state.clock.now()).await?;
    tx.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}
