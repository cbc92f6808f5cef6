//! The rule of activation.

use crate::{
    accounts::{new_password::service::prepare, store},
    database::retry,
    licenses,
    security::{
        one_time_token::{self, Purpose},
        password_hash::StoredHash,
        secret::Secret,
    },
    setup::installation,
    web::{
        failure::{Error, Refusal},
        state::AppState,
    },
};

/// Sets the first password. A refusal leaves everything as it was, the link included.
pub(crate) async fn activate(
    state: &AppState,
    token: &Secret,
    new_password: &str,
    confirm_new_password: &str,
) -> Result<(), Error> {
    let purpose = Purpose::Activation;
    let hash = prepare(state, token, purpose, new_password, confirm_new_password).await?;
    let set_up = retry(|| set_password(state, token, hash.clone())).await?;
    if set_up {
        state.installation.note_set_up();
    }
    Ok(())
}

/// The transaction; the answer is whether it completed the first run.
async fn set_password(state: &AppState, token: &Secret, hash: StoredHash) -> Result<bool, Error> {
    let now = state.clock.now();
    let tx = state.database.begin().await?;
    let account = one_time_token::spend(&*tx, token, Purpose::Activation, now)
        .await?
        .ok_or(Refusal::LinkUnusable)?;
    if !licenses::store::take_seats(&*tx, &account.license_id, 1).await? {
        let license = licenses::store::find(&*tx, &account.license_id).await?;
        let seats = license.map_or(0, |license| license.seats());
        return Err(Refusal::NoSeatLeft { seats }.into());
    }
    if !store::activate(&*tx, &account.id, hash, now).await? {
        return Err(Refusal::LinkUnusable.into());
    }
    let set_up = installation::complete(&*tx, &account.id, now).await?;
    tx.commit().await?;
    Ok(set_up)
}
