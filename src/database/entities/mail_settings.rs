//! How DataSync reaches its mail server: one row, made by the migration. See `mail::store`.

use sea_orm::entity::prelude::*;

/// The id of the only row.
pub(crate) const THE_ONE: i32 = 1;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_settings")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i32,
    /// Counts the changes: whoever saves says which version they saw.
    pub(crate) version: i32,
    /// JSON of `mail::form::MailForm`; none until somebody saves.
    pub(crate) form: Option<String>,
    /// See `base::vault`.
    pub(crate) sealed_secret: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
