//! The mail settings in force: what an administrator saved, else what the configuration says.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{form::MailForm, mailer::Mailer, settings::MailSettings};
use crate::{
    base::{
        failure::{Checked, Error, Refusal},
        secret::Secret,
    },
    database::entities::mail_settings::{self, THE_ONE},
};

/// Mail settings as they are kept.
#[derive(Debug, Clone)]
pub(crate) struct StoredMailSettings {
    /// Whoever saves says which version they saw.
    pub(crate) version: i32,
    pub(crate) form: Option<MailForm>,
    pub(crate) secret: StoredSecret,
    pub(crate) is_from_configuration: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum StoredSecret {
    None,
    Sealed(String),
    /// From the configuration, where it stands in clear; for the destination that stands there, too.
    Plain(Secret),
}

pub(crate) async fn find(
    mailer: &Mailer,
    db: &impl ConnectionTrait,
) -> Result<StoredMailSettings, Error> {
    let row = mail_settings::Entity::find_by_id(THE_ONE).one(db).await?;
    let (version, saved, sealed) =
        row.map_or((0, None, None), |row| (row.version, row.form, row.sealed_secret));
    let Some(configured) = &mailer.configured else {
        let form = saved.as_deref().map(serde_json::from_str).transpose()?;
        let secret = sealed.map_or(StoredSecret::None, StoredSecret::Sealed);
        return Ok(StoredMailSettings { version, form, secret, is_from_configuration: false });
    };
    let plain = configured.secret.clone().map_or(StoredSecret::None, StoredSecret::Plain);
    if let Some(saved) = saved {
        let form = configured.with_fixed(serde_json::from_str(&saved)?);
        let secret = if configured.fixes_secret_of(&form) {
            plain.clone()
        } else {
            sealed.map_or(StoredSecret::None, StoredSecret::Sealed)
        };
        let kept =
            StoredMailSettings { version, form: Some(form), secret, is_from_configuration: false };
        // What was saved may not go with what the environment has come to fix.
        if kept.settings().is_ok() {
            return Ok(kept);
        }
    }
    let form = Some(configured.form.clone());
    Ok(StoredMailSettings { version, form, secret: plain, is_from_configuration: true })
}

impl StoredMailSettings {
    pub(crate) fn has_secret(&self) -> bool {
        !matches!(self.secret, StoredSecret::None)
    }

    /// What they mean; `None` while no mail server is configured. Settings that mean nothing (any
    /// more) are a fault: links would go to the console, where nobody looks.
    pub(crate) fn settings(&self) -> Result<Option<MailSettings>, Error> {
        let Some(form) = &self.form else { return Ok(None) };
        let parsed = form.parse(self.has_secret(), &mut Checked::default());
        let unusable = || std::io::Error::other("the stored mail settings cannot be used");
        Ok(Some(parsed.ok_or_else(unusable)?))
    }

    /// The secret, if it was typed for this destination.
    pub(crate) fn secret_for(
        &self,
        mailer: &Mailer,
        settings: &MailSettings,
    ) -> Result<Option<Secret>, Error> {
        match &self.secret {
            StoredSecret::None => Ok(None),
            StoredSecret::Sealed(sealed) => {
                Ok(mailer.vault.unseal(sealed, &settings.destination())?)
            }
            StoredSecret::Plain(secret) => {
                let configured = mailer.configured.as_ref();
                let own = configured.and_then(|c| c.form.parse(true, &mut Checked::default()));
                let is_its_own = own.is_some_and(|own| own.destination() == settings.destination());
                Ok(is_its_own.then(|| secret.clone()))
            }
        }
    }
}

/// A secret as it is kept: for these settings' destination and no other.
pub(crate) fn seal(
    mailer: &Mailer,
    settings: &MailSettings,
    secret: Option<&Secret>,
) -> Result<Option<String>, Error> {
    let sealed = secret.map(|secret| mailer.vault.seal(secret, &settings.destination()));
    Ok(sealed.transpose()?)
}

/// Saves what was typed over the version that was seen; refuses where somebody else was faster.
pub(crate) async fn save(
    tx: &impl ConnectionTrait,
    seen_version: i32,
    form: &MailForm,
    sealed_secret: Option<String>,
) -> Result<(), Error> {
    let saved = mail_settings::Entity::update_many()
        .col_expr(mail_settings::Column::Version, Expr::col(mail_settings::Column::Version).add(1))
        .col_expr(mail_settings::Column::Form, Expr::value(Some(serde_json::to_string(form)?)))
        .col_expr(mail_settings::Column::SealedSecret, Expr::value(sealed_secret))
        .filter(mail_settings::Column::Id.eq(THE_ONE))
        .filter(mail_settings::Column::Version.eq(seen_version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Refusal::ChangedMeanwhile.into()) }
}
