//! `/account`: what the server knows about whoever is signed in.

use leptos::prelude::*;

use crate::{
    i18n,
    paths::Page,
    ui::layout::Shell,
    web::request::{language, visitor},
};

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let (language, t) = language();
    visitor().account().map(|account| {
        let facts = [
            (t.field_username(), account.username.clone()),
            (t.field_first_name(), account.first_name.clone()),
            (t.field_last_name(), account.last_name.clone()),
            (t.field_email(), account.email.clone()),
            (t.users_column_role(), i18n::role(t, account.role)),
            (t.language_label(), language.name().to_owned()),
        ];
        view! {
            <Shell current=Page::Account title=t.account_title()>
                <section class="card">
                    <dl class="facts">
                        {facts
                            .clone()
                            .map(|(name, value)| {
                                view! {
                                    <dt>{name}</dt>
                                    <dd>{value}</dd>
                                }
                            })
                            .collect_view()}
                    </dl>
                </section>
            </Shell>
        }
    })
}
