//! The address of this server and who is believed, as a card.

use leptos::prelude::*;
use sea_orm::ConnectionTrait;
use strum::IntoEnumIterator;

use super::{
    configured::ConfiguredServer,
    endpoint::SAVE_SERVER,
    store::{self, StoredServerSettings},
};
use crate::{
    accounts::proof::field::PasswordAgain,
    base::{failure::Error, field::FieldName, field_error::FieldError},
    configuration::server_settings::{SAVE_UNREACHED, ServerField, ServerForm},
    paths::{Page, Panel, ServerUrl},
    settings::sources::{Setting, Sources, Tick},
    site::{
        context::Context,
        posted::Posted,
        request::{language, was_saved},
    },
    ui::{
        choice::CheckboxField,
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
        text_field::InputKind,
        unsaved_changes::UnsavedChanges,
    },
};

/// What the panel shows.
pub(crate) struct ServerPanelState {
    form: ServerForm,
    sources: Sources,
    version: i32,
    address: Address,
}

/// The Server URL in force, and what is known of it.
pub(crate) struct Address {
    pub(crate) url: ServerUrl,
    /// Whether somebody chose it, here or in the configuration.
    is_chosen: bool,
    was_reached: bool,
    pub(crate) reach_code: String,
}

impl Address {
    pub(crate) fn of(context: &Context, kept: &StoredServerSettings) -> Self {
        let url = context.url();
        Self {
            is_chosen: context.server().url.is_some(),
            was_reached: kept.was_reached(&url),
            reach_code: kept.reach_code.clone(),
            url,
        }
    }
}

impl ServerPanelState {
    pub(crate) async fn find(
        context: &Context,
        configured: &ConfiguredServer,
        db: &impl ConnectionTrait,
    ) -> Result<Self, Error> {
        let kept = store::find(db).await?;
        let address = Address::of(context, &kept);
        let fixed = ServerField::iter().map(FieldName::from);
        let fixed = fixed.filter(|field| configured.origins.variable(*field).is_some());
        let sources = Sources::new(&configured.origins, kept.saved.is_some(), fixed);
        Ok(Self { form: configured.in_force(kept.saved), sources, version: kept.version, address })
    }
}

#[component]
pub(crate) fn ServerPanel(shown: ServerPanelState) -> impl IntoView {
    let (_, t) = language();
    let ServerPanelState { form, sources, version, address } = shown;
    let posted = Posted::to(&SAVE_SERVER);
    let (refusal, has_typed) = (posted.refusal(), posted.has_typed());
    let version = posted.seen_version(None, version);
    let posted = posted.or_values(form.values());
    let is_unreached = posted.error(ServerField::ServerUrl) == Some(FieldError::ServerUrlUnreached);
    let default = address.url.to_string();
    let url_help = if address.is_chosen {
        t.field_server_url_help()
    } else {
        t.field_server_url_default(default)
    };
    view! {
        <section class="card panel" id="server" aria-labelledby="server-title">
            <header>
                <h2 id="server-title">{t.settings_server_title()}</h2>
                <p>{t.settings_server_text()}</p>
            </header>
            <RefusalNotice refusal />
            {was_saved(Panel::Server)
                .then(|| view! { <Notice tone=Tone::Success text=t.server_saved() /> })}
            <AddressLine address />
            <form method="post" action=SAVE_SERVER.function novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                <Setting
                    field=ServerField::ServerUrl
                    label=t.field_server_url()
                    help=url_help
                    required=false
                    sources=sources.clone()
                    posted=posted.clone()
                />
                {is_unreached
                    .then(|| {
                        view! {
                            <CheckboxField
                                field=SAVE_UNREACHED
                                label=t.field_save_unreached()
                                help=t.field_save_unreached_help()
                                is_ticked=false
                            />
                        }
                    })}
                <Setting
                    field=ServerField::TrustedProxies
                    label=t.field_trusted_proxies()
                    help=t.field_trusted_proxies_help()
                    required=false
                    sources=sources.clone()
                    posted=posted.clone()
                />
                <div class="field-pair">
                    <Setting
                        field=ServerField::SessionIdleHours
                        kind=InputKind::Number
                        label=t.field_session_idle_hours()
                        help=t.field_session_idle_hours_help()
                        sources=sources.clone()
                        posted=posted.clone()
                    />
                    <Setting
                        field=ServerField::SessionDays
                        kind=InputKind::Number
                        label=t.field_session_days()
                        help=t.field_session_days_help()
                        sources=sources.clone()
                        posted=posted.clone()
                    />
                </div>
                <Tick
                    field=ServerField::ShowVersion
                    label=t.field_show_version()
                    help=t.field_show_version_help()
                    sources
                    posted=posted.clone()
                />
                <PasswordAgain within="server" posted />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=has_typed />
                    <SubmitButton label=t.save() working=t.working() />
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Where links lead at this moment, with the way to try it, and what speaks against it.
#[component]
pub(crate) fn AddressLine(address: Address) -> impl IntoView {
    let (_, t) = language();
    let url = address.url.to_string();
    let (class, text) = if address.was_reached {
        ("state success", t.server_state_reached(url))
    } else {
        ("state warning", t.server_state_untried(url))
    };
    let link = address.url.link_to(&Page::Reached(address.reach_code));
    view! {
        <p class=class>
            <span>
                {text} " " <a href=link target="_blank" rel="noopener">
                    {t.server_try()}
                </a>
            </span>
        </p>
        {(!address.url.is_https())
            .then(|| {
                view! {
                    <Notice
                        tone=Tone::Warning
                        title=t.settings_http_title()
                        text=t.settings_http()
                    />
                }
            })}
    }
    .into_any()
}
