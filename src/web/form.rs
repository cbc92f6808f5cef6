//! The fields that forms have, by the names they are posted under.

use serde::{Deserialize, Serialize};

/// A field of a form. The names are a contract: scripts fill forms by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    SetupCode,
    Email,
    Username,
    FirstName,
    LastName,
    SerialNumber,
    Password,
    NewPassword,
    ConfirmNewPassword,
}

impl Field {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SetupCode => "setup_code",
            Self::Email => "email",
            Self::Username => "username",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::SerialNumber => "serial_number",
            Self::Password => "password",
            Self::NewPassword => "new_password",
            Self::ConfirmNewPassword => "confirm_new_password",
        }
    }
}

/// Whether a posted value may be shown again after a refusal.
pub(crate) fn may_be_shown_again(name: &str) -> bool {
    ["setup_code", "email", "username", "first_name", "last_name", "serial_number", "next"]
        .contains(&name)
}
