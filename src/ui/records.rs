//! A table whose rows become cards on narrow screens. Each cell says in `data-label` what it is, since
//! the headings are not shown there.

use leptos::prelude::*;

use crate::site::request::language;

#[component]
pub(crate) fn Records(
    /// Further classes of the table.
    #[prop(default = "")]
    class: &'static str,
    /// What the table is, where nothing else says so.
    #[prop(optional, into)]
    caption: Option<String>,
    columns: Vec<String>,
    /// Whether what can be done with a row stands in a column of its own, the last one.
    #[prop(optional)]
    has_actions: bool,
    rows: AnyView,
) -> impl IntoView {
    let (_, t) = language();
    let headings =
        columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <table class=format!("records {class}").trim_end().to_owned()>
            {caption.map(|caption| view! { <caption class="visually-hidden">{caption}</caption> })}
            <thead>
                <tr>
                    {headings}
                    {has_actions
                        .then(|| {
                            view! {
                                <th scope="col">
                                    <span class="visually-hidden">{t.mails_column_actions()}</span>
                                </th>
                            }
                        })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
