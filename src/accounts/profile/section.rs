//! The form for names, language and notifications.

use leptos::prelude::*;

use crate::{
    base::{field::Field, language::Language},
    database::entities::account,
    site::{posted::Posted, request::language},
    ui::{
        choice::{CheckboxField, RadioField},
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
};

#[component]
pub(crate) fn ProfileSection(account: account::Model) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to("/api/save_profile");
    let wants_mails = if posted.has_typed() {
        posted.typed(Field::EmailNotifications.name()).is_some()
    } else {
        account.email_notifications
    };
    let posted = posted.or_values([
        (Field::FirstName.name().to_owned(), account.first_name),
        (Field::LastName.name().to_owned(), account.last_name),
        (Field::Language.name().to_owned(), account.language.tag().to_owned()),
    ]);
    let languages = Language::ALL.map(|language| (language.tag(), language.name().to_owned()));
    view! {
        <section class="card panel" id="profile" aria-labelledby="profile-title">
            <header>
                <h2 id="profile-title">{t.profile_title()}</h2>
                <p>{t.profile_text(account.username)}</p>
            </header>
            <form method="post" action="/api/save_profile" novalidate>
                <NameFields posted=posted.clone() />
                <RadioField
                    field=Field::Language
                    label=t.language_label()
                    options=languages.to_vec()
                    posted
                />
                <CheckboxField
                    field=Field::EmailNotifications
                    label=t.field_email_notifications()
                    help=t.field_email_notifications_help()
                    is_ticked=wants_mails
                />
                <SubmitButton label=t.save() working=t.working() />
            </form>
        </section>
    }
    .into_any()
}

/// First and last name, side by side where there is room.
#[component]
pub(crate) fn NameFields(posted: Posted) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="field-pair">
            <TextField
                field=Field::FirstName
                kind=Kind::Text { autocomplete: "given-name" }
                label=t.field_first_name()
                posted=posted.clone()
            />
            <TextField
                field=Field::LastName
                kind=Kind::Text { autocomplete: "family-name" }
                label=t.field_last_name()
                posted
            />
        </div>
    }
}
