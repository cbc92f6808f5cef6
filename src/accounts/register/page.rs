//! `/register` and `/registered`

use leptos::prelude::*;

use super::endpoint::REGISTER;
use crate::{
    accounts::{new_password::page::Promised, profile::section::NameFields},
    base::field::{AccountField, Fields},
    database::entities::installation::Mode,
    paths::Page,
    settings::registration,
    setup::island::SetupCodeFromLink,
    site::{
        posted::Posted,
        request::{context, language},
    },
    ui::{
        end_page::EndPage,
        layout::Column,
        notice::RefusalNotice,
        page::loading,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let context = context();
    let posted = Posted::to(&REGISTER);
    loading(async move {
        let Some(context) = context else { return Ok(None) };
        let is_first_run = !context.installation.is_set_up();
        let mode = registration::mode(&context.database.read()).await?;
        let (_, t) = language();
        Ok(Some(match mode {
            Mode::Closed if !is_first_run => {
                let (title, text) = (t.register_closed_title(), t.refusal_registration_closed());
                let button = t.back_to_login();
                view! { <EndPage title paragraphs=vec![text] button /> }.into_any()
            }
            mode => {
                let asks_for_code = context.installation.asks_for_code();
                let needs_approval = mode == Mode::Approval && !is_first_run;
                view! { <Form is_first_run asks_for_code needs_approval posted /> }.into_any()
            }
        }))
    })
}

#[component]
fn Form(
    is_first_run: bool,
    asks_for_code: bool,
    needs_approval: bool,
    posted: Posted,
) -> impl IntoView {
    let (_, t) = language();
    let title = if is_first_run { t.register_first_title() } else { t.register_title() };
    let code = asks_for_code.then(|| {
        view! {
            <fieldset>
                <legend>{t.register_first_group()}</legend>
                <TextField
                    field=AccountField::SetupCode
                    kind=InputKind::Text { autocomplete: "off" }
                    label=t.field_setup_code()
                    help=t.register_setup_code_help()
                    posted=posted.clone()
                    focused=true
                />
                <SetupCodeFromLink input=AccountField::SetupCode.name().to_owned() />
            </fieldset>
        }
    });
    view! {
        <Column title>
            <RefusalNotice refusal=posted.refusal() />
            {is_first_run.then(|| view! { <p class="introduction">{t.register_first_introduction()}</p> })}
            {needs_approval
                .then(|| view! { <p class="introduction">{t.register_approval_introduction()}</p> })}
            <form method="post" action=REGISTER.function novalidate>
                {code}
                <fieldset>
                    <legend>{t.register_you_group()}</legend>
                    <TextField
                        field=AccountField::Email
                        kind=InputKind::Email
                        label=t.field_email()
                        posted=posted.clone()
                        focused=!asks_for_code
                    />
                    <TextField
                        field=AccountField::Username
                        kind=InputKind::Username
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
                        field=AccountField::SerialNumber
                        kind=InputKind::Code
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
    let context = context();
    loading(async move {
        let Some(context) = context else { return Ok(None) };
        let is_set_up = context.installation.is_set_up();
        let mode = registration::mode(&context.database.read()).await?;
        let (_, t) = language();
        Ok(Some(if is_set_up && mode == Mode::Approval {
            let (title, paragraphs) = (t.requested_title(), vec![t.requested_text()]);
            view! { <EndPage title paragraphs button=t.back_to_login() /> }.into_any()
        } else {
            view! {
                <Promised
                    title=t.link_made_title()
                    text=t.registered_text()
                    by_mail=t.link_made_mail()
                    without_mail=t.link_made_no_mail()
                />
            }
            .into_any()
        }))
    })
}
