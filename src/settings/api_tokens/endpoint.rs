//! `POST /api/add_api_token`, `/api/revoke_api_token`

use leptos::prelude::*;

use super::{
    form::{TokenField, TokenForm},
    service,
};
use crate::{
    base::{failure::Failure, field::Fields, secret::TypedSecret},
    paths::{Page, Panel},
    site::{
        form::FormSpec,
        host_cookie::HostCookie,
        request::{require_context, visitor, wants_page},
    },
};

pub(crate) const ADD_API_TOKEN: FormSpec = FormSpec::new("/api/add_api_token", |_| Page::Settings)
    .in_panel("api-tokens")
    .showing_again(TokenField::has);

/// `password` is the administrator's own, where the last proof is too old. A script gets the token as
/// the answer. For a page it is in no address and no body but the one that shows it: the browser keeps
/// it until then.
#[server(endpoint = "add_api_token")]
pub(crate) async fn add_api_token(
    #[server(flatten)] form: TokenForm,
    #[server(default)] password: TypedSecret,
) -> Result<Option<String>, Failure> {
    let context = require_context()?;
    let made = service::make(&context, &visitor(), &form, &password).await?;
    if !wants_page() {
        return Ok(Some(made.token.reveal().to_owned()));
    }
    HostCookie::MadeToken.set(&context.url(), &made.token);
    Page::ApiToken(made.id).redirect();
    Ok(None)
}

pub(crate) const REVOKE_API_TOKEN: FormSpec =
    FormSpec::new("/api/revoke_api_token", |_| Page::Settings);

#[server(endpoint = "revoke_api_token")]
pub(crate) async fn revoke_api_token(#[server(default)] id: String) -> Result<(), Failure> {
    service::revoke(&require_context()?, &visitor(), &id).await?;
    Page::Saved(Panel::ApiTokens).redirect();
    Ok(())
}
