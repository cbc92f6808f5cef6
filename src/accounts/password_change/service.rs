//! The rule of changing the password.

use crate::{
    accounts::{
        new_password::form::parse_new_password, proof, sessions::end_what_the_password_opened,
        store,
    },
    base::{
        failure::{Error, Refusal},
        secret::Secret,
    },
    database::{
        WriteTransaction,
        entities::{audit::Action, outbox::Message},
    },
    mail::outbox::{self, Recipient},
    security::{
        audit::Event,
        devices,
        password_hash::StoredHash,
        sessions::{self, Session},
    },
    site::{context::Context, request::Visitor},
};

pub(crate) struct Typed<'a> {
    pub(crate) password: &'a str,
    pub(crate) new_password: &'a str,
    pub(crate) confirm_new_password: &'a str,
}

/// Tokens for the browser that changed it.
pub(crate) struct Opened {
    pub(crate) session: Secret,
    pub(crate) device: Option<Secret>,
}

/// Sets a new password and ends everything that the old one has opened.
pub(crate) async fn change_password(
    context: &Context,
    visitor: &Visitor,
    typed: &Typed<'_>,
) -> Result<Opened, Error> {
    proof::require(context, visitor, typed.password).await?;
    let session = visitor.require_session()?;
    let account = &session.account;
    let password = parse_new_password(account, typed.new_password, typed.confirm_new_password)?;
    let hash = context.hasher.hash(&password).await?;
    let opened = context
        .database
        .write(|tx| set_password(tx, context, visitor, session, hash.clone()))
        .await?;
    context.mailer.signal.notify();
    Ok(opened)
}

async fn set_password(
    tx: WriteTransaction,
    context: &Context,
    visitor: &Visitor,
    session: &Session,
    hash: StoredHash,
) -> Result<Opened, Error> {
    let (account, now) = (&session.account, context.clock.now());
    session.hold(&*tx).await?;
    if !store::change_password(&*tx, &account.id, hash).await? {
        return Err(Refusal::NotSignedIn.into());
    }
    end_what_the_password_opened(&*tx, &account.id, now).await?;
    let device = devices::remember(&*tx, &account.id, visitor.device.as_ref(), now).await?;
    let opened = sessions::open(&*tx, &account.id, visitor.browser(), now).await?;
    let recipient = Recipient::Account(&account.id);
    outbox::promise(&*tx, Message::PasswordChanged, recipient, now).await?;
    Event::new(Action::ChangedPassword, visitor.actor()).record(&*tx, now).await?;
    Ok(Opened { session: opened, device })
}
