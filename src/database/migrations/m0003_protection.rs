//! What protects accounts: counted guesses, known browsers, second factors, changes of address that
//! wait to be confirmed, and the audit.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string_len, string_len_null, text_null},
};

use super::{HASH, ID, KEY, WORD, belongs_to_account, index, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A sealed second factor, or its ten recovery codes.
const SEALED: u32 = 1_000;
/// An IPv6 address.
const ADDRESS: u32 = 45;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let new_email = Table::alter()
            .table(OneTimeToken::Table)
            .add_column(string_len_null(OneTimeToken::NewEmail, KEY))
            .take();
        manager.alter_table(new_email).await?;
        for table in [
            guess_limit(manager),
            known_device(manager),
            second_factor(manager),
            recovery_code(manager),
            audit(manager),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            index("session_account_id", Session::Table, &[Session::AccountId]),
            index("audit_actor_id_id", Audit::Table, &[Audit::ActorId, Audit::Id]),
            index("audit_subject_id_id", Audit::Table, &[Audit::SubjectId, Audit::Id]),
            index("audit_action_id", Audit::Table, &[Audit::Action, Audit::Id]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn guess_limit(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, GuessLimit::Table)
        .col(string_len(GuessLimit::Subject, HASH).primary_key())
        .col(integer(GuessLimit::Guesses))
        .col(big_integer(GuessLimit::CountedAt))
        .col(big_integer(GuessLimit::BlockedUntil))
        .take()
}

fn known_device(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, KnownDevice::Table)
        .col(string_len(KnownDevice::TokenHash, HASH))
        .col(string_len(KnownDevice::AccountId, ID))
        .col(big_integer(KnownDevice::LastUsedAt))
        .primary_key(Index::create().col(KnownDevice::TokenHash).col(KnownDevice::AccountId))
        .foreign_key(&mut belongs_to_account(KnownDevice::Table, KnownDevice::AccountId))
        .take()
}

fn second_factor(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, SecondFactor::Table)
        .col(string_len(SecondFactor::AccountId, ID).primary_key())
        .col(string_len(SecondFactor::SealedSecret, SEALED))
        .col(string_len_null(SecondFactor::SealedCodes, SEALED))
        .col(big_integer(SecondFactor::BegunAt))
        .col(big_integer_null(SecondFactor::EnabledAt))
        .col(big_integer(SecondFactor::LastStep))
        .foreign_key(&mut belongs_to_account(SecondFactor::Table, SecondFactor::AccountId))
        .take()
}

fn recovery_code(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, RecoveryCode::Table)
        .col(string_len(RecoveryCode::Hash, HASH).primary_key())
        .col(string_len(RecoveryCode::AccountId, ID))
        .foreign_key(&mut belongs_to_account(RecoveryCode::Table, RecoveryCode::AccountId))
        .take()
}

/// Belongs to no account: it outlives the people in it.
fn audit(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, Audit::Table)
        .col(string_len(Audit::Id, ID).primary_key())
        .col(big_integer(Audit::At))
        .col(string_len(Audit::Action, 40))
        .col(string_len(Audit::Outcome, WORD))
        .col(string_len_null(Audit::ActorId, ID))
        .col(string_len_null(Audit::Actor, KEY))
        .col(string_len_null(Audit::SubjectId, ID))
        .col(string_len_null(Audit::Subject, KEY))
        .col(string_len_null(Audit::Address, ADDRESS))
        .col(text_null(Audit::Fields))
        .take()
}

#[derive(DeriveIden)]
enum OneTimeToken {
    Table,
    NewEmail,
}

#[derive(DeriveIden, Clone, Copy)]
enum Session {
    Table,
    AccountId,
}

#[derive(DeriveIden)]
enum GuessLimit {
    Table,
    Subject,
    Guesses,
    CountedAt,
    BlockedUntil,
}

#[derive(DeriveIden)]
enum KnownDevice {
    Table,
    TokenHash,
    AccountId,
    LastUsedAt,
}

#[derive(DeriveIden)]
enum SecondFactor {
    Table,
    AccountId,
    SealedSecret,
    SealedCodes,
    BegunAt,
    EnabledAt,
    LastStep,
}

#[derive(DeriveIden)]
enum RecoveryCode {
    Table,
    Hash,
    AccountId,
}

#[derive(DeriveIden, Clone, Copy)]
enum Audit {
    Table,
    Id,
    At,
    Action,
    Outcome,
    ActorId,
    Actor,
    SubjectId,
    Subject,
    Address,
    Fields,
}
