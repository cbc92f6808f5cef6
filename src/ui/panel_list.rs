//! The list of a page's panels, which stays in sight.

use leptos::prelude::*;

#[component]
pub(crate) fn PanelList(
    #[prop(into)] label: String,
    /// Ids and titles.
    panels: Vec<(&'static str, String)>,
) -> impl IntoView {
    view! {
        <nav class="panel-list" aria-label=label>
            <ul>
                {panels
                    .into_iter()
                    .map(|(id, title)| {
                        view! {
                            <li>
                                <a href=format!("#{id}")>{title}</a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}
