//! `/connections`: the places that data is read from and written to.

use leptos::prelude::*;

use super::{
    form::ShownPlace,
    store,
    words::{self, LastTest},
};
use crate::{
    base::failure::Error,
    database::entities::connection,
    paths::Page,
    site::request::{language, query},
    ui::{
        layout::Shell,
        notice::{Notice, Tone},
        page::loading_for_signed_in,
        records::Records,
    },
};

#[component]
pub(crate) fn ConnectionsPage() -> impl IntoView {
    let was_removed = query().any(|(name, value)| name == "saved" && value == "removed");
    loading_for_signed_in(async move |state, visitor| {
        let person = &visitor.require_session()?.account;
        let listed = store::list_for(&state.database.read(), person).await?;
        let is_administrator = visitor.is_administrator();
        let (_, t) = language();
        let rows: Vec<_> = listed.into_iter().map(row).collect::<Result<_, Error>>()?;
        let table = if rows.is_empty() {
            let text = if is_administrator {
                t.connections_none_yet()
            } else {
                t.connections_none_for_you()
            };
            view! { <p>{text}</p> }.into_any()
        } else {
            let columns =
                vec![t.connections_name(), t.connections_place(), t.connections_last_test()];
            view! { <Records class="connections" columns rows=rows.collect_view().into_any() /> }
                .into_any()
        };
        Ok(view! {
            <Shell current=Page::Connections title=t.connections_title()>
                {was_removed
                    .then(|| view! { <Notice tone=Tone::Success text=t.connections_removed() /> })}
                <p class="introduction">{t.connections_text()}</p>
                {is_administrator
                    .then(|| {
                        view! {
                            <p>
                                <a class="button primary" href=Page::AddConnection.path()>
                                    {t.connections_new()}
                                </a>
                            </p>
                        }
                    })}
                <section class="card panel" aria-label=t.connections_title()>
                    {table}
                </section>
            </Shell>
        })
    })
}

fn row(connection: connection::Model) -> Result<impl IntoView, Error> {
    let (_, t) = language();
    let place = ShownPlace(&connection.form()?).to_string();
    let kind = words::kind(t, connection.kind);
    Ok(view! {
        <tr>
            <th scope="row" data-label=t.connections_name()>
                <a href=Page::Connection(connection.id.clone()).path()>{connection.name.clone()}</a>
                <span class="second">{kind}</span>
            </th>
            <td data-label=t.connections_place()>{place}</td>
            <td data-label=t.connections_last_test()>
                <LastTest row=connection />
            </td>
        </tr>
    })
}
