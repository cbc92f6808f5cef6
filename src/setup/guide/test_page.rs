//! `/settings/test`: a test of everything. The database answers or does not, this server asks for
//! itself under its Server URL, a person does so in the browser, and a test mail is on its way.

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

use super::page::Summary;
use crate::{
    paths::Page,
    settings::{
        mail::{delivery_test, panel::MailLine, test_page},
        own_database::panel::DatabaseLine,
        server::{
            panel::AddressLine,
            reach::{self, Reach},
        },
    },
    site::request::language,
    ui::{
        layout::{PageTitle, Shell},
        notice::{Notice, Tone},
        page::loading_for_administrator,
        sent_in_turn::SentInTurn,
    },
};

#[component]
pub(crate) fn SetupTestPage() -> impl IntoView {
    let mail_test = use_query_map().read_untracked().get("mail").unwrap_or_default();
    let (_, t) = language();
    let page = loading_for_administrator(async move |state, administrator| {
        let (language, t) = language();
        let Summary { database, mail, address } =
            Summary::find(&state, &state.database.read()).await?;
        let (url, vault) = (address.url.clone(), state.vault.clone());
        let look = async move {
            let reach = reach::look(&url, &vault).await;
            view! { <ReachLine reach /> }.into_any()
        };
        let mail_view = if let Some(test) =
            delivery_test::find(&state, &administrator, &mail_test).await?
        {
            let (id, recipient) = (test.id, test.recipient);
            let end = move |last: Option<_>| {
                if test_page::has_arrived(last.as_ref()) {
                    let (title, text) = (t.mail_test_passed(), t.mail_test_passed_text(&recipient));
                    view! { <Notice tone=Tone::Success title text /> }.into_any()
                } else {
                    view! { <Notice tone=Tone::Error text=t.setup_test_mail_failed() /> }.into_any()
                }
            };
            Either::Left(test_page::stages(language, state, administrator, id, end))
        } else {
            let (settings, is_from_configuration) = (mail.settings(), mail.is_from_configuration);
            Either::Right(view! { <MailLine settings is_from_configuration /> })
        };
        Ok(view! {
            <Shell current=Page::Settings title=t.setup_test_title()>
                <div class="panels setup-test">
                    <section class="card panel" aria-labelledby="test-database">
                        <h2 id="test-database">{t.settings_connection_title()}</h2>
                        <DatabaseLine live=database />
                    </section>
                    <section class="card panel" aria-labelledby="test-address">
                        <h2 id="test-address">{t.settings_server_title()}</h2>
                        <AddressLine address />
                        {SentInTurn::once(look)}
                    </section>
                    <section class="card panel" aria-labelledby="test-mail">
                        <h2 id="test-mail">{t.settings_mail_title()}</h2>
                        {mail_view}
                    </section>
                </div>
                <p class="test-end">
                    <a class="button secondary" href=Page::Settings.path()>
                        {t.setup_test_back()}
                    </a>
                </p>
            </Shell>
        })
    });
    view! {
        // The head is sent before anything that waits.
        <PageTitle title=t.setup_test_title() />
        {page}
    }
}

/// What became of the server's own request.
#[component]
fn ReachLine(reach: Reach) -> impl IntoView {
    let (_, t) = language();
    let (class, text) = match reach {
        Reach::Reached => ("state success", t.server_reach_reached()),
        Reach::SomethingElse => ("state warning", t.server_reach_something_else()),
        Reach::NoAnswer => ("state warning", t.server_reach_no_answer()),
    };
    view! { <p class=class>{text}</p> }
}
