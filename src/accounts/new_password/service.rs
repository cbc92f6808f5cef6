//! What activation and recovery do before they differ: from a link and a typed password to a hash.

use super::password::{NewPassword, Person};
use crate::{
    database::entities::account,
    error::FieldError,
    security::{
        one_time_token::{self, Purpose},
        password_hash::StoredHash,
        secret::Secret,
    },
    web::{
        failure::{Checked, Error, Refusal},
        form::Field,
        state::AppState,
    },
};

/// The account behind a link that can still be used for `purpose`.
pub(crate) async fn find(
    state: &AppState,
    token: &Secret,
    purpose: Purpose,
) -> Result<Option<account::Model>, Error> {
    one_time_token::find(state.database.read(), token, purpose, state.clock.now()).await
}

/// The hash of a password that may be set through a link. Spends nothing; hashing comes before the
/// transaction, because it is slow and its number is bounded.
pub(crate) async fn prepare(
    state: &AppState,
    token: &Secret,
    purpose: Purpose,
    new_password: &str,
    confirm_new_password: &str,
) -> Result<StoredHash, Error> {
    let account = find(state, token, purpose).await?.ok_or(Refusal::LinkUnusable)?;
    let password = check(&account, new_password, confirm_new_password)?;
    state.hasher.hash(&password).await
}

/// The password, if it may be set and was typed twice the same.
fn check(
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
