//! Fields that may be fixed elsewhere, and where their values come from.

use leptos::prelude::*;

use crate::{
    base::field::FieldName,
    configuration::origin::{Origin, Origins},
    site::{posted::Posted, request::language},
    ui::{
        choice::CheckboxField,
        text_field::{InputKind, TextField},
    },
};

/// Where the values of a panel come from.
#[derive(Clone, Default)]
pub(crate) struct Sources {
    origins: Origins,
    fixed: Vec<FieldName>,
    is_saved: bool,
}

impl Sources {
    /// `fixed` is what the environment fixes; `is_saved`, whether what an administrator has saved is in
    /// force, instead of the file.
    pub(crate) fn new(
        origins: &Origins,
        is_saved: bool,
        fixed: impl Iterator<Item = FieldName>,
    ) -> Self {
        Self { origins: origins.clone(), fixed: fixed.collect(), is_saved }
    }

    pub(crate) fn is_fixed(&self, field: impl Into<FieldName>) -> bool {
        self.fixed.contains(&field.into())
    }

    /// The help of a field, and where its value comes from if not from here.
    pub(crate) fn help(&self, field: impl Into<FieldName>, help: String) -> String {
        let field = field.into();
        let (_, t) = language();
        let source = match self.origins.of(field) {
            Some(Origin::Variable(name)) if self.is_fixed(field) => t.source_variable(name),
            Some(Origin::Variable(name)) if !self.is_saved => t.source_variable_first(name),
            Some(Origin::File) if !self.is_saved => t.source_file(),
            _ => return help,
        };
        format!("{help} {source}").trim_start().to_owned()
    }
}

/// A field that may be fixed elsewhere.
#[component]
pub(crate) fn Setting(
    #[prop(into)] field: FieldName,
    #[prop(default = InputKind::Plain)] kind: InputKind,
    label: String,
    help: String,
    sources: Sources,
    posted: Posted,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    let (help, is_fixed) = (sources.help(field, help), sources.is_fixed(field));
    view! { <TextField field kind label help is_fixed required posted /> }
}

/// The same as yes or no.
#[component]
pub(crate) fn Tick(
    #[prop(into)] field: FieldName,
    label: String,
    help: String,
    sources: Sources,
    posted: Posted,
) -> impl IntoView {
    let (help, is_fixed) = (sources.help(field, help), sources.is_fixed(field));
    let is_ticked = posted.is_ticked(field);
    view! { <CheckboxField field label help is_fixed is_ticked /> }
}
