//! What is copied from where to where, what a run of it does, and by which names the tables that it makes are
//! known to be ours.

use sea_orm::{DbBackend, EntityTrait, sea_query::Expr as Value};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string_len, string_len_null, text, text_null},
};

use super::{ID, WORD, table};
use crate::{base::random, database::entities::installation};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // MariaDB keeps what a step has done that is broken off.
        for (name, column) in [
            ("action", &mut string_len_null(JobRun::Action, WORD)),
            ("doing", &mut text_null(JobRun::Doing)),
        ] {
            if !manager.has_column("job_run", name).await? {
                let change = Table::alter().table(JobRun::Table).add_column(column).take();
                manager.alter_table(change).await?;
            }
        }
        if manager.get_database_backend() == DbBackend::MySql {
            // The receipt of hundreds of tables.
            let result = ColumnDef::new(JobRun::Result).custom("MEDIUMTEXT").take();
            let change = Table::alter().table(JobRun::Table).modify_column(result).take();
            manager.alter_table(change).await?;
        }
        for column in [Installation::Uuid, Installation::Incarnation] {
            if !manager.has_column("installation", column.to_string()).await? {
                let column = &mut string_len(column, ID).default("").take();
                let change = Table::alter().table(Installation::Table).add_column(column).take();
                manager.alter_table(change).await?;
            }
        }
        installation::Entity::update_many()
            .col_expr(installation::Column::Uuid, Value::value(random::row_id()))
            .col_expr(installation::Column::Incarnation, Value::value(random::row_id()))
            .exec(manager.get_connection())
            .await?;
        if manager.has_table("extraction").await? {
            return Ok(());
        }
        let of = |column: Extraction, table: &'static str, on_delete| {
            ForeignKey::create()
                .from(Extraction::Table, column)
                .to(table, "id")
                .on_delete(on_delete)
                .take()
        };
        let mut definition = text(Extraction::Definition);
        if manager.get_database_backend() == DbBackend::MySql {
            definition =
                ColumnDef::new(Extraction::Definition).custom("MEDIUMTEXT").not_null().take();
        }
        let extraction = table(manager, Extraction::Table)
            .col(string_len(Extraction::Id, ID).primary_key())
            .col(string_len(Extraction::JobId, ID).unique_key())
            .col(string_len(Extraction::Kind, WORD))
            .col(string_len(Extraction::SourceId, ID))
            .col(string_len(Extraction::DestinationId, ID))
            .col(integer(Extraction::Version))
            .col(big_integer(Extraction::CreatedAt))
            .col(definition)
            .foreign_key(&mut of(Extraction::JobId, "job", ForeignKeyAction::Cascade))
            .foreign_key(&mut of(Extraction::SourceId, "connection", ForeignKeyAction::Restrict))
            .foreign_key(&mut of(
                Extraction::DestinationId,
                "connection",
                ForeignKeyAction::Restrict,
            ))
            .take();
        manager.create_table(extraction).await
    }
}

#[derive(DeriveIden)]
enum JobRun {
    Table,
    Action,
    Doing,
    Result,
}

#[derive(DeriveIden, Clone, Copy)]
enum Installation {
    Table,
    Uuid,
    Incarnation,
}

#[derive(DeriveIden)]
enum Extraction {
    Table,
    Id,
    JobId,
    Kind,
    SourceId,
    DestinationId,
    Version,
    CreatedAt,
    Definition,
}
