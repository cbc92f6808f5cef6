//! Who promises a message counts those that wait for the same recipient.

use sea_orm_migration::prelude::*;

use super::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, column) in [
            ("outbox_by_account", Outbox::AccountId),
            ("outbox_by_username", Outbox::UsernameKey),
            ("outbox_by_address", Outbox::Address),
        ] {
            // MariaDB keeps those that were made before the step was broken off.
            if manager.has_index("outbox", name).await? {
                continue;
            }
            let columns = [column, Outbox::State];
            manager.create_index(index(name, Outbox::Table, &columns)).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden, Clone, Copy)]
enum Outbox {
    Table,
    AccountId,
    UsernameKey,
    Address,
    State,
}
