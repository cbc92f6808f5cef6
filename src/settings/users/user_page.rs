//! `/settings/users/{id}` and `/settings/users/new`: one user, to change or to add.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    endpoint::{ADD_USER, CHANGE_USERS, MAKE_LINK, SAVE_USER},
    list::{self, User},
    page::BackToUsers,
    row::{UserActions, status},
    service::seen,
};
use crate::{
    accounts::{proof::field::PasswordAgain, words as account_words},
    base::{
        failure::Refusal,
        field::{AccountField, Fields},
        language::Language,
    },
    database::entities::account::{self, Role},
    i18n,
    paths::Page,
    security::sessions,
    site::{
        posted::Posted,
        request::{language, query},
    },
    ui::{
        choice::{CheckboxField, RadioField},
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        page::{loading_for_administrator, set_status},
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
        unsaved_changes::UnsavedChanges,
    },
};

/// `/settings/users/new`
#[component]
pub(crate) fn AddUserPage() -> impl IntoView {
    let posted = Posted::to(&ADD_USER);
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
    let wants_mails = posted.typed(AccountField::EmailNotifications.name());
    let posted = posted.or_values([
        (AccountField::Role.name().to_owned(), "user".to_owned()),
        (AccountField::Language.name().to_owned(), language.tag().to_owned()),
    ]);
    view! {
        <form method="post" action=ADD_USER.function novalidate>
            <UserFields posted=posted.clone() wants_mails=wants_mails.is_some() stored=Vec::new() />
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
        let browsers =
            sessions::list(db, &id, state.server().session_limits, state.clock.now()).await?.len();
        let (_, t) = language();
        let title =
            found.as_ref().map_or_else(|| t.user_gone_title(), |u| u.account.username.clone());
        let content = if let Some(user) = found {
            let is_myself = user.account.id == myself.id;
            let refusal = Posted::to_any(&[&CHANGE_USERS, &MAKE_LINK]).refusal();
            view! {
                <RefusalNotice refusal />
                <LookAlikes of=user.look_alikes.clone() />
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

/// Warns of usernames that cannot be told apart by eye.
#[component]
fn LookAlikes(of: Vec<account::Model>) -> impl IntoView {
    let (_, t) = language();
    if of.is_empty() {
        return None;
    }
    let others = of.into_iter().map(|other| {
        view! {
            <a href=Page::User(other.id.clone()).path()>
                {t.user_look_alike(other.full_name(), other.email)}
            </a>
            " "
        }
    });
    let others = others.collect_view();
    Some(view! {
        <Notice tone=Tone::Warning text=t.user_looks_like_another()>
            {others}
        </Notice>
    })
}

#[component]
fn UserForm(account: account::Model, is_myself: bool) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&SAVE_USER);
    let (refusal, has_typed) = (posted.refusal(), posted.has_typed());
    let is_changed_meanwhile = refusal == Some(Refusal::ChangedMeanwhile);
    let is_saved = query().any(|(name, value)| name == "saved" && value == "user");
    let wants_mails = if has_typed {
        posted.is_ticked(AccountField::EmailNotifications)
    } else {
        account.email_notifications
    };
    let values = values_of(&account);
    let posted = posted.or_values(
        values.clone().into_iter().map(|(field, value)| (field.name().to_owned(), value)),
    );
    // What somebody else has changed can be compared before it is saved over.
    let stored = if is_changed_meanwhile { values.to_vec() } else { Vec::new() };
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
            <form method="post" action=SAVE_USER.function novalidate>
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

/// What the fields hold of an account, ticked boxes excepted.
fn values_of(account: &account::Model) -> [(AccountField, String); 6] {
    [
        (AccountField::Username, account.username.clone()),
        (AccountField::Email, account.email.clone()),
        (AccountField::FirstName, account.first_name.clone()),
        (AccountField::LastName, account.last_name.clone()),
        (AccountField::Role, account.role.name().to_owned()),
        (AccountField::Language, account.language.tag().to_owned()),
    ]
}

#[component]
fn UserFields(
    posted: Posted,
    wants_mails: bool,
    /// What is told where it is not what was typed.
    stored: Vec<(AccountField, String)>,
) -> impl IntoView {
    let (_, t) = language();
    let roles = Role::ALL.map(|role| (role.name(), account_words::role(t, role)));
    let languages = Language::ALL.map(|language| (language.tag(), language.name().to_owned()));
    let words = |value: &str| {
        let known = roles.iter().chain(&languages).find(|(name, _)| *name == value);
        known.map_or_else(|| value.to_owned(), |(_, words)| words.clone())
    };
    let help = |field: AccountField, help: String| {
        let stored = stored.iter().find(|(of, _)| *of == field).map(|(_, value)| value);
        let other = stored.filter(|value| posted.typed(field.name()).as_ref() != Some(value));
        other.map_or(help, |value| {
            let is_choice = matches!(field, AccountField::Role | AccountField::Language);
            t.user_stored(if is_choice { words(value) } else { value.clone() })
        })
    };
    let plain = InputKind::Text { autocomplete: "off" };
    view! {
        <TextField
            field=AccountField::Email
            within="user"
            kind=InputKind::Plain
            label=t.field_email()
            help=help(AccountField::Email, String::new())
            posted=posted.clone()
        />
        <TextField
            field=AccountField::Username
            within="user"
            kind=InputKind::Plain
            label=t.field_username()
            help=help(AccountField::Username, t.user_username_help())
            posted=posted.clone()
            required=false
        />
        <div class="field-pair">
            <TextField
                field=AccountField::FirstName
                within="user"
                kind=plain
                label=t.field_first_name()
                help=help(AccountField::FirstName, String::new())
                posted=posted.clone()
            />
            <TextField
                field=AccountField::LastName
                within="user"
                kind=plain
                label=t.field_last_name()
                help=help(AccountField::LastName, String::new())
                posted=posted.clone()
            />
        </div>
        <RadioField
            field=AccountField::Role
            label=t.users_column_role()
            options=roles.to_vec()
            help=help(AccountField::Role, t.user_role_help())
            posted=posted.clone()
        />
        <RadioField
            field=AccountField::Language
            label=t.language_label()
            options=languages.to_vec()
            help=help(AccountField::Language, t.user_language_help())
            posted
        />
        <CheckboxField
            field=AccountField::EmailNotifications
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
    let User { account, is_locked, .. } = user;
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
