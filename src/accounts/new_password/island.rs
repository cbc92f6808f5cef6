//! The password rules turning green while one types.

use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::base::password::PasswordRule;

/// The words of the checklist in the reader's language, rules in the order of `PasswordRule::ALL`.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct RuleWords {
    pub(crate) rules: Vec<String>,
    pub(crate) met: String,
    pub(crate) unmet: String,
    /// Said when both passwords are the same.
    pub(crate) same: String,
}

/// Watches two fields of the page by their ids. Without scripts it is a plain list of the rules.
#[island]
pub(crate) fn PasswordChecklist(
    input: String,
    confirmation: String,
    words: RuleWords,
) -> impl IntoView {
    // Nothing is marked until there is something to judge.
    let password = RwSignal::new(None::<String>);
    let is_same = RwSignal::new(false);

    Effect::new(move |_| {
        let (input, confirmation) = (input.clone(), confirmation.clone());
        let look = move || {
            let typed = value_of(&input).unwrap_or_default();
            is_same.set(!typed.is_empty() && value_of(&confirmation).as_ref() == Some(&typed));
            password.set(Some(typed));
        };
        // What was typed before the script arrived counts, too.
        look();
        let listener = window_event_listener(ev::input, move |_| look());
        on_cleanup(move || listener.remove());
    });

    let rule = move |(rule, text): (PasswordRule, String)| {
        let (met, unmet) = (words.met.clone(), words.unmet.clone());
        let is_met = move || password.with(|p| p.as_ref().map(|p| rule.is_met_by(p)));
        view! {
            <li data-rule data-met=move || is_met().unwrap_or(false).to_string()>
                {text}
                <span class="visually-hidden">
                    {move || {
                        is_met().map(|is_met| format!(" ({})", if is_met { &met } else { &unmet }))
                    }}
                </span>
            </li>
        }
    };
    let rules = PasswordRule::ALL.into_iter().zip(words.rules.clone()).map(rule).collect_view();
    view! {
        <ul>{rules}</ul>
        <p class="same" role="status">
            {move || is_same.get().then(|| words.same.clone())}
        </p>
    }
}

fn value_of(id: &str) -> Option<String> {
    let element = document().get_element_by_id(id)?;
    Some(element.dyn_into::<HtmlInputElement>().ok()?.value())
}
