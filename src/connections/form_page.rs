//! `/connections/new` and `/connections/{id}/edit`: the form of a connection.

use std::sync::Arc;

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    endpoint::{SAVE_PLACE, TEST_PLACE},
    form::{PASSWORD, PlaceField, PlaceForm},
    place_test::{PlaceAttempt, PlaceAttempts},
    store, words,
};
use crate::{
    base::failure::Refusal,
    database::entities::{
        account,
        connection::{self, Audience, Kind},
    },
    i18n,
    paths::Page,
    site::{
        context::Context,
        posted::Posted,
        request::{language, query, require_part},
    },
    ui::{
        button_link::ButtonLink,
        choice::{CheckboxField, RadioField},
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        page::{loading_for_administrator, set_status},
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
        unsaved_changes::UnsavedChanges,
    },
};

/// `/connections/new`
#[component]
pub(crate) fn AddConnectionPage() -> impl IntoView {
    let from = asked("from");
    let attempts = require_part::<PlaceAttempts>();
    loading_for_administrator(async move |state, administrator| {
        let attempted = attempted(&state, &attempts?, &administrator);
        let from = match from {
            Some(id) => store::find(&state.database.read(), &id).await?,
            None => None,
        };
        let form = match from {
            // A copy has another name; its password is typed again.
            Some(row) => row.form()?.with(PlaceField::Name, ""),
            None => PlaceForm::of_new_connection(),
        };
        let (_, t) = language();
        Ok(view! {
            <Shell current=Page::Connections title=t.connections_new_title()>
                <p class="introduction">{t.connections_new_text()}</p>
                <ConnectionForm saved=None form attempted />
                <ButtonLink page=Page::Connections label=t.connections_back() />
            </Shell>
        })
    })
}

/// `/connections/{id}/edit`
#[component]
pub(crate) fn EditConnectionPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let attempts = require_part::<PlaceAttempts>();
    loading_for_administrator(async move |state, administrator| {
        let attempted = attempted(&state, &attempts?, &administrator);
        let found = store::find(&state.database.read(), &id).await?;
        let Some(row) = found else {
            set_status(StatusCode::NOT_FOUND);
            return Ok(view! { <NoSuchConnection /> }.into_any());
        };
        let form = row.form()?;
        let (_, t) = language();
        Ok(view! {
            <Shell current=Page::Connections title=t.connections_edit_title()>
                <ConnectionForm saved=Some(row) form attempted /> <ButtonLink page=Page::Connection(id) label=t.connections_back_to_one() />
            </Shell>
        }
        .into_any())
    })
}

fn asked(wanted: &str) -> Option<String> {
    query().find(|(name, _)| name == wanted).map(|(_, value)| value)
}

/// The test that the form is filled from.
fn attempted(
    context: &Context,
    attempts: &PlaceAttempts,
    administrator: &account::Model,
) -> Option<Arc<PlaceAttempt>> {
    attempts.find(administrator, &asked("attempted")?, context.clock.now())
}

#[component]
fn ConnectionForm(
    saved: Option<connection::Model>,
    form: PlaceForm,
    attempted: Option<Arc<PlaceAttempt>>,
) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to_any(&[&SAVE_PLACE, &TEST_PLACE]);
    let refusal = posted.refusal();
    let version = saved.as_ref().map_or(0, |row| row.version);
    let version = posted.seen_version(attempted.as_ref().map(|it| it.seen_version), version);
    let is_lost = posted.typed("retype").is_some();
    let has_password = saved.as_ref().is_some_and(|row| row.sealed_password.is_some())
        || attempted.as_ref().is_some_and(|attempt| attempt.wanted.password().is_some());
    let password_help = if is_lost {
        t.mail_secret_lost()
    } else if has_password {
        t.mail_secret_kept()
    } else {
        t.mail_secret_new()
    };
    let is_unsaved = posted.has_typed() || attempted.is_some();
    let form = attempted.as_ref().map_or(form, |attempt| attempt.form.clone());
    let posted = posted.or_values(form.values());
    view! {
        <section class="card panel" aria-label=t.connections_title()>
            <RefusalNotice refusal />
            <form method="post" action=SAVE_PLACE.function novalidate>
                <input type="hidden" name="version" value=version.to_string() />
                {saved.map(|row| view! { <input type="hidden" name="id" value=row.id /> })}
                {is_lost.then(|| view! { <input type="hidden" name="retype" value="password" /> })}
                {attempted
                    .map(|a| view! { <input type="hidden" name="attempt" value=a.id.clone() /> })}
                <TextField
                    field=PlaceField::Name
                    kind=InputKind::Plain
                    label=t.connections_name()
                    help=t.connections_name_help()
                    posted=posted.clone()
                    focused=true
                />
                <RadioField
                    field=PlaceField::Kind
                    label=t.connections_kind()
                    options=Kind::ALL.map(|kind| (kind.name(), words::kind(t, kind))).to_vec()
                    posted=posted.clone()
                />
                <div class="mode-fields mode-place-server">
                    <ServerFields posted=posted.clone() password_help />
                </div>
                <div class="mode-fields mode-place-file">
                    <TextField
                        field=PlaceField::Path
                        kind=InputKind::Plain
                        label=t.connections_path()
                        help=t.connections_path_help()
                        posted=posted.clone()
                    />
                </div>
                <RadioField
                    field=PlaceField::Audience
                    label=t.connections_audience()
                    help=t.connections_audience_help()
                    options=Audience::ALL.map(|one| (one.name(), words::audience(t, one))).to_vec()
                    posted
                />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=is_unsaved />
                    <SubmitButton label=t.save() working=t.working() />
                    <SubmitButton
                        label=t.connection_test()
                        working=t.working()
                        action=TEST_PLACE.function
                    />
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn ServerFields(posted: Posted, password_help: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <div class="field-pair">
            <TextField
                field=PlaceField::Server
                kind=InputKind::Plain
                label=t.field_server()
                help=t.field_server_help()
                posted=posted.clone()
            />
            <TextField
                field=PlaceField::Database
                kind=InputKind::Plain
                label=t.field_database()
                help=t.connections_database_help()
                posted=posted.clone()
            />
        </div>
        <div class="field-pair">
            <TextField
                field=PlaceField::Username
                kind=InputKind::Plain
                label=t.field_username()
                help=t.connections_username_help()
                posted=posted.clone()
            />
            <TextField
                field=PASSWORD
                kind=InputKind::Secret
                label=t.field_password()
                help=password_help
                posted=posted.clone()
                required=false
            />
        </div>
        <CheckboxField
            field=PlaceField::Encrypt
            label=t.field_encrypt()
            help=t.field_encrypt_help()
            is_ticked=posted.is_ticked(PlaceField::Encrypt)
        />
        <CheckboxField
            field=PlaceField::TrustServerCertificate
            label=t.field_trust_server_certificate()
            help=t.field_trust_server_certificate_help()
            is_ticked=posted.is_ticked(PlaceField::TrustServerCertificate)
        />
    }
    .into_any()
}

/// In the place of a connection that is not there, or not for whoever asks.
#[component]
pub(super) fn NoSuchConnection() -> impl IntoView {
    let (language, t) = language();
    view! {
        <Shell current=Page::Connections title=t.connections_title()>
            <p>{i18n::refusal(language, Refusal::NoSuchConnection)}</p>
            <ButtonLink page=Page::Connections label=t.connections_back() />
        </Shell>
    }
    .into_any()
}

/// In the place of what a connection shows whose settings are no longer good: a file that has gone from where
/// it was allowed, say.
#[component]
pub(super) fn Unusable() -> impl IntoView {
    let (_, t) = language();
    view! { <Notice tone=Tone::Error text=t.connections_unusable() /> }
}
