//! Accounts are found by words of their names, in any order; and administrators say who may register.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sea_orm_migration::{prelude::*, schema::string_len, sea_orm::DbBackend};

use super::{ID, KEY, WORD, belongs_to_account, index, table};
use crate::database::{account_search, entities::account};

/// Accounts that are given their words at once.
const BATCH: u64 = 1_000;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mode = string_len(Installation::Registration, WORD).default("open").take();
        add_column(manager, Installation::Table, mode).await?;
        let name_key = string_len(Account::NameKey, KEY).default("").take();
        add_column(manager, Account::Table, name_key).await?;
        manager.create_table(account_word(manager)).await?;
        name_all(manager).await?;
        create_indexes(manager).await
    }
}

async fn add_column(
    manager: &SchemaManager<'_>,
    table: impl IntoIden,
    column: ColumnDef,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table.into_iden()).add_column(column).take()).await
}

fn account_word(manager: &SchemaManager<'_>) -> TableCreateStatement {
    let mut word = string_len(AccountWord::Word, account_search::MAX_WORD_CHARACTERS);
    if manager.get_database_backend() == DbBackend::Postgres {
        // Beginnings of words are ranges only where letters follow each other by their numbers.
        word.extra("COLLATE \"C\"");
    }
    table(manager, AccountWord::Table)
        .col(string_len(AccountWord::AccountId, ID))
        .col(word)
        .primary_key(Index::create().col(AccountWord::AccountId).col(AccountWord::Word))
        .foreign_key(&mut belongs_to_account(AccountWord::Table, AccountWord::AccountId))
        .take()
}

/// Gives the accounts that are there already what new ones get as they are made.
async fn name_all(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let mut last = String::new();
    loop {
        let accounts: Vec<(String, String, String, String, String)> = account::Entity::find()
            .select_only()
            .columns([
                account::Column::Id,
                account::Column::Username,
                account::Column::FirstName,
                account::Column::LastName,
                account::Column::Email,
            ])
            .filter(account::Column::Id.gt(&last))
            .order_by_asc(account::Column::Id)
            .limit(BATCH)
            .into_tuple()
            .all(db)
            .await?;
        let Some((id, ..)) = accounts.last() else { return Ok(()) };
        last.clone_from(id);
        for (id, username, first_name, last_name, email) in accounts {
            account::Entity::update_many()
                .col_expr(
                    account::Column::NameKey,
                    Expr::value(account_search::name_key(&first_name, &last_name)),
                )
                .filter(account::Column::Id.eq(&id))
                .exec(db)
                .await?;
            let words = account_search::words_of([&username, &first_name, &last_name, &email]);
            account_search::insert(db, words.into_iter().map(|word| (id.clone(), word))).await?;
        }
    }
}

/// Every order of the list has its index, in which the username decides between equals.
async fn create_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let email_key = Index::drop().name("account_email_key").table(Account::Table).to_owned();
    manager.drop_index(email_key).await?;
    let words = [AccountWord::Word, AccountWord::AccountId];
    manager.create_index(index("account_word_word", AccountWord::Table, &words)).await?;
    for (name, column) in [
        ("account_by_name", Account::NameKey),
        ("account_by_email", Account::EmailKey),
        ("account_by_role", Account::Role),
        ("account_by_status", Account::Status),
        ("account_by_notifications", Account::EmailNotifications),
    ] {
        let columns = [column, Account::UsernameKey];
        manager.create_index(index(name, Account::Table, &columns)).await?;
    }
    if manager.get_database_backend() == DbBackend::Postgres {
        // As the others have it by themselves: who never signed in comes first.
        let text = "CREATE INDEX account_by_last_sign_in \
                    ON account (last_sign_in_at NULLS FIRST, username_key)";
        manager.get_connection().execute_unprepared(text).await.map(drop)
    } else {
        let columns = [Account::LastSignInAt, Account::UsernameKey];
        manager.create_index(index("account_by_last_sign_in", Account::Table, &columns)).await
    }
}

#[derive(DeriveIden)]
enum Installation {
    Table,
    Registration,
}

#[derive(DeriveIden, Clone, Copy)]
enum Account {
    Table,
    NameKey,
    UsernameKey,
    EmailKey,
    Role,
    Status,
    EmailNotifications,
    LastSignInAt,
}

#[derive(DeriveIden, Clone, Copy)]
enum AccountWord {
    Table,
    AccountId,
    Word,
}
