//! The schema, one step a file; steps that were released never change.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

mod m0001_accounts;
mod m0002_mail;
mod m0003_protection;
mod m0004_moves;
mod m0005_users;
mod m0006_setup;
mod m0007_jobs;
mod m0008_job_identity;
mod m0009_username_keys;
mod m0010_sealed_webhook;
mod m0011_outbox_recipients;
mod m0012_username_skeletons;
mod m0013_email_keys;
mod m0014_connections;
mod m0015_extractions;

use super::entities::account;

/// Accounts that are looked at at once.
const BATCH: u64 = 1_000;
/// A UUID as text.
const ID: u32 = 36;
/// The comparable form of a username and its skeleton; also the longest email address.
const KEY: u32 = 255;
/// SHA-256 in hexadecimal digits.
const HASH: u32 = 64;
/// Names of closed enums.
const WORD: u32 = 20;
/// Whatever the server makes tables of by default: transactions, foreign keys, and keys of 255 characters.
pub(crate) const MYSQL_TABLE: &str = "ENGINE=InnoDB ROW_FORMAT=DYNAMIC";
/// A sealed secret: its key, a nonce, and up to 2,000 characters.
const SEALED: u32 = 12_000;

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_mail::Migration),
            Box::new(m0003_protection::Migration),
            Box::new(m0004_moves::Migration),
            Box::new(m0005_users::Migration),
            Box::new(m0006_setup::Migration),
            Box::new(m0007_jobs::Migration),
            Box::new(m0008_job_identity::Migration),
            Box::new(m0009_username_keys::Migration),
            Box::new(m0010_sealed_webhook::Migration),
            Box::new(m0011_outbox_recipients::Migration),
            Box::new(m0012_username_skeletons::Migration),
            Box::new(m0013_email_keys::Migration),
            Box::new(m0014_connections::Migration),
            Box::new(m0015_extractions::Migration),
        ]
    }
}

fn index<C: IntoIden + Copy>(
    name: &str,
    table: impl IntoIden,
    columns: &[C],
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table.into_iden());
    for column in columns {
        index.col(*column);
    }
    index
}

/// Comparison by code point on every engine: what counts as the same is decided in the code that
/// makes the `…_key` columns. (MariaDB's default would ignore accents; the others need no word.)
fn table(manager: &SchemaManager<'_>, name: impl IntoIden) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name.into_iden());
    if manager.get_database_backend() == DbBackend::MySql {
        table.extra(MYSQL_TABLE).character_set("utf8mb4").collate("utf8mb4_bin");
    }
    table
}

fn belongs_to_account(table: impl IntoIden, column: impl IntoIden) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to("account", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// The next accounts after `last`, which becomes the last of them: the id of each, what something is made
/// from, and what was made from it so far. Empty after the last account.
async fn next_accounts(
    db: &impl ConnectionTrait,
    last: &mut String,
    from: account::Column,
    made: account::Column,
) -> Result<Vec<(String, String, String)>, DbErr> {
    let accounts: Vec<(String, String, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, from, made])
        .filter(account::Column::Id.gt(&*last))
        .order_by_asc(account::Column::Id)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    if let Some((id, ..)) = accounts.last() {
        last.clone_from(id);
    }
    Ok(accounts)
}
