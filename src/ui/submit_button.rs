//! The button that sends a form: it says that it is working and never sends twice.

use leptos::{ev, html, prelude::*};

/// The primary button of the form around it. Before its script arrives it is a plain button.
#[island]
pub(crate) fn SubmitButton(
    label: String,
    /// What it says while the server works.
    working: String,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let is_working = RwSignal::new(false);

    Effect::new(move |_| {
        let Some(form) = button.get().and_then(|button| button.form()) else { return };
        let submitted = window_event_listener(ev::submit, move |event| {
            if event.target().as_ref() != Some(form.as_ref()) {
                return;
            }
            if is_working.get_untracked() {
                event.prevent_default();
            }
            is_working.set(true);
        });
        // Coming back to a page that the browser kept as it was.
        let shown = window_event_listener(ev::pageshow, move |_| is_working.set(false));
        on_cleanup(move || {
            submitted.remove();
            shown.remove();
        });
    });

    view! {
        <button type="submit" class="button primary" node_ref=button aria-busy=move || is_working.get().to_string()>
            {move || if is_working.get() { working.clone() } else { label.clone() }}
        </button>
    }
}
