//! The rule of activation.

use crate::{
    accounts::{
        new_password::{form::LinkForm, service::prepare},
        store,
    },
    base::failure::{Error, Refusal},
    database::{
        WriteTransaction,
        entities::{audit::Action, one_time_token::Purpose},
    },
    licenses,
    security::{audit::Event, installation, one_time_token, password_hash::StoredHash},
    site::{context::Context, request::Visitor},
};

/// Sets the first password. A refusal leaves everything as it was, the link included.
pub(crate) async fn activate(
    context: &Context,
    form: &LinkForm,
    visitor: &Visitor,
) -> Result<(), Error> {
    let hash = prepare(context, form, Purpose::Activation).await?;
    let set_up =
        context.database.write(|tx| set_password(tx, context, form, hash.clone(), visitor)).await?;
    if set_up {
        context.installation.note_set_up();
    }
    Ok(())
}

/// The transaction; the answer is whether it completed the first run.
async fn set_password(
    tx: WriteTransaction,
    context: &Context,
    form: &LinkForm,
    hash: StoredHash,
    visitor: &Visitor,
) -> Result<bool, Error> {
    let now = context.clock.now();
    // Rows in the order in which administrators hold them: the installation, then a license.
    installation::hold(&*tx).await?;
    let account = one_time_token::spend(&*tx, &form.token(), Purpose::Activation, now)
        .await?
        .ok_or(Refusal::LinkUnusable)?
        .account;
    store::refuse_look_alike(&*tx, &account).await?;
    let set_up = installation::complete(&*tx, &account.id, now).await?;
    if !licenses::store::take_seats(&*tx, &account.license_id, 1).await? {
        let license = licenses::store::find(&*tx, &account.license_id).await?;
        let seats = license.map_or(0, |license| license.seats());
        return Err(Refusal::NoSeatLeft { seats }.into());
    }
    if !store::activate(&*tx, &account.id, hash, now).await? {
        return Err(Refusal::LinkUnusable.into());
    }
    Event::new(Action::Activated, visitor.actor()).by(&account).record(&*tx, now).await?;
    Ok(set_up)
}
