//! The setup code from the link that the server printed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Copies the code from the fragment of the address into the field with the id `input`, and takes
/// it out of the address, so that it stays out of bookmarks and history.
#[island]
pub(crate) fn SetupCodeFromLink(input: String) -> impl IntoView {
    Effect::new(move |_| fill(&input));
}

fn fill(input: &str) -> Option<()> {
    let location = window().location();
    let fragment = location.hash().ok()?;
    let code = fragment.strip_prefix("#setup_code=")?;
    let field = document().get_element_by_id(input)?.dyn_into::<HtmlInputElement>().ok()?;
    field.set_value(code);
    let address = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
    let history = window().history().ok()?;
    history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)).ok()?;
    document().get_element_by_id("email")?.dyn_into::<HtmlInputElement>().ok()?.focus().ok()
}
