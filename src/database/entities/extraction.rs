//! What is copied from where to where. Its name, its times and its runs are those of its job. See
//! `extractions::store`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

/// What is done with the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Kind {
    /// Tables are copied into tables that DataSync makes and owns.
    #[sea_orm(string_value = "synchronization")]
    Synchronization,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extraction")]
pub(crate) struct Model {
    /// A UUID; the subject of the job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    /// Removed with it.
    pub(crate) job_id: String,
    pub(crate) kind: Kind,
    /// A connection, which cannot be removed meanwhile.
    pub(crate) source_id: String,
    pub(crate) destination_id: String,
    /// Counts the changes: whoever saves says which version they saw.
    pub(crate) version: i32,
    pub(crate) created_at: Timestamp,
    /// JSON of `extractions::definition::Definition`.
    pub(crate) definition: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
