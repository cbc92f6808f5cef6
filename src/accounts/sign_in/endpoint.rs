//! `POST /api/sign_in`, `/api/enter_code`, `/api/sign_out`, `/api/set_language`

use cookie::{Cookie, SameSite, time::Duration};
use leptos::prelude::*;

use super::service::{self, Entered, SignedIn};
use crate::{
    accounts::store,
    base::{
        failure::{Error, Failure, Refusal},
        field::{AccountField, Fields},
        language::Language,
        secret::TypedSecret,
    },
    database::entities::audit::Action,
    paths::{LocalPath, Page},
    security::{audit::Event, sessions},
    site::{
        context::Context,
        cookie::LANGUAGE_COOKIE,
        form::FormSpec,
        host_cookie::{self, HostCookie},
        request::{kept_in_cookie, require_context, visitor},
    },
};

pub(crate) const SIGN_IN: FormSpec = FormSpec::new("/api/sign_in", |_| Page::Login)
    .showing_again(|name| name == AccountField::Username.name() || name == "next");

#[server(endpoint = "sign_in")]
pub(crate) async fn sign_in(
    #[server(default)] username: String,
    #[server(default)] password: TypedSecret,
    #[server(default)] next: String,
) -> Result<(), Failure> {
    let context = require_context()?;
    match service::sign_in(&context, &username, &password, &visitor()).await? {
        Entered::SignedIn(signed_in) => welcome(&context, &signed_in, &next),
        Entered::CodeNeeded(token) => {
            HostCookie::SecondFactor.set(&context.url(), &token);
            Page::EnterCode(LocalPath::parse(&next)).redirect();
        }
    }
    Ok(())
}

pub(crate) const ENTER_CODE: FormSpec = FormSpec::new("/api/enter_code", |_| Page::EnterCode(None))
    .showing_again(|name| name == "next");

/// A code of six digits, or a recovery code.
#[server(endpoint = "enter_code")]
pub(crate) async fn enter_code(
    #[server(default)] code: TypedSecret,
    #[server(default)] next: String,
) -> Result<(), Failure> {
    let context = require_context()?;
    let token = kept_in_cookie(&context, HostCookie::SecondFactor)
        .ok_or(Error::from(Refusal::SignInAgain))?;
    let signed_in = service::enter_code(&context, &token, &code, &visitor()).await?;
    HostCookie::SecondFactor.remove(&context.url());
    welcome(&context, &signed_in, &next);
    Ok(())
}

fn welcome(context: &Context, signed_in: &SignedIn, next: &str) {
    HostCookie::Session.set(&context.url(), &signed_in.token);
    if let Some(device) = &signed_in.device {
        HostCookie::Device.set(&context.url(), device);
    }
    let destination = match LocalPath::parse(next) {
        _ if signed_in.is_first_of_administrator => Page::Settings,
        Some(wanted) => Page::Wanted(wanted),
        None => Page::Home,
    };
    destination.redirect();
}

#[server(endpoint = "sign_out")]
pub(crate) async fn sign_out() -> Result<(), Failure> {
    let context = require_context()?;
    let visitor = visitor();
    if let Some(session) = &visitor.session {
        let event = Event::new(Action::SignedOut, visitor.actor());
        context
            .database
            .write(async |tx| {
                sessions::end(&*tx, session).await?;
                event.record(&*tx, context.clock.now()).await
            })
            .await?;
    }
    HostCookie::Session.remove(&context.url());
    Page::Login.redirect();
    Ok(())
}

/// Chosen for this browser, and for the account of whoever is signed in.
#[server(endpoint = "set_language")]
pub(crate) async fn set_language(#[server(default)] language: String) -> Result<(), Failure> {
    let context = require_context()?;
    let language = Language::from_tag(&language).ok_or(Error::Refused(Refusal::Malformed))?;
    if let Some(account) = visitor().account() {
        context
            .database
            .write(async |tx| store::set_language(&*tx, &account.id, language).await)
            .await?;
    }
    let cookie = Cookie::build((LANGUAGE_COOKIE, language.tag()))
        .path("/")
        .http_only(true)
        .secure(context.url().is_https())
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365));
    host_cookie::set(&cookie.build());
    Ok(())
}
