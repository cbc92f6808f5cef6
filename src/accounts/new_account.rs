//! Somebody who is to have an account: what is typed about them, checked, and the account as it begins.
//! The same whether they register, are added, or stand in a file.

use crate::{
    base::{
        clock::Timestamp,
        email_address::EmailAddress,
        failure::Checked,
        field::AccountField,
        field_error::FieldError,
        language::Language,
        names::{PersonName, Username, UsernameKey},
        random,
        skeleton::skeleton_of,
    },
    database::{
        account_search,
        entities::account::{self, Role, Status},
    },
};

/// What is typed about a person, by themselves or by an administrator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedPerson<'a> {
    pub(crate) email: &'a str,
    /// Blank: the email address is the username.
    pub(crate) username: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) last_name: &'a str,
}

/// A person who is to have an account.
#[derive(Debug, Clone)]
pub(crate) struct NewAccount {
    pub(crate) username: Username,
    pub(crate) email: EmailAddress,
    pub(crate) first_name: PersonName,
    pub(crate) last_name: PersonName,
    pub(crate) language: Language,
    pub(crate) email_notifications: bool,
}

impl NewAccount {
    /// The person, if everything is well typed; what is not is noted.
    pub(crate) fn parse(
        typed: TypedPerson<'_>,
        language: Language,
        email_notifications: bool,
        checked: &mut Checked,
    ) -> Option<Self> {
        Self::parse_change(typed, None, language, email_notifications, checked)
    }

    /// The same of somebody who has an account (`before`): the username that they have stays good, whatever
    /// the rules are by now. One that is their address changes with it: whoever gets the old one is to
    /// find it free.
    pub(crate) fn parse_change(
        typed: TypedPerson<'_>,
        before: Option<&account::Model>,
        language: Language,
        email_notifications: bool,
        checked: &mut Checked,
    ) -> Option<Self> {
        let email = checked.take(AccountField::Email, EmailAddress::parse(typed.email));
        let kept = before.filter(|before| typed.username.trim() == before.username);
        let follows = kept.is_some_and(|kept| {
            email.as_ref().is_some_and(|email| email.as_str() != kept.email)
                && is_own_address(&kept.username, &kept.email)
        });
        let username = if follows || typed.username.trim().is_empty() {
            email.as_ref().and_then(|email| {
                checked.take(AccountField::Email, Username::parse(email.as_str()))
            })
        } else if let Some(kept) = kept {
            Some(Username::from_database(&kept.username))
        } else {
            checked.take(
                AccountField::Username,
                Username::parse(typed.username).and_then(|username| match &email {
                    Some(email) if is_address_of_others(&username, email) => {
                        Err(FieldError::UsernameOfAnotherAddress)
                    }
                    _ => Ok(username),
                }),
            )
        };
        let first_name = checked.take(AccountField::FirstName, PersonName::parse(typed.first_name));
        let last_name = checked.take(AccountField::LastName, PersonName::parse(typed.last_name));
        Some(Self {
            email: email?,
            username: username?,
            first_name: first_name?,
            last_name: last_name?,
            language,
            email_notifications,
        })
    }

    /// The account as it begins.
    pub(crate) fn begin(
        &self,
        role: Role,
        status: Status,
        license_id: &str,
        now: Timestamp,
    ) -> account::Model {
        account::Model {
            id: random::row_id(),
            username: self.username.as_str().to_owned(),
            username_key: self.username.key().as_str().to_owned(),
            username_skeleton: skeleton_of(self.username.as_str()),
            email: self.email.as_str().to_owned(),
            email_key: self.email.key(),
            first_name: self.first_name.as_str().to_owned(),
            last_name: self.last_name.as_str().to_owned(),
            name_key: account_search::name_key(self.first_name.as_str(), self.last_name.as_str()),
            role,
            status,
            language: self.language,
            email_notifications: self.email_notifications,
            password_hash: None,
            license_id: license_id.to_owned(),
            created_at: now,
            activated_at: None,
            last_sign_in_at: None,
        }
    }
}

/// Whoever signs in with somebody else's address passes for that person.
fn is_address_of_others(username: &Username, own: &EmailAddress) -> bool {
    // Also one that becomes an address where names are compared, without what nobody sees.
    let address = EmailAddress::parse(username.as_str())
        .or_else(|_| EmailAddress::parse(username.key().as_str()));
    address.is_ok_and(|address| address.key() != own.key())
}

/// Whether a username is the address of its account, however both are spelled.
pub(crate) fn is_own_address(username: &str, email: &str) -> bool {
    let key = |text| EmailAddress::parse(text).map(|address| address.key());
    let is_address = key(username);
    is_address.is_ok()
        && (is_address == key(email) || UsernameKey::of(username) == UsernameKey::of(email))
}
