//! One user in the list, and the menu of what can be done with them.

use leptos::prelude::*;

use super::{
    change::UserChange,
    endpoint::{CHANGE_USERS, MAKE_LINK},
    list::User,
    rows::{self, RowValues},
    words,
};
use crate::{
    accounts::words as account_words,
    base::language::Language,
    database::entities::account::{self, Role, Status},
    paths::Page,
    site::request::language,
};

#[component]
pub(super) fn UserRow(
    /// Its place in the list, which its menu is named after.
    number: usize,
    user: User,
    is_myself: bool,
    /// What somebody wanted to change here when the form was refused.
    kept: Option<String>,
) -> impl IntoView {
    let (language, t) = language();
    let User { account, is_locked, look_alikes } = user;
    let current = RowValues::of(&account);
    let (seen, wanted) = kept.as_deref().and_then(rows::find_kept).unwrap_or((current, current));
    let now = (seen != current).then(|| t.users_now(values(language, current)));
    let last_sign_in =
        account.last_sign_in_at.map_or_else(|| t.users_never(), |at| language.date_and_time(at));
    let id = account.id.clone();
    let you = is_myself.then(|| view! { " " <span class="badge">{t.users_you()}</span> });
    let looks = (!look_alikes.is_empty()).then(|| {
        view! { " " <span class="badge warning">{t.users_looks_like_another()}</span> }
    });
    let roles = Role::ALL
        .map(|role| {
            let is_chosen = role == wanted.role;
            view! {
                <option value=role.name() selected=is_chosen>
                    {account_words::role(t, role)}
                </option>
            }
        })
        .collect_view();
    view! {
        <tr class=(wanted != current).then_some("changed")>
            <th scope="row" data-label=t.users_column_username()>
                <label>
                    <input
                        type="checkbox"
                        form="selection"
                        name="ids[]"
                        value=id.clone()
                        aria-label=t.users_select(&account.username)
                    />
                </label>
                <span>
                    <a href=Page::User(id.clone()).path()>{account.username.clone()}</a>
                    {you}
                    {looks}
                </span>
            </th>
            <td data-label=t.users_column_name()>
                {account.full_name()}
            </td>
            <td data-label=t.users_column_email()>{account.email}</td>
            <td data-label=t.users_column_role()>
                <select name=format!("role.{id}") aria-label=t.users_role_of(&account.username)>
                    {roles}
                </select>
                {now.map(|now| view! { <span class="second conflict">{now}</span> })}
            </td>
            <td data-label=t.users_column_status()>{status(language, account.status, is_locked)}</td>
            <td data-label=t.users_column_notifications()>
                <input
                    type="checkbox"
                    name=format!("email_notifications.{id}")
                    checked=wanted.email_notifications
                    aria-label=t.users_notifications_of(&account.username)
                />
            </td>
            <td data-label=t.users_column_last_sign_in()>{last_sign_in}</td>
            <td class="actions">
                <input type="hidden" name=format!("seen.{id}") value=current.to_string() />
                <button
                    type="button"
                    class="button small"
                    popovertarget=format!("user-{number}")
                    aria-label=t.users_menu_of(account.username)
                ></button>
            </td>
        </tr>
    }
    .into_any()
}

/// `Administrator, notifications on`
fn values(language: Language, values: RowValues) -> String {
    let t = language.text();
    let role = account_words::role(t, values.role);
    if values.email_notifications { t.users_values_on(role) } else { t.users_values_off(role) }
}

/// The status as a badge, and a second one while guesses have to wait.
pub(super) fn status(language: Language, status: Status, is_locked: bool) -> impl IntoView {
    let t = language.text();
    let class = match status {
        Status::Requested | Status::Pending => "badge warning",
        Status::Active => "badge success",
        Status::Disabled => "badge",
    };
    let locked =
        is_locked.then(|| view! { " " <span class="badge error">{t.status_locked()}</span> });
    view! {
        <span class=class>{account_words::status(t, status)}</span>
        {locked}
    }
}

/// Stands outside the form of the list, which could not hold its own.
#[component]
pub(super) fn RowMenu(number: usize, user: User) -> impl IntoView {
    let (_, t) = language();
    let User { account, is_locked, .. } = user;
    let id = account.id.clone();
    view! {
        <div class="row-menu" id=format!("user-{number}") popover>
            <a href=Page::User(id.clone()).path()>{t.users_edit()}</a>
            <UserActions account is_locked />
        </div>
    }
    .into_any()
}

/// What makes sense for an account, as buttons of a form.
#[component]
pub(super) fn UserActions(
    account: account::Model,
    is_locked: bool,
    #[prop(optional)] class: Option<&'static str>,
) -> impl IntoView {
    let (_, t) = language();
    let id = account.id.clone();
    let make_link = (account.status == Status::Pending).then(|| {
        view! {
            <button type="submit" class=class formaction=MAKE_LINK.function name="id" value=id.clone()>
                {t.users_make_link()}
            </button>
        }
    });
    let changes = [
        UserChange::Approve,
        UserChange::Reject,
        UserChange::Unlock,
        UserChange::SendLink,
        UserChange::EndSessions,
        UserChange::Enable,
        UserChange::Disable,
        UserChange::Delete,
    ]
    .into_iter()
    .filter(|change| change.suits(&account, is_locked))
    .map(|change| {
        view! {
            <button type="submit" class=class name="change" value=change.name()>
                {words::change(t, change)}
            </button>
        }
    })
    .collect_view();
    view! {
        <form method="post" action=CHANGE_USERS.function>
            <input type="hidden" name="ids[]" value=account.id.clone() />
            {make_link}
            {changes}
        </form>
    }
    .into_any()
}
