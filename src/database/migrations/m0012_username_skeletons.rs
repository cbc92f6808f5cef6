//! Usernames that look alike are told apart by a skeleton of each: the accounts that are there get theirs,
//! the same or not. MariaDB ends the transaction at each change of a table, so a step that was broken off
//! begins again.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sea_orm_migration::{prelude::*, schema::string_len};

use super::{KEY, index, next_accounts};
use crate::{base::skeleton::skeleton_of, database::entities::account};

const INDEX: &str = "account_by_skeleton";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if !manager.has_column("account", "username_skeleton").await? {
            let column = string_len(Account::UsernameSkeleton, KEY).default("").take();
            let change = Table::alter().table(Account::Table).add_column(column).take();
            manager.alter_table(change).await?;
        }
        fill(manager).await?;
        if !manager.has_index("account", INDEX).await? {
            let columns = [Account::UsernameSkeleton];
            manager.create_index(index(INDEX, Account::Table, &columns)).await?;
        }
        Ok(())
    }
}

async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let mut last = String::new();
    loop {
        let (username, made) = (account::Column::Username, account::Column::UsernameSkeleton);
        let accounts = next_accounts(db, &mut last, username, made).await?;
        if accounts.is_empty() {
            return Ok(());
        }
        for (id, username, made) in accounts {
            let skeleton = skeleton_of(&username);
            if skeleton == made {
                continue;
            }
            account::Entity::update_many()
                .col_expr(account::Column::UsernameSkeleton, Expr::value(skeleton))
                .filter(account::Column::Id.eq(&id))
                .exec(db)
                .await?;
        }
    }
}

#[derive(DeriveIden, Clone, Copy)]
enum Account {
    Table,
    UsernameSkeleton,
}
