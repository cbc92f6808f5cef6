//! How people reach this server: one row, made by the migration. See `settings::server`.

use sea_orm::entity::prelude::*;

/// The id of the only row.
pub(crate) const THE_ONE: i32 = 1;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "server_settings")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i32,
    /// Counts the changes: whoever saves says which version they saw.
    pub(crate) version: i32,
    /// JSON of `settings::server::form::ServerForm`; none until somebody saves.
    pub(crate) form: Option<String>,
    /// Who asks for it over an address learns whether that leads here, and not to some other server.
    pub(crate) reach_code: String,
    /// The Server URL over which a browser last came here.
    pub(crate) reached_url: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
