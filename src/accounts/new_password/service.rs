//! What activation and recovery do before they differ: from a link and a typed password to a hash.

use super::form::{LinkForm, parse_new_password};
use crate::{
    base::{
        failure::{Error, Refusal},
        secret::Secret,
    },
    database::entities::one_time_token::Purpose,
    security::{
        one_time_token::{self, Usable},
        password_hash::StoredHash,
    },
    site::context::Context,
};

/// What a link for `purpose` can still be used for.
pub(crate) async fn find(
    context: &Context,
    token: &Secret,
    purpose: Purpose,
) -> Result<Option<Usable>, Error> {
    one_time_token::find(&context.database.read(), token, purpose, context.clock.now()).await
}

/// The hash of a password that may be set through a link. Spends nothing; hashing comes before the
/// transaction, because it is slow and its number is bounded.
pub(crate) async fn prepare(
    context: &Context,
    form: &LinkForm,
    purpose: Purpose,
) -> Result<StoredHash, Error> {
    let usable = find(context, &form.token(), purpose).await?.ok_or(Refusal::LinkUnusable)?;
    let password =
        parse_new_password(&usable.account, &form.new_password, &form.confirm_new_password)?;
    context.hasher.hash(&password).await
}
