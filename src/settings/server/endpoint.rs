//! `POST /api/save_server`

use std::sync::Arc;

use leptos::prelude::*;

use super::{configured::ConfiguredServer, form::ServerForm, service};
use crate::{
    base::{failure::Failure, field::is_ticked},
    paths::{Page, Panel},
    site::request::{require_part, require_state, visitor},
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
    let configured: Arc<ConfiguredServer> = require_part()?;
    let save_unreached = is_ticked(&save_unreached);
    let version = version.parse().ok();
    service::save(&state, &configured, &visitor, form, version, save_unreached, &password).await?;
    Page::Saved(Panel::Server).redirect();
    Ok(())
}
