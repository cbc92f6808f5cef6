//! Values that go along with a form and are not shown.

use leptos::prelude::*;

pub(crate) fn hidden_fields(values: Vec<(String, String)>) -> impl IntoView {
    values
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
}
