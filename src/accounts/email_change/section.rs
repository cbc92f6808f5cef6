//! The form for a new email address.

use leptos::prelude::*;

use crate::{
    accounts::proof::field::PasswordAgain,
    base::field::Field,
    site::{posted::Posted, request::language},
    ui::{
        notice::RefusalNotice,
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
};

#[component]
pub(crate) fn EmailSection(
    /// The present address.
    email: String,
) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to("/api/change_email");
    view! {
        <section class="card panel" id="email-address" aria-labelledby="email-title">
            <header>
                <h2 id="email-title">{t.change_email_title()}</h2>
                <p>{t.change_email_text(email)}</p>
            </header>
            <RefusalNotice refusal=posted.refusal() />
            <form method="post" action="/api/change_email" novalidate>
                <TextField
                    field=Field::Email
                    kind=Kind::Email
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
