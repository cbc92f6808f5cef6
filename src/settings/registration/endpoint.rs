//! `POST /api/save_registration`

use leptos::prelude::*;

use super::{REGISTRATION, service};
use crate::{
    base::failure::Failure,
    database::entities::installation::Mode,
    paths::{Page, Panel},
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const SAVE_REGISTRATION: FormSpec =
    FormSpec::new("/api/save_registration", |_| Page::Settings)
        .in_panel("registration")
        .showing_again(|name| name == REGISTRATION.as_str());

#[server(endpoint = "save_registration")]
pub(crate) async fn save_registration(
    #[server(default)] registration: String,
    /// What the form was filled with.
    #[server(default)]
    seen: String,
) -> Result<(), Failure> {
    let (new, seen) = (Mode::from_name(&registration), Mode::from_name(&seen));
    service::save(&require_context()?, &visitor(), new, seen).await?;
    Page::Saved(Panel::Registration).redirect();
    Ok(())
}
