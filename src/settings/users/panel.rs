//! The users as a table, on narrow screens as cards.

use leptos::prelude::*;

use crate::{
    database::entities::account::{self, Status},
    i18n,
    web::request::language,
};

#[component]
pub(crate) fn UsersPanel(
    users: Vec<account::Model>,
    /// How many there are altogether.
    count: i64,
    /// The id of the account that looks.
    myself: String,
) -> impl IntoView {
    let (language, t) = language();
    let shown = i64::try_from(users.len()).unwrap_or(i64::MAX);
    let rows = users
        .into_iter()
        .map(|user| view! { <UserRow is_myself=user.id == myself user /> })
        .collect_view();
    view! {
        <section class="card panel" id="users" aria-labelledby="users-title">
            <header>
                <h2 id="users-title">{t.settings_users_title()}</h2>
                <p>{t.settings_users_text()}</p>
            </header>
            <table class="records">
                <thead>
                    <tr>
                        <th scope="col">{t.users_column_username()}</th>
                        <th scope="col">{t.users_column_name()}</th>
                        <th scope="col">{t.users_column_email()}</th>
                        <th scope="col">{t.users_column_role()}</th>
                        <th scope="col">{t.users_column_status()}</th>
                        <th scope="col">{t.users_column_notifications()}</th>
                        <th scope="col">{t.users_column_last_sign_in()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {(shown < count)
                .then(|| {
                    view! {
                        <p>{t.users_first_of(language.number(shown), language.number(count))}</p>
                    }
                })}
        </section>
    }
    .into_any()
}

#[component]
fn UserRow(user: account::Model, is_myself: bool) -> impl IntoView {
    let (language, t) = language();
    let status = match user.status {
        Status::Pending => "badge warning",
        Status::Active => "badge success",
        Status::Disabled => "badge",
    };
    let notifications = if user.email_notifications {
        t.users_notifications_on()
    } else {
        t.users_notifications_off()
    };
    let last_sign_in =
        user.last_sign_in_at.map_or_else(|| t.users_never(), |at| language.date_and_time(at));
    view! {
        <tr>
            <th scope="row" data-label=t.users_column_username()>
                <span>
                    {user.username} {is_myself.then(|| view! { " " <span class="badge">{t.users_you()}</span> })}
                </span>
            </th>
            <td data-label=t.users_column_name()>{format!("{} {}", user.first_name, user.last_name)}</td>
            <td data-label=t.users_column_email()>{user.email}</td>
            <td data-label=t.users_column_role()>{i18n::role(t, user.role)}</td>
            <td data-label=t.users_column_status()>
                <span class=status>{i18n::status(t, user.status)}</span>
            </td>
            <td data-label=t.users_column_notifications()>{notifications}</td>
            <td data-label=t.users_column_last_sign_in()>{last_sign_in}</td>
        </tr>
    }
}
