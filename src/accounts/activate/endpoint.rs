//! `POST /api/activate`

use leptos::prelude::*;

use super::service;
use crate::{
    accounts::new_password::form::LinkForm,
    base::failure::Failure,
    paths::Page,
    security::guess_limit,
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const ACTIVATE: FormSpec =
    FormSpec::new("/api/activate", |posted| Page::Activate(posted.segment("token")));

#[server(endpoint = "activate")]
pub(crate) async fn activate(#[server(flatten)] form: LinkForm) -> Result<(), Failure> {
    let (context, visitor) = (require_context()?, visitor());
    let activated = service::activate(&context, &form, &visitor);
    guess_limit::with_link(&context.database, &context.clock, visitor.address, activated).await?;
    Page::PasswordSet.redirect();
    Ok(())
}
