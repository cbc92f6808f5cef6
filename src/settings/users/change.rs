//! What administrators do with several accounts at once: all of it, or nothing.

use crate::{
    accounts::{notified, sessions::end_what_the_password_opened, store, unlock},
    base::{
        clock::Timestamp,
        failure::{Error, Refusal},
        field::{AccountField, CONFIRMATION},
        field_error::FieldError,
        names::UsernameKey,
    },
    database::{
        WriteTransaction,
        entities::{
            account::{self, Status},
            audit::Action,
            outbox::Message,
        },
    },
    licenses,
    mail::outbox::{self, Recipient},
    security::{
        audit::{Actor, Event},
        installation, sessions,
    },
    site::{context::Context, request::Visitor},
};

/// More than a page of the list shows.
pub(crate) const MOST_AT_ONCE: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UserChange {
    Approve,
    /// Removes a registration that nobody has approved.
    Reject,
    Enable,
    Disable,
    Unlock,
    /// An activation link to a pending account, one to reset the password to an active one.
    SendLink,
    EndSessions,
    SwitchNotificationsOn,
    SwitchNotificationsOff,
    /// Only after [`delete`] was confirmed.
    Delete,
}

impl UserChange {
    pub(crate) const ALL: [Self; 10] = [
        Self::Approve,
        Self::Reject,
        Self::Enable,
        Self::Disable,
        Self::Unlock,
        Self::SendLink,
        Self::EndSessions,
        Self::SwitchNotificationsOn,
        Self::SwitchNotificationsOff,
        Self::Delete,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Enable => "enable",
            Self::Disable => "disable",
            Self::Unlock => "unlock",
            Self::SendLink => "send_link",
            Self::EndSessions => "end_sessions",
            Self::SwitchNotificationsOn => "notifications_on",
            Self::SwitchNotificationsOff => "notifications_off",
            Self::Delete => "delete",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }

    /// Whether it makes sense for an account in this state.
    pub(crate) fn suits(self, account: &account::Model, is_locked: bool) -> bool {
        match self {
            Self::Approve | Self::Reject => account.status == Status::Requested,
            Self::Enable => account.status == Status::Disabled,
            Self::Disable | Self::SendLink => {
                matches!(account.status, Status::Pending | Status::Active)
            }
            Self::EndSessions => account.status == Status::Active,
            Self::Unlock => is_locked,
            Self::SwitchNotificationsOn => !account.email_notifications,
            Self::SwitchNotificationsOff => account.email_notifications,
            Self::Delete => account.status != Status::Requested,
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Approve => Action::ApprovedUser,
            Self::Reject => Action::RejectedUser,
            Self::Enable => Action::EnabledUser,
            Self::Disable => Action::DisabledUser,
            Self::Unlock => Action::Unlocked,
            Self::SendLink => Action::SentLink,
            Self::EndSessions => Action::EndedSessions,
            Self::SwitchNotificationsOn | Self::SwitchNotificationsOff => Action::ChangedUser,
            Self::Delete => Action::DeletedUser,
        }
    }
}

/// Makes a change to every account for which it makes sense, and returns how many those were. Refused
/// as a whole if none of the accounts is there, if seats are missing, or if nobody would be left who
/// may administer.
pub(crate) async fn change(
    context: &Context,
    visitor: &Visitor,
    change: UserChange,
    ids: &[String],
) -> Result<usize, Error> {
    visitor.require_administrator()?;
    if ids.len() > MOST_AT_ONCE {
        return Err(Refusal::Malformed.into());
    }
    let changed = context
        .write_as_administrator(visitor, async |tx| {
            let changed = make(&tx, change, ids, visitor.actor(), context.clock.now()).await?;
            Ok(changed)
        })
        .await?;
    context.mailer.signal.notify();
    Ok(changed)
}

/// The same by a command on the server.
pub(crate) async fn change_by_command(
    context: &Context,
    change: UserChange,
    ids: &[String],
) -> Result<usize, Error> {
    context
        .database
        .write(async |tx| {
            installation::hold(&*tx).await?;
            let changed = make(&tx, change, ids, Actor::Command, context.clock.now()).await?;
            Ok(changed)
        })
        .await
}

async fn make(
    tx: &WriteTransaction,
    change: UserChange,
    ids: &[String],
    actor: Actor<'_>,
    now: Timestamp,
) -> Result<usize, Error> {
    let accounts = store::find_all(&**tx, ids).await?;
    if accounts.is_empty() {
        return Err(Refusal::NoSuchUser.into());
    }
    // Unlocking what is not locked does no harm.
    let suiting: Vec<_> = accounts.iter().filter(|a| change.suits(a, true)).collect();
    take_seats(tx, change, &suiting).await?;
    for account in &suiting {
        apply(tx, change, account, now).await?;
        let mut event = Event::new(change.action(), actor).about(account);
        if change.action() == Action::ChangedUser {
            event = event.with_fields([AccountField::EmailNotifications]);
        }
        event.record(&**tx, now).await?;
    }
    if matches!(change, UserChange::Disable | UserChange::Delete) {
        store::require_administrator(&**tx).await?;
    }
    Ok(suiting.len())
}

/// Deletes accounts after they were named: one by its username, several by their number.
pub(crate) async fn delete(
    context: &Context,
    visitor: &Visitor,
    ids: &[String],
    confirmation: &str,
) -> Result<usize, Error> {
    visitor.require_administrator()?;
    let accounts = store::find_all(&context.database.read(), ids).await?;
    let is_confirmed = match accounts.as_slice() {
        [] => return Err(Refusal::NoSuchUser.into()),
        [one] => UsernameKey::of(confirmation).forms().any(|form| form == one.username_key),
        several => confirmation.trim().parse() == Ok(several.len()),
    };
    if !is_confirmed {
        return Err(Error::field(CONFIRMATION, FieldError::NotConfirmed));
    }
    change(context, visitor, UserChange::Delete, ids).await
}

/// Seats of whoever becomes active are taken; those of whoever could become active next have to be
/// free.
async fn take_seats(
    tx: &WriteTransaction,
    change: UserChange,
    accounts: &[&account::Model],
) -> Result<(), Error> {
    let needs_seat = |account: &account::Model| match change {
        UserChange::Approve => true,
        UserChange::Enable => becomes(account) == Status::Active,
        _ => false,
    };
    let mut of_licenses: Vec<_> =
        accounts.iter().filter(|a| needs_seat(a)).map(|a| a.license_id.as_str()).collect();
    of_licenses.sort_unstable();
    for of_one in of_licenses.chunk_by(|a, b| a == b) {
        let (license_id, count) = (of_one[0], i64::try_from(of_one.len())?);
        licenses::store::require_free_seats(&**tx, license_id, count).await?;
        if change == UserChange::Enable {
            licenses::store::take_seats(&**tx, license_id, count).await?;
        }
    }
    Ok(())
}

/// What a disabled account is when it is enabled: whoever has never set a password has yet to.
fn becomes(account: &account::Model) -> Status {
    if account.password_hash.is_some() { Status::Active } else { Status::Pending }
}

async fn apply(
    tx: &WriteTransaction,
    change: UserChange,
    account: &account::Model,
    now: Timestamp,
) -> Result<(), Error> {
    let (tx, id, status) = (&**tx, &account.id, account.status);
    let is_done = match change {
        UserChange::Approve => store::change_status(tx, id, status, Status::Pending).await?,
        UserChange::Enable => store::change_status(tx, id, status, becomes(account)).await?,
        UserChange::Disable => store::change_status(tx, id, status, Status::Disabled).await?,
        UserChange::Reject | UserChange::Delete => store::remove(tx, id, status).await?,
        _ => true,
    };
    if !is_done {
        // Activated, or gone, in between.
        return Err(Refusal::ChangedMeanwhile.into());
    }
    match change {
        UserChange::Approve => {
            outbox::promise(tx, Message::Activation, Recipient::Account(id), now).await?;
        }
        UserChange::Disable => end_what_the_password_opened(tx, id, now).await?,
        UserChange::Unlock => unlock::forget_guesses(tx, account).await?,
        UserChange::SendLink => {
            let message = match status {
                Status::Pending => Message::Activation,
                _ => Message::PasswordForgotten,
            };
            outbox::promise(tx, message, Recipient::Account(id), now).await?;
        }
        UserChange::EndSessions => sessions::end_all(tx, id).await?,
        UserChange::SwitchNotificationsOn | UserChange::SwitchNotificationsOff => {
            let is_on = change == UserChange::SwitchNotificationsOn;
            notified::set(tx, id, is_on).await?;
        }
        UserChange::Reject | UserChange::Enable | UserChange::Delete => {}
    }
    if matches!(change, UserChange::Disable | UserChange::Delete) && status == Status::Active {
        licenses::store::release_seats(tx, &account.license_id, 1).await?;
    }
    Ok(())
}
