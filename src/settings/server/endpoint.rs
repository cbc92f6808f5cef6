//! `POST /api/save_server`

use leptos::prelude::*;

use super::{form::ServerForm, service};
use crate::{
    paths::{Page, Panel},
    web::{
        failure::Failure,
        form::is_ticked,
        request::{require_state, visitor},
    },
};

/// `version` is the one that the form was filled from; `password` is the administrator's own, where
/// the last proof is too old.
#[server(endpoint = "save_server")]
pub(crate) async fn save_server(
    #[server(flatten)] form: ServerForm,
    #[server(default)] version: String,
    #[server(default)] save_unreached: String,
    #[server(default)] password: String,
) -> Result<(), Failure> {
    let (state, visitor) = (require_state()?, visitor());
    let save_unreached = is_ticked(&save_unreached);
    service::save(&state, &visitor, form, version.parse().ok(), save_unreached, &password).await?;
    Page::Saved(Panel::Server).redirect();
    Ok(())
}
