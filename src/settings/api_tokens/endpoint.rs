//! `POST /api/add_api_token`, `/api/revoke_api_token`

use leptos::prelude::*;

use super::{form::TokenForm, service};
use crate::{
    base::failure::Failure,
    paths::{Page, Panel},
    site::{
        host_cookie::HostCookie,
        request::{require_state, visitor, wants_page},
    },
};

/// `password` is the administrator's own, where the last proof is too old. A script gets the token as
/// the answer. For a page it is in no address and no body but the one that shows it: the browser keeps
/// it until then.
#[server(endpoint = "add_api_token")]
pub(crate) async fn add_api_token(
    #[server(flatten)] form: TokenForm,
    #[server(default)] password: String,
) -> Result<Option<String>, Failure> {
    let state = require_state()?;
    let made = service::make(&state, &visitor(), &form, &password).await?;
    if !wants_page() {
        return Ok(Some(made.token.reveal().to_owned()));
    }
    HostCookie::MadeToken.set(&state.url(), &made.token);
    Page::ApiToken(made.id).redirect();
    Ok(None)
}

#[server(endpoint = "revoke_api_token")]
pub(crate) async fn revoke_api_token(#[server(default)] id: String) -> Result<(), Failure> {
    service::revoke(&require_state()?, &visitor(), &id).await?;
    Page::Saved(Panel::ApiTokens).redirect();
    Ok(())
}
