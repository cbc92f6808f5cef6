//! The database as a card: which one is in use, and the way to another.

use std::sync::Arc;

use engine::place::TlsMode;
use leptos::prelude::*;
use strum::IntoEnumIterator;

use super::{
    attempts::Attempt,
    endpoint::{SAVE_CONNECTION, TEST_CONNECTION},
};
use crate::{
    accounts::proof::{OWN_PASSWORD, field::PasswordAgain},
    base::{failure::Error, field::FieldName},
    database::{
        ConnectionSettings,
        configured::{ConfiguredConnection, ConnectionInForce},
        form::{ConnectionField, PASSWORD},
        kept::StoredConnection,
        probe::{self, Glance},
        settings::{DatabasePlace, Engine},
    },
    settings::sources::{Setting, Sources, Tick},
    site::{context::Context, posted::Posted, request::language},
    ui::{
        choice::RadioField, notice::RefusalNotice, submit_button::SubmitButton,
        text_field::InputKind, unsaved_changes::UnsavedChanges,
    },
};

/// What the panel shows.
pub(crate) struct ConnectionPanelState {
    configured: Arc<ConfiguredConnection>,
    in_force: ConnectionInForce,
    version: i32,
    /// The attempt that the form is filled from.
    attempted: Option<Arc<Attempt>>,
    live: Live,
}

/// The database in use, and how it answers now.
pub(crate) struct Live {
    settings: Arc<ConnectionSettings>,
    glance: Option<Glance>,
}

impl ConnectionPanelState {
    pub(crate) async fn find(
        context: &Context,
        attempted: Option<Arc<Attempt>>,
    ) -> Result<Self, Error> {
        let kept = StoredConnection::read(&context.data_directory)?;
        let configured = context.connection.clone();
        let in_force = configured.in_force(kept.active.as_ref());
        let live = Live::find(context).await;
        Ok(Self { configured, in_force, version: kept.version, attempted, live })
    }
}

impl Live {
    pub(crate) async fn find(context: &Context) -> Self {
        let glance = probe::glance(&context.database.read()).await.ok();
        Self { settings: context.database.settings(), glance }
    }
}

#[component]
pub(crate) fn ConnectionPanel(shown: ConnectionPanelState) -> impl IntoView {
    let (_, t) = language();
    let ConnectionPanelState { configured, in_force, version, attempted, live } = shown;
    let posted = Posted::to_any(&[&SAVE_CONNECTION, &TEST_CONNECTION]);
    let refusal = posted.refusal();
    let tested = attempted.as_ref().map(|attempt| attempt.wanted.seen_version);
    let version = posted.seen_version(tested, version);
    let is_lost = posted.typed("retype").is_some();
    let has_password = configured.has_password(&in_force);
    let password_help = if is_lost {
        t.mail_secret_lost()
    } else if has_password
        || attempted.as_ref().is_some_and(|a| a.wanted.settings.password().is_some())
    {
        t.mail_secret_kept()
    } else {
        t.mail_secret_new()
    };
    let form = attempted.as_ref().map_or(&in_force.form, |attempt| &attempt.wanted.form);
    let form = configured.with_fixed(form.clone());
    let is_unsaved = posted.has_typed() || attempted.is_some();
    let posted = posted.or_values(form.values());
    let fields = ConnectionField::iter().map(FieldName::from).chain([PASSWORD]);
    let sources = Sources::new(
        &configured.origins,
        in_force.is_saved(),
        fields.filter(|field| configured.variable(*field).is_some()),
    );
    view! {
        <section class="card panel" id="connection" aria-labelledby="connection-title">
            <header>
                <h2 id="connection-title">{t.settings_connection_title()}</h2>
                <p>{t.settings_connection_text()}</p>
            </header>
            <RefusalNotice refusal=refusal />
            <DatabaseLine live />
            <form method="post" action=SAVE_CONNECTION.function novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                {is_lost.then(|| view! { <input type="hidden" name="retype" value="password" /> })}
                {attempted
                    .as_ref()
                    .map(|a| view! { <input type="hidden" name="attempt" value=a.id.clone() /> })}
                <EngineField sources=sources.clone() posted=posted.clone() />
                <p class="mode-fields mode-embedded">{t.engine_embedded_help()}</p>
                <div class="mode-fields mode-server">
                    <ServerFields sources=sources.clone() posted=posted.clone() password_help />
                    <Tick
                        field=ConnectionField::Encrypt
                        label=t.field_encrypt()
                        help=t.field_encrypt_help()
                        sources=sources.clone()
                        posted=posted.clone()
                    />
                    <Tick
                        field=ConnectionField::TrustServerCertificate
                        label=t.field_trust_server_certificate()
                        help=t.field_trust_server_certificate_help()
                        sources=sources.clone()
                        posted=posted.clone()
                    />
                    <Tick
                        field=ConnectionField::CreateDatabase
                        label=t.field_create_database()
                        help=t.field_create_database_help()
                        sources=sources.clone()
                        posted=posted.clone()
                    />
                </div>
                <LimitFields sources posted=posted.clone() />
                <PasswordAgain within="connection" field=OWN_PASSWORD posted />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=is_unsaved />
                    <SubmitButton label=t.save() working=t.working() />
                    <SubmitButton
                        label=t.connection_test()
                        working=t.working()
                        action=TEST_CONNECTION.function
                    />
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn EngineField(sources: Sources, posted: Posted) -> impl IntoView {
    let (_, t) = language();
    let engines = Engine::ALL
        .map(|engine| {
            let label = match engine {
                Engine::Embedded => t.engine_embedded(),
                Engine::PostgreSql => "PostgreSQL".to_owned(),
                Engine::MySql => "MySQL / MariaDB".to_owned(),
            };
            (engine.name(), label)
        })
        .to_vec();
    view! {
        <RadioField
            field=ConnectionField::Engine
            label=t.field_engine()
            options=engines
            help=sources.help(ConnectionField::Engine, t.field_engine_help())
            is_fixed=sources.is_fixed(ConnectionField::Engine)
            posted
        />
    }
}

#[component]
fn ServerFields(sources: Sources, posted: Posted, password_help: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="field-pair">
            <Setting
                field=ConnectionField::Server
                label=t.field_server()
                help=t.field_server_help()
                sources=sources.clone()
                posted=posted.clone()
            />
            <Setting
                field=ConnectionField::Database
                label=t.field_database()
                help=t.field_database_help()
                sources=sources.clone()
                posted=posted.clone()
            />
        </div>
        <div class="field-pair">
            <Setting
                field=ConnectionField::Username
                label=t.field_username()
                help=t.field_database_user_help()
                sources=sources.clone()
                posted=posted.clone()
            />
            <Setting
                field=PASSWORD
                kind=InputKind::Secret
                label=t.field_password()
                help=password_help
                sources
                posted
                required=false
            />
        </div>
    }
    .into_any()
}

#[component]
fn LimitFields(sources: Sources, posted: Posted) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="field-pair">
            <Setting
                field=ConnectionField::Timeout
                kind=InputKind::Number
                label=t.field_timeout()
                help=t.field_timeout_help()
                sources=sources.clone()
                posted=posted.clone()
            />
            <Setting
                field=ConnectionField::MaxPoolSize
                kind=InputKind::Number
                label=t.field_max_pool_size()
                help=t.field_max_pool_size_help()
                sources
                posted
            />
        </div>
    }
    .into_any()
}

/// The database at this moment.
#[component]
pub(crate) fn DatabaseLine(live: Live) -> impl IntoView {
    let (language, t) = language();
    let Some(glance) = live.glance else {
        return view! { <p class="state warning">{t.connection_state_unreachable()}</p> }
            .into_any();
    };
    let millis = language.decimal(f64::from(glance.micros) / 1000.0);
    let text = match &live.settings.place {
        DatabasePlace::Server(server) => {
            let encryption = match (glance.is_encrypted, server.encryption) {
                (false, _) => t.connection_state_clear(),
                (true, TlsMode::Verified) => t.connection_state_verified(),
                (true, _) => t.connection_state_encrypted(),
            };
            let host = format!("{}:{}", server.host, server.port);
            t.connection_state_server(glance.server, host, millis, encryption)
        }
        DatabasePlace::Embedded(file) => t.connection_state_embedded(glance.server, file),
    };
    view! { <p class="state success">{text}</p> }.into_any()
}
