//! The button that sends a form: it says that it is working and never sends twice.

use leptos::{ev, html, prelude::*};

/// A button of the form around it. Before its script arrives it is a plain button.
#[island]
pub(crate) fn SubmitButton(
    label: String,
    /// What it says while the server works.
    working: String,
    /// Where it posts to, if not where the form does; such a button is not the form's main one.
    #[prop(optional, into)]
    action: Option<String>,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let is_working = RwSignal::new(false);

    Effect::new(move |_| {
        let Some(button) = button.get() else { return };
        let Some(form) = button.form() else { return };
        let sent_form = form.clone();
        let submitted = window_event_listener(ev::submit, move |event| {
            if event.submitter().as_ref() != Some(button.as_ref()) {
                return;
            }
            // Also when another button of the form was pressed before.
            if sent_form.has_attribute("aria-busy") {
                event.prevent_default();
            }
            let _ = sent_form.set_attribute("aria-busy", "true");
            is_working.set(true);
        });
        // Coming back to a page that the browser kept as it was.
        let shown = window_event_listener(ev::pageshow, move |_| {
            let _ = form.remove_attribute("aria-busy");
            is_working.set(false);
        });
        on_cleanup(move || {
            submitted.remove();
            shown.remove();
        });
    });

    let class = if action.is_some() { "button secondary" } else { "button primary" };
    view! {
        <button
            type="submit"
            class=class
            formaction=action
            node_ref=button
            aria-busy=move || is_working.get().to_string()
        >
            {move || if is_working.get() { working.clone() } else { label.clone() }}
        </button>
    }
}
