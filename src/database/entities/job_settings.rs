//! What holds for all jobs: one row, made by the migration. Whoever starts runs holds it. See
//! `jobs::scheduler` and `jobs::webhook`.

use sea_orm::entity::prelude::*;

/// The id of the only row.
pub(crate) const THE_ONE: i32 = 1;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_settings")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i32,
    /// Counts the changes: whoever saves says which version they saw.
    pub(crate) version: i32,
    /// Where failures are posted to, as older versions have left it: the next start seals it.
    pub(crate) webhook_url: Option<String>,
    /// The same, sealed.
    pub(crate) sealed_webhook_url: Option<String>,
    /// What such posts are signed with; for this URL alone. See `base::vault`.
    pub(crate) sealed_webhook_secret: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
