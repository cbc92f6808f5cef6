//! `/forgot-password`, `/reset-requested` and `/reset-password/{token}`

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;

use super::service;
use crate::{
    accounts::new_password::form::{LinkUnusable, SetPassword},
    paths::Page,
    security::secret::Secret,
    ui::{
        layout::Column,
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
    web::{
        form::Field,
        page::loading,
        post::Posted,
        request::{language, state},
    },
};

#[component]
pub(crate) fn ForgotPasswordPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <Column title=t.forgot_password_title()>
            <p class="introduction">{t.forgot_password_introduction()}</p>
            <form method="post" action="/api/forgot_password" novalidate>
                <TextField
                    field=Field::Username
                    kind=Kind::Username
                    label=t.field_username()
                    posted=Posted::to("/api/forgot_password")
                    focused=true
                />
                <SubmitButton label=t.forgot_password_submit() working=t.working() />
            </form>
            <p class="links">
                <a href=Page::Login.path()>{t.registered_back()}</a>
            </p>
        </Column>
    }
}

#[component]
pub(crate) fn ResetRequestedPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <Column title=t.registered_title()>
            <p>{t.reset_requested_text()}</p>
            <p>{t.registered_no_mail()}</p>
            <a class="button primary" href=Page::Login.path()>
                {t.registered_back()}
            </a>
        </Column>
    }
}

#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let token = Secret::new(use_params_map().read_untracked().get("token").unwrap_or_default());
    let state = state();
    let posted = Posted::to("/api/reset_password");
    loading(async move {
        let account = match state {
            Some(state) => service::find(&state, &token).await?,
            None => None,
        };
        let title = language().1.reset_password_title();
        Ok(match account {
            Some(account) => Either::Left(
                view! { <SetPassword action="/api/reset_password" title account token posted /> },
            ),
            None => Either::Right(view! { <LinkUnusable /> }),
        })
    })
}
