//! `POST /api/activate`

use leptos::prelude::*;

use super::service;
use crate::{
    accounts::new_password::form::LinkForm,
    base::failure::Failure,
    paths::Page,
    security::guess_limit,
    site::request::{require_state, visitor},
};

#[server(endpoint = "activate")]
pub(crate) async fn activate(#[server(flatten)] form: LinkForm) -> Result<(), Failure> {
    let (state, visitor) = (require_state()?, visitor());
    let activated = service::activate(&state, &form, &visitor);
    guess_limit::with_link(&state.database, &state.clock, visitor.address, activated).await?;
    Page::PasswordSet.redirect();
    Ok(())
}
