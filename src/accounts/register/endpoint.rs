//! `POST /api/register`

use leptos::prelude::*;

use super::{form::RegisterForm, service};
use crate::{
    base::{
        failure::Failure,
        field::{AccountField, Fields},
    },
    paths::Page,
    security::guess_limit,
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const REGISTER: FormSpec = FormSpec::new("/api/register", |_| Page::Register)
    .showing_again(|name| {
        [
            AccountField::SetupCode,
            AccountField::Email,
            AccountField::Username,
            AccountField::FirstName,
            AccountField::LastName,
            AccountField::SerialNumber,
        ]
        .map(Fields::name)
        .contains(&name)
    });

#[server(endpoint = "register")]
pub(crate) async fn register(#[server(flatten)] form: RegisterForm) -> Result<(), Failure> {
    let context = require_context()?;
    let visitor = visitor();
    guess_limit::from_address(
        &context.database,
        &context.clock,
        visitor.address,
        Box::pin(service::register(&context, &form, &visitor)),
    )
    .await?;
    Page::Registered.redirect();
    Ok(())
}
