//! Mail: settings, tests, the key that secrets are sealed with, and what became of each message.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, string_len, string_len_null, text,
        text_null,
    },
};

use super::{ID, KEY, SEALED, belongs_to_account, index, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut columns = [
            (Outbox::Table.into_iden(), string_len_null(Outbox::Address, KEY)),
            (Outbox::Table.into_iden(), big_integer_null(Outbox::LeasedUntil)),
            (Outbox::Table.into_iden(), integer(Outbox::Pauses).default(0).take()),
            (Outbox::Table.into_iden(), boolean(Outbox::IsBlocked).default(false).take()),
            (Outbox::Table.into_iden(), text_null(Outbox::Failure)),
            (Outbox::Table.into_iden(), big_integer_null(Outbox::DoneAt)),
            (Installation::Table.into_iden(), string_len_null(Installation::KeyCheck, KEY)),
        ];
        for (table, column) in &mut columns {
            let change = Table::alter().table(table.clone()).add_column(column).take();
            manager.alter_table(change).await?;
        }
        manager
            .create_index(index(
                "outbox_state_created_at",
                Outbox::Table,
                &[Outbox::State, Outbox::CreatedAt],
            ))
            .await?;

        // One row, with the id 1. Its version counts the changes.
        let settings = table(manager, MailSettings::Table)
            .col(integer(MailSettings::Id).primary_key())
            .col(integer(MailSettings::Version))
            .col(text_null(MailSettings::Form))
            .col(string_len_null(MailSettings::SealedSecret, SEALED))
            .take();
        manager.create_table(settings).await?;
        let row = Query::insert()
            .into_table(MailSettings::Table)
            .columns([MailSettings::Id, MailSettings::Version])
            .values_panic([1.into(), 0.into()])
            .to_owned();
        manager.exec_stmt(row).await?;

        let test = table(manager, MailTest::Table)
            .col(string_len(MailTest::Id, ID).primary_key())
            .col(string_len(MailTest::AccountId, ID))
            .col(big_integer(MailTest::CreatedAt))
            .col(integer(MailTest::Version))
            .col(text(MailTest::Form))
            .col(string_len_null(MailTest::SealedSecret, SEALED))
            .col(string_len(MailTest::Recipient, KEY))
            .col(text(MailTest::Steps))
            .col(big_integer_null(MailTest::FinishedAt))
            .foreign_key(&mut belongs_to_account(MailTest::Table, MailTest::AccountId))
            .take();
        manager.create_table(test).await
    }
}

#[derive(DeriveIden, Clone, Copy)]
enum Outbox {
    Table,
    State,
    CreatedAt,
    Address,
    LeasedUntil,
    Pauses,
    IsBlocked,
    Failure,
    DoneAt,
}

#[derive(DeriveIden)]
enum Installation {
    Table,
    KeyCheck,
}

#[derive(DeriveIden)]
enum MailSettings {
    Table,
    Id,
    Version,
    Form,
    SealedSecret,
}

#[derive(DeriveIden)]
enum MailTest {
    Table,
    Id,
    AccountId,
    CreatedAt,
    Version,
    Form,
    SealedSecret,
    Recipient,
    Steps,
    FinishedAt,
}
