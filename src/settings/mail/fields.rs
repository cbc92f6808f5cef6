//! The fields of the Mail panel.

use leptos::prelude::*;

use crate::{
    base::field::Fields,
    mail::{
        form::{MailField, MailSecretField},
        settings::{ClientAuthentication, ConnectionMode},
    },
    paths::{Guide, Page},
    settings::sources::{Setting, Sources},
    site::{posted::Posted, request::language},
    ui::{
        choice::{CheckboxField, RadioField},
        text_field::{InputKind, TextField},
    },
};

/// Where mail goes and as whom.
#[component]
pub(super) fn ServerFields(sources: Sources, posted: Posted) -> impl IntoView {
    let (_, t) = language();
    let has_hello_name =
        posted.typed(MailField::HelloName.name()).is_some_and(|typed| !typed.is_empty())
            || posted.error(MailField::HelloName).is_some();
    view! {
        <div class="field-pair wide-narrow">
            <Setting
                field=MailField::SmtpServer
                label=t.field_smtp_server()
                help=t.field_smtp_server_help()
                sources=sources.clone()
                posted=posted.clone()
            />
            <TextField
                field=MailField::Port
                kind=InputKind::Number
                label=t.field_port()
                options="mail-ports"
                help=sources.help(MailField::Port, t.field_port_help())
                is_fixed=sources.is_fixed(MailField::Port)
                posted=posted.clone()
            />
            <datalist id="mail-ports">
                <option value="587"></option>
                <option value="465"></option>
                <option value="25"></option>
            </datalist>
        </div>
        <Setting
            field=MailField::SenderAddress
            label=t.field_sender_address()
            help=t.field_sender_address_help()
            sources=sources.clone()
            posted=posted.clone()
        />
        <details class="more" open=has_hello_name>
            <summary>{t.mail_more()}</summary>
            <Setting
                field=MailField::HelloName
                label=t.field_hello_name()
                help=t.field_hello_name_help()
                required=false
                sources=sources.clone()
                posted=posted.clone()
            />
        </details>
    }
    .into_any()
}

#[component]
pub(super) fn ModeField(sources: Sources, posted: Posted) -> impl IntoView {
    let (_, t) = language();
    let modes = ConnectionMode::ALL
        .map(|mode| {
            let label = match mode {
                ConnectionMode::None => t.mail_mode_none(),
                ConnectionMode::Credentials => t.mail_mode_credentials(),
                ConnectionMode::ApiKey => t.mail_mode_api_key(),
                ConnectionMode::OAuth2 => t.mail_mode_oauth2(),
            };
            (mode.name(), label)
        })
        .to_vec();
    view! {
        <RadioField
            field=MailField::ConnectionMode
            label=t.field_connection_mode()
            options=modes
            help=sources.help(MailField::ConnectionMode, String::new())
            is_fixed=sources.is_fixed(MailField::ConnectionMode)
            posted
        />
    }
}

/// The fields of the two modes that sign in with a name and a secret.
#[component]
pub(super) fn PasswordFields(
    sources: Sources,
    posted: Posted,
    password_help: String,
    key_help: String,
) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="mode-fields mode-credentials">
            <div class="field-pair">
                <Setting
                    field=MailField::SmtpUsername
                    label=t.field_username()
                    help=String::new()
                    sources=sources.clone()
                    posted=posted.clone()
                />
                <Setting
                    field=MailSecretField::SmtpPassword
                    kind=InputKind::Secret
                    label=t.field_password()
                    help=password_help
                    sources=sources.clone()
                    posted=posted.clone()
                />
            </div>
        </div>
        <div class="mode-fields mode-api-key">
            <div class="field-pair">
                <Setting
                    field=MailSecretField::ApiKey
                    kind=InputKind::Secret
                    label=t.field_api_key()
                    help=key_help
                    sources=sources.clone()
                    posted=posted.clone()
                />
                <Setting
                    field=MailField::SmtpLogin
                    label=t.field_smtp_login()
                    help=t.field_smtp_login_help()
                    required=false
                    sources=sources.clone()
                    posted=posted.clone()
                />
            </div>
        </div>
    }
    .into_any()
}

#[component]
pub(super) fn OAuth2Fields(
    sources: Sources,
    posted: Posted,
    is_basic: bool,
    secret_help: String,
) -> impl IntoView {
    let (_, t) = language();
    let has_mailbox =
        posted.typed(MailField::Mailbox.name()).is_some_and(|typed| !typed.is_empty());
    let is_open = is_basic || has_mailbox || posted.error(MailField::Mailbox).is_some();
    view! {
        <div class="mode-fields mode-oauth2">
            <p>
                {t.mail_mode_oauth2_help()} " "
                <a href=Page::Guide(Guide::Microsoft365).path()>{t.guide_microsoft_365_title()}</a>
            </p>
            <div class="field-pair">
                <Setting
                    field=MailField::ClientId
                    label=t.field_client_id()
                    help=String::new()
                    sources=sources.clone()
                    posted=posted.clone()
                />
                <Setting
                    field=MailSecretField::ClientSecret
                    kind=InputKind::Secret
                    label=t.field_client_secret()
                    help=secret_help
                    sources=sources.clone()
                    posted=posted.clone()
                />
            </div>
            <Setting
                field=MailField::TokenEndpoint
                label=t.field_token_endpoint()
                help=t.field_token_endpoint_help()
                sources=sources.clone()
                posted=posted.clone()
            />
            <Setting
                field=MailField::Scopes
                label=t.field_scopes()
                help=t.field_scopes_help()
                required=false
                sources=sources.clone()
                posted=posted.clone()
            />
            <details class="more" open=is_open>
                <summary>{t.mail_more()}</summary>
                <Setting
                    field=MailField::Mailbox
                    label=t.field_mailbox()
                    help=t.field_mailbox_help()
                    required=false
                    sources=sources.clone()
                    posted
                />
                <CheckboxField
                    field=MailField::ClientAuthentication
                    value=ClientAuthentication::Basic.name()
                    label=t.field_client_authentication()
                    help=sources
                        .help(MailField::ClientAuthentication, t.field_client_authentication_help())
                    is_fixed=sources.is_fixed(MailField::ClientAuthentication)
                    is_ticked=is_basic
                />
            </details>
        </div>
    }
    .into_any()
}
