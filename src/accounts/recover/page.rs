//! `/forgot-password`, `/reset-requested` and `/reset-password/{token}`

use leptos::prelude::*;

use crate::{
    accounts::new_password::page::{LinkMade, LinkPage},
    paths::Page,
    security::one_time_token::Purpose,
    ui::{
        layout::Column,
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
    web::{form::Field, posted::Posted, request::language},
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
                <a href=Page::Login.path()>{t.back_to_login()}</a>
            </p>
        </Column>
    }
}

#[component]
pub(crate) fn ResetRequestedPage() -> impl IntoView {
    let (_, t) = language();
    view! { <LinkMade text=t.reset_requested_text() /> }
}

#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    view! { <LinkPage purpose=Purpose::PasswordReset /> }
}
