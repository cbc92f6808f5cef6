//! The rules of the second factor.

use std::time::Duration;

use sea_orm::ConnectionTrait;

use super::{
    codes::{self, Code, Typed},
    store,
};
use crate::{
    accounts::proof,
    base::{
        clock::Timestamp,
        failure::{Error, Refusal},
        field::AccountField,
        field_error::FieldError,
        secret::Secret,
    },
    database::{
        WriteTransaction,
        entities::{
            account::{self, Role},
            audit::Action,
            outbox::Message,
            second_factor,
        },
    },
    mail::outbox::{self, Recipient},
    security::{
        audit::{Actor, Event},
        devices,
        guess_limit::{self, Guess, Subject},
        sessions,
    },
    site::{context::Context, request::Visitor},
};

/// Long enough to install an app; what is not finished by then is begun anew.
const SETUP_LIFETIME: Duration = Duration::from_hours(1);

/// Whether an account has none although the installation asks for one.
pub(crate) async fn is_missing(context: &Context, account: &account::Model) -> Result<bool, Error> {
    let is_asked_for = context.two_factor_for_administrators && account.role == Role::Administrator;
    if !is_asked_for {
        return Ok(false);
    }
    Ok(store::find_enabled(&context.database.read(), &account.id).await?.is_none())
}

/// What somebody sets up at this moment.
pub(crate) struct Setup {
    pub(crate) secret: Secret,
    /// One a line.
    pub(crate) recovery_codes: Secret,
}

/// Makes a secret and recovery codes. Where the factor is on already, nothing changes.
pub(crate) async fn begin(
    context: &Context,
    visitor: &Visitor,
    password: &str,
) -> Result<(), Error> {
    proof::require(context, visitor, password).await?;
    let session = visitor.require_session()?;
    let account = &session.account;
    if store::find_enabled(&context.database.read(), &account.id).await?.is_some() {
        return Ok(());
    }
    let destination = destination(&account.id);
    let secret = context.vault.seal(&codes::new_secret(), &destination)?;
    let recovery_codes = context.vault.seal(&codes::new_recovery_codes(), &destination)?;
    context
        .database
        .write(async |tx| {
            session.hold(&*tx).await?;
            let (secret, codes) = (secret.clone(), recovery_codes.clone());
            store::begin(&*tx, &account.id, secret, codes, context.clock.now()).await
        })
        .await
}

/// What was begun within the last hour and is not finished.
pub(crate) fn setup(
    context: &Context,
    factor: &second_factor::Model,
) -> Result<Option<Setup>, Error> {
    let is_over = factor.begun_at < context.clock.now() - SETUP_LIFETIME;
    let Some(sealed_codes) = factor.sealed_codes.as_ref().filter(|_| !is_over) else {
        return Ok(None);
    };
    let destination = destination(&factor.account_id);
    let secret = context.vault.unseal(&factor.sealed_secret, &destination)?;
    let recovery_codes = context.vault.unseal(sealed_codes, &destination)?;
    Ok(match (secret, recovery_codes) {
        (Some(secret), Some(recovery_codes)) => Some(Setup { secret, recovery_codes }),
        _ => None,
    })
}

/// Switches on what was begun, for whoever shows a first code of it. Every other session ends.
pub(crate) async fn enable(
    context: &Context,
    visitor: &Visitor,
    typed: &str,
    password: &str,
) -> Result<(), Error> {
    proof::require(context, visitor, password).await?;
    let account = &visitor.require_session()?.account;
    let factor = store::find(&context.database.read(), &account.id).await?;
    let factor = factor.ok_or(Refusal::ChangedMeanwhile)?;
    // None, too, where it is on already.
    let setup = setup(context, &factor)?.ok_or(Refusal::ChangedMeanwhile)?;
    let guess = guess_limit::admit_counted(
        &context.database,
        &context.clock,
        &[Subject::SecondFactor(&account.id)],
    )
    .await?;
    let digits = match Typed::parse(typed) {
        Some(Typed::Digits(digits)) => digits,
        _ => String::new(),
    };
    let Some(step) = codes::step_of(&setup.secret, &digits, context.clock.now()) else {
        return Err(Error::field(AccountField::Code, FieldError::WrongCode));
    };
    let codes = &setup.recovery_codes;
    context
        .database
        .write(|tx| switch_on(tx, context, visitor, &factor, step, codes, &guess))
        .await?;
    context.mailer.signal.notify();
    Ok(())
}

async fn switch_on(
    tx: WriteTransaction,
    context: &Context,
    visitor: &Visitor,
    factor: &second_factor::Model,
    step: i64,
    recovery_codes: &Secret,
    guess: &Guess,
) -> Result<(), Error> {
    let (session, now) = (visitor.require_session()?, context.clock.now());
    session.hold(&*tx).await?;
    if !store::enable(&*tx, factor, step, recovery_codes, now).await? {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    // Opened with the password alone, by whomever.
    sessions::end_others(&*tx, session).await?;
    devices::forget_others(&*tx, &factor.account_id, visitor.device.as_ref()).await?;
    guess.was_right(&*tx).await?;
    let recipient = Recipient::Account(&factor.account_id);
    outbox::promise(&*tx, Message::TwoFactorOn, recipient, now).await?;
    Event::new(Action::SwitchedTwoFactorOn, visitor.actor()).record(&*tx, now).await
}

/// For the owner, who types the password.
pub(crate) async fn disable(
    context: &Context,
    visitor: &Visitor,
    password: &str,
) -> Result<(), Error> {
    proof::require(context, visitor, password).await?;
    switch_off(context, Some(visitor), &visitor.require_session()?.account).await?;
    Ok(())
}

/// For somebody who is signed in, or by a command. The answer is whether it was on.
pub(crate) async fn switch_off(
    context: &Context,
    visitor: Option<&Visitor>,
    account: &account::Model,
) -> Result<bool, Error> {
    let actor = visitor.map_or(Actor::Command, Visitor::actor);
    let was_on = context
        .database
        .write(async |tx| {
            let now = context.clock.now();
            if let Some(visitor) = visitor {
                visitor.require_session()?.hold(&*tx).await?;
            }
            if !store::remove(&*tx, &account.id).await? {
                return Ok(false);
            }
            let recipient = Recipient::Account(&account.id);
            outbox::promise(&*tx, Message::TwoFactorOff, recipient, now).await?;
            let event = Event::new(Action::SwitchedTwoFactorOff, actor).about(account);
            event.record(&*tx, now).await?;
            Ok(true)
        })
        .await?;
    context.mailer.signal.notify();
    Ok(was_on)
}

/// The code that somebody typed, if it is one of the account's; spending it tells whether it is new.
pub(crate) async fn judge(
    context: &Context,
    account: &account::Model,
    typed: &str,
) -> Result<Option<Code>, Error> {
    let digits = match Typed::parse(typed) {
        Some(Typed::Digits(digits)) => digits,
        Some(Typed::Recovery(hash)) => return Ok(Some(Code::Recovery(hash))),
        None => return Ok(None),
    };
    let factor = store::find_enabled(&context.database.read(), &account.id).await?;
    let Some(factor) = factor else { return Ok(None) };
    let secret = open(context, &factor)?;
    Ok(codes::step_of(&secret, &digits, context.clock.now()).map(Code::OfStep))
}

fn open(context: &Context, factor: &second_factor::Model) -> Result<Secret, Error> {
    let secret = context.vault.unseal(&factor.sealed_secret, &destination(&factor.account_id))?;
    let lost = || std::io::Error::other("a second factor cannot be opened; switch it off");
    Ok(secret.ok_or_else(lost)?)
}

/// A sealed factor opens for its account only: nobody moves one to another row.
fn destination(account_id: &str) -> String {
    format!("second factor of {account_id}")
}

/// Seals every second factor under the newest key, and returns how many there are. Those that nobody
/// has finished are begun anew.
pub(crate) async fn seal_anew(
    context: &Context,
    tx: &impl ConnectionTrait,
) -> Result<usize, Error> {
    store::remove_unfinished(tx, context.clock.now() + SETUP_LIFETIME).await?;
    let factors = store::list(tx).await?;
    for factor in &factors {
        let sealed =
            context.vault.seal(&open(context, factor)?, &destination(&factor.account_id))?;
        store::replace_secret(tx, factor, sealed).await?;
    }
    Ok(factors.len())
}

pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    store::remove_unfinished(tx, now - SETUP_LIFETIME).await
}
