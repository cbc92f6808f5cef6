//! A sentence that must not be missed.

use leptos::prelude::*;

use super::icon::{Icon, Picture};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something was refused; read out at once.
    Error,
    Warning,
}

#[component]
pub(crate) fn Notice(
    tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    #[prop(into)] text: String,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Error => ("notice error", Icon::Warning),
        Tone::Warning => ("notice warning", Icon::Warning),
    };
    let role = match tone {
        Tone::Error => "alert",
        Tone::Warning => "status",
    };
    view! {
        <div class=class role=role>
            <Picture icon=icon />
            <p>{title.map(|title| view! { <strong>{title}</strong> " " })} {text}</p>
        </div>
    }
}
