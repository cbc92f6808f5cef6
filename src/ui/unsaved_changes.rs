//! Says that a form holds changes that nobody has saved, and asks before they are lost.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};

/// Stands inside the form that it watches.
#[island]
pub(crate) fn UnsavedChanges(
    text: String,
    /// The form was filled with something that is not saved.
    initially: bool,
) -> impl IntoView {
    let note = NodeRef::<html::P>::new();
    let has_changes = RwSignal::new(initially);

    Effect::new(move |_| {
        let Some(form) = note.get().and_then(|note| note.closest("form").ok().flatten()) else {
            return;
        };
        let is_inside = move |target: Option<web_sys::EventTarget>| {
            let Some(element) =
                target.and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            else {
                return false;
            };
            // A field may stand here and belong to another form.
            form.contains(Some(&element)) && !element.has_attribute("form")
        };
        let sent_from = is_inside.clone();
        let changed = window_event_listener(ev::input, move |event| {
            if is_inside(event.target()) {
                has_changes.set(true);
            }
        });
        let sent = window_event_listener(ev::submit, move |event| {
            if sent_from(event.target()) {
                has_changes.set(false);
            }
        });
        let left = window_event_listener(ev::beforeunload, move |event| {
            if has_changes.get_untracked() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            changed.remove();
            sent.remove();
            left.remove();
        });
    });

    view! {
        <p class="unsaved" role="status" node_ref=note>
            {move || has_changes.get().then(|| text.clone())}
        </p>
    }
}
