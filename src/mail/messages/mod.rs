//! What mails say, one file a mail, and here what else is special about each. Each writes a [`Letter`]:
//! words in the recipient's language, which [`letter`] turns into text, HTML and a message with its
//! headers.

pub(crate) mod activation;
pub(crate) mod email_change;
pub(crate) mod email_changed;
pub(crate) mod job;
mod letter;
pub(crate) mod password_changed;
pub(crate) mod password_forgotten;
pub(crate) mod password_reset;
pub(crate) mod sign_in;
pub(crate) mod test_message;
pub(crate) mod two_factor;
pub(crate) mod usernames_forgotten;

pub(crate) use letter::{Addressee, Letter};
use serde::de::DeserializeOwned;

use crate::{
    base::failure::Error,
    database::{
        accounts,
        entities::{
            account::{self, Status},
            outbox::{self, Message},
        },
    },
    i18n::Text,
    mail::{
        compose::{self, FoundRecipient},
        mailer::Mailer,
        notice::{Notice, NoticeKind},
        unsubscribe,
    },
    paths::Page,
};

/// The link that a message brings, made anew; none for messages without one.
pub(super) async fn link(
    mailer: &Mailer,
    row: &outbox::Model,
    account: &account::Model,
) -> Result<Option<String>, Error> {
    match row.message {
        Message::Activation | Message::PasswordForgotten => {
            compose::new_link(mailer, account).await
        }
        Message::EmailChange => compose::confirmation_link(mailer, row, account).await,
        Message::PasswordReset
        | Message::PasswordChanged
        | Message::EmailChangedOld
        | Message::UsernamesForgotten
        | Message::TwoFactorOn
        | Message::TwoFactorOff
        | Message::NewBrowser
        | Message::CodeMissing
        | Message::Job => Ok(None),
    }
}

/// Whether somebody still needs the message, whose turn has come.
pub(super) fn is_still_wanted(row: &outbox::Model, account: &account::Model) -> bool {
    match row.message {
        Message::Activation => account.status == Status::Pending,
        Message::PasswordForgotten | Message::UsernamesForgotten => {
            matches!(account.status, Status::Pending | Status::Active)
        }
        Message::EmailChange => account.status == Status::Active,
        // Whoever does not want to hear of it any more does not.
        Message::Job => {
            account.status == Status::Active
                && (account.email_notifications
                    || about(row).is_ok_and(|notice: Notice| notice.event == NoticeKind::Test))
        }
        Message::PasswordReset
        | Message::PasswordChanged
        | Message::EmailChangedOld
        | Message::TwoFactorOn
        | Message::TwoFactorOff
        | Message::NewBrowser
        | Message::CodeMissing => true,
    }
}

/// Whether a message goes to the address in its row, not to the present one of the account.
pub(super) fn goes_elsewhere(message: Message) -> bool {
    matches!(message, Message::EmailChange | Message::EmailChangedOld)
}

/// The letter of a message, with a new link if it brings one; nothing if it is not needed any more.
pub(super) async fn write(
    mailer: &Mailer,
    row: &outbox::Model,
    recipient: &FoundRecipient,
) -> Result<Option<Letter>, Error> {
    let (url, FoundRecipient { account, candidates }) = (&mailer.server.url(), recipient);
    if row.message == Message::PasswordForgotten && !candidates.is_empty() {
        return Ok(Some(password_forgotten::ask_which(account, candidates, url)));
    }
    Ok(Some(match row.message {
        Message::Activation | Message::PasswordForgotten | Message::EmailChange => {
            let Some(link) = link(mailer, row, account).await? else { return Ok(None) };
            if row.message == Message::EmailChange {
                email_change::write(account, url, &link)
            } else if account.status == Status::Pending {
                activation::write(account, url, &link)
            } else {
                password_forgotten::write(account, url, &link)
            }
        }
        Message::PasswordReset => password_reset::write(account, url, row.created_at),
        Message::PasswordChanged => password_changed::write(account, url, row.created_at),
        Message::EmailChangedOld => email_changed::write(account, url),
        Message::UsernamesForgotten => {
            let accounts =
                accounts::list_by_email(&mailer.database.read(), &account.email_key).await?;
            usernames_forgotten::write(account, &accounts, url)
        }
        Message::TwoFactorOn => two_factor::switched_on(account, url, row.created_at),
        Message::TwoFactorOff => two_factor::switched_off(account, url, row.created_at),
        Message::NewBrowser => {
            sign_in::from_new_browser(account, url, &about(row)?, row.created_at)
        }
        Message::CodeMissing => sign_in::without_code(account, url, &about(row)?, row.created_at),
        Message::Job => {
            let stop = unsubscribe::token(&mailer.vault, &account.id)?;
            let stop = url.link_to(&Page::Unsubscribe(stop));
            let notice: Notice = about(row)?;
            let page = notice.page(&mailer.database.read()).await?;
            job::write(account, url, &notice, &page, stop)
        }
    }))
}

/// What a mail tells of: a [`Notice`] of a job, or a sign-in.
fn about<T: DeserializeOwned>(row: &outbox::Model) -> Result<T, Error> {
    Ok(serde_json::from_str(row.about.as_deref().unwrap_or_default())?)
}

/// What administrators call it.
pub(crate) fn name(t: &Text, message: Message) -> String {
    match message {
        Message::Activation => t.mails_activation(),
        Message::PasswordForgotten => t.mails_forgotten(),
        Message::PasswordReset => t.mails_reset(),
        Message::PasswordChanged => t.mails_password_changed(),
        Message::EmailChangedOld => t.mails_email_changed_old(),
        Message::EmailChange => t.mails_email_change(),
        Message::UsernamesForgotten => t.mails_usernames_forgotten(),
        Message::TwoFactorOn => t.mails_two_factor_on(),
        Message::TwoFactorOff => t.mails_two_factor_off(),
        Message::NewBrowser => t.mails_new_browser(),
        Message::CodeMissing => t.mails_code_missing(),
        Message::Job => t.mails_job(),
    }
}

#[cfg(test)]
mod tests;
