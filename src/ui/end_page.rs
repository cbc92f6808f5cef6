//! A page where something has come to its end, for better or worse.

use leptos::prelude::*;

use super::layout::Column;
use crate::paths::Page;

/// Says what happened and leads to the login page.
#[component]
pub(crate) fn EndPage(
    #[prop(into)] title: String,
    paragraphs: Vec<String>,
    #[prop(into)] button: String,
) -> impl IntoView {
    view! {
        <Column title>
            {paragraphs.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
            <a class="button primary" href=Page::Login.path()>
                {button}
            </a>
        </Column>
    }
}
