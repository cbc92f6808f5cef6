//! The setup code from the link that the server printed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// What the code is called in the fragment of the link and in the storage of the tab.
const NAME: &str = "setup_code";

/// Copies the code from the fragment of the address into the field with the id `input`, and takes
/// it out of the address, so that it stays out of bookmarks and history. The tab remembers it for
/// when the page is loaded again in another language.
#[island]
pub(crate) fn SetupCodeFromLink(input: String) -> impl IntoView {
    Effect::new(move |_| {
        let _ = fill(&input);
    });
}

fn fill(input: &str) -> Option<()> {
    let location = window().location();
    let memory = window().session_storage().ok()??;
    let fragment = location.hash().ok()?;
    if let Some(code) =
        fragment.strip_prefix('#').and_then(|f| f.strip_prefix(NAME)?.strip_prefix('='))
    {
        memory.set_item(NAME, code).ok()?;
        let address = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
        let history = window().history().ok()?;
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)).ok()?;
    }
    let code = memory.get_item(NAME).ok()??;
    let field = element(input)?;
    if field.value().is_empty() {
        field.set_value(&code);
        element("email")?.focus().ok()?;
    }
    Some(())
}

fn element(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
