//! Accounts that are made or changed on the server itself, by whoever may run commands there: the way
//! back when nobody can administer in the browser.

use super::{new_account::NewAccount, store};
use crate::{
    base::{
        failure::{Error, Refusal},
        field::AccountField,
        field_error::FieldError,
    },
    database::entities::{
        account::{self, Role, Status},
        audit::Action,
        one_time_token::Purpose,
    },
    licenses::{self, claim, serial_number::SerialNumber},
    mail::compose,
    security::{
        audit::{Actor, Event},
        installation, one_time_token,
    },
    site::context::Context,
};

/// Adds a pending account under a license of this server, or under that of a serial number, and returns
/// the link that activates it. Refuses where no seat is free.
pub(crate) async fn create(
    context: &Context,
    account: &NewAccount,
    role: Role,
    serial_number: Option<&SerialNumber>,
) -> Result<String, Error> {
    let given = match serial_number {
        Some(serial_number) => Some((
            claim::read(&context.trusted_keys, serial_number, context.clock.now())?,
            serial_number,
        )),
        None => None,
    };
    context
        .database
        .write(async |tx| {
            let now = context.clock.now();
            let license = match &given {
                Some((license, serial_number)) => {
                    claim::admit(&*tx, license, serial_number).await?
                }
                None => licenses::store::find_current(&*tx)
                    .await?
                    .ok_or_else(|| claim::refused(FieldError::Required))?,
            };
            licenses::store::require_free_seats(&*tx, &license.id, 1).await?;
            let is_first = role == Role::Administrator && store::reserve(&*tx).await?;
            let added = account.begin(role, Status::Pending, &license.id, now);
            store::add(&*tx, &added).await?;
            if is_first {
                installation::name_administrator(&*tx, &added.id).await?;
            }
            let token = one_time_token::mint(&*tx, &added, Purpose::Activation, None, now).await?;
            let event = Event::new(Action::AddedUser, Actor::Command).about(&added);
            event.record(&*tx, now).await?;
            Ok(compose::activation_link(&context.mailer, &token))
        })
        .await
}

/// Makes a user an administrator.
pub(crate) async fn promote(context: &Context, account: &account::Model) -> Result<(), Error> {
    context
        .database
        .write(async |tx| {
            installation::hold(&*tx).await?;
            if !store::promote(&*tx, &account.id).await? {
                return Err(Refusal::NotForThisUser.into());
            }
            let event = Event::new(Action::ChangedUser, Actor::Command).about(account);
            event.with_fields([AccountField::Role]).record(&*tx, context.clock.now()).await
        })
        .await
}
