//! The form for a new password.

use leptos::prelude::*;

use crate::{
    accounts::{new_password::page::NewPasswordFields, proof::field::PasswordAgain},
    site::{posted::Posted, request::language},
    ui::{notice::RefusalNotice, submit_button::SubmitButton},
};

#[component]
pub(crate) fn PasswordSection(username: String) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to("/api/change_password");
    view! {
        <section class="card panel" id="password" aria-labelledby="password-title">
            <header>
                <h2 id="password-title">{t.change_password_title()}</h2>
                <p>{t.change_password_text()}</p>
            </header>
            <RefusalNotice refusal=posted.refusal() />
            <form method="post" action="/api/change_password" novalidate>
                <PasswordAgain within="change-password" posted=posted.clone() />
                <NewPasswordFields username posted />
                <SubmitButton label=t.change_password_submit() working=t.working() />
            </form>
        </section>
    }
    .into_any()
}
