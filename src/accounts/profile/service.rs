//! The rule of the profile.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::store::{self, Profile},
    base::{
        failure::{Checked, Error, Refusal},
        field::{AccountField, is_ticked},
        language::Language,
        names::PersonName,
    },
    database::entities::{account, audit::Action},
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ProfileForm {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) language: String,
    /// A tick: see [`is_ticked`].
    pub(crate) email_notifications: String,
}

impl ProfileForm {
    fn parse(&self) -> Result<Profile, Error> {
        let language = Language::from_tag(&self.language).ok_or(Refusal::Malformed)?;
        let mut checked = Checked::default();
        let first_name = checked.take(AccountField::FirstName, PersonName::parse(&self.first_name));
        let last_name = checked.take(AccountField::LastName, PersonName::parse(&self.last_name));
        match (first_name, last_name) {
            (Some(first_name), Some(last_name)) => Ok(Profile {
                first_name,
                last_name,
                language,
                email_notifications: is_ticked(&self.email_notifications),
            }),
            _ => Err(checked.into_error()),
        }
    }
}

pub(crate) async fn save(
    context: &Context,
    visitor: &Visitor,
    form: &ProfileForm,
) -> Result<(), Error> {
    let session = visitor.require_session()?;
    let account = &session.account;
    let new = form.parse()?;
    let changed = changed_fields(account, &new);
    if changed.is_empty() {
        return Ok(());
    }
    let event = Event::new(Action::ChangedProfile, visitor.actor()).with_fields(changed);
    context
        .database
        .write(async |tx| {
            session.hold(&*tx).await?;
            store::change_profile(&*tx, &account.id, &new).await?;
            event.record(&*tx, context.clock.now()).await
        })
        .await
}

fn changed_fields(old: &account::Model, new: &Profile) -> Vec<AccountField> {
    [
        (AccountField::FirstName, old.first_name != new.first_name.as_str()),
        (AccountField::LastName, old.last_name != new.last_name.as_str()),
        (AccountField::Language, old.language != new.language),
        (AccountField::EmailNotifications, old.email_notifications != new.email_notifications),
    ]
    .into_iter()
    .filter_map(|(field, is_changed)| is_changed.then_some(field))
    .collect()
}
