//! Email addresses are compared with their domains in ASCII: the accounts that are there get the keys that
//! new ones get, and so do the links on their way to them. Accounts that share an address now stay several.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sea_orm_migration::prelude::*;

use super::next_accounts;
use crate::{
    base::email_address::EmailAddress,
    database::entities::{account, one_time_token},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let mut last = String::new();
        loop {
            let accounts =
                next_accounts(db, &mut last, account::Column::Email, account::Column::EmailKey)
                    .await?;
            if accounts.is_empty() {
                return Ok(());
            }
            for (id, email, former) in accounts {
                // What is no address by now keeps the key it has.
                let Ok(email) = EmailAddress::parse(&email) else { continue };
                if email.key() != former {
                    change(db, &id, &former, &email.key()).await?;
                }
            }
        }
    }
}

async fn change(db: &impl ConnectionTrait, id: &str, from: &str, to: &str) -> Result<(), DbErr> {
    // First: broken off in between, both are changed at the next start.
    one_time_token::Entity::update_many()
        .col_expr(one_time_token::Column::SentTo, Expr::value(to))
        .filter(one_time_token::Column::AccountId.eq(id))
        .filter(one_time_token::Column::SentTo.eq(from))
        .exec(db)
        .await?;
    account::Entity::update_many()
        .col_expr(account::Column::EmailKey, Expr::value(to))
        .filter(account::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
