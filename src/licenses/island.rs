//! A typing error in a serial number, told as soon as one leaves the field.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::serial_number::SerialNumber;
use crate::error::FieldError;

/// Watches the field with the id `input`; says nothing about empty fields, the server does.
#[island]
pub(crate) fn TypingErrorHint(input: String, message: String) -> impl IntoView {
    let is_mistyped = RwSignal::new(false);
    let field = input.clone();
    Effect::new(move |_| {
        let field = field.clone();
        let listener = window_event_listener(ev::change, move |_| {
            let typed = document()
                .get_element_by_id(&field)
                .and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
                .map(|field| field.value());
            let parsed = typed.as_deref().map(SerialNumber::parse);
            is_mistyped.set(parsed == Some(Err(FieldError::SerialNumberMistyped)));
        });
        on_cleanup(move || listener.remove());
    });
    view! {
        <p class="field-error" id=format!("{input}-hint") role="status">
            {move || is_mistyped.get().then(|| message.clone())}
        </p>
    }
}
