//! The mail server as a card: how it stands, its settings, a test, and the way to the rest.

use leptos::prelude::*;

use crate::{
    accounts::proof::field::PasswordAgain,
    mail::{
        form::MailForm,
        settings::{ClientAuthentication, ConnectionMode, MailSettings, SignIn},
        store::Kept,
    },
    paths::{Guide, Page, Panel},
    settings::sources::{Setting, Sources, Tick},
    ui::{
        choice::{CheckboxField, RadioField},
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
        unsaved_changes::UnsavedChanges,
    },
    web::{
        failure::{Error, Refusal},
        form::Field,
        posted::Posted,
        request::{language, mails_in_trouble, was_saved},
    },
};

/// What the panel shows.
pub(crate) struct MailPanelState {
    pub(crate) kept: Kept,
    pub(crate) sources: Sources,
    /// The test that the form is filled from, by its id, and what was typed there.
    pub(crate) tested: Option<Tested>,
    /// Where a test goes unless something else is typed.
    pub(crate) test_address: String,
}

pub(crate) struct Tested {
    pub(crate) id: String,
    pub(crate) form: MailForm,
    /// Of the settings that the form was filled from then.
    pub(crate) version: i32,
}

#[component]
pub(crate) fn MailPanel(shown: MailPanelState) -> impl IntoView {
    let (_, t) = language();
    let MailPanelState { kept, sources, tested, test_address } = shown;
    let posted = Posted::to_any(&["/api/save_mail", "/api/test_mail"]);
    let refusal = posted.refusal();
    let in_trouble = mails_in_trouble();
    let test = tested.as_ref().map(|tested| tested.id.clone());
    // The version that was seen first, through mistakes and tests. After being told of somebody
    // else's change, one may save over it; not before.
    let seen_first = posted
        .typed("version")
        .and_then(|version| version.parse().ok())
        .or(tested.as_ref().map(|tested| tested.version))
        .filter(|_| refusal != Some(Refusal::ChangedMeanwhile));
    let version = seen_first.unwrap_or(kept.version);
    let is_kept = |mode: ConnectionMode| {
        let in_force = kept.form.as_ref().filter(|_| kept.has_secret());
        let tested = tested.as_ref().map(|tested| &tested.form);
        [in_force, tested].into_iter().flatten().any(|form| form.mode() == Some(mode))
    };
    let form = tested.as_ref().map(|tested| &tested.form).or(kept.form.as_ref());
    let form = form.cloned().unwrap_or_else(MailForm::blank);
    let lost_secret = posted.typed("retype");
    let secret_help = |mode: ConnectionMode| {
        if mode.secret_field().map(Field::name) == lost_secret.as_deref() {
            t.mail_secret_lost()
        } else if is_kept(mode) {
            t.mail_secret_kept()
        } else {
            t.mail_secret_new()
        }
    };
    let is_unsaved = posted.has_typed() || test.is_some();
    let posted = posted.or_values(
        form.values().into_iter().chain([(Field::TestAddress.name().to_owned(), test_address)]),
    );
    let is_basic = posted
        .typed(Field::ClientAuthentication.name())
        .is_some_and(|posted| ClientAuthentication::of(&posted) == ClientAuthentication::Basic);
    view! {
        <section class="card panel" id="mail" aria-labelledby="mail-title">
            <header>
                <h2 id="mail-title">{t.settings_mail_title()}</h2>
                <p>{t.settings_mail_text()}</p>
            </header>
            <RefusalNotice refusal=refusal />
            {was_saved(Panel::Mail)
                .then(|| view! { <Notice tone=Tone::Success text=t.mail_saved() /> })}
            <MailLine settings=kept.settings() is_from_configuration=kept.is_from_configuration />
            {(in_trouble > 0)
                .then(|| {
                    view! {
                        <Notice tone=Tone::Warning text=t.mail_in_trouble(in_trouble)>
                            <a href=Page::Mails.path()>{t.mail_in_trouble_link()}</a>
                        </Notice>
                    }
                })}
            <form method="post" action="/api/save_mail" novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                {lost_secret.clone().map(|name| view! { <input type="hidden" name="retype" value=name /> })}
                {test.map(|id| view! { <input type="hidden" name="test" value=id /> })}
                <ServerFields sources=sources.clone() posted=posted.clone() />
                <ModeField sources=sources.clone() posted=posted.clone() />
                <p class="mode-fields mode-none">{t.mail_mode_none_help()}</p>
                <PasswordFields
                    sources=sources.clone()
                    posted=posted.clone()
                    password_help=secret_help(ConnectionMode::Credentials)
                    key_help=secret_help(ConnectionMode::ApiKey)
                />
                <OAuth2Fields
                    sources=sources.clone()
                    posted=posted.clone()
                    is_basic
                    secret_help=secret_help(ConnectionMode::OAuth2)
                />
                <div class="mode-fields mode-credentials mode-oauth2">
                    <Tick
                        field=Field::UseTls
                        label=t.field_use_tls()
                        help=t.field_use_tls_help()
                        sources
                        posted=posted.clone()
                    />
                </div>
                <PasswordAgain within="mail" posted=posted.clone() />
                <Foot posted is_unsaved />
            </form>
            <Links />
        </section>
    }
    .into_any()
}

/// Where mail goes and as whom.
#[component]
fn ServerFields(sources: Sources, posted: Posted) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="field-pair wide-narrow">
            <Setting
                field=Field::SmtpServer
                label=t.field_smtp_server()
                help=t.field_smtp_server_help()
                sources=sources.clone()
                posted=posted.clone()
            />
            <TextField
                field=Field::Port
                kind=Kind::Number
                label=t.field_port()
                options="mail-ports"
                help=sources.help(Field::Port, t.field_port_help())
                is_fixed=sources.is_fixed(Field::Port)
                posted=posted.clone()
            />
            <datalist id="mail-ports">
                <option value="587"></option>
                <option value="465"></option>
                <option value="25"></option>
            </datalist>
        </div>
        <Setting
            field=Field::SenderAddress
            label=t.field_sender_address()
            help=t.field_sender_address_help()
            sources=sources.clone()
            posted=posted.clone()
        />
    }
    .into_any()
}

#[component]
fn ModeField(sources: Sources, posted: Posted) -> impl IntoView {
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
            field=Field::ConnectionMode
            label=t.field_connection_mode()
            options=modes
            help=sources.help(Field::ConnectionMode, String::new())
            is_fixed=sources.is_fixed(Field::ConnectionMode)
            posted
        />
    }
}

/// The fields of the two modes that sign in with a name and a secret.
#[component]
fn PasswordFields(
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
                    field=Field::SmtpUsername
                    label=t.field_username()
                    help=String::new()
                    sources=sources.clone()
                    posted=posted.clone()
                />
                <Setting
                    field=Field::SmtpPassword
                    kind=Kind::Secret
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
                    field=Field::ApiKey
                    kind=Kind::Secret
                    label=t.field_api_key()
                    help=key_help
                    sources=sources.clone()
                    posted=posted.clone()
                />
                <Setting
                    field=Field::SmtpLogin
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
fn OAuth2Fields(
    sources: Sources,
    posted: Posted,
    is_basic: bool,
    secret_help: String,
) -> impl IntoView {
    let (_, t) = language();
    let has_mailbox = posted.typed(Field::Mailbox.name()).is_some_and(|typed| !typed.is_empty());
    let is_open = is_basic || has_mailbox || posted.error(Field::Mailbox).is_some();
    view! {
        <div class="mode-fields mode-oauth2">
            <p>
                {t.mail_mode_oauth2_help()} " "
                <a href=Page::Guide(Guide::Microsoft365).path()>{t.guide_microsoft_365_title()}</a>
            </p>
            <div class="field-pair">
                <Setting
                    field=Field::ClientId
                    label=t.field_client_id()
                    help=String::new()
                    sources=sources.clone()
                    posted=posted.clone()
                />
                <Setting
                    field=Field::ClientSecret
                    kind=Kind::Secret
                    label=t.field_client_secret()
                    help=secret_help
                    sources=sources.clone()
                    posted=posted.clone()
                />
            </div>
            <Setting
                field=Field::TokenEndpoint
                label=t.field_token_endpoint()
                help=t.field_token_endpoint_help()
                sources=sources.clone()
                posted=posted.clone()
            />
            <Setting
                field=Field::Scopes
                label=t.field_scopes()
                help=t.field_scopes_help()
                required=false
                sources=sources.clone()
                posted=posted.clone()
            />
            <details class="more" open=is_open>
                <summary>{t.mail_more()}</summary>
                <Setting
                    field=Field::Mailbox
                    label=t.field_mailbox()
                    help=t.field_mailbox_help()
                    required=false
                    sources=sources.clone()
                    posted
                />
                <CheckboxField
                    field=Field::ClientAuthentication
                    value=ClientAuthentication::Basic.name()
                    label=t.field_client_authentication()
                    help=sources
                        .help(Field::ClientAuthentication, t.field_client_authentication_help())
                    is_fixed=sources.is_fixed(Field::ClientAuthentication)
                    is_ticked=is_basic
                />
            </details>
        </div>
    }
    .into_any()
}

#[component]
fn Foot(posted: Posted, is_unsaved: bool) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="panel-foot">
            <UnsavedChanges text=t.unsaved_changes() initially=is_unsaved />
            <SubmitButton label=t.save() working=t.working() />
            <div class="test-mail">
                <TextField
                    field=Field::TestAddress
                    kind=Kind::Email
                    label=t.field_test_address()
                    posted
                />
                <SubmitButton label=t.mail_test() working=t.working() action="/api/test_mail" />
            </div>
        </div>
    }
    .into_any()
}

/// How mail goes out at this moment.
#[component]
pub(crate) fn MailLine(
    settings: Result<Option<MailSettings>, Error>,
    is_from_configuration: bool,
) -> impl IntoView {
    let (_, t) = language();
    let (class, text) = match settings {
        Err(_) => ("state warning", t.mail_state_unusable()),
        Ok(None) => ("state warning", t.mail_state_console()),
        Ok(Some(settings)) => {
            let server = format!("{}:{}", settings.server, settings.port);
            let text = match &settings.sign_in {
                SignIn::None => t.mail_state_unsigned(server),
                SignIn::Password { username } => t.mail_state_signed(
                    server,
                    username.clone().unwrap_or_else(|| settings.mode.name().to_owned()),
                ),
                SignIn::Token(client) => t.mail_state_signed(server, client.mailbox.as_str()),
            };
            ("state success", text)
        }
    };
    view! {
        <p class=class>{text}</p>
        {is_from_configuration
            .then(|| view! { <p class="field-help">{t.mail_from_configuration()}</p> })}
    }
}

#[component]
fn Links() -> impl IntoView {
    let (_, t) = language();
    let guides = Guide::ALL
        .map(|guide| {
            view! {
                <li>
                    <a href=Page::Guide(guide).path()>{super::guide::name(guide)}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="panel-links">
            <p>
                <a href=Page::Mails.path()>{t.mails_title()}</a>
            </p>
            <p id="guides-label">{t.guides_label()}</p>
            <ul aria-labelledby="guides-label">{guides}</ul>
        </div>
    }
    .into_any()
}
