//! The rules of changing the email address.

use crate::{
    accounts::{proof, store},
    base::{
        email_address::EmailAddress,
        failure::{Error, Refusal},
        field::AccountField,
        field_error::FieldError,
        secret::Secret,
    },
    database::entities::{
        account::Status, audit::Action, one_time_token::Purpose, outbox::Message,
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
    state: &Context,
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
    proof::require(state, visitor, password).await?;
    // It goes to whatever address somebody types.
    guess_limit::admit_counted(&state.database, &state.clock, &[Subject::MailsFor(&account.id)])
        .await?;
    state
        .database
        .write(async |tx| {
            let now = state.clock.now();
            session.hold(&*tx).await?;
            let recipient = Recipient::AccountAt(&account.id, email.as_str());
            outbox::promise(&*tx, Message::EmailChange, recipient, now).await?;
            let event = Event::new(Action::AskedToChangeEmail, visitor.actor());
            event.with_fields([AccountField::Email]).record(&*tx, now).await
        })
        .await?;
    state.mailer.signal.notify();
    Ok(())
}

/// Makes the address of the link that of the account, and tells the old one.
pub(crate) async fn confirm(
    state: &Context,
    visitor: &Visitor,
    token: &Secret,
) -> Result<(), Error> {
    state
        .database
        .write(async |tx| {
            let now = state.clock.now();
            let usable = one_time_token::spend(&*tx, token, Purpose::EmailChange, now)
                .await?
                .ok_or(Refusal::LinkUnusable)?;
            let account = usable.account;
            if account.status != Status::Active {
                return Err(Refusal::LinkUnusable.into());
            }
            let email = usable.new_email.as_deref().map(EmailAddress::parse).and_then(Result::ok);
            let email = email.ok_or(Refusal::LinkUnusable)?;
            store::change_email(&*tx, &account.id, &email).await?;
            // They went to the old address, and would be good again if it came back.
            one_time_token::void_all(&*tx, &account.id).await?;
            let recipient = Recipient::AccountAt(&account.id, &account.email);
            outbox::promise(&*tx, Message::EmailChangedOld, recipient, now).await?;
            let event = Event::new(Action::ChangedEmail, visitor.actor()).by(&account);
            event.with_fields([AccountField::Email]).record(&*tx, now).await
        })
        .await?;
    state.mailer.signal.notify();
    Ok(())
}
