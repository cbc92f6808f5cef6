//! Choosing: one of several, or yes and no.

use leptos::prelude::*;

use crate::{
    base::field::FieldName,
    i18n,
    site::{posted::Posted, request::language},
};

/// One of several ways, all of them in sight.
#[component]
pub(crate) fn RadioField(
    #[prop(into)] field: FieldName,
    #[prop(into)] label: String,
    /// Values and what people read.
    options: Vec<(&'static str, String)>,
    #[prop(optional, into)] help: Option<String>,
    /// Set elsewhere: to read, not to change.
    #[prop(optional)]
    is_fixed: bool,
    posted: Posted,
) -> impl IntoView {
    let name = field.as_str();
    let chosen = posted.typed(name);
    let error = posted.error(field).map(|error| i18n::field_error(language().0, error));
    let error_id = error.is_some().then(|| format!("{name}-error"));
    let help = help.filter(|help| !help.is_empty());
    let help_id = help.is_some().then(|| format!("{name}-help"));
    let described_by = [error_id.clone(), help_id.clone()].into_iter().flatten();
    let described_by = described_by.collect::<Vec<_>>().join(" ");
    let described_by = (!described_by.is_empty()).then_some(described_by);
    let options = options
        .into_iter()
        .map(|(value, label)| {
            let is_chosen = chosen.as_deref() == Some(value);
            view! {
                <label>
                    <input
                        type="radio"
                        name=name
                        value=value
                        checked=is_chosen
                        disabled=is_fixed && !is_chosen
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="field" role="radiogroup" aria-labelledby=format!("{name}-label") aria-describedby=described_by>
            <span class="label" id=format!("{name}-label")>
                {label}
            </span>
            <div class="segments">{options}</div>
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            {help.map(|help| view! { <p class="field-help" id=help_id>{help}</p> })}
        </div>
    }
    .into_any()
}

fn choices(
    options: impl IntoIterator<Item = (String, String)>,
    chosen: Option<&str>,
) -> Vec<AnyView> {
    let option = |(value, label): (String, String)| {
        let is_chosen = chosen == Some(&*value);
        view! {
            <option value=value selected=is_chosen>
                {label}
            </option>
        }
        .into_any()
    };
    options.into_iter().map(option).collect()
}

/// One of many, in a form that filters a list.
#[component]
pub(crate) fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    /// Values and what people read.
    options: Vec<(String, String)>,
    chosen: Option<String>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                {choices(options, chosen.as_deref())}
            </select>
        </div>
    }
    .into_any()
}

/// One of many, in a form that is saved.
#[component]
pub(crate) fn ChoiceField(
    #[prop(into)] field: FieldName,
    #[prop(into)] label: String,
    /// Values and what people read.
    options: Vec<(String, String)>,
    posted: Posted,
) -> impl IntoView {
    let name = field.as_str();
    let (chosen, (_, t)) = (posted.typed(name), language());
    let error = posted.error(field).map(|error| i18n::field_error(language().0, error));
    let error_id = error.is_some().then(|| format!("{name}-error"));
    let is_invalid = error.is_some().then_some("true");
    let options = [(String::new(), t.choose())].into_iter().chain(options);
    let options = choices(options, chosen.as_deref());
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select
                id=name
                name=name
                aria-required="true"
                aria-invalid=is_invalid
                aria-describedby=error_id.clone()
            >
                {options}
            </select>
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
        </div>
    }
    .into_any()
}

/// Yes or no.
#[component]
pub(crate) fn CheckboxField(
    #[prop(into)] field: FieldName,
    #[prop(into)] label: String,
    #[prop(into)] help: String,
    /// What is posted when it is ticked.
    #[prop(default = "on")]
    value: &'static str,
    is_ticked: bool,
    /// Set elsewhere: to read, not to change.
    #[prop(optional)]
    is_fixed: bool,
) -> impl IntoView {
    let name = field.as_str();
    let help_id = format!("{name}-help");
    view! {
        <div class="field checkbox">
            <input
                type="checkbox"
                id=name
                name=name
                value=value
                checked=is_ticked
                disabled=is_fixed
                aria-describedby=help_id.clone()
            />
            <label for=name>{label}</label>
            <p class="field-help" id=help_id>
                {help}
            </p>
        </div>
    }
    .into_any()
}
