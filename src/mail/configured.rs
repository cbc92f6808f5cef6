//! The `Smtp.…` keys of the configuration, and what is in force of them when an administrator has saved
//! something else: the environment wins over what was saved, and that over the file.

use super::{
    form::{MailField, MailForm, MailSecretField, MailSecrets},
    settings::ConnectionMode,
};
use crate::{
    base::{failure::Checked, field_error::FieldError, secret::Secret},
    configuration::{origin::Origins, read_form, settings::Settings},
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
    /// Without a server there is nothing to send through.
    pub(crate) fn read(settings: &mut Settings) -> Option<Self> {
        let (mut form, mut secrets) = (MailForm::blank(), MailSecrets::unposted());
        let mut placed = read_form(settings, &mut form);
        placed.append(read_form(settings, &mut secrets));
        let server = placed.place_of(MailField::SmtpServer)?.clone();
        form = form.normalised();
        let mut checked = Checked::default();
        let secret = form.mode().and_then(|mode| secrets.of(mode, &mut checked));
        form.parse(secret.is_some(), &mut checked);
        for (field, error) in checked.errors() {
            let error = match error {
                FieldError::Required if *field == MailField::ConnectionMode.into() => {
                    FieldError::NotAnOption
                }
                error => *error,
            };
            settings.complain(placed.complaint("Smtp", (*field, error), Some(&server)));
        }
        Some(Self { form, secret, origins: placed.origins() })
    }

    pub(crate) fn is_fixed(&self, field: MailField) -> bool {
        self.origins.variable(field).is_some()
    }

    pub(crate) fn is_secret_fixed(&self, field: MailSecretField) -> bool {
        // A secret goes where it was meant to go, and in the way it was meant to. If that is typed, so
        // is the secret.
        self.origins.variable(field).is_some()
            && self.is_fixed(MailField::SmtpServer)
            && self.secret.is_some()
            && self.form.mode().and_then(ConnectionMode::secret_field) == Some(field)
    }

    /// Puts in what the environment fixes.
    pub(crate) fn with_fixed(&self, mut form: MailForm) -> MailForm {
        form.take_from(&self.form, |field| self.is_fixed(field));
        form
    }

    /// Whether the environment fixes the secret that goes with a form.
    pub(crate) fn fixes_secret_of(&self, form: &MailForm) -> bool {
        let field = form.mode().and_then(ConnectionMode::secret_field);
        field.is_some_and(|field| self.is_secret_fixed(field))
    }
}
