//! What administrators do with one account: add, change, make a link. What they do with several at
//! once is in [`change`](super::change).

use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};

use super::rows::Row;
use crate::{
    accounts::{
        new_account::{NewAccount, TypedPerson},
        proof, store,
    },
    base::{
        clock::Timestamp,
        failure::{Checked, Error, Refusal},
        field::{AccountField, is_ticked},
        language::Language,
        secret::Secret,
    },
    database::{
        WriteTransaction,
        entities::{
            account::{self, Role, Status},
            audit::Action,
            one_time_token::Purpose,
            outbox::Message,
        },
    },
    licenses,
    mail::{
        compose,
        mailer::Transport,
        outbox::{self, Recipient},
    },
    security::{audit::Event, one_time_token},
    site::{context::Context, request::Visitor},
};

/// What is typed about somebody else.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct UserForm {
    /// Blank: the email address is the username.
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    /// Blank: a user.
    pub(crate) role: String,
    /// Blank: the language of the administrator.
    pub(crate) language: String,
    pub(crate) email_notifications: String,
}

impl UserForm {
    /// `before` is the account that is changed, if it is there already.
    fn parse(
        &self,
        visitor: &Visitor,
        before: Option<&account::Model>,
    ) -> Result<(NewAccount, Role), Error> {
        let role = Role::typed(&self.role).ok_or(Refusal::Malformed)?;
        let language = match self.language.as_str() {
            "" => visitor.language,
            tag => Language::from_tag(tag).ok_or(Refusal::Malformed)?,
        };
        let person = TypedPerson {
            email: &self.email,
            username: &self.username,
            first_name: &self.first_name,
            last_name: &self.last_name,
        };
        let (mut checked, wants_mails) = (Checked::default(), is_ticked(&self.email_notifications));
        let new = NewAccount::parse_change(person, before, language, wants_mails, &mut checked);
        new.map(|new| (new, role)).ok_or_else(|| checked.into_error())
    }
}

/// Somebody who was added.
#[derive(Debug, Clone)]
pub(crate) struct Added {
    pub(crate) id: String,
    /// Of the activation link, where no mail brings it.
    pub(crate) token: Option<Secret>,
}

/// Adds a pending account and promises its activation link; without a mail server the link is made at
/// once, for the console and for the administrator.
pub(crate) async fn add(
    context: &Context,
    visitor: &Visitor,
    form: &UserForm,
    password: &str,
) -> Result<Added, Error> {
    let administrator = visitor.require_administrator()?;
    let (new, role) = form.parse(visitor, None)?;
    if role == Role::Administrator {
        proof::require(context, visitor, password).await?;
    }
    let transport = context.mailer.transport().await?;
    let (added, token) = context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            let license_id = &administrator.license_id;
            licenses::store::require_free_seats(&*tx, license_id, 1).await?;
            let added = new.begin(role, Status::Pending, license_id, now);
            store::add(&*tx, &added).await?;
            let token = if matches!(transport, Transport::Server(_)) {
                let recipient = Recipient::Account(&added.id);
                outbox::promise(&*tx, Message::Activation, recipient, now).await?;
                None
            } else {
                Some(one_time_token::mint(&*tx, &added, Purpose::Activation, None, now).await?)
            };
            let event = Event::new(Action::AddedUser, visitor.actor()).about(&added);
            event.record(&*tx, now).await?;
            Ok((added, token))
        })
        .await?;
    if let Some(token) = &token {
        transport.pass_on(&added.username, &compose::activation_link(&context.mailer, token));
    }
    context.mailer.signal.notify();
    Ok(Added { id: added.id, token })
}

/// The activation link of a pending account, for the administrator to hand over. Older ones stop
/// working. Nobody else's password can be set by an administrator: there is no link for active
/// accounts.
pub(crate) async fn make_link(
    context: &Context,
    visitor: &Visitor,
    id: &str,
) -> Result<Secret, Error> {
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            let account = get(&*tx, id).await?;
            if account.status != Status::Pending {
                return Err(Refusal::NotForThisUser.into());
            }
            let token =
                one_time_token::mint(&*tx, &account, Purpose::Activation, None, now).await?;
            let event = Event::new(Action::MadeLink, visitor.actor()).about(&account);
            event.record(&*tx, now).await?;
            Ok(token)
        })
        .await
}

async fn get(db: &impl ConnectionTrait, id: &str) -> Result<account::Model, Error> {
    let found = account::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| Refusal::NoSuchUser.into())
}

/// Tells whether an account was changed since a form was filled with it.
pub(crate) fn seen(account: &account::Model) -> String {
    let values = [
        &account.username,
        &account.email,
        &account.first_name,
        &account.last_name,
        &format!("{:?} {:?} {}", account.role, account.language, account.email_notifications),
    ];
    let text = values.map(String::as_str).join("\0");
    Secret::new(text).sha256()
}

/// Changes an account, unless somebody else has since it was `seen`.
pub(crate) async fn save(
    context: &Context,
    visitor: &Visitor,
    id: &str,
    seen_first: &str,
    form: &UserForm,
    password: &str,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let before = get(&context.database.read(), id).await?;
    let (new, role) = form.parse(visitor, Some(&before))?;
    if before.role != role || before.email_key != new.email.key() {
        proof::require(context, visitor, password).await?;
    }
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            let before = get(&*tx, id).await?;
            if seen(&before) != seen_first {
                return Err(Refusal::ChangedMeanwhile.into());
            }
            let changed = changed_fields(&before, &new, role);
            if changed.is_empty() {
                return Ok(());
            }
            store::change(&*tx, id, &new, role).await?;
            if before.role == Role::Administrator {
                store::require_administrator(&*tx).await?;
            }
            if changed.contains(&AccountField::Email) {
                move_mails(&tx, &before, now).await?;
            }
            let event = Event::new(Action::ChangedUser, visitor.actor()).about(&before);
            event.with_fields(changed).record(&*tx, now).await
        })
        .await?;
    context.mailer.signal.notify();
    Ok(())
}

/// Links that went to the old address do not work any more; an active account's owner is told there, a
/// pending one's gets a new link at the new one.
async fn move_mails(
    tx: &WriteTransaction,
    before: &account::Model,
    now: Timestamp,
) -> Result<(), Error> {
    let id = &before.id;
    one_time_token::void_all(&**tx, id).await?;
    outbox::give_up_changes_of_address(&**tx, id, now).await?;
    let (message, recipient) = match before.status {
        Status::Pending => (Message::Activation, Recipient::Account(id)),
        Status::Active => (Message::EmailChangedOld, Recipient::AccountAt(id, &before.email)),
        Status::Requested | Status::Disabled => return Ok(()),
    };
    outbox::promise(&**tx, message, recipient, now).await
}

fn changed_fields(before: &account::Model, new: &NewAccount, role: Role) -> Vec<AccountField> {
    [
        (AccountField::Username, before.username != new.username.as_str()),
        (AccountField::Email, before.email != new.email.as_str()),
        (AccountField::FirstName, before.first_name != new.first_name.as_str()),
        (AccountField::LastName, before.last_name != new.last_name.as_str()),
        (AccountField::Role, before.role != role),
        (AccountField::Language, before.language != new.language),
        (AccountField::EmailNotifications, before.email_notifications != new.email_notifications),
    ]
    .into_iter()
    .filter_map(|(field, is_changed)| is_changed.then_some(field))
    .collect()
}

/// Saves what was changed in the list, all of it or nothing. What somebody else has changed since it
/// was shown is not overwritten.
pub(crate) async fn save_rows(
    context: &Context,
    visitor: &Visitor,
    rows: &[Row],
    password: &str,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let changed: Vec<_> = rows.iter().filter(|row| row.is_changed()).collect();
    if changed.iter().any(|row| row.seen.role != row.wanted.role) {
        proof::require(context, visitor, password).await?;
    }
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            for row in &changed {
                if !row.save(&*tx).await? {
                    return Err(Refusal::ChangedMeanwhile.into());
                }
                let account = get(&*tx, &row.id).await?;
                let event = Event::new(Action::ChangedUser, visitor.actor()).about(&account);
                event.with_fields(row.changed_fields()).record(&*tx, now).await?;
            }
            if changed.iter().any(|row| row.seen.role == Role::Administrator) {
                store::require_administrator(&*tx).await?;
            }
            Ok(())
        })
        .await
}
