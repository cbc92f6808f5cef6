//! `POST /api/save_registration`

use leptos::prelude::*;

use super::service;
use crate::{
    base::failure::Failure,
    database::entities::installation::Mode,
    paths::{Page, Panel},
    site::request::{require_state, visitor},
};

#[server(endpoint = "save_registration")]
pub(crate) async fn save_registration(
    #[server(default)] registration: String,
    /// What the form was filled with.
    #[server(default)]
    seen: String,
) -> Result<(), Failure> {
    let (new, seen) = (Mode::from_name(&registration), Mode::from_name(&seen));
    service::save(&require_state()?, &visitor(), new, seen).await?;
    Page::Saved(Panel::Registration).redirect();
    Ok(())
}
