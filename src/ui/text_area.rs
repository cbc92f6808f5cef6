//! A labelled field of several lines with its help and its error.

use leptos::prelude::*;

use crate::{
    base::field::FieldName,
    i18n,
    site::{posted::Posted, request::language},
};

/// Shows what was typed before and what was wrong with it. Nobody has to fill it.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] field: FieldName,
    #[prop(into)] label: String,
    #[prop(into)] help: String,
    posted: Posted,
) -> impl IntoView {
    let name = field.as_str();
    let error = posted.error(field).map(|error| i18n::field_error(language().0, error));
    let (help_id, error_id) = (format!("{name}-help"), format!("{name}-error"));
    let described_by =
        if error.is_some() { format!("{error_id} {help_id}") } else { help_id.clone() };
    let is_invalid = error.is_some().then_some("true");
    let takes_cursor = posted.first_wrong_field() == Some(name);
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <textarea
                id=name
                name=name
                rows="3"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="none"
                autofocus=takes_cursor
                aria-invalid=is_invalid
                aria-describedby=described_by
            >
                {posted.typed(name)}
            </textarea>
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            <p class="field-help" id=help_id>
                {help}
            </p>
        </div>
    }
    .into_any()
}
