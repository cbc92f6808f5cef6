//! The password, once more.

use leptos::prelude::*;

use super::is_fresh;
use crate::{
    base::field::{AccountField, FieldName},
    site::{
        posted::Posted,
        request::{context, language, visitor},
    },
    ui::text_field::{InputKind, TextField},
};

/// A field for the password where the last proof is too old; nothing where it is not.
#[component]
pub(crate) fn PasswordAgain(
    /// Tells the fields of several forms on a page apart.
    within: &'static str,
    #[prop(default = AccountField::Password.into())] field: FieldName,
    /// When it is asked for, if not always.
    #[prop(optional, into)]
    help: Option<String>,
    posted: Posted,
) -> impl IntoView {
    let (_, t) = language();
    let now = context().map(|context| context.clock.now());
    let visitor = visitor();
    let is_needed = match (&visitor.session, now) {
        (Some(session), Some(now)) => !is_fresh(session, now),
        _ => false,
    };
    is_needed.then(|| {
        view! {
            <TextField
                field
                within
                kind=InputKind::CurrentPassword
                label=t.field_password_again()
                required=help.is_none()
                help=help.unwrap_or_else(|| t.field_password_again_help())
                posted
            />
        }
    })
}
