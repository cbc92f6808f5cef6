//! What a promised message says, and to whom. Looked up and written when its turn comes, never by the
//! request that promised it.

use sea_orm::EntityTrait;

use super::{
    mailer::Mailer,
    messages::{self, Letter},
    notice::{Event, Notice},
    outbox, unsubscribe,
};
use crate::{
    base::{failure::Error, names::UsernameKey, secret::Secret},
    database::{
        accounts,
        entities::{
            account::{self, Status},
            one_time_token::Purpose,
            outbox::{self as row, Message},
        },
        retry,
    },
    paths::Page,
    security::one_time_token,
};

/// Whom a message is for, if anybody still needs it.
pub(super) async fn find_recipient(
    mailer: &Mailer,
    row: &row::Model,
) -> Result<Option<account::Model>, Error> {
    let db = &mailer.database.read();
    let account = match (&row.account_id, &row.username_key) {
        (Some(id), _) => account::Entity::find_by_id(id).one(db).await?,
        (_, Some(typed)) => {
            accounts::find_by_username(db, &UsernameKey::from_database(typed)).await?
        }
        (None, None) => match &row.address {
            Some(address) => accounts::list_by_email(db, address).await?.into_iter().next(),
            None => None,
        },
    };
    Ok(account.filter(|account| match row.message {
        Message::Activation => account.status == Status::Pending,
        Message::PasswordForgotten | Message::UsernamesForgotten => {
            matches!(account.status, Status::Pending | Status::Active)
        }
        Message::EmailChange => account.status == Status::Active,
        // Whoever does not want to hear of it any more does not.
        Message::Job => {
            account.status == Status::Active
                && (account.email_notifications
                    || notice(row).is_ok_and(|n| n.event == Event::Test))
        }
        Message::PasswordReset
        | Message::PasswordChanged
        | Message::EmailChangedOld
        | Message::TwoFactorOn
        | Message::TwoFactorOff => true,
    }))
}

/// Whether a message goes to the address in its row, not to the present one of the account.
pub(super) fn goes_elsewhere(message: Message) -> bool {
    matches!(message, Message::EmailChange | Message::EmailChangedOld)
}

/// The letter of a message, with a new link if it brings one; nothing if it is not needed any more.
pub(super) async fn write(
    mailer: &Mailer,
    row: &row::Model,
    account: &account::Model,
) -> Result<Option<Letter>, Error> {
    let url = &mailer.server.url();
    Ok(Some(match row.message {
        Message::Activation | Message::PasswordForgotten | Message::EmailChange => {
            let Some(link) = link(mailer, row, account).await? else { return Ok(None) };
            if row.message == Message::EmailChange {
                messages::email_change::write(account, url, &link)
            } else if account.status == Status::Pending {
                messages::activation::write(account, url, &link)
            } else {
                messages::password_forgotten::write(account, url, &link)
            }
        }
        Message::PasswordReset => messages::password_reset::write(account, url, row.created_at),
        Message::PasswordChanged => messages::password_changed::write(account, url, row.created_at),
        Message::EmailChangedOld => messages::email_changed::write(account, url),
        Message::UsernamesForgotten => {
            let accounts =
                accounts::list_by_email(&mailer.database.read(), &account.email_key).await?;
            messages::usernames_forgotten::write(account, &accounts, url)
        }
        Message::TwoFactorOn => messages::two_factor::switched_on(account, url, row.created_at),
        Message::TwoFactorOff => messages::two_factor::switched_off(account, url, row.created_at),
        Message::Job => {
            let stop = unsubscribe::token(&mailer.vault, &account.id)?;
            let stop = url.link_to(&Page::Unsubscribe(stop));
            messages::job::write(account, url, &notice(row)?, stop)
        }
    }))
}

/// What a mail about a job tells of.
fn notice(row: &row::Model) -> Result<Notice, Error> {
    Ok(serde_json::from_str(row.about.as_deref().unwrap_or_default())?)
}

pub(super) fn full_name(account: &account::Model) -> String {
    format!("{} {}", account.first_name, account.last_name)
}

/// The link that a message brings, made anew; none for messages without one.
pub(super) async fn link(
    mailer: &Mailer,
    row: &row::Model,
    account: &account::Model,
) -> Result<Option<String>, Error> {
    match row.message {
        Message::Activation | Message::PasswordForgotten => new_link(mailer, account).await,
        Message::EmailChange => confirmation_link(mailer, row, account).await,
        Message::PasswordReset
        | Message::PasswordChanged
        | Message::EmailChangedOld
        | Message::UsernamesForgotten
        | Message::TwoFactorOn
        | Message::TwoFactorOff
        | Message::Job => Ok(None),
    }
}

/// The link with which a person gets on: to activate a pending account, to set a new password for
/// an active one, none for others. Older links of the same kind stop working.
pub(crate) async fn new_link(
    mailer: &Mailer,
    account: &account::Model,
) -> Result<Option<String>, Error> {
    let purpose = match account.status {
        Status::Pending => Purpose::Activation,
        Status::Active => Purpose::PasswordReset,
        Status::Requested | Status::Disabled => return Ok(None),
    };
    let token = retry(async || {
        let (tx, now) = (mailer.database.begin().await?, mailer.clock.now());
        let token = one_time_token::mint(&*tx, account, purpose, None, now).await?;
        tx.commit().await?;
        Ok(token)
    })
    .await?;
    Ok(Some(match account.status {
        Status::Pending => activation_link(mailer, &token),
        _ => mailer.server.url().link_to(&Page::ResetPassword(token.reveal().to_owned())),
    }))
}

/// The address under which a token activates its account.
pub(crate) fn activation_link(mailer: &Mailer, token: &Secret) -> String {
    mailer.server.url().link_to(&Page::Activate(token.reveal().to_owned()))
}

/// The link with which the new address of an account is confirmed. Older ones stop working.
async fn confirmation_link(
    mailer: &Mailer,
    row: &row::Model,
    account: &account::Model,
) -> Result<Option<String>, Error> {
    let purpose = Purpose::EmailChange;
    let Some(address) = &row.address else { return Ok(None) };
    let token = retry(async || {
        let (tx, now) = (mailer.database.begin().await?, mailer.clock.now());
        // Asked for too long ago, or given up since it was taken.
        if row.created_at + purpose.lifetime() < now || !outbox::hold(&*tx, row).await? {
            return Ok(None);
        }
        let token = one_time_token::mint(&*tx, account, purpose, Some(address), now).await?;
        tx.commit().await?;
        Ok(Some(token.reveal().to_owned()))
    })
    .await?;
    Ok(token.map(|token| mailer.server.url().link_to(&Page::ConfirmEmail(token))))
}
