//! The rules of making and revoking tokens.

use super::{
    form::{TokenField, TokenForm},
    store::{self, MOST_USABLE},
};
use crate::{
    accounts::proof,
    base::{
        failure::{Error, Refusal},
        field_error::FieldError,
        secret::Secret,
    },
    database::entities::audit::Action,
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// A token, for the only time that anybody sees it.
#[derive(Debug, Clone)]
pub(crate) struct MadeToken {
    pub(crate) id: String,
    pub(crate) token: Secret,
}

pub(crate) async fn make(
    context: &Context,
    visitor: &Visitor,
    form: &TokenForm,
    password: &str,
) -> Result<MadeToken, Error> {
    let administrator = visitor.require_administrator()?;
    let new = form.parse()?;
    proof::require(context, visitor, password).await?;
    let token = store::mint();
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            let usable = store::usable(&*tx, now).await?;
            if usable.iter().any(|other| new.name.is_name_of(other)) {
                return Err(Error::field(TokenField::Name, FieldError::TokenNameTaken));
            }
            if usable.len() >= MOST_USABLE {
                return Err(Refusal::TooManyTokens.into());
            }
            let row = new.begin(&token, administrator, now);
            store::insert(&*tx, &row).await?;
            let event = Event::new(Action::MadeApiToken, visitor.actor()).about_token(&row);
            event.record(&*tx, now).await?;
            Ok(MadeToken { id: row.id, token: token.clone() })
        })
        .await
}

/// Not after the password: whoever fears for a token has no time to lose, and nobody gains anything.
pub(crate) async fn revoke(context: &Context, visitor: &Visitor, id: &str) -> Result<(), Error> {
    context
        .write_as_administrator(visitor, async |tx| {
            let now = context.clock.now();
            if !store::revoke(&*tx, id, now).await? {
                return Err(Refusal::NoSuchToken.into());
            }
            let row = store::find(&*tx, id).await?.ok_or(Refusal::NoSuchToken)?;
            let event = Event::new(Action::RevokedApiToken, visitor.actor()).about_token(&row);
            event.record(&*tx, now).await
        })
        .await
}
