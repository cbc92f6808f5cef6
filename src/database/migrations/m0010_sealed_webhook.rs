//! The address of the webhook is sealed. The key is not the migration's: `setup::key` seals what stands in
//! clear at the next start.

use sea_orm_migration::{prelude::*, schema::text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // MariaDB keeps it when the step is broken off.
        if manager.has_column("job_settings", "sealed_webhook_url").await? {
            return Ok(());
        }
        // Text: beside the sealed secret, another column of its length would be too much for a row of
        // MariaDB.
        let mut column = text_null(JobSettings::SealedWebhookUrl);
        let change = Table::alter().table(JobSettings::Table).add_column(&mut column).take();
        manager.alter_table(change).await
    }
}

#[derive(DeriveIden)]
enum JobSettings {
    Table,
    SealedWebhookUrl,
}
