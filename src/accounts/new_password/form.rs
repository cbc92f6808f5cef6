//! What is typed on the page that a link leads to.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        failure::{Checked, Error},
        field::AccountField,
        field_error::FieldError,
        password::{NewPassword, Person, composed},
        secret::{Secret, TypedSecret},
    },
    database::entities::account,
};

/// The token of a link, in a hidden field, and the password twice.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LinkForm {
    pub(crate) token: String,
    pub(crate) new_password: TypedSecret,
    pub(crate) confirm_new_password: TypedSecret,
}

/// Passwords and tokens in it are not for logs.
impl std::fmt::Debug for LinkForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkForm(•••)")
    }
}

impl LinkForm {
    pub(crate) fn token(&self) -> Secret {
        Secret::new(&*self.token)
    }
}

/// The password, if this person may set it and typed it twice the same.
pub(crate) fn parse_new_password(
    account: &account::Model,
    new_password: &str,
    confirm_new_password: &str,
) -> Result<NewPassword, Error> {
    let person = Person {
        username: &account.username,
        email: &account.email,
        first_name: &account.first_name,
        last_name: &account.last_name,
    };
    let mut checked = Checked::default();
    let password =
        checked.take(AccountField::NewPassword, NewPassword::parse(new_password, &person));
    let is_same = composed(new_password) == composed(confirm_new_password);
    let confirmation = checked.take(
        AccountField::ConfirmNewPassword,
        if is_same { Ok(()) } else { Err(FieldError::ConfirmationDiffers) },
    );
    match (password, confirmation) {
        (Some(password), Some(())) => Ok(password),
        _ => Err(checked.into_error()),
    }
}
