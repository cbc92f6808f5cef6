//! Places that data is read from and written to.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string_len, text, text_null},
};

use super::{ID, KEY, WORD, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The name of a connection.
const NAME: u32 = 100;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // MariaDB keeps it when the step is broken off.
        if manager.has_table("connection").await? {
            return Ok(());
        }
        let connection = table(manager, Connection::Table)
            .col(string_len(Connection::Id, ID).primary_key())
            .col(string_len(Connection::Name, NAME))
            .col(string_len(Connection::NameKey, KEY).unique_key())
            .col(string_len(Connection::Kind, WORD))
            .col(string_len(Connection::Audience, WORD))
            .col(integer(Connection::Version))
            .col(big_integer(Connection::CreatedAt))
            .col(text(Connection::Form))
            .col(text_null(Connection::SealedPassword))
            .col(big_integer_null(Connection::TestedAt))
            .col(text_null(Connection::TestProblem))
            .take();
        manager.create_table(connection).await
    }
}

#[derive(DeriveIden)]
enum Connection {
    Table,
    Id,
    Name,
    NameKey,
    Kind,
    Audience,
    Version,
    CreatedAt,
    Form,
    SealedPassword,
    TestedAt,
    TestProblem,
}
