//! Usernames are compared with full case folding and without invisible characters: the accounts that are
//! there get the keys that new ones get. Where two would get the same, the second keeps the one it has,
//! and is found by it ([`UsernameKey`]).

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sea_orm_migration::prelude::*;

use super::{KEY, next_accounts};
use crate::{base::names::UsernameKey, database::entities::account};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let mut last = String::new();
        loop {
            let accounts = next_accounts(
                db,
                &mut last,
                account::Column::Username,
                account::Column::UsernameKey,
            )
            .await?;
            if accounts.is_empty() {
                return Ok(());
            }
            for (id, username, former) in accounts {
                let key = UsernameKey::of(&username);
                if key.as_str() != former {
                    change(db, &id, key.as_str()).await?;
                }
            }
        }
    }
}

async fn change(db: &impl ConnectionTrait, id: &str, key: &str) -> Result<(), DbErr> {
    let has_key = account::Column::UsernameKey.eq(key);
    let is_taken = account::Entity::find().filter(has_key).count(db).await? > 0;
    if is_taken || key.chars().count() > KEY as usize {
        return Ok(());
    }
    account::Entity::update_many()
        .col_expr(account::Column::UsernameKey, Expr::value(key))
        .filter(account::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
