//! Who may register, as a card.

use leptos::prelude::*;

use crate::{
    base::field::Field,
    database::entities::installation::Mode,
    paths::Panel,
    site::{
        posted::Posted,
        request::{language, was_saved},
    },
    ui::{
        choice::RadioField,
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
        unsaved_changes::UnsavedChanges,
    },
};

#[component]
pub(crate) fn RegistrationPanel(mode: Mode) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to("/api/save_registration");
    let (refusal, has_typed) = (posted.refusal(), posted.has_typed());
    let posted =
        posted.or_values([(Field::Registration.name().to_owned(), mode.name().to_owned())]);
    let options = vec![
        (Mode::Open.name(), t.registration_open()),
        (Mode::Approval.name(), t.registration_approval()),
        (Mode::Closed.name(), t.registration_closed()),
    ];
    view! {
        <section class="card panel" id="registration" aria-labelledby="registration-title">
            <header>
                <h2 id="registration-title">{t.registration_title()}</h2>
                <p>{t.registration_text()}</p>
            </header>
            {was_saved(Panel::Registration)
                .then(|| view! { <Notice tone=Tone::Success text=t.registration_saved() /> })}
            <RefusalNotice refusal />
            <form method="post" action="/api/save_registration" novalidate>
                <input type="hidden" name="seen" value=mode.name() />
                <RadioField
                    field=Field::Registration
                    label=t.registration_label()
                    options
                    help=t.registration_help()
                    posted
                />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=has_typed />
                    <SubmitButton label=t.save() working=t.working() />
                </div>
            </form>
        </section>
    }
    .into_any()
}
