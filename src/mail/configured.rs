//! The `Smtp.…` keys of the configuration, and what is in force of them when an administrator has saved
//! something else: the environment wins over what was saved, and that over the file.

use super::{form::MailForm, settings::ConnectionMode};
use crate::base::{
    field::Field,
    origin::{Origin, Origins},
    secret::Secret,
};

#[derive(Debug, Clone)]
pub(crate) struct ConfiguredMail {
    /// What is not set is as in a new installation.
    pub(crate) form: MailForm,
    pub(crate) secret: Option<Secret>,
    /// Of the values that are set.
    pub(crate) origins: Origins,
}

impl ConfiguredMail {
    pub(crate) fn is_fixed(&self, field: Field) -> bool {
        let is_set = |field| matches!(self.origins.of(field), Some(Origin::Variable(_)));
        let is_secret = matches!(field, Field::SmtpPassword | Field::ApiKey | Field::ClientSecret);
        if !is_secret {
            return is_set(field);
        }
        // A secret goes where it was meant to go, and in the way it was meant to. If that is typed, so
        // is the secret.
        is_set(field)
            && is_set(Field::SmtpServer)
            && self.secret.is_some()
            && self.form.mode().and_then(ConnectionMode::secret_field) == Some(field)
    }

    /// Puts in what the environment fixes.
    pub(crate) fn with_fixed(&self, form: MailForm) -> MailForm {
        let fixed = MailForm::FIELDS.into_iter().filter(|field| self.is_fixed(*field));
        let names: Vec<_> = fixed.map(Field::name).collect();
        form.with(self.form.values().into_iter().filter(|(name, _)| names.contains(&&**name)))
    }

    /// Whether the environment fixes the secret that goes with a form.
    pub(crate) fn fixes_secret_of(&self, form: &MailForm) -> bool {
        let field = form.mode().and_then(ConnectionMode::secret_field);
        field.is_some_and(|field| self.is_fixed(field))
    }
}
