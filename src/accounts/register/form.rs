//! What is typed to register.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        email_address::EmailAddress,
        names::{PersonName, Username},
        store::NewAccount,
    },
    i18n::Language,
    licenses::serial_number::SerialNumber,
    web::{failure::Checked, form::Field},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RegisterForm {
    pub(crate) setup_code: String,
    pub(crate) email: String,
    /// Blank: the email address is the username.
    pub(crate) username: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) serial_number: String,
}

impl RegisterForm {
    /// The person and the serial number, as far as they are well typed; the rest is noted.
    pub(crate) fn parse(
        &self,
        language: Language,
        checked: &mut Checked,
    ) -> Option<(NewAccount, SerialNumber)> {
        let email = checked.take(Field::Email, EmailAddress::parse(&self.email));
        let username = if self.username.trim().is_empty() {
            email
                .as_ref()
                .and_then(|email| checked.take(Field::Email, Username::parse(email.as_str())))
        } else {
            checked.take(Field::Username, Username::parse(&self.username))
        };
        let first_name = checked.take(Field::FirstName, PersonName::parse(&self.first_name));
        let last_name = checked.take(Field::LastName, PersonName::parse(&self.last_name));
        let serial_number =
            checked.take(Field::SerialNumber, SerialNumber::parse(&self.serial_number));
        Some((
            NewAccount {
                email: email?,
                username: username?,
                first_name: first_name?,
                last_name: last_name?,
                language,
            },
            serial_number?,
        ))
    }
}
