//! The first run without a browser: the configuration says who administers, and under which license
//! (`Setup.SerialNumber`, `Setup.Administrator.…`).

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    accounts::{
        new_account::NewAccount,
        register::{form::RegisterForm, service},
    },
    base::{
        failure::{Checked, Error},
        field::AccountField,
        field_error::FieldError,
        language::Language,
    },
    configuration::settings::Settings,
    database::entities::account,
    i18n,
    licenses::{claim, serial_number::SerialNumber},
    security::audit::Actor,
    site::context::Context,
};

/// The `Setup.…` keys that name the administrator.
#[derive(Debug, Clone)]
pub(crate) struct ConfiguredAdministrator {
    pub(crate) account: NewAccount,
    pub(crate) serial_number: SerialNumber,
}

impl ConfiguredAdministrator {
    /// The `Setup.…` keys that name the administrator: all of them but the username and the language, or
    /// none.
    pub(crate) fn read(settings: &mut Settings) -> Option<Self> {
        const KEYS: [(&str, AccountField); 6] = [
            ("Setup.SerialNumber", AccountField::SerialNumber),
            ("Setup.Administrator.Email", AccountField::Email),
            ("Setup.Administrator.Username", AccountField::Username),
            ("Setup.Administrator.FirstName", AccountField::FirstName),
            ("Setup.Administrator.LastName", AccountField::LastName),
            ("Setup.Administrator.Language", AccountField::Language),
        ];
        let places = KEYS.map(|(key, _)| settings.place_of(key));
        let [serial_number, email, username, first_name, last_name, language] =
            KEYS.map(|(key, _)| settings.take(key, |text| Ok(text.to_owned())));
        let first_place = places.iter().flatten().next()?.clone();
        let mut checked = Checked::default();
        let language = checked.take(
            AccountField::Language,
            language.map_or(Ok(Language::English), |tag| {
                Language::from_tag(&tag).ok_or(FieldError::NotAnOption)
            }),
        );
        let form = RegisterForm {
            setup_code: String::new(),
            email: email.unwrap_or_default(),
            username: username.unwrap_or_default(),
            first_name: first_name.unwrap_or_default(),
            last_name: last_name.unwrap_or_default(),
            serial_number: serial_number.unwrap_or_default(),
        };
        let parsed = form.parse(language.unwrap_or(Language::English), &mut checked);
        for (field, error) in checked.errors() {
            let at = KEYS.iter().position(|(_, of)| *field == (*of).into()).unwrap_or_default();
            let (key, place) = (KEYS[at].0, places[at].as_ref().unwrap_or(&first_place));
            settings.complain(match error {
                FieldError::Required => format!("{place}: {key} is needed as well"),
                FieldError::NotAnOption => format!("{place}: {key}: neither en nor fr"),
                error => {
                    format!("{place}: {key}: {}", i18n::field_error(Language::English, *error))
                }
            });
        }
        let (account, serial_number) = parsed?;
        Some(Self { account, serial_number })
    }
}

/// Registers the administrator of the configuration, once: not if the installation is set up, nor if
/// this very person waits for the activation. Needs no setup code, since whoever writes the
/// configuration could read it. Refuses as registration does.
pub(crate) async fn register(
    context: &Context,
    configured: &ConfiguredAdministrator,
) -> Result<(), Error> {
    let ConfiguredAdministrator { account, serial_number } = configured;
    if context.installation.is_set_up() || waits(&context.database.read(), account).await? {
        return Ok(());
    }
    let license = claim::read(&context.trusted_keys, serial_number, context.clock.now())?;
    context
        .database
        .write(|tx| service::add(tx, context, account, &license, serial_number, Actor::Command))
        .await
}

/// Whether this very person was registered first and has not activated the account yet.
pub(crate) async fn waits(db: &impl ConnectionTrait, account: &NewAccount) -> Result<bool, Error> {
    let pending = pending(db).await?;
    Ok(pending.is_some_and(|pending| {
        pending.username == account.username.as_str() && pending.email == account.email.as_str()
    }))
}

/// Who was registered first and has not activated the account yet.
pub(crate) async fn pending(db: &impl ConnectionTrait) -> Result<Option<account::Model>, Error> {
    let row = crate::security::installation::row(db).await?;
    let Some(id) = row.and_then(|row| row.administrator_id) else { return Ok(None) };
    Ok(account::Entity::find_by_id(id).one(db).await?)
}
