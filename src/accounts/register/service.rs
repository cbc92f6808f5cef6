//! The rule of registration.

use super::form::RegisterForm;
use crate::{
    accounts::{new_account::NewAccount, store},
    base::{
        failure::{Checked, Error, Refusal},
        field::AccountField,
        field_error::FieldError,
    },
    database::{
        WriteTransaction,
        entities::{
            account::{Role, Status},
            audit::Action,
            installation::Mode,
            outbox::Message,
        },
    },
    licenses::{self, claim, license::License, serial_number::SerialNumber},
    mail::outbox::{self, Recipient},
    security::{
        audit::{Actor, Event},
        guess_limit::{self, Subject},
        installation,
    },
    settings::registration,
    setup::{guide, headless},
    site::{context::Context, request::Visitor},
};

/// Registers a person as pending and promises the activation link, or as somebody whom an
/// administrator has yet to approve. During the first run that person becomes the administrator and
/// needs the setup code; afterwards everybody is a user.
pub(crate) async fn register(
    context: &Context,
    form: &RegisterForm,
    visitor: &Visitor,
) -> Result<(), Error> {
    let mut checked = Checked::default();
    let code =
        checked.take(AccountField::SetupCode, context.installation.check_code(&form.setup_code));
    let parsed = form.parse(visitor.language, &mut checked);
    let (Some((account, serial_number)), Some(())) = (parsed, code) else {
        return Err(checked.into_error());
    };
    let license = claim::read(&context.trusted_keys, &serial_number, context.clock.now())?;
    // The serial number is known to all colleagues: it limits neither whom mails are sent to nor how
    // often somebody asks whether a username is taken.
    let email = account.email.key();
    let subjects = [Subject::MailsFrom(visitor.address), Subject::RegistrationsFor(&email)];
    guess_limit::admit_counted(&context.database, &context.clock, &subjects).await?;
    let actor = visitor.actor();
    context
        .database
        .write(|tx| add(tx, context, &account, &license, &serial_number, actor))
        .await?;
    context.mailer.signal.notify();
    Ok(())
}

/// The same for whoever may do so.
pub(crate) async fn add(
    tx: WriteTransaction,
    context: &Context,
    account: &NewAccount,
    license: &License,
    serial_number: &SerialNumber,
    actor: Actor<'_>,
) -> Result<(), Error> {
    let now = context.clock.now();
    if matches!(actor, Actor::Command) {
        // Before it is reserved, which forgets whom the installation waits for.
        installation::hold(&*tx).await?;
        let row = installation::row(&*tx).await?;
        let is_set_up = row.is_none_or(|row| row.set_up_at.is_some());
        if is_set_up || headless::waits(&*tx, account).await? {
            // Another server of the installation was faster.
            return Ok(());
        }
    }
    // Not yet set up: whoever registers replaces whoever registered before, so that a mistyped
    // address locks nobody out. The row of the installation lets one through at a time.
    let is_first = store::reserve(&*tx).await?;
    let role = if is_first {
        Role::Administrator
    } else {
        if !context.installation.is_set_up() {
            // Another instance of this server finished the first run.
            context.installation.note_set_up();
        }
        Role::User
    };
    let mode = match role {
        Role::Administrator => Mode::Open,
        Role::User => registration::mode(&*tx).await?,
    };
    if mode == Mode::Closed {
        return Err(Refusal::RegistrationClosed.into());
    }
    // With open registration, a license of any other customer would let strangers in.
    if role == Role::User && !licenses::store::is_of_this_server(&*tx, license).await? {
        return Err(claim::refused(FieldError::SerialNumberOfAnotherLicensee));
    }
    let license = claim::admit(&*tx, license, serial_number).await?;
    if !license.has_free_seat() {
        return Err(claim::refused(FieldError::NoSeatLeft { seats: license.seats() }));
    }
    let status = match mode {
        Mode::Approval => Status::Requested,
        Mode::Open | Mode::Closed => Status::Pending,
    };
    let added = account.begin(role, status, &license.id, now);
    store::add(&*tx, &added).await?;
    if role == Role::Administrator {
        installation::name_administrator(&*tx, &added.id).await?;
        // Whoever writes everything into the configuration is not led through it again.
        guide::begin(&*tx, matches!(actor, Actor::Command).then_some(now)).await?;
    }
    if status == Status::Pending {
        outbox::promise(&*tx, Message::Activation, Recipient::Account(&added.id), now).await?;
    }
    let event = Event::new(Action::Registered, actor);
    let event = match actor {
        Actor::Person { .. } => event.by(&added),
        Actor::Command => event.about(&added),
    };
    event.record(&*tx, now).await
}
