//! Finding accounts.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{
    entities::account::{self, Role, Status},
    hold_rows,
};
use crate::base::{failure::Error, names::UsernameKey};

/// Many more than a page of the list has accounts.
const MOST_LOOK_ALIKES: u64 = 1_000;

pub(crate) async fn find_by_username(
    db: &impl ConnectionTrait,
    key: &UsernameKey,
) -> Result<Option<account::Model>, Error> {
    let is_one_of = account::Column::UsernameKey.is_in(key.forms());
    let found = account::Entity::find().filter(is_one_of).all(db).await?;
    // The one that earlier versions would have found.
    Ok(found.into_iter().max_by_key(|account| key.former() == Some(&*account.username_key)))
}

/// Whether an account with another id is kept under the former form of a username. (The unique index
/// knows the present one.)
pub(crate) async fn is_formerly_taken(
    db: &impl ConnectionTrait,
    username: &str,
    id: &str,
) -> Result<bool, Error> {
    let key = UsernameKey::of(username);
    let Some(former) = key.former() else { return Ok(false) };
    let found = account::Entity::find()
        .filter(account::Column::UsernameKey.eq(former))
        .filter(account::Column::Id.ne(id))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The accounts with another id that keep a username from being taken: whatever has the same key, and
/// what looks like it and was activated once. Who has proven nothing keeps nobody from a name that only
/// looks like theirs.
pub(crate) async fn list_in_the_way(
    db: &impl ConnectionTrait,
    key: &str,
    skeleton: &str,
    id: &str,
) -> Result<Vec<account::Model>, Error> {
    let looks_alike = account::Column::UsernameSkeleton.eq(skeleton).and(was_activated());
    Ok(account::Entity::find()
        .filter(Condition::any().add(account::Column::UsernameKey.eq(key)).add(looks_alike))
        .filter(account::Column::Id.ne(id))
        .limit(MOST_LOOK_ALIKES)
        .all(db)
        .await?)
}

/// Somebody has proven that the address is theirs.
pub(crate) fn was_activated() -> Expr {
    account::Column::ActivatedAt.is_not_null()
}

/// The accounts whose usernames look like one of these, see [`skeleton_of`](crate::base::skeleton::skeleton_of).
pub(crate) async fn list_look_alikes(
    db: &impl ConnectionTrait,
    skeletons: impl IntoIterator<Item = &str>,
) -> Result<Vec<account::Model>, Error> {
    Ok(account::Entity::find()
        .filter(account::Column::UsernameSkeleton.is_in(skeletons))
        .order_by_asc(account::Column::UsernameKey)
        .limit(MOST_LOOK_ALIKES)
        .all(db)
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
