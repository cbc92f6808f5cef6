//! The rules of changing the email address.

use sea_orm::ConnectionTrait;

use crate::{
    accounts::{new_account::is_own_address, proof, store},
    base::{
        email_address::EmailAddress,
        failure::{Error, Refusal},
        field::AccountField,
        field_error::FieldError,
        names::Username,
        secret::Secret,
    },
    database::entities::{
        account::{self, Status},
        audit::Action,
        one_time_token::Purpose,
        outbox::Message,
    },
    mail::outbox::{self, Recipient},
    security::{
        audit::Event,
        guess_limit::{self, Subject},
        one_time_token,
    },
    site::{context::Context, request::Visitor},
};

/// Promises a mail to the new address, so that nobody takes one that is not theirs.
pub(crate) async fn ask(
    context: &Context,
    visitor: &Visitor,
    email: &str,
    password: &str,
) -> Result<(), Error> {
    let session = visitor.require_session()?;
    let account = &session.account;
    let email =
        EmailAddress::parse(email).map_err(|error| Error::field(AccountField::Email, error))?;
    if email.as_str() == account.email {
        return Err(Error::field(AccountField::Email, FieldError::SameAsNow));
    }
    proof::require(context, visitor, password).await?;
    // It goes to whatever address somebody types.
    guess_limit::admit_counted(
        &context.database,
        &context.clock,
        &[Subject::MailsFor(&account.id)],
    )
    .await?;
    // Counted first: the answer tells whether somebody has that name.
    username_with(&context.database.read(), account, &email).await?;
    context
        .database
        .write(async |tx| {
            let now = context.clock.now();
            session.hold(&*tx).await?;
            let recipient = Recipient::AccountAt(&account.id, email.as_str());
            outbox::promise(&*tx, Message::EmailChange, recipient, now).await?;
            let event = Event::new(Action::AskedToChangeEmail, visitor.actor());
            event.with_fields([AccountField::Email]).record(&*tx, now).await
        })
        .await?;
    context.mailer.signal.notify();
    Ok(())
}

/// Makes the address of the link that of the account, and tells the old one.
pub(crate) async fn confirm(
    context: &Context,
    visitor: &Visitor,
    token: &Secret,
) -> Result<(), Error> {
    context
        .database
        .write(async |tx| {
            let now = context.clock.now();
            let usable = one_time_token::spend(&*tx, token, Purpose::EmailChange, now)
                .await?
                .ok_or(Refusal::LinkUnusable)?;
            let account = usable.account;
            if account.status != Status::Active {
                return Err(Refusal::LinkUnusable.into());
            }
            let email = usable.new_email.as_deref().map(EmailAddress::parse).and_then(Result::ok);
            let email = email.ok_or(Refusal::LinkUnusable)?;
            let username = username_with(&*tx, &account, &email).await?;
            store::change_email(&*tx, &account.id, &email, username.as_ref()).await?;
            // They went to the old address, and would be good again if it came back.
            one_time_token::void_all(&*tx, &account.id).await?;
            let recipient = Recipient::AccountAt(&account.id, &account.email);
            outbox::promise(&*tx, Message::EmailChangedOld, recipient, now).await?;
            let username = username.map(|_| AccountField::Username);
            let event = Event::new(Action::ChangedEmail, visitor.actor()).by(&account);
            let fields = [AccountField::Email].into_iter().chain(username);
            event.with_fields(fields).record(&*tx, now).await
        })
        .await?;
    context.mailer.signal.notify();
    Ok(())
}

/// The username that an account gets with a new address: one that is the present address changes with
/// it. Whoever gets the old address is to find it free, and the owner goes on signing in with their own.
async fn username_with(
    db: &impl ConnectionTrait,
    account: &account::Model,
    email: &EmailAddress,
) -> Result<Option<Username>, Error> {
    if !is_own_address(&account.username, &account.email) {
        return Ok(None);
    }
    let refused = |error| Error::field(AccountField::Email, error);
    let username = Username::parse(email.as_str()).map_err(refused)?;
    if username.key().as_str() != account.username_key {
        let taken = store::refuse_taken(db, username.as_str(), &account.id).await;
        taken.map_err(|error| match error {
            Error::Form(_) => refused(FieldError::UsernameOfNewAddressTaken),
            error => error,
        })?;
    }
    Ok(Some(username))
}
