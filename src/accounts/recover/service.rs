//! The rules of recovery.

use std::time::Duration;

use crate::{
    accounts::{
        new_password::{form::LinkForm, service::prepare},
        sessions::end_what_the_password_opened,
        store,
    },
    base::{
        email_address::EmailAddress,
        failure::{Error, Refusal},
        names::UsernameKey,
        random,
        secret::Secret,
    },
    database::{
        WriteTransaction,
        entities::{audit::Action, one_time_token::Purpose, outbox::Message},
    },
    mail::outbox::{self, Recipient},
    security::{
        audit::Event,
        devices,
        guess_limit::{self, Subject},
        one_time_token,
        password_hash::StoredHash,
    },
    site::{context::Context, request::Visitor},
};

/// Between asking for a link and the worker's turn, at least; at most twice as long.
const PAUSE: Duration = Duration::from_secs(1);

/// Notes that somebody forgot a password. Does the same work for every name, and no look-up.
pub(crate) async fn ask_for_link(
    context: &Context,
    username: &str,
    visitor: &Visitor,
) -> Result<(), Error> {
    let key = UsernameKey::of(username).shortened();
    let recipient = Recipient::Username(&key);
    // However an address is spelled, it is one mailbox.
    let address = EmailAddress::parse(key.as_typed()).map(|address| address.key());
    let name = address.as_deref().unwrap_or(key.as_str());
    ask(context, Message::PasswordForgotten, recipient, name, visitor).await
}

/// Notes that somebody forgot the usernames of an address, in the same way.
pub(crate) async fn ask_for_usernames(
    context: &Context,
    email: &EmailAddress,
    visitor: &Visitor,
) -> Result<(), Error> {
    let key = email.key();
    ask(context, Message::UsernamesForgotten, Recipient::Address(&key), &key, visitor).await
}

/// Whoever asks for too many mails is told. That too many were asked for one name is not told, and
/// needs no saying: the last one is on its way, and a stranger cannot void it by asking again.
async fn ask(
    context: &Context,
    message: Message,
    recipient: Recipient<'_>,
    name: &str,
    visitor: &Visitor,
) -> Result<(), Error> {
    guess_limit::admit_counted(
        &context.database,
        &context.clock,
        &[Subject::MailsFrom(visitor.address)],
    )
    .await?;
    match guess_limit::admit_counted(&context.database, &context.clock, &[Subject::MailsFor(name)])
        .await
    {
        Ok(_) => {}
        Err(Error::Refused(Refusal::TooManyTries { .. })) => return Ok(()),
        Err(error) => return Err(error),
    }
    context
        .database
        .write(async |tx| outbox::promise(&*tx, message, recipient, context.clock.now()).await)
        .await?;
    wake_worker_soon(context);
    Ok(())
}

/// Not at once: what the worker does for a name that somebody has would keep the next request waiting,
/// and whoever asked could measure that.
fn wake_worker_soon(context: &Context) {
    let (signal, pause) = (context.mailer.signal.clone(), PAUSE.mul_f64(1.0 + random::fraction()));
    tokio::spawn(async move {
        tokio::time::sleep(pause).await;
        signal.notify();
    });
}

/// Sets a new password, ends every session and promises a notice. A refusal leaves the link as it
/// was. Whoever reads the owner's mail uses the owner's browser: from now on it is known, and the
/// answer is a token for it, if it has none.
pub(crate) async fn reset(
    context: &Context,
    form: &LinkForm,
    visitor: &Visitor,
) -> Result<Option<Secret>, Error> {
    let hash = prepare(context, form, Purpose::PasswordReset).await?;
    let device =
        context.database.write(|tx| set_password(tx, context, form, hash.clone(), visitor)).await?;
    context.mailer.signal.notify();
    Ok(device)
}

async fn set_password(
    tx: WriteTransaction,
    context: &Context,
    form: &LinkForm,
    hash: StoredHash,
    visitor: &Visitor,
) -> Result<Option<Secret>, Error> {
    let now = context.clock.now();
    let account = one_time_token::spend(&*tx, &form.token(), Purpose::PasswordReset, now)
        .await?
        .ok_or(Refusal::LinkUnusable)?
        .account;
    if !store::change_password(&*tx, &account.id, hash).await? {
        return Err(Refusal::LinkUnusable.into());
    }
    end_what_the_password_opened(&*tx, &account.id, now).await?;
    // What others have guessed at the password does not keep the owner of the mailbox out. Codes are
    // another thing: whoever reads the mailbox has not shown one.
    let username = UsernameKey::from_database(&account.username_key);
    guess_limit::forget(&*tx, &[Subject::Username(&username)]).await?;
    let device = devices::remember(&*tx, &account.id, visitor.device.as_ref(), now).await?;
    let recipient = Recipient::Account(&account.id);
    outbox::promise(&*tx, Message::PasswordReset, recipient, now).await?;
    let event = Event::new(Action::ResetPassword, visitor.actor()).by(&account);
    event.record(&*tx, now).await?;
    Ok(device)
}
