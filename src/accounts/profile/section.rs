//! The form for names, language and notifications.

use leptos::prelude::*;

use super::endpoint::SAVE_PROFILE;
use crate::{
    base::{
        field::{AccountField, Fields},
        language::Language,
    },
    database::entities::account,
    site::{posted::Posted, request::language},
    ui::{
        choice::{CheckboxField, RadioField},
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn ProfileSection(account: account::Model) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&SAVE_PROFILE);
    let wants_mails = if posted.has_typed() {
        posted.is_ticked(AccountField::EmailNotifications)
    } else {
        account.email_notifications
    };
    let posted = posted.or_values([
        (AccountField::FirstName.name().to_owned(), account.first_name),
        (AccountField::LastName.name().to_owned(), account.last_name),
        (AccountField::Language.name().to_owned(), account.language.tag().to_owned()),
    ]);
    let languages = Language::ALL.map(|language| (language.tag(), language.name().to_owned()));
    view! {
        <section class="card panel" id="profile" aria-labelledby="profile-title">
            <header>
                <h2 id="profile-title">{t.profile_title()}</h2>
                <p>{t.profile_text(account.username)}</p>
            </header>
            <form method="post" action=SAVE_PROFILE.function novalidate>
                <NameFields posted=posted.clone() />
                <RadioField
                    field=AccountField::Language
                    label=t.language_label()
                    options=languages.to_vec()
                    posted
                />
                <CheckboxField
                    field=AccountField::EmailNotifications
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
                field=AccountField::FirstName
                kind=InputKind::Text { autocomplete: "given-name" }
                label=t.field_first_name()
                posted=posted.clone()
            />
            <TextField
                field=AccountField::LastName
                kind=InputKind::Text { autocomplete: "family-name" }
                label=t.field_last_name()
                posted
            />
        </div>
    }
}
