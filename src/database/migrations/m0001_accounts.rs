//! The installation, licenses, accounts, their links and sessions, and the outbox.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, integer_null, string_len, string_len_null,
    },
};

use super::{HASH, ID, KEY, WORD, belongs_to_account, index, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            installation(manager),
            license(manager),
            account(manager),
            one_time_token(manager),
            session(manager),
            outbox(manager),
        ] {
            manager.create_table(table).await?;
        }
        manager
            .create_index(index("account_email_key", Account::Table, &[Account::EmailKey]))
            .await?;
        manager
            .create_index(index(
                "outbox_state_due_at",
                Outbox::Table,
                &[Outbox::State, Outbox::DueAt],
            ))
            .await?;
        // The one row of the installation.
        let row = Query::insert()
            .into_table(Installation::Table)
            .columns([Installation::Id])
            .values_panic([1.into()])
            .to_owned();
        manager.exec_stmt(row).await
    }
}

/// One row, with the id 1: whoever changes it waits for whoever changed it before.
fn installation(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, Installation::Table)
        .col(integer(Installation::Id).primary_key())
        .col(string_len_null(Installation::AdministratorId, ID))
        .col(big_integer_null(Installation::SetUpAt))
        .take()
}

fn license(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, License::Table)
        .col(string_len(License::Id, 16).primary_key())
        .col(string_len(License::Licensee, KEY))
        .col(big_integer(License::Seats))
        .col(big_integer(License::SeatsTaken).default(0))
        .col(integer(License::Issued))
        .col(integer_null(License::Expires))
        .col(integer(License::Features))
        .col(string_len(License::SerialNumber, 2000))
        .col(big_integer_null(License::ReplacedAt))
        .check(Expr::col(License::SeatsTaken).gte(0))
        .check(Expr::col(License::SeatsTaken).lte(Expr::col(License::Seats)))
        .take()
}

fn account(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, Account::Table)
        .col(string_len(Account::Id, ID).primary_key())
        .col(string_len(Account::Username, KEY))
        .col(string_len(Account::UsernameKey, KEY).unique_key())
        .col(string_len(Account::Email, KEY))
        .col(string_len(Account::EmailKey, KEY))
        .col(string_len(Account::FirstName, KEY))
        .col(string_len(Account::LastName, KEY))
        .col(string_len(Account::Role, WORD))
        .col(string_len(Account::Status, WORD))
        .col(string_len(Account::Language, WORD))
        .col(boolean(Account::EmailNotifications).default(false))
        .col(string_len_null(Account::PasswordHash, KEY))
        .col(string_len(Account::LicenseId, 16))
        .col(big_integer(Account::CreatedAt))
        .col(big_integer_null(Account::ActivatedAt))
        .col(big_integer_null(Account::LastSignInAt))
        .foreign_key(
            ForeignKey::create()
                .from(Account::Table, Account::LicenseId)
                .to(License::Table, License::Id),
        )
        .take()
}

fn one_time_token(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, OneTimeToken::Table)
        .col(string_len(OneTimeToken::Hash, HASH).primary_key())
        .col(string_len(OneTimeToken::Purpose, WORD))
        .col(string_len(OneTimeToken::AccountId, ID))
        .col(string_len(OneTimeToken::SentTo, KEY))
        .col(big_integer(OneTimeToken::ExpiresAt))
        .col(big_integer_null(OneTimeToken::SpentAt))
        .foreign_key(&mut belongs_to_account(OneTimeToken::Table, OneTimeToken::AccountId))
        .take()
}

fn session(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, Session::Table)
        .col(string_len(Session::TokenHash, HASH).primary_key())
        .col(string_len(Session::AccountId, ID))
        .col(big_integer(Session::CreatedAt))
        .col(big_integer(Session::LastUsedAt))
        .col(big_integer(Session::ProvenAt))
        .col(string_len(Session::Address, 45))
        .col(string_len(Session::UserAgent, KEY))
        .foreign_key(&mut belongs_to_account(Session::Table, Session::AccountId))
        .take()
}

fn outbox(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, Outbox::Table)
        .col(string_len(Outbox::Id, ID).primary_key())
        .col(string_len(Outbox::Message, WORD))
        .col(string_len_null(Outbox::AccountId, ID))
        .col(string_len_null(Outbox::UsernameKey, KEY))
        .col(string_len(Outbox::State, WORD))
        .col(big_integer(Outbox::CreatedAt))
        .col(big_integer(Outbox::DueAt))
        .col(integer(Outbox::Tries).default(0))
        .foreign_key(&mut belongs_to_account(Outbox::Table, Outbox::AccountId))
        .take()
}

#[derive(DeriveIden)]
enum Installation {
    Table,
    Id,
    AdministratorId,
    SetUpAt,
}

#[derive(DeriveIden)]
enum License {
    Table,
    Id,
    Licensee,
    Seats,
    SeatsTaken,
    Issued,
    Expires,
    Features,
    SerialNumber,
    ReplacedAt,
}

#[derive(DeriveIden, Clone, Copy)]
enum Account {
    Table,
    Id,
    Username,
    UsernameKey,
    Email,
    EmailKey,
    FirstName,
    LastName,
    Role,
    Status,
    Language,
    EmailNotifications,
    PasswordHash,
    LicenseId,
    CreatedAt,
    ActivatedAt,
    LastSignInAt,
}

#[derive(DeriveIden)]
enum OneTimeToken {
    Table,
    Hash,
    Purpose,
    AccountId,
    SentTo,
    ExpiresAt,
    SpentAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    TokenHash,
    AccountId,
    CreatedAt,
    LastUsedAt,
    ProvenAt,
    Address,
    UserAgent,
}

#[derive(DeriveIden, Clone, Copy)]
enum Outbox {
    Table,
    Id,
    Message,
    AccountId,
    UsernameKey,
    State,
    CreatedAt,
    DueAt,
    Tries,
}
