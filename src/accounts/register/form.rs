//! What is typed to register.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::new_account::{NewAccount, TypedPerson},
    base::{failure::Checked, field::Field, language::Language},
    licenses::serial_number::SerialNumber,
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
        let person = TypedPerson {
            email: &self.email,
            username: &self.username,
            first_name: &self.first_name,
            last_name: &self.last_name,
        };
        // Nobody is mailed when a job fails who has not asked for it.
        let account = NewAccount::parse(person, language, false, checked);
        let serial_number =
            checked.take(Field::SerialNumber, SerialNumber::parse(&self.serial_number));
        Some((account?, serial_number?))
    }
}
