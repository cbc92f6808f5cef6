//! `POST /api/save_server`

use std::sync::Arc;

use leptos::prelude::*;

use super::{configured::ConfiguredServer, service};
use crate::{
    base::{
        failure::Failure,
        field::{Fields, is_ticked},
        secret::TypedSecret,
    },
    configuration::server_settings::{ServerField, ServerForm},
    paths::{Page, Panel},
    site::{
        form::FormSpec,
        request::{require_context, require_part, visitor},
    },
};

pub(crate) const SAVE_SERVER: FormSpec = FormSpec::new("/api/save_server", |_| Page::Settings)
    .in_panel("server")
    .showing_again(ServerField::has);

/// `version` is the one that the form was filled from; `password` is the administrator's own, where
/// the last proof is too old.
#[server(endpoint = "save_server")]
pub(crate) async fn save_server(
    #[server(flatten)] form: ServerForm,
    #[server(default)] version: String,
    #[server(default)] save_unreached: String,
    #[server(default)] password: TypedSecret,
) -> Result<(), Failure> {
    let (context, visitor) = (require_context()?, visitor());
    let configured: Arc<ConfiguredServer> = require_part()?;
    let save_unreached = is_ticked(&save_unreached);
    let version = version.parse().ok();
    service::save(&context, &configured, &visitor, form, version, save_unreached, &password)
        .await?;
    Page::Saved(Panel::Server).redirect();
    Ok(())
}
