//! Copies what stands in a field.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};

/// Beside the field with the id `input`, which can be selected and copied by hand as well: without a
/// script, and where the browser keeps the clipboard to itself, there is no button.
#[island]
pub(crate) fn CopyButton(input: String, label: String, copied: String) -> impl IntoView {
    let can_copy = RwSignal::new(false);
    let is_copied = RwSignal::new(false);

    Effect::new(move |_| can_copy.set(window().is_secure_context()));
    let copy = move |_: ev::MouseEvent| {
        let field = document().get_element_by_id(&input);
        let field = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(field) = field else { return };
        field.select();
        let _ = window().navigator().clipboard().write_text(&field.value());
        is_copied.set(true);
    };

    view! {
        <button
            type="button"
            class="button primary"
            hidden=move || !can_copy.get()
            on:click=copy
        >
            {move || if is_copied.get() { copied.clone() } else { label.clone() }}
        </button>
    }
}
