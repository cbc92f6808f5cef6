//! `/forgot-password`, `/reset-requested`, `/reset-password/{token}`, `/forgot-username` and
//! `/usernames-requested`

use leptos::prelude::*;

use super::endpoint::{FORGOT_PASSWORD, FORGOT_USERNAME, RESET_PASSWORD};
use crate::{
    accounts::new_password::page::{LinkPage, Promised},
    base::field::AccountField,
    database::entities::one_time_token::Purpose,
    paths::Page,
    site::{posted::Posted, request::language},
    ui::{
        layout::Column,
        notice::RefusalNotice,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn ForgotPasswordPage() -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&FORGOT_PASSWORD);
    view! {
        <Column title=t.forgot_password_title()>
            <RefusalNotice refusal=posted.refusal() />
            <p class="introduction">{t.forgot_password_introduction()}</p>
            <form method="post" action=FORGOT_PASSWORD.function novalidate>
                <TextField
                    field=AccountField::Username
                    kind=InputKind::Username
                    label=t.field_username_or_email()
                    posted
                    focused=true
                />
                <SubmitButton label=t.forgot_password_submit() working=t.working() />
            </form>
            <p class="links">
                <a href=Page::ForgotUsername.path()>{t.forgot_username_link()}</a>
                <a href=Page::Login.path()>{t.back_to_login()}</a>
            </p>
        </Column>
    }
}

#[component]
pub(crate) fn ForgotUsernamePage() -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&FORGOT_USERNAME);
    view! {
        <Column title=t.forgot_username_title()>
            <RefusalNotice refusal=posted.refusal() />
            <p class="introduction">{t.forgot_username_introduction()}</p>
            <form method="post" action=FORGOT_USERNAME.function novalidate>
                <TextField
                    field=AccountField::Email
                    kind=InputKind::Email
                    label=t.field_email()
                    posted
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
pub(crate) fn UsernamesRequestedPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <Promised
            title=t.usernames_requested_title()
            text=t.usernames_requested_text()
            by_mail=t.link_made_mail()
            without_mail=t.usernames_requested_no_mail()
        />
    }
}

#[component]
pub(crate) fn ResetRequestedPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <Promised
            title=t.link_made_title()
            text=t.reset_requested_text()
            by_mail=t.link_made_mail()
            without_mail=t.link_made_no_mail()
        />
    }
}

#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <LinkPage
            purpose=Purpose::PasswordReset
            form=&RESET_PASSWORD
            title=t.reset_password_title()
        />
    }
}
