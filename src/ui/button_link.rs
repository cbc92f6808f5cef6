//! A paragraph with one way on, or back.

use leptos::prelude::*;

use crate::paths::Page;

#[component]
pub(crate) fn ButtonLink(page: Page, label: String) -> impl IntoView {
    view! {
        <p>
            <a class="button secondary" href=page.path()>
                {label}
            </a>
        </p>
    }
    .into_any()
}
