//! `/settings/users/delete`: names what is to be deleted, and asks for a name in return.

use leptos::prelude::*;

use super::{change::MOST_AT_ONCE, endpoint::DELETE_USERS, page::BackToUsers};
use crate::{
    accounts::store,
    base::{failure::Refusal, field::CONFIRMATION},
    i18n,
    paths::Page,
    site::{
        posted::Posted,
        request::{language, query},
    },
    ui::{
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        page::loading_for_administrator,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn DeleteUsersPage() -> impl IntoView {
    let posted = Posted::to(&DELETE_USERS);
    let ids = query().filter(|(name, _)| name == "id").map(|(_, id)| id);
    let ids = ids.filter(|id| uuid::Uuid::parse_str(id).is_ok());
    let ids: Vec<_> = ids.take(MOST_AT_ONCE).collect();
    loading_for_administrator(async move |state, _| {
        let accounts = store::find_all(&state.database.read(), &ids).await?;
        let (language, t) = language();
        let label = match accounts.as_slice() {
            [one] => t.users_delete_confirm_name(&one.username),
            several => t.users_delete_confirm_number(several.len()),
        };
        let count = accounts.len();
        let ids = accounts
            .iter()
            .map(|account| view! { <input type="hidden" name="ids[]" value=account.id.clone() /> })
            .collect_view();
        let names = accounts
            .iter()
            .map(|account| {
                let person = account.full_name();
                view! {
                    <li>
                        <strong>{account.username.clone()}</strong>
                        " "
                        {person}
                        ", "
                        {account.email.clone()}
                    </li>
                }
            })
            .collect_view();
        let content = if count == 0 {
            view! { <p>{i18n::refusal(language, Refusal::NoSuchUser)}</p> }.into_any()
        } else {
            view! {
                <section class="card panel" aria-label=t.users_delete_title()>
                    <Notice tone=Tone::Warning text=t.users_delete_text() />
                    <ul class="names">{names}</ul>
                    <form method="post" action=DELETE_USERS.function novalidate>
                        {ids}
                        <TextField
                            field=CONFIRMATION
                            kind=InputKind::Plain
                            label
                            posted=posted.clone()
                            focused=true
                        />
                        <SubmitButton label=t.users_delete_submit(count) working=t.working() />
                    </form>
                </section>
            }
            .into_any()
        };
        Ok(view! {
            <Shell current=Page::Settings title=t.users_delete_title()>
                <RefusalNotice refusal=posted.refusal() />
                {content}
                <BackToUsers />
            </Shell>
        })
    })
}
