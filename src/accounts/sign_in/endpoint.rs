//! `POST /api/sign_in`, `/api/sign_out`, `/api/set_language`

use cookie::{Cookie, SameSite, time::Duration};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::service;
use crate::{
    accounts::{sessions, store},
    i18n::Language,
    paths::{LocalPath, Page},
    web::{
        failure::{Error, Failure, Refusal},
        middleware::visitor::LANGUAGE_COOKIE,
        request::{require_state, visitor},
    },
};

#[server(endpoint = "sign_in")]
pub(crate) async fn sign_in(
    #[server(default)] username: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), Failure> {
    let state = require_state()?;
    let signed_in = service::sign_in(&state, &username, &password, &visitor()).await?;
    set_cookie(&sessions::cookie(&state.url, &signed_in.token));
    let destination = match LocalPath::parse(&next) {
        _ if signed_in.is_first_of_administrator() => Page::Settings,
        Some(wanted) => Page::Wanted(wanted),
        None => Page::Home,
    };
    destination.redirect();
    Ok(())
}

#[server(endpoint = "sign_out")]
pub(crate) async fn sign_out() -> Result<(), Failure> {
    let state = require_state()?;
    if let Some(session) = &visitor().session {
        let tx = state.database.begin().await?;
        sessions::end(&*tx, session).await?;
        tx.commit().await?;
    }
    set_cookie(&sessions::removal_cookie(&state.url));
    Page::Login.redirect();
    Ok(())
}

/// Chosen for this browser, and for the account of whoever is signed in.
#[server(endpoint = "set_language")]
pub(crate) async fn set_language(#[server(default)] language: String) -> Result<(), Failure> {
    let state = require_state()?;
    let language = Language::from_tag(&language).ok_or(Error::Refused(Refusal::Malformed))?;
    if let Some(account) = visitor().account() {
        let tx = state.database.begin().await?;
        store::set_language(&*tx, &account.id, language).await?;
        tx.commit().await?;
    }
    let cookie = Cookie::build((LANGUAGE_COOKIE, language.tag()))
        .path("/")
        .http_only(true)
        .secure(state.url.is_https())
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365));
    set_cookie(&cookie.build());
    Ok(())
}

fn set_cookie(cookie: &Cookie<'_>) {
    if let (Some(response), Ok(value)) =
        (use_context::<ResponseOptions>(), cookie.to_string().parse())
    {
        response.append_header(axum::http::header::SET_COOKIE, value);
    }
}
