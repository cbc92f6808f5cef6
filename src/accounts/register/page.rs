//! `/register` and `/registered`

use leptos::prelude::*;

use crate::{
    accounts::{new_password::page::Promised, profile::section::NameFields},
    paths::Page,
    setup::{installation::Installation, island::SetupCodeFromLink},
    ui::{
        layout::Column,
        notice::RefusalNotice,
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
    web::{
        form::Field,
        posted::Posted,
        request::{language, state},
    },
};

#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to("/api/register");
    let installation = state().map(|state| state.installation);
    let is_first_run = installation.as_ref().is_some_and(|installation| !installation.is_set_up());
    let asks_for_code = installation.as_ref().is_some_and(Installation::asks_for_code);
    let title = if is_first_run { t.register_first_title() } else { t.register_title() };
    let code = asks_for_code.then(|| {
        view! {
            <fieldset>
                <legend>{t.register_first_group()}</legend>
                <TextField
                    field=Field::SetupCode
                    kind=Kind::Text { autocomplete: "off" }
                    label=t.field_setup_code()
                    help=t.register_setup_code_help()
                    posted=posted.clone()
                    focused=true
                />
                <SetupCodeFromLink input=Field::SetupCode.name().to_owned() />
            </fieldset>
        }
    });
    view! {
        <Column title>
            <RefusalNotice refusal=posted.refusal() />
            {is_first_run.then(|| view! { <p class="introduction">{t.register_first_introduction()}</p> })}
            <form method="post" action="/api/register" novalidate>
                {code}
                <fieldset>
                    <legend>{t.register_you_group()}</legend>
                    <TextField
                        field=Field::Email
                        kind=Kind::Email
                        label=t.field_email()
                        posted=posted.clone()
                        focused=!asks_for_code
                    />
                    <TextField
                        field=Field::Username
                        kind=Kind::Username
                        label=t.field_username()
                        help=t.register_username_help()
                        posted=posted.clone()
                        required=false
                    />
                    <NameFields posted=posted.clone() />
                </fieldset>
                <fieldset>
                    <legend>{t.register_license_group()}</legend>
                    <TextField
                        field=Field::SerialNumber
                        kind=Kind::Code
                        label=t.field_serial_number()
                        help=t.register_serial_number_help()
                        posted
                    />
                </fieldset>
                <SubmitButton label=t.register_submit() working=t.working() />
            </form>
            {(!is_first_run)
                .then(|| {
                    view! {
                        <p class="links">
                            <a href=Page::Login.path()>{t.register_have_account()}</a>
                        </p>
                    }
                })}
        </Column>
    }
}

#[component]
pub(crate) fn RegisteredPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <Promised
            title=t.link_made_title()
            text=t.registered_text()
            by_mail=t.link_made_mail()
            without_mail=t.link_made_no_mail()
        />
    }
}
