//! The rules of recovery.

use crate::{
    accounts::{
        devices,
        email_address::EmailAddress,
        names::UsernameKey,
        new_password::{form::LinkForm, service::prepare},
        sessions, store,
    },
    database::retry,
    mail::outbox::{self, Message, Recipient},
    security::{
        audit::{Action, Actor, Event},
        guess_limit::{self, Subject},
        one_time_token::{self, Purpose},
        password_hash::StoredHash,
        secret::Secret,
    },
    web::{
        failure::{Error, Refusal},
        request::Visitor,
        state::AppState,
    },
};

/// Notes that somebody forgot a password. Does the same work for every name, and no look-up.
pub(crate) async fn ask_for_link(
    state: &AppState,
    username: &str,
    visitor: &Visitor,
) -> Result<(), Error> {
    let key = UsernameKey::of(username).shortened();
    let recipient = Recipient::Username(&key);
    ask(state, Message::PasswordForgotten, recipient, key.as_str(), visitor).await
}

/// Notes that somebody forgot the usernames of an address, in the same way.
pub(crate) async fn ask_for_usernames(
    state: &AppState,
    email: &EmailAddress,
    visitor: &Visitor,
) -> Result<(), Error> {
    let key = email.key();
    ask(state, Message::UsernamesForgotten, Recipient::Address(&key), &key, visitor).await
}

/// Whoever asks for too many mails is told. That too many were asked for one name is not told, and
/// needs no saying: the last one is on its way, and a stranger cannot void it by asking again.
async fn ask(
    state: &AppState,
    message: Message,
    recipient: Recipient<'_>,
    name: &str,
    visitor: &Visitor,
) -> Result<(), Error> {
    guess_limit::admit_counted(state, &[Subject::MailsFrom(visitor.address)]).await?;
    match guess_limit::admit_counted(state, &[Subject::MailsFor(name)]).await {
        Ok(_) => {}
        Err(Error::Refused(Refusal::TooManyTries { .. })) => return Ok(()),
        Err(error) => return Err(error),
    }
    retry(async || {
        let tx = state.database.begin().await?;
        outbox::promise(&*tx, message, recipient, state.clock.now()).await?;
        tx.commit().await
    })
    .await?;
    state.outbox_bell.ring();
    Ok(())
}

/// Sets a new password, ends every session and promises a notice. A refusal leaves the link as it
/// was. Whoever reads the owner's mail uses the owner's browser: from now on it is known, and the
/// answer is a token for it, if it has none.
pub(crate) async fn reset(
    state: &AppState,
    form: &LinkForm,
    visitor: &Visitor,
) -> Result<Option<Secret>, Error> {
    let hash = prepare(state, form, Purpose::PasswordReset).await?;
    let device = retry(|| set_password(state, form, hash.clone(), visitor)).await?;
    state.outbox_bell.ring();
    Ok(device)
}

async fn set_password(
    state: &AppState,
    form: &LinkForm,
    hash: StoredHash,
    visitor: &Visitor,
) -> Result<Option<Secret>, Error> {
    let now = state.clock.now();
    let tx = state.database.begin().await?;
    let account = one_time_token::spend(&*tx, &form.token(), Purpose::PasswordReset, now)
        .await?
        .ok_or(Refusal::LinkUnusable)?
        .account;
    if !store::change_password(&*tx, &account.id, hash).await? {
        return Err(Refusal::LinkUnusable.into());
    }
    sessions::end_what_the_password_opened(&*tx, &account.id, now).await?;
    // What others have guessed at does not keep the owner of the mailbox out.
    let username = UsernameKey::from_database(&account.username_key);
    let guessed_at = [Subject::Username(&username), Subject::SecondFactor(&account.id)];
    guess_limit::forget(&*tx, &guessed_at).await?;
    let device = devices::remember(&*tx, &account.id, visitor, now).await?;
    let recipient = Recipient::Account(&account.id);
    outbox::promise(&*tx, Message::PasswordReset, recipient, now).await?;
    let event = Event::new(Action::ResetPassword, Actor::Visitor(visitor)).by(&account);
    event.record(&*tx, now).await?;
    tx.commit().await?;
    Ok(device)
}
