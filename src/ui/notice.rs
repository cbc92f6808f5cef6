//! A sentence that must not be missed.

use leptos::prelude::*;

use super::icon::{Icon, Picture};
use crate::{base::failure::Refusal, i18n, site::request::language};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something was refused; read out at once.
    Error,
    Warning,
    Success,
}

#[component]
pub(crate) fn Notice(
    tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    #[prop(into)] text: String,
    /// Where to go next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Error => ("notice error", Icon::Warning),
        Tone::Warning => ("notice warning", Icon::Warning),
        Tone::Success => ("notice success", Icon::Done),
    };
    let role = match tone {
        Tone::Error => "alert",
        Tone::Warning | Tone::Success => "status",
    };
    view! {
        <div class=class role=role>
            <Picture icon=icon />
            <p>{title.map(|title| view! { <strong>{title}</strong> " " })} {text} {children.map(|children| view! { " " {children()} })}</p>
        </div>
    }
}

/// Says why a whole form was refused, if it was.
#[component]
pub(crate) fn RefusalNotice(refusal: Option<Refusal>) -> impl IntoView {
    let (language, _) = language();
    refusal.map(|refusal| {
        view! { <Notice tone=Tone::Error text=i18n::refusal(language, refusal) /> }
    })
}
