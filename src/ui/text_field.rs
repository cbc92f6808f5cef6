//! A labelled field with its help and its error.

use leptos::prelude::*;

use crate::{
    base::field::FieldName,
    i18n,
    site::{posted::Posted, request::language},
};

/// What kind of text goes in, for keyboards, password managers and screen readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputKind {
    Text {
        autocomplete: &'static str,
    },
    Email,
    Username,
    CurrentPassword,
    NewPassword,
    /// Names of servers, users and settings: not a person's, so nothing is filled in.
    Plain,
    Number,
    /// A password or key of another server.
    Secret,
    /// Groups of letters and digits, in a font in which none can be mistaken.
    Code,
    /// A code from an app, or a recovery code.
    OneTimeCode,
}

impl InputKind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::CurrentPassword | Self::NewPassword | Self::Secret => "password",
            Self::Text { .. }
            | Self::Username
            | Self::Plain
            | Self::Number
            | Self::Code
            | Self::OneTimeCode => "text",
        }
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Text { autocomplete } => autocomplete,
            Self::Email => "email",
            Self::Username => "username",
            Self::CurrentPassword => "current-password",
            Self::NewPassword => "new-password",
            Self::OneTimeCode => "one-time-code",
            Self::Plain | Self::Number | Self::Secret | Self::Code => "off",
        }
    }

    const fn inputmode(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("numeric"),
            _ => None,
        }
    }

    const fn autocapitalize(self) -> Option<&'static str> {
        match self {
            Self::Text { .. } => None,
            Self::Code => Some("characters"),
            _ => Some("none"),
        }
    }

    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Code | Self::OneTimeCode => Some("code"),
            _ => None,
        }
    }
}

/// Shows what was typed before and what was wrong with it; the first wrong field has the cursor.
#[component]
pub(crate) fn TextField(
    #[prop(into)] field: FieldName,
    /// Tells it apart from the same field of another form on the page.
    #[prop(optional)]
    within: Option<&'static str>,
    kind: InputKind,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: Option<String>,
    /// The id of a list of values to choose from.
    #[prop(optional)]
    options: Option<&'static str>,
    /// Ids of further elements that describe the field.
    #[prop(optional)]
    described_by: Option<&'static str>,
    posted: Posted,
    #[prop(default = true)] required: bool,
    /// Set elsewhere: to read, not to change.
    #[prop(optional)]
    is_fixed: bool,
    /// Takes the cursor when nothing is wrong.
    #[prop(optional)]
    focused: bool,
) -> impl IntoView {
    let name = field.as_str();
    let error = posted.error(field).map(|error| i18n::field_error(language().0, error));
    let help = help.filter(|help| !help.is_empty());
    let id = within.map_or_else(|| name.to_owned(), |within| format!("{within}-{name}"));
    let help_id = help.is_some().then(|| format!("{id}-help"));
    let error_id = error.is_some().then(|| format!("{id}-error"));
    let described_by = [error_id.clone(), help_id.clone(), described_by.map(str::to_owned)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let takes_cursor = match posted.first_wrong_field() {
        Some(wrong) => wrong == name,
        None => focused,
    };
    let value = posted.typed(name);
    let described_by = (!described_by.is_empty()).then_some(described_by);
    let is_invalid = error.is_some().then_some("true");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                name=name
                type=kind.input_type()
                value=value
                autocomplete=kind.autocomplete()
                inputmode=kind.inputmode()
                list=options
                autocapitalize=kind.autocapitalize()
                class=kind.class()
                spellcheck="false"
                readonly=is_fixed
                autofocus=takes_cursor
                aria-required=required.then_some("true")
                aria-invalid=is_invalid
                aria-describedby=described_by
            />
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            {help.map(|help| view! { <p class="field-help" id=help_id>{help}</p> })}
        </div>
    }
}
