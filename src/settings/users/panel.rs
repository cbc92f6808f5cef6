//! The list as a card: what is asked for above, the table, which becomes cards on narrow screens, and
//! what is done with it below.

use leptos::prelude::*;

use super::{
    change::UserChange,
    endpoint::{CHANGE_USERS, DELETE_USERS, MAKE_LINK, SAVE_USERS},
    list::{self, Count, User},
    note::NoteOfPage,
    row::{RowMenu, UserRow},
    user_page::AddUserForm,
    view::{ShownStatus, Sort, UsersView},
    words,
};
use crate::{
    accounts::{proof::field::PasswordAgain, store, words as account_words},
    base::failure::{Error, Refusal},
    database::entities::account::{self, Role},
    i18n::Text,
    paths::Page,
    site::{context::Context, posted::Posted, request::language},
    ui::{
        button_link::ButtonLink,
        choice::SelectField,
        notice::{Notice, RefusalNotice, Tone},
        pages::pages,
        submit_button::SubmitButton,
        unsaved_changes::UnsavedChanges,
    },
};

/// What the panel shows.
pub(crate) struct UsersPanelState {
    view: UsersView,
    /// Whether all of the address makes sense.
    is_understood: bool,
    users: Vec<User>,
    count: Count,
    size: u64,
    /// How many wait for approval.
    requested: u64,
    /// The id of the account that looks.
    myself: String,
}

impl UsersPanelState {
    pub(crate) async fn find(
        context: &Context,
        myself: &account::Model,
        (view, is_understood): (UsersView, bool),
        size: u64,
    ) -> Result<Self, Error> {
        let db = &context.database.read();
        let (users, count) = list::page(db, &view, size, context.clock.now()).await?;
        let requested = store::count_requested(db).await?;
        let myself = myself.id.clone();
        Ok(Self { view, is_understood, users, count, size, requested, myself })
    }
}

#[component]
pub(crate) fn UsersPanel(
    shown: UsersPanelState,
    /// On a page of its own, whose title says what it is.
    is_alone: bool,
) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&SAVE_USERS);
    let acted = Posted::to_any(&[&CHANGE_USERS, &MAKE_LINK, &DELETE_USERS]);
    let refusal = match posted.refusal() {
        Some(Refusal::ChangedMeanwhile) => {
            Some(view! { <Notice tone=Tone::Error text=t.users_changed_meanwhile() /> }.into_any())
        }
        other => other
            .or(acted.refusal())
            .map(|refusal| view! { <RefusalNotice refusal=Some(refusal) /> }.into_any()),
    };
    let UsersPanelState { view, is_understood, users, count, size, requested, myself } = shown;
    let is_empty = users.is_empty();
    view! {
        <section class="card panel users" id="users" aria-labelledby="users-title">
            <header>
                <h2 id="users-title" class=is_alone.then_some("visually-hidden")>
                    {t.settings_users_title()}
                </h2>
                <p>{t.settings_users_text()}</p>
            </header>
            <NoteOfPage />
            {refusal}
            {(!is_understood)
                .then(|| view! { <Notice tone=Tone::Warning text=t.users_not_understood() /> })}
            {(requested > 0).then(|| view! { <Requests number=requested /> })}
            <Ways view=view.clone() />
            <FilterForm view=view.clone() />
            <p class="count" role="status">
                {counted(t, &view, count)}
            </p>
            {if is_empty {
                view! { <Nobody view=view.clone() count /> }.into_any()
            } else {
                view! { <Table view=view.clone() users myself posted /> }.into_any()
            }}
            {if is_alone {
                let address = |page: u64| Page::Users(view.on_page(page - 1).query()).path();
                pages(view.page.saturating_add(1), count.number.div_ceil(size), address)
            } else {
                (count.number > size).then(|| view! { <ToAll /> }.into_any())
            }}
        </section>
    }
    .into_any()
}

/// Leads to those who wait for an answer.
#[component]
fn Requests(number: u64) -> impl IntoView {
    let (_, t) = language();
    let requests = UsersView { status: Some(ShownStatus::Requested), ..UsersView::default() };
    view! {
        <Notice tone=Tone::Warning text=t.users_requests(number)>
            <a href=Page::Users(requests.query()).path()>{t.users_requests_show()}</a>
        </Notice>
    }
}

#[component]
fn ToAll() -> impl IntoView {
    let (_, t) = language();
    view! {
        <ButtonLink page=Page::Users(String::new()) label=t.users_all() />
    }
}

/// How people come in and how the list goes out.
#[component]
fn Ways(view: UsersView) -> impl IntoView {
    let (_, t) = language();
    let export = format!("/settings/users/export{}", view.on_page(0).query());
    view! {
        <p class="buttons">
            <button type="button" class="button primary" popovertarget="add-user">
                {t.users_add()}
            </button>
            <a class="button secondary" href=Page::ImportUsers.path()>
                {t.users_import()}
            </a>
            <a class="button secondary" href=export>
                {t.users_export()}
            </a>
        </p>
        <dialog class="dialog" id="add-user" popover="auto" aria-labelledby="add-user-title">
            <h2 id="add-user-title">{t.users_add()}</h2>
            <AddUserForm posted=Posted::default() />
            <button
                type="button"
                class="button secondary"
                popovertarget="add-user"
                popovertargetaction="hide"
            >
                {t.cancel()}
            </button>
        </dialog>
    }
    .into_any()
}

/// A plain form that fetches: what is asked for goes into the address.
#[component]
fn FilterForm(view: UsersView) -> impl IntoView {
    let (_, t) = language();
    let any = || (String::new(), t.audit_any());
    let statuses = ShownStatus::ALL.map(|one| (one.name().to_owned(), words::status(t, one)));
    let roles = Role::ALL.map(|role| (role.name().to_owned(), account_words::role(t, role)));
    let notifications = [
        ("on".to_owned(), t.users_notifications_on()),
        ("off".to_owned(), t.users_notifications_off()),
    ];
    let orders = Sort::ALL.into_iter().flat_map(|sort| {
        [false, true].map(|is_descending| {
            let column = words::sort(t, sort);
            let label = if is_descending { t.users_descending(column) } else { column };
            (view.sorted_by(sort, is_descending).sorting(), label)
        })
    });
    let with_any = |options: Vec<_>| [any()].into_iter().chain(options).collect();
    view! {
        <form
            class="filters"
            method="get"
            action=Page::Users(String::new()).path()
            role="search"
            aria-label=t.users_filter()
        >
            <div class="field">
                <label for="search">{t.users_search()}</label>
                <input
                    id="search"
                    name="search"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    value=view.search.clone()
                    aria-describedby="search-help"
                />
            </div>
            <SelectField
                name="status"
                label=t.users_column_status()
                options=with_any(statuses.to_vec())
                chosen=view.status.map(|status| status.name().to_owned())
            />
            <SelectField
                name="role"
                label=t.users_column_role()
                options=with_any(roles.to_vec())
                chosen=view.role.map(|role| role.name().to_owned())
            />
            <SelectField
                name="notifications"
                label=t.users_column_notifications()
                options=with_any(notifications.to_vec())
                chosen=view
                    .email_notifications
                    .map(|is_on| if is_on { "on" } else { "off" }.to_owned())
            />
            <SelectField
                name="sort"
                label=t.users_order()
                options=orders.collect()
                chosen=Some(view.sorting())
            />
            <button type="submit" class="button secondary">
                {t.users_show()}
            </button>
            <p class="field-help" id="search-help">
                {t.users_search_help()}
            </p>
        </form>
    }
    .into_any()
}

fn counted(t: &Text, view: &UsersView, count: Count) -> String {
    let (language, _) = language();
    let number = language.number(count.number);
    match (count.is_cut, view.is_narrowed()) {
        (true, _) => t.users_more_than(number),
        (false, true) => t.users_found(count.number, number),
        (false, false) => t.users_count(count.number, number),
    }
}

/// Why there is nobody to see, and the way out.
#[component]
fn Nobody(view: UsersView, count: Count) -> impl IntoView {
    let (_, t) = language();
    let (text, way_out) = if count.number > 0 {
        (t.users_no_such_page(), view.on_page(0))
    } else {
        (t.users_nobody(), UsersView::default())
    };
    view! {
        <p>
            {text} " "
            <a href=Page::Users(way_out.query()).path()>{t.users_show_all()}</a>
        </p>
    }
    .into_any()
}

#[component]
fn Table(view: UsersView, users: Vec<User>, myself: String, posted: Posted) -> impl IntoView {
    let (_, t) = language();
    let menus = users
        .iter()
        .enumerate()
        .map(|(number, user)| view! { <RowMenu number user=user.clone() /> })
        .collect_view();
    let rows = users
        .into_iter()
        .enumerate()
        .map(|(number, user)| {
            let kept = posted.typed(&user.account.id);
            view! { <UserRow number is_myself=user.account.id == myself user kept /> }
        })
        .collect_view();
    let headings = Sort::ALL.map(|sort| heading(t, &view, sort)).collect_view();
    view! {
        <SelectionForm />
        <form id="rows" class="rows" method="post" action=SAVE_USERS.function novalidate>
            <table class="records">
                <thead>
                    <tr>
                        {headings}
                        <th scope="col">
                            <span class="visually-hidden">{t.mails_column_actions()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="panel-foot">
                <UnsavedChanges text=t.unsaved_changes() initially=posted.has_typed() />
                <PasswordAgain within="users" help=t.users_password_help() posted />
                <SubmitButton label=t.save() working=t.working() />
            </div>
        </form>
        {menus}
    }
    .into_any()
}

/// Sorts by its column, the other way round if that is how it is sorted already.
fn heading(t: &Text, view: &UsersView, sort: Sort) -> impl IntoView + use<> {
    let is_current = view.sort == sort;
    let order = match (is_current, view.is_descending) {
        (false, _) => None,
        (true, false) => Some("ascending"),
        (true, true) => Some("descending"),
    };
    let other = view.sorted_by(sort, is_current && !view.is_descending);
    view! {
        <th scope="col" aria-sort=order>
            <a href=Page::Users(other.query()).path()>{words::sort(t, sort)}</a>
        </th>
    }
}

/// The boxes in the rows belong to it.
#[component]
fn SelectionForm() -> impl IntoView {
    let (_, t) = language();
    let changes =
        UserChange::ALL.map(|change| (change.name().to_owned(), words::change(t, change)));
    let options = [(String::new(), t.users_choose())].into_iter().chain(changes);
    view! {
        <form id="selection" class="selection" method="post" action=CHANGE_USERS.function>
            <SelectField
                name="change"
                label=t.users_selected()
                options=options.collect()
                chosen=None
            />
            <button type="submit" class="button secondary">
                {t.users_apply()}
            </button>
        </form>
    }
    .into_any()
}
