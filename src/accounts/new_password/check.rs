//! A typed password and its confirmation, for a given person.

use super::password::{NewPassword, Person};
use crate::{
    database::entities::account,
    error::FieldError,
    web::{
        failure::{Checked, Error},
        form::Field,
    },
};

/// The password, if it may be set and was typed twice the same.
pub(crate) fn check(
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
    let password = checked.take(Field::NewPassword, NewPassword::parse(new_password, &person));
    let is_same = new_password == confirm_new_password;
    let confirmation = checked.take(
        Field::ConfirmNewPassword,
        if is_same { Ok(()) } else { Err(FieldError::ConfirmationDiffers) },
    );
    match (password, confirmation) {
        (Some(password), Some(())) => Ok(password),
        _ => Err(checked.into_error()),
    }
}
