//! The mail server as a card: how it stands, its settings, a test, and the way to the rest.

use leptos::prelude::*;
use sea_orm::ConnectionTrait;
use strum::IntoEnumIterator;

use super::{
    TEST_ADDRESS, delivery_test,
    endpoint::{SAVE_MAIL, TEST_MAIL},
    fields::{ModeField, OAuth2Fields, PasswordFields, ServerFields},
};
use crate::{
    accounts::proof::field::PasswordAgain,
    base::{
        failure::Error,
        field::{FieldName, Fields},
    },
    database::entities::account,
    mail::{
        form::{MailField, MailForm, MailSecretField},
        settings::{ClientAuthentication, ConnectionMode, MailSettings, SignIn},
        store::{self, StoredMailSettings},
    },
    paths::{Guide, Page, Panel},
    settings::sources::{Sources, Tick},
    site::{
        context::Context,
        posted::Posted,
        request::{language, mails_in_trouble, was_saved},
    },
    ui::{
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
        unsaved_changes::UnsavedChanges,
    },
};

/// What the panel shows.
pub(crate) struct MailPanelState {
    kept: StoredMailSettings,
    sources: Sources,
    /// The test that the form is filled from, by its id, and what was typed there.
    tested: Option<Tested>,
    /// Where a test goes unless something else is typed.
    test_address: String,
}

pub(crate) struct Tested {
    pub(crate) id: String,
    pub(crate) form: MailForm,
    /// Of the settings that the form was filled from then.
    pub(crate) version: i32,
}

impl MailPanelState {
    pub(crate) async fn find(
        context: &Context,
        db: &impl ConnectionTrait,
        administrator: &account::Model,
        tested: &str,
    ) -> Result<Self, Error> {
        let tested = delivery_test::find(context, administrator, tested).await?;
        let test_address = tested.as_ref().map_or(&administrator.email, |test| &test.recipient);
        let test_address = test_address.clone();
        let kept = store::find(&context.mailer, db).await?;
        let is_saved = !kept.is_from_configuration;
        let sources =
            context.mailer.configured.as_ref().map_or_else(Sources::default, |configured| {
                let fields = MailField::iter().filter(|field| configured.is_fixed(*field));
                let secrets =
                    MailSecretField::iter().filter(|field| configured.is_secret_fixed(*field));
                let fixed = fields.map(FieldName::from).chain(secrets.map(FieldName::from));
                Sources::new(&configured.origins, is_saved, fixed)
            });
        let tested = tested.map(|test| test.to_show()).transpose()?;
        Ok(Self { kept, sources, tested, test_address })
    }

    pub(crate) fn has_server(&self) -> bool {
        self.kept.form.is_some()
    }
}

#[component]
pub(crate) fn MailPanel(shown: MailPanelState) -> impl IntoView {
    let (_, t) = language();
    let MailPanelState { kept, sources, tested, test_address } = shown;
    let posted = Posted::to_any(&[&SAVE_MAIL, &TEST_MAIL]);
    let refusal = posted.refusal();
    let in_trouble = mails_in_trouble();
    let test = tested.as_ref().map(|tested| tested.id.clone());
    let tested_version = tested.as_ref().map(|tested| tested.version);
    let version = posted.seen_version(tested_version, kept.version);
    let is_kept = |mode: ConnectionMode| {
        let in_force = kept.form.as_ref().filter(|_| kept.has_secret());
        let tested = tested.as_ref().map(|tested| &tested.form);
        [in_force, tested].into_iter().flatten().any(|form| form.mode() == Some(mode))
    };
    let form = tested.as_ref().map(|tested| &tested.form).or(kept.form.as_ref());
    let form = form.cloned().unwrap_or_else(MailForm::blank);
    let lost_secret = posted.typed("retype");
    let secret_help = |mode: ConnectionMode| {
        if mode.secret_field().map(MailSecretField::name) == lost_secret.as_deref() {
            t.mail_secret_lost()
        } else if is_kept(mode) {
            t.mail_secret_kept()
        } else {
            t.mail_secret_new()
        }
    };
    let is_unsaved = posted.has_typed() || test.is_some();
    let posted = posted.or_values(
        form.values().into_iter().chain([(TEST_ADDRESS.as_str().to_owned(), test_address)]),
    );
    let is_basic = posted
        .typed(MailField::ClientAuthentication.name())
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
            <form method="post" action=SAVE_MAIL.function novalidate>
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
                        field=MailField::UseTls
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

#[component]
fn Foot(posted: Posted, is_unsaved: bool) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="panel-foot">
            <UnsavedChanges text=t.unsaved_changes() initially=is_unsaved />
            <SubmitButton label=t.save() working=t.working() />
            <div class="test-mail">
                <TextField
                    field=TEST_ADDRESS
                    kind=InputKind::Email
                    label=t.field_test_address()
                    posted
                />
                <SubmitButton label=t.mail_test() working=t.working() action=TEST_MAIL.function />
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
