//! Who is mailed when a job fails: whoever is active and wants to be.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select,
    sea_query::Expr,
};

use crate::{
    base::failure::Error,
    database::entities::account::{self, Status},
};

/// Whether anybody who is active is mailed when a job fails.
pub(crate) async fn has_any(db: &impl ConnectionTrait) -> Result<bool, Error> {
    Ok(all().one(db).await?.is_some())
}

/// The ids of those who are.
pub(crate) async fn list(db: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let ids = all().select_only().column(account::Column::Id);
    Ok(ids.into_tuple().all(db).await?)
}

/// How many they are.
pub(crate) async fn count(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(all().count(db).await?)
}

fn all() -> Select<account::Entity> {
    account::Entity::find()
        .filter(account::Column::EmailNotifications.eq(true))
        .filter(account::Column::Status.eq(Status::Active))
}

/// Stops the mails about failures; the answer is whether they were on.
pub(crate) async fn stop(tx: &impl ConnectionTrait, id: &str) -> Result<bool, Error> {
    let stopped = account::Entity::update_many()
        .col_expr(account::Column::EmailNotifications, Expr::value(false))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::EmailNotifications.eq(true))
        .exec(tx)
        .await?;
    Ok(stopped.rows_affected == 1)
}

/// Whether somebody is mailed when a job fails.
pub(crate) async fn set(tx: &impl ConnectionTrait, id: &str, is_on: bool) -> Result<(), Error> {
    account::Entity::update_many()
        .col_expr(account::Column::EmailNotifications, Expr::value(is_on))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
