//! `/settings/users/{id}` and `/settings/users/new`: one user, to change or to add.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    list::{self, User},
    page::BackToUsers,
    row::{UserActions, status},
    service::seen,
};
use crate::{
    accounts::{proof::field::PasswordAgain, sessions},
    database::entities::account::{self, Role},
    i18n::{self, Language},
    paths::Page,
    ui::{
        choice::{CheckboxField, RadioField},
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
        unsaved_changes::UnsavedChanges,
    },
    web::{
        failure::Refusal,
        form::{Field, is_ticked},
        page::{loading_for_administrator, set_status},
        posted::Posted,
        request::{language, query},
    },
};

/// `/settings/users/new`
#[component]
pub(crate) fn AddUserPage() -> impl IntoView {
    let posted = Posted::to("/api/add_user");
    loading_for_administrator(async move |_, _| {
        let (_, t) = language();
        Ok(view! {
            <Shell current=Page::Settings title=t.users_add()>
                <RefusalNotice refusal=posted.refusal() />
                <section class="card panel" aria-label=t.users_add()>
                    <AddUserForm posted />
                </section>
                <BackToUsers />
            </Shell>
        })
    })
}

#[component]
pub(super) fn AddUserForm(posted: Posted) -> impl IntoView {
    let (language, t) = language();
    let wants_mails = posted.typed(Field::EmailNotifications.name());
    let posted = posted.or_values([
        (Field::Role.name().to_owned(), "user".to_owned()),
        (Field::Language.name().to_owned(), language.tag().to_owned()),
    ]);
    view! {
        <form method="post" action="/api/add_user" novalidate>
            <UserFields posted=posted.clone() wants_mails=wants_mails.is_some() stored=None />
            <PasswordAgain within="add" help=t.users_password_help() posted />
            <SubmitButton label=t.users_add() working=t.working() />
        </form>
    }
    .into_any()
}

/// `/settings/users/{id}`
#[component]
pub(crate) fn UserPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    loading_for_administrator(async move |state, myself| {
        let (db, now) = (&state.database.read(), state.clock.now());
        let found = list::find(db, &id, now).await?;
        let browsers = sessions::list(db, &id, now).await?.len();
        let (_, t) = language();
        let title =
            found.as_ref().map_or_else(|| t.user_gone_title(), |u| u.account.username.clone());
        let content = if let Some(user) = found {
            let is_myself = user.account.id == myself.id;
            let refusal = Posted::to_any(&["/api/change_users", "/api/make_link"]).refusal();
            view! {
                <RefusalNotice refusal />
                <UserForm account=user.account.clone() is_myself />
                <UserState user browsers />
            }
            .into_any()
        } else {
            set_status(StatusCode::NOT_FOUND);
            view! { <p>{i18n::refusal(language().0, Refusal::NoSuchUser)}</p> }.into_any()
        };
        Ok(view! {
            <Shell current=Page::Settings title>
                {content} <BackToUsers />
            </Shell>
        })
    })
}

#[component]
fn UserForm(account: account::Model, is_myself: bool) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to("/api/save_user");
    let (refusal, has_typed) = (posted.refusal(), posted.has_typed());
    let is_changed_meanwhile = refusal == Some(Refusal::ChangedMeanwhile);
    let is_saved = query().any(|(name, value)| name == "saved" && value == "user");
    let wants_mails = if has_typed {
        posted.typed(Field::EmailNotifications.name()).is_some_and(|typed| is_ticked(&typed))
    } else {
        account.email_notifications
    };
    // What somebody else has changed can be compared before it is saved over.
    let stored = is_changed_meanwhile.then(|| account.clone());
    let posted = posted.or_values([
        (Field::Username.name().to_owned(), account.username.clone()),
        (Field::Email.name().to_owned(), account.email.clone()),
        (Field::FirstName.name().to_owned(), account.first_name.clone()),
        (Field::LastName.name().to_owned(), account.last_name.clone()),
        (Field::Role.name().to_owned(), role_name(account.role).to_owned()),
        (Field::Language.name().to_owned(), account.language.tag().to_owned()),
    ]);
    view! {
        <section class="card panel" id="profile" aria-labelledby="profile-title">
            <header>
                <h2 id="profile-title">{t.user_profile_title()}</h2>
                <p>{t.user_profile_text()}</p>
            </header>
            {is_saved.then(|| view! { <Notice tone=Tone::Success text=t.users_saved() /> })}
            {is_myself.then(|| view! { <p class="field-help">{t.user_is_you()}</p> })}
            {if is_changed_meanwhile {
                view! { <Notice tone=Tone::Error text=t.user_changed_meanwhile() /> }.into_any()
            } else {
                view! { <RefusalNotice refusal /> }.into_any()
            }}
            <form method="post" action="/api/save_user" novalidate>
                <input type="hidden" name="id" value=account.id.clone() />
                <input type="hidden" name="seen" value=seen(&account) />
                <UserFields posted=posted.clone() wants_mails stored />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=has_typed />
                    <PasswordAgain within="user" help=t.user_password_help() posted />
                    <SubmitButton label=t.save() working=t.working() />
                </div>
            </form>
        </section>
    }
    .into_any()
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Administrator => "administrator",
        Role::User => "user",
    }
}

#[component]
fn UserFields(
    posted: Posted,
    wants_mails: bool,
    /// What is stored where that is not what was typed.
    stored: Option<account::Model>,
) -> impl IntoView {
    let (_, t) = language();
    let other = |field: Field, stored: Option<String>, shown: Option<String>| {
        let stored = stored.filter(|stored| posted.typed(field.name()).as_ref() != Some(stored));
        stored.map(|stored| t.user_stored(shown.unwrap_or(stored)))
    };
    let text = |value: fn(&account::Model) -> &String| stored.as_ref().map(|a| value(a).clone());
    let roles =
        [Role::User, Role::Administrator].map(|role| (role_name(role), i18n::role(t, role)));
    let languages = Language::ALL.map(|language| (language.tag(), language.name().to_owned()));
    let role = stored.as_ref().map(|a| role_name(a.role).to_owned());
    let shown_role = stored.as_ref().map(|a| i18n::role(t, a.role));
    let tag = stored.as_ref().map(|a| a.language.tag().to_owned());
    let shown_language = stored.as_ref().map(|a| a.language.name().to_owned());
    let plain = Kind::Text { autocomplete: "off" };
    let username_help = other(Field::Username, text(|a| &a.username), None);
    view! {
        <TextField
            field=Field::Email
            within="user"
            kind=Kind::Plain
            label=t.field_email()
            help=other(Field::Email, text(|a| &a.email), None).unwrap_or_default()
            posted=posted.clone()
        />
        <TextField
            field=Field::Username
            within="user"
            kind=Kind::Plain
            label=t.field_username()
            help=username_help.unwrap_or_else(|| t.user_username_help())
            posted=posted.clone()
            required=false
        />
        <div class="field-pair">
            <TextField
                field=Field::FirstName
                within="user"
                kind=plain
                label=t.field_first_name()
                help=other(Field::FirstName, text(|a| &a.first_name), None).unwrap_or_default()
                posted=posted.clone()
            />
            <TextField
                field=Field::LastName
                within="user"
                kind=plain
                label=t.field_last_name()
                help=other(Field::LastName, text(|a| &a.last_name), None).unwrap_or_default()
                posted=posted.clone()
            />
        </div>
        <RadioField
            field=Field::Role
            label=t.users_column_role()
            options=roles.to_vec()
            help=other(Field::Role, role, shown_role).unwrap_or_else(|| t.user_role_help())
            posted=posted.clone()
        />
        <RadioField
            field=Field::Language
            label=t.language_label()
            options=languages.to_vec()
            help=other(Field::Language, tag, shown_language).unwrap_or_else(|| t.user_language_help())
            posted
        />
        <CheckboxField
            field=Field::EmailNotifications
            label=t.field_email_notifications()
            help=t.user_notifications_help()
            is_ticked=wants_mails
        />
    }
    .into_any()
}

/// How things stand with the account, and what can be done about it.
#[component]
fn UserState(user: User, browsers: usize) -> impl IntoView {
    let (language, t) = language();
    let User { account, is_locked } = user;
    let when = |at| language.date_and_time(at);
    let activated = account.activated_at.map_or_else(|| t.users_never(), when);
    let last_sign_in = account.last_sign_in_at.map_or_else(|| t.users_never(), when);
    view! {
        <section class="card panel" id="state" aria-labelledby="state-title">
            <header>
                <h2 id="state-title">{t.user_state_title()}</h2>
            </header>
            <dl class="facts">
                <dt>{t.users_column_status()}</dt>
                <dd>{status(language, account.status, is_locked)}</dd>
                <dt>{t.user_created()}</dt>
                <dd>{when(account.created_at)}</dd>
                <dt>{t.user_activated()}</dt>
                <dd>{activated}</dd>
                <dt>{t.users_column_last_sign_in()}</dt>
                <dd>{last_sign_in}</dd>
                <dt>{t.user_sessions()}</dt>
                <dd>{t.user_sessions_count(browsers)}</dd>
            </dl>
            <div class="user-actions">
                <UserActions account is_locked class="button secondary" />
            </div>
        </section>
    }
    .into_any()
}
