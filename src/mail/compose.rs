//! What a promised message says, and to whom. Looked up and written when its turn comes, never by the
//! request that promised it.

use sea_orm::{ConnectionTrait, EntityTrait};

use super::{mailer::Mailer, messages};
use crate::{
    base::{email_address::EmailAddress, failure::Error, names::UsernameKey, secret::Secret},
    database::{
        accounts,
        entities::{
            account::{self, Status},
            one_time_token::Purpose,
            outbox as row,
        },
        queue,
    },
    paths::Page,
    security::one_time_token,
};

/// Whom a message is for.
#[derive(Debug)]
pub(super) struct FoundRecipient {
    pub(super) account: account::Model,
    /// All accounts of the address, where it was typed for a username and there are several: only their
    /// owner can say which one is meant.
    pub(super) candidates: Vec<account::Model>,
}

impl FoundRecipient {
    fn only(account: account::Model) -> Self {
        Self { account, candidates: Vec::new() }
    }

    fn first_of(accounts: Vec<account::Model>) -> Option<Self> {
        let account = accounts.first()?.clone();
        let candidates = if accounts.len() > 1 { accounts } else { Vec::new() };
        Some(Self { account, candidates })
    }
}

/// Whom a message is for, if anybody still needs it.
pub(super) async fn find_recipient(
    mailer: &Mailer,
    row: &row::Model,
) -> Result<Option<FoundRecipient>, Error> {
    let db = &mailer.database.read();
    let found = match (&row.account_id, &row.username_key) {
        (Some(id), _) => account::Entity::find_by_id(id).one(db).await?.map(FoundRecipient::only),
        (_, Some(typed)) => {
            match accounts::find_by_username(db, &UsernameKey::from_database(typed)).await? {
                Some(account) => Some(FoundRecipient::only(account)),
                // Not the username, but the address.
                None => FoundRecipient::first_of(accounts_at(db, typed).await?),
            }
        }
        (None, None) => match &row.address {
            Some(address) => {
                let accounts = accounts::list_by_email(db, address).await?;
                accounts.into_iter().next().map(FoundRecipient::only)
            }
            None => None,
        },
    };
    Ok(found.filter(|found| messages::is_still_wanted(row, &found.account)))
}

/// The accounts of an address that was typed for a username.
async fn accounts_at(db: &impl ConnectionTrait, typed: &str) -> Result<Vec<account::Model>, Error> {
    // The limits on mails take what nobody sees for nothing, too.
    let address = EmailAddress::parse(typed)
        .or_else(|_| EmailAddress::parse(UsernameKey::from_database(typed).as_str()));
    match address {
        Ok(address) => accounts::list_by_email(db, &address.key()).await,
        Err(_) => Ok(Vec::new()),
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
    let token = mailer
        .database
        .write(async |tx| {
            one_time_token::mint(&*tx, account, purpose, None, mailer.clock.now()).await
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
pub(super) async fn confirmation_link(
    mailer: &Mailer,
    row: &row::Model,
    account: &account::Model,
) -> Result<Option<String>, Error> {
    let purpose = Purpose::EmailChange;
    let Some(address) = &row.address else { return Ok(None) };
    let token = mailer
        .database
        .write(async |tx| {
            let now = mailer.clock.now();
            // Asked for too long ago, or given up since it was taken.
            if row.created_at + purpose.lifetime() < now
                || !queue::hold::<row::Entity>(&*tx, row).await?
            {
                return Ok(None);
            }
            let token = one_time_token::mint(&*tx, account, purpose, Some(address), now).await?;
            Ok(Some(token.reveal().to_owned()))
        })
        .await?;
    Ok(token.map(|token| mailer.server.url().link_to(&Page::ConfirmEmail(token))))
}
