//! Finding accounts.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    entities::account::{self, Role, Status},
    hold_rows,
};
use crate::base::{failure::Error, names::UsernameKey};

pub(crate) async fn find_by_username(
    db: &impl ConnectionTrait,
    key: &UsernameKey,
) -> Result<Option<account::Model>, Error> {
    Ok(account::Entity::find()
        .filter(account::Column::UsernameKey.eq(key.as_str()))
        .one(db)
        .await?)
}

/// Every account of an address whose owner may get on with it, in the order of their usernames.
pub(crate) async fn list_by_email(
    db: &impl ConnectionTrait,
    email_key: &str,
) -> Result<Vec<account::Model>, Error> {
    Ok(account::Entity::find()
        .filter(account::Column::EmailKey.eq(email_key))
        .filter(account::Column::Status.is_in([Status::Pending, Status::Active]))
        .order_by_asc(account::Column::UsernameKey)
        .all(db)
        .await?)
}

/// Holds an account until the end of the transaction; the answer is whether it administers.
pub(crate) async fn hold_administrator(tx: &impl ConnectionTrait, id: &str) -> Result<bool, Error> {
    let rows = is_active_administrator().add(account::Column::Id.eq(id));
    Ok(hold_rows::<account::Entity>(tx, account::Column::Role, rows).await? == 1)
}

pub(crate) fn is_active_administrator() -> Condition {
    Condition::all()
        .add(account::Column::Role.eq(Role::Administrator))
        .add(account::Column::Status.eq(Status::Active))
}
