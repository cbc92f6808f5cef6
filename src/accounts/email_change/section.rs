//! The form for a new email address.

use leptos::prelude::*;

use super::endpoint::CHANGE_EMAIL;
use crate::{
    accounts::proof::field::PasswordAgain,
    base::field::AccountField,
    site::{posted::Posted, request::language},
    ui::{
        notice::RefusalNotice,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn EmailSection(
    /// The present address.
    email: String,
    /// The username is the address, and changes with it.
    username_follows: bool,
) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&CHANGE_EMAIL);
    view! {
        <section class="card panel" id="email-address" aria-labelledby="email-title">
            <header>
                <h2 id="email-title">{t.change_email_title()}</h2>
                <p>
                    {t.change_email_text(email)}
                    {username_follows.then(|| format!(" {}", t.change_email_username()))}
                </p>
            </header>
            <RefusalNotice refusal=posted.refusal() />
            <form method="post" action=CHANGE_EMAIL.function novalidate>
                <TextField
                    field=AccountField::Email
                    kind=InputKind::Email
                    label=t.field_new_email()
                    posted=posted.clone()
                />
                <PasswordAgain within="change-email" posted />
                <SubmitButton label=t.change_email_submit() working=t.working() />
            </form>
        </section>
    }
    .into_any()
}
