//! The row of the server settings.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    base::failure::{Error, Refusal},
    configuration::server_settings::ServerForm,
    database::entities::server_settings::{self, THE_ONE},
    paths::ServerUrl,
};

/// Server settings as they are kept.
#[derive(Debug, Clone)]
pub(crate) struct StoredServerSettings {
    /// Whoever saves says which version they saw.
    pub(crate) version: i32,
    pub(crate) saved: Option<ServerForm>,
    pub(crate) reach_code: String,
    reached_url: Option<String>,
}

impl StoredServerSettings {
    /// Whether a browser came here over this address.
    pub(crate) fn was_reached(&self, url: &ServerUrl) -> bool {
        self.reached_url.as_ref() == Some(&url.to_string())
    }
}

pub(crate) async fn find(db: &impl ConnectionTrait) -> Result<StoredServerSettings, Error> {
    let row = server_settings::Entity::find_by_id(THE_ONE).one(db).await?;
    let row = row.ok_or_else(|| std::io::Error::other("the row of the server settings is gone"))?;
    Ok(StoredServerSettings {
        version: row.version,
        saved: row.form.as_deref().map(serde_json::from_str).transpose()?,
        reach_code: row.reach_code,
        reached_url: row.reached_url,
    })
}

/// Saves what was typed over the version that was seen; refuses where somebody else was faster.
pub(super) async fn save(
    tx: &impl ConnectionTrait,
    seen_version: i32,
    form: &ServerForm,
) -> Result<(), Error> {
    use server_settings::Column;
    let saved = server_settings::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::Form, Expr::value(Some(serde_json::to_string(form)?)))
        .filter(Column::Id.eq(THE_ONE))
        .filter(Column::Version.eq(seen_version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Refusal::ChangedMeanwhile.into()) }
}

/// A browser came here over this address.
pub(super) async fn note_reached(tx: &impl ConnectionTrait, url: &ServerUrl) -> Result<(), Error> {
    server_settings::Entity::update_many()
        .col_expr(server_settings::Column::ReachedUrl, Expr::value(Some(url.to_string())))
        .filter(server_settings::Column::Id.eq(THE_ONE))
        .exec(tx)
        .await?;
    Ok(())
}
