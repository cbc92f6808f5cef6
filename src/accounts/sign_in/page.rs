//! `/login` and `/login/code`

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::endpoint::{ENTER_CODE, SIGN_IN};
use crate::{
    base::{failure::Refusal, field::AccountField},
    paths::{LocalPath, Page},
    site::{posted::Posted, request::language},
    ui::{
        layout::Column,
        notice::RefusalNotice,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to_any(&[&SIGN_IN, &ENTER_CODE]);
    let next = next();
    view! {
        <Column title=t.login_title()>
            <RefusalNotice refusal=posted.refusal() />
            <WayPastWaiting refusal=posted.refusal() />
            <form method="post" action=SIGN_IN.function novalidate>
                {next.map(|next| view! { <input type="hidden" name="next" value=next.as_str().to_owned() /> })}
                <TextField
                    field=AccountField::Username
                    kind=InputKind::Username
                    label=t.field_username()
                    posted=posted.clone()
                    focused=true
                />
                <TextField
                    field=AccountField::Password
                    kind=InputKind::CurrentPassword
                    label=t.field_password()
                    posted
                />
                <SubmitButton label=t.log_in() working=t.working() />
            </form>
            <p class="links">
                <a href=Page::Register.path()>{t.register_link()}</a>
                <a href=Page::ForgotPassword.path()>{t.forgot_password_link()}</a>
            </p>
        </Column>
    }
}

/// Between the right password and the session.
#[component]
pub(crate) fn EnterCodePage() -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&ENTER_CODE);
    let next = next();
    view! {
        <Column title=t.enter_code_title()>
            <RefusalNotice refusal=posted.refusal() />
            <WayPastWaiting refusal=posted.refusal() />
            <p class="introduction">{t.enter_code_text()}</p>
            <form method="post" action=ENTER_CODE.function novalidate>
                {next.map(|next| view! { <input type="hidden" name="next" value=next.as_str().to_owned() /> })}
                <TextField
                    field=AccountField::Code
                    kind=InputKind::OneTimeCode
                    label=t.field_code()
                    help=t.enter_code_help()
                    posted
                    focused=true
                />
                <SubmitButton label=t.log_in() working=t.working() />
            </form>
            <p class="links">
                <a href=Page::Login.path()>{t.back_to_login()}</a>
            </p>
        </Column>
    }
}

/// Whoever has to wait because of others' guesses gets in by mail, see `security::devices`.
#[component]
fn WayPastWaiting(refusal: Option<Refusal>) -> impl IntoView {
    let (_, t) = language();
    matches!(refusal, Some(Refusal::TooManyTries { .. })).then(|| {
        view! {
            <p class="introduction">
                {t.login_waits()} " " <a href=Page::ForgotPassword.path()>{t.login_waits_link()}</a>
            </p>
        }
    })
}

/// Where somebody wanted to go before signing in.
fn next() -> Option<LocalPath> {
    use_query_map().read_untracked().get("next").as_deref().and_then(LocalPath::parse)
}
