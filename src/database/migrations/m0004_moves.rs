//! Which database this is, and whether its data was moved to another one.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, string_len, string_len_null},
};

use super::{ID, table};
use crate::base::random;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row, with the id 1. It is never copied: it belongs to the database, not to the data.
        let identity = table(manager, Identity::Table)
            .col(integer(Identity::Id).primary_key())
            .col(string_len(Identity::Database, ID))
            .col(string_len_null(Identity::MovedBy, ID))
            .take();
        manager.create_table(identity).await?;
        let row = Query::insert()
            .into_table(Identity::Table)
            .columns([Identity::Id, Identity::Database])
            .values_panic([1.into(), random::row_id().into()])
            .to_owned();
        manager.exec_stmt(row).await
    }
}

#[derive(DeriveIden)]
enum Identity {
    Table,
    Id,
    Database,
    MovedBy,
}
