//! Server settings that administrators change, and how far the guided setup has come.

use sea_orm::{EntityTrait, sea_query::Expr as Value};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, integer, string_len, string_len_null, text_null},
};

use super::{HASH, KEY, WORD, table};
use crate::{base::random, database::entities::installation};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut columns = [
            string_len(Installation::GuideStep, WORD).default("connection").take(),
            big_integer_null(Installation::GuideFinishedAt),
            string_len(Installation::DismissedTasks, KEY).default("").take(),
        ];
        for column in &mut columns {
            let change = Table::alter().table(Installation::Table).add_column(column).take();
            manager.alter_table(change).await?;
        }
        // Whoever has been working with it needs no guide.
        installation::Entity::update_many()
            .col_expr(
                installation::Column::GuideFinishedAt,
                Value::col(installation::Column::SetUpAt),
            )
            .exec(manager.get_connection())
            .await?;

        // One row, with the id 1. Its version counts the changes.
        let settings = table(manager, ServerSettings::Table)
            .col(integer(ServerSettings::Id).primary_key())
            .col(integer(ServerSettings::Version))
            .col(text_null(ServerSettings::Form))
            .col(string_len(ServerSettings::ReachCode, HASH))
            .col(string_len_null(ServerSettings::ReachedUrl, KEY))
            .take();
        manager.create_table(settings).await?;
        let row = Query::insert()
            .into_table(ServerSettings::Table)
            .columns([ServerSettings::Id, ServerSettings::Version, ServerSettings::ReachCode])
            .values_panic([1.into(), 0.into(), random::url_safe_secret().into()])
            .to_owned();
        manager.exec_stmt(row).await
    }
}

#[derive(DeriveIden, Clone, Copy)]
enum Installation {
    Table,
    GuideStep,
    GuideFinishedAt,
    DismissedTasks,
}

#[derive(DeriveIden)]
enum ServerSettings {
    Table,
    Id,
    Version,
    Form,
    ReachCode,
    ReachedUrl,
}
