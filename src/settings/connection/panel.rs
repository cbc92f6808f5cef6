//! The database as a card: which one is in use, and the way to another.

use std::sync::Arc;

use leptos::prelude::*;

use super::attempts::Attempt;
use crate::{
    accounts::proof::field::PasswordAgain,
    database::{
        Database,
        configured::{ConfiguredConnection, InForce, Origin},
        form::EMBEDDED_FILE,
        kept::Kept,
        probe,
        settings::{ConnectionSettings, Encryption, Engine, Place},
    },
    ui::{
        choice::{CheckboxField, RadioField},
        notice::RefusalNotice,
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
        unsaved_changes::UnsavedChanges,
    },
    web::{
        failure::{Checked, Error, Refusal},
        form::{Field, is_ticked},
        posted::Posted,
        request::language,
        state::AppState,
    },
};

/// What the panel shows.
pub(crate) struct ConnectionPanelState {
    configured: ConfiguredConnection,
    in_force: InForce,
    version: i32,
    /// The attempt that the form is filled from.
    attempted: Option<Arc<Attempt>>,
    live: Live,
}

/// The database in use, as it answers now.
struct Live {
    settings: Option<ConnectionSettings>,
    server: Option<probe::Glance>,
}

impl ConnectionPanelState {
    pub(crate) async fn find(
        state: &AppState,
        attempted: Option<Arc<Attempt>>,
    ) -> Result<Self, Error> {
        let kept = Kept::read(&state.config.data_directory)?;
        let configured = state.config.connection.clone();
        let in_force = configured.in_force(kept.active.as_ref());
        let settings = in_force.form.parse(&configured.limits(), &mut Checked::default());
        let server = glance(&state.database).await;
        let live = Live { settings, server };
        Ok(Self { configured, in_force, version: kept.version, attempted, live })
    }
}

async fn glance(database: &Database) -> Option<probe::Glance> {
    probe::glance(&database.read()).await.ok()
}

#[component]
pub(crate) fn ConnectionPanel(shown: ConnectionPanelState) -> impl IntoView {
    let (_, t) = language();
    let ConnectionPanelState { configured, in_force, version, attempted, live } = shown;
    let posted = Posted::to_any(&["/api/save_connection", "/api/test_connection"]);
    let refusal = posted.refusal();
    // As with mail: the version that was seen first, until one is told of somebody else's change.
    let seen_first = posted
        .typed("version")
        .and_then(|version| version.parse().ok())
        .or(attempted.as_ref().map(|attempt| attempt.version))
        .filter(|_| refusal != Some(Refusal::ChangedMeanwhile));
    let version = seen_first.unwrap_or(version);
    let is_lost = posted.typed("retype").is_some();
    let has_password = in_force.has_saved_password() || configured.password.is_some();
    let password_help = if is_lost {
        t.mail_secret_lost()
    } else if has_password || attempted.as_ref().is_some_and(|a| a.settings.password().is_some()) {
        t.mail_secret_kept()
    } else {
        t.mail_secret_new()
    };
    let form = attempted.as_ref().map_or(&in_force.form, |attempt| &attempt.form);
    let form = configured.with_fixed(form.clone());
    let is_unsaved = posted.has_typed() || attempted.is_some();
    let posted = posted.or_values(form.values());
    let sources = Sources { configured, is_saved: in_force.is_saved() };
    let ticked = |field: Field| posted.typed(field.name()).is_some_and(|typed| is_ticked(&typed));
    view! {
        <section class="card panel" id="connection" aria-labelledby="connection-title">
            <header>
                <h2 id="connection-title">{t.settings_connection_title()}</h2>
                <p>{t.settings_connection_text()}</p>
            </header>
            <RefusalNotice refusal=refusal />
            <StateLine live />
            <form method="post" action="/api/save_connection" novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                {is_lost.then(|| view! { <input type="hidden" name="retype" value="password" /> })}
                {attempted
                    .as_ref()
                    .map(|a| view! { <input type="hidden" name="attempt" value=a.id.clone() /> })}
                <EngineField sources=sources.clone() posted=posted.clone() />
                <p class="mode-fields mode-embedded">{t.engine_embedded_help()}</p>
                <div class="mode-fields mode-server">
                    <ServerFields sources=sources.clone() posted=posted.clone() password_help />
                    <CheckboxField
                        field=Field::Encrypt
                        label=t.field_encrypt()
                        help=sources.help(Field::Encrypt, t.field_encrypt_help())
                        is_fixed=sources.is_fixed(Field::Encrypt)
                        is_ticked=ticked(Field::Encrypt)
                    />
                    <CheckboxField
                        field=Field::TrustServerCertificate
                        label=t.field_trust_server_certificate()
                        help=sources
                            .help(
                                Field::TrustServerCertificate,
                                t.field_trust_server_certificate_help(),
                            )
                        is_fixed=sources.is_fixed(Field::TrustServerCertificate)
                        is_ticked=ticked(Field::TrustServerCertificate)
                    />
                    <CheckboxField
                        field=Field::CreateDatabase
                        label=t.field_create_database()
                        help=sources.help(Field::CreateDatabase, t.field_create_database_help())
                        is_fixed=sources.is_fixed(Field::CreateDatabase)
                        is_ticked=ticked(Field::CreateDatabase)
                    />
                </div>
                <LimitFields sources posted=posted.clone() />
                <PasswordAgain within="connection" field=Field::OwnPassword posted />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=is_unsaved />
                    <SubmitButton label=t.save() working=t.working() />
                    <SubmitButton
                        label=t.connection_test()
                        working=t.working()
                        action="/api/test_connection"
                    />
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Where the values come from.
#[derive(Clone)]
struct Sources {
    configured: ConfiguredConnection,
    is_saved: bool,
}

impl Sources {
    fn is_fixed(&self, field: Field) -> bool {
        self.configured.variable(field).is_some()
    }

    /// The help of a field, and where its value comes from if not from here.
    fn help(&self, field: Field, help: String) -> String {
        let (_, t) = language();
        let source = match self.configured.origin(field) {
            Some(Origin::Variable(name)) if self.is_fixed(field) => t.source_variable(name),
            Some(Origin::Variable(name)) if !self.is_saved => t.source_variable_first(name),
            Some(Origin::File) if !self.is_saved => t.source_file(),
            _ => return help,
        };
        format!("{help} {source}")
    }
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
            field=Field::Engine
            label=t.field_engine()
            options=engines
            help=sources.help(Field::Engine, t.field_engine_help())
            is_fixed=sources.is_fixed(Field::Engine)
            posted
        />
    }
}

#[component]
fn ServerFields(sources: Sources, posted: Posted, password_help: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="field-pair">
            <TextField
                field=Field::Server
                kind=Kind::Plain
                label=t.field_server()
                help=sources.help(Field::Server, t.field_server_help())
                is_fixed=sources.is_fixed(Field::Server)
                posted=posted.clone()
            />
            <TextField
                field=Field::Database
                kind=Kind::Plain
                label=t.field_database()
                help=sources.help(Field::Database, t.field_database_help())
                is_fixed=sources.is_fixed(Field::Database)
                posted=posted.clone()
            />
        </div>
        <div class="field-pair">
            <TextField
                field=Field::Username
                kind=Kind::Plain
                label=t.field_username()
                help=sources.help(Field::Username, t.field_database_user_help())
                is_fixed=sources.is_fixed(Field::Username)
                posted=posted.clone()
            />
            <TextField
                field=Field::Password
                kind=Kind::Secret
                label=t.field_password()
                help=sources.help(Field::Password, password_help)
                is_fixed=sources.is_fixed(Field::Password)
                required=false
                posted
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
            <TextField
                field=Field::Timeout
                kind=Kind::Number
                label=t.field_timeout()
                help=sources.help(Field::Timeout, t.field_timeout_help())
                is_fixed=sources.is_fixed(Field::Timeout)
                posted=posted.clone()
            />
            <TextField
                field=Field::MaxPoolSize
                kind=Kind::Number
                label=t.field_max_pool_size()
                help=sources.help(Field::MaxPoolSize, t.field_max_pool_size_help())
                is_fixed=sources.is_fixed(Field::MaxPoolSize)
                posted
            />
        </div>
    }
    .into_any()
}

/// The database at this moment.
#[component]
fn StateLine(live: Live) -> impl IntoView {
    let (language, t) = language();
    let Some(glance) = live.server else {
        return view! { <p class="state warning">{t.connection_state_unreachable()}</p> }
            .into_any();
    };
    let millis = language.decimal(f64::from(glance.micros) / 1000.0);
    let place = live.settings.map(|settings| settings.place);
    let text = match place {
        Some(Place::Server(server)) => {
            let encryption = match (glance.is_encrypted, server.encryption) {
                (false, _) => t.connection_state_clear(),
                (true, Encryption::Verified) => t.connection_state_verified(),
                (true, _) => t.connection_state_encrypted(),
            };
            let host = format!("{}:{}", server.host, server.port);
            t.connection_state_server(glance.server, host, millis, encryption)
        }
        Some(Place::Embedded(file)) => t.connection_state_embedded(glance.server, file),
        None => t.connection_state_embedded(glance.server, EMBEDDED_FILE),
    };
    view! { <p class="state success">{text}</p> }.into_any()
}
